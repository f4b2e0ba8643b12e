"""Who PostgreSQL runs as: the person who started Comity, but never root, which it refuses."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from comity.cluster.errors import ClusterError

UNPRIVILEGED = ("comity", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """The user that PostgreSQL runs as; ``switch`` says that it is not the one who runs Comity."""

    name: str
    uid: int
    gid: int
    switch: bool

    def own(self, folder: Path) -> None:
        """Give this one folder to the account (its parents stay as they are)."""
        if self.switch:
            os.chown(folder, self.uid, self.gid)

    def reaches(self, folder: Path) -> bool:
        """Say whether the account may walk from the root down to ``folder``."""
        if not self.switch:
            return True
        return all(self._may_enter(step) for step in (folder, *folder.parents))

    def _may_enter(self, folder: Path) -> bool:
        found = folder.stat()
        bit = 0o100 if found.st_uid == self.uid else 0o010 if found.st_gid == self.gid else 0o001
        return bool(found.st_mode & bit)


def account() -> Account:
    """The account for PostgreSQL: oneself, or as root the first unprivileged user that this machine has.

    Raises ClusterError as root on a machine that has none of them.
    """
    uid = os.geteuid()
    if uid != 0:
        return Account(name=str(uid), uid=uid, gid=os.getegid(), switch=False)
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid, switch=True)
    raise ClusterError(
        "PostgreSQL does not run as root, and this machine has none of the users "
        f"{', '.join(UNPRIVILEGED)}. Add a user named comity, or run Comity as somebody else."
    )
