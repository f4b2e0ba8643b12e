"""Making a new data folder: passwords from the first moment, and nobody trusted."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from comity.cluster import binaries
from comity.cluster.account import Account
from comity.cluster.errors import ClusterError
from comity.cluster.roles import ADMIN

# The folder is named through the process's own working folder. So the account needs no way
# through the folders above it, whose modes are left as they are.
HERE = "/proc/self/cwd"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

ACCESS = """\
# Written by Comity. Every role gives its password; there is no way in by network.
# TYPE  DATABASE  USER  METHOD
local   all       all   scram-sha-256
"""


def initdb(data: Path, account: Account, password: str, *, durable: bool) -> None:
    """Make ``data`` a new, empty PostgreSQL data folder owned by ``account``.

    It appears in one step when it is complete; a start that was broken off leaves none. ``password``
    is the administrator's. Raises ClusterError with PostgreSQL's own words if it cannot be made.
    """
    part = data.with_name(f"{data.name}.part")
    if part.exists():
        shutil.rmtree(part)
    part.mkdir(mode=0o700)
    account.own(part)
    try:
        _run(part, account, password, durable=durable)
        (part / "pg_hba.conf").write_text(ACCESS, encoding="utf-8")
        part.replace(data)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _run(part: Path, account: Account, password: str, *, durable: bool) -> None:
    secret = os.memfd_create("password")
    try:
        os.write(secret, password.encode())
        command = [
            str(binaries.reachable(account) / "bin" / "initdb"),
            f"--pgdata={HERE}",
            f"--username={ADMIN}",
            f"--pwfile=/proc/self/fd/{secret}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--text-search-config=english",
            "--no-instructions",
            *([] if durable else ["--no-sync"]),
        ]
        done = subprocess.run(
            command,
            cwd=part,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            pass_fds=(secret,),
            umask=0o077,
            user=account.uid if account.switch else None,
            group=account.gid if account.switch else None,
            extra_groups=[] if account.switch else None,
        )
    finally:
        os.close(secret)
    if done.returncode != 0:
        raise ClusterError(f"The database could not be made in {part.parent}:\n{done.stderr.strip()}")


def check_version(data: Path) -> None:
    """Refuse a data folder that another major version of PostgreSQL wrote, with the way out."""
    try:
        found = (data / "PG_VERSION").read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ClusterError(
            f"{data} is not a database's folder: it has no PG_VERSION. "
            "Move it away, or begin anew: comity reset"
        ) from error
    if found != str(binaries.major()):
        raise ClusterError(
            f"The data in {data} was written by PostgreSQL {found}; this Comity carries PostgreSQL "
            f"{binaries.major()}, which cannot open it. Nothing was changed. The way out: with the Comity "
            "that wrote it, run: comity backup FILE. Then move the folder away and, with this Comity, "
            "run: comity restore FILE"
        )
