"""The private folder where the database listens: short enough for a socket, closed to everybody else."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from comity.cluster.account import Account
from comity.cluster.errors import ClusterError

FILE = "socket"
PORT = 5432  # only a part of the socket's name: nothing listens on a port
LONGEST = 107 - len(f"/.s.PGSQL.{PORT}")  # a socket's address holds 107 bytes and an end mark


def socket_folder(home: Path, account: Account) -> Path:
    """The folder for the database's socket, the same from one start to the next.

    It lies in ``home`` where that path is short enough and the account can reach it, else in a
    folder of the machine's for running programs; which one is written down in ``home``.
    """
    noted = home / FILE
    if noted.exists():
        folder = Path(noted.read_text(encoding="utf-8").strip())
        if _ours(folder, account):
            return folder
    folder = _make(home, account)
    noted.write_text(f"{folder}\n", encoding="utf-8")
    return folder


def _ours(folder: Path, account: Account) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700
    return private and found.st_uid == account.uid


def _make(home: Path, account: Account) -> Path:
    inside = home / "run"
    if len(os.fsencode(inside)) <= LONGEST and account.reaches(home):
        inside.mkdir(mode=0o700, exist_ok=True)
        inside.chmod(0o700)
        account.own(inside)
        return inside
    for parent in _parents(account):
        if not parent.is_dir() or not os.access(parent, os.W_OK) or not account.reaches(parent):
            continue
        folder = Path(tempfile.mkdtemp(prefix="comity-", dir=parent))
        account.own(folder)
        return folder
    raise ClusterError(
        f"There is no folder for the database's socket: {home} is too deep, and /tmp is not open to us. "
        "Set COMITY_HOME to a folder with a shorter path."
    )


def _parents(account: Account) -> tuple[Path, ...]:
    if account.switch:
        return (Path("/run"), Path("/tmp"))  # noqa: S108 - mkdtemp makes a private folder in it
    own = os.environ.get("XDG_RUNTIME_DIR", "")
    return tuple(Path(each) for each in (own, "/tmp") if each and len(os.fsencode(each)) <= 60)  # noqa: S108
