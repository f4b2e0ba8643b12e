"""Stands between Comity and PostgreSQL, so that the database never outlives whoever started it.

Run as a program of its own. Its standard input is a pipe that the launcher holds open: when that
closes, however the launcher ended, the database is told to stop. If this program is killed itself,
the system tells the database in its place. It imports nothing but the standard library.

    watchdog.py [--user UID GID] PROGRAM [ARGUMENT ...]
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import sys
from functools import partial

PR_SET_PDEATHSIG = 1
PATIENCE = 60.0  # seconds for an orderly stop; then at once, which loses nothing that was acknowledged


def _wait(child: subprocess.Popen[bytes]) -> None:
    """Return when the launcher has closed its end of the pipe, or the database has ended by itself."""
    ended = os.pidfd_open(child.pid)
    select.select([sys.stdin.fileno(), ended], [], [])
    os.close(ended)


def _stop(child: subprocess.Popen[bytes]) -> int:
    for order, seconds in ((signal.SIGINT, PATIENCE), (signal.SIGQUIT, PATIENCE)):
        if child.poll() is None:
            child.send_signal(order)
        try:
            return child.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
    child.kill()
    return child.wait()


def main(arguments: list[str]) -> int:
    """Run the program until the launcher is gone or it ends by itself; its exit code is passed on."""
    user = group = None
    if arguments[0] == "--user":
        user, group = int(arguments[1]), int(arguments[2])
        arguments = arguments[3:]
    for order in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(order, signal.SIG_IGN)  # these are meant for the launcher, which tells us by the pipe
    child = subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        user=user,
        group=group,
        extra_groups=[] if user is not None else None,
        umask=0o077,
        preexec_fn=partial(_ready_child, os.getpid()),  # noqa: PLW1509 - this program has no threads
    )
    _wait(child)
    return _stop(child)


def _ready_child(parent: int) -> None:
    """In the child, before PostgreSQL: signals count again, and the parent's end stops it in good order."""
    for order in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(order, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
    if os.getppid() != parent:  # gone before the system was asked
        os._exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
