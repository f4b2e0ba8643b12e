"""One running Comity: its folder, its secrets and its database, made ready for whatever runs on it.

Where COMITY_DATABASE_URL is set, that server is used and nothing is started. Otherwise the instance's
own database is started, or used where another command of the same instance already runs it.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from comity.cluster import APP, OWNER, Cluster, ClusterError, default_home

SECRETS = ("secret_key", "context_key")


@contextmanager
def instance() -> Iterator[Path]:
    """Make this Comity ready, and yield its folder: secrets made, database running and up to date.

    Sets the environment that `comity.site.settings` reads. Raises ClusterError, in plain words, where the
    database cannot be had or brought up to date.
    """
    home = default_home(os.environ)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["COMITY_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
    _make_secrets(home / "secrets")
    if os.environ.get("COMITY_DATABASE_URL"):
        if os.environ.get("COMITY_OWNER_DATABASE_URL"):
            migrate()
        yield home
        return
    with Cluster(home) as cluster:
        os.environ["COMITY_DATABASE_URL"] = cluster.dsn(APP)
        migrate(cluster.dsn(OWNER))
        yield home


def migrate(owner: str = "") -> None:
    """Bring the database up to date, in a process of its own that alone knows the owner's password.

    `owner` is the owner's address; COMITY_OWNER_DATABASE_URL where left out. Raises ClusterError.
    """
    told = {"COMITY_ROLE": "owner"} | ({"COMITY_OWNER_DATABASE_URL": owner} if owner else {})
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    done = subprocess.run(command, env={**os.environ, **told}, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()[-1:] or ["no reason was given"]
        raise ClusterError(f"The database could not be brought up to date: {last[0]}")


def _make_secrets(folder: Path) -> None:
    """Make each secret that is missing, readable by nobody else."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for name in SECRETS:
        try:
            descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_hex(32))
