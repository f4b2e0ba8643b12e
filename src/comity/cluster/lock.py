"""One launcher at a time: the lock on a home, held as long as its database is at work."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from comity.cluster import process
from comity.cluster.errors import AlreadyRunning

PAUSE = 0.05


class Lock:
    """A lock on one home that the launcher takes and its watchdog shares.

    The system frees it when both are gone. While the launcher lives, others are refused; after it
    died they wait until its database has stopped.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / "lock"
        self._descriptor: int | None = None

    def take(self) -> int:
        """Take the lock and return its file descriptor, for the watchdog to inherit.

        Raises AlreadyRunning while the launcher that holds it is alive.
        """
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while not _try(descriptor):
                self._refuse_if_alive(descriptor)
                time.sleep(PAUSE)
        except BaseException:
            os.close(descriptor)
            raise
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()} {process.birth(os.getpid())}\n".encode(), 0)
        self._descriptor = descriptor
        return descriptor

    def release(self) -> None:
        """Let the lock go; harmless if it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def is_held(self) -> bool:
        """Say whether somebody holds the lock at this moment."""
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            return not _try(descriptor)
        finally:
            os.close(descriptor)

    def _refuse_if_alive(self, descriptor: int) -> None:
        pid, _, born = os.pread(descriptor, 64, 0).decode().strip().partition(" ")
        if pid.isdigit() and born and process.birth(int(pid)) == born:
            raise AlreadyRunning(
                f"The database in {self._path.parent} is already run by process {pid}. Stop that one, "
                "or set COMITY_HOME to another folder to run a second Comity beside it."
            )


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
