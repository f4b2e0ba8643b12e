"""Programs that are started together, watched together and stopped together, however their launcher ends."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from types import FrameType

PR_SET_PDEATHSIG = 1
PATIENCE = 15.0  # seconds for an orderly stop
KILLED = 1.0  # seconds within which what was killed by force is gone
PAUSE = 0.01
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Processes:
    """Some programs, each of which the system stops too when this process is killed."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start a program under a name of ours, out of reach of the terminal's own Ctrl-C."""
        self._running[name] = subprocess.Popen(
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=partial(_end_with, os.getpid()),  # noqa: PLW1509 - the launcher has one thread
        )

    def ended(self) -> tuple[str, int] | None:
        """The first program that has ended by itself, with its exit code; None while all run."""
        over = ((name, one.returncode) for name, one in self._running.items() if one.poll() is not None)
        return next(over, None)

    def stop(self) -> None:
        """Ask every program to end, then make it; return when none is left, nor any that it started."""
        for one in self._running.values():
            if one.poll() is None:
                one.terminate()
        for one in self._running.values():
            try:
                one.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()
            _end_group(one.pid)
        self._running.clear()

    def wait(self, asked: int, *, beside: Sequence[int] = ()) -> tuple[str, int] | None:
        """Return when somebody asks to stop (`asked` becomes readable) or a program has ended.

        `beside` are further children of this process to wait for, by number; none of them has been waited
        for yet. Says which program has ended; None where it was another reason.
        """
        if self.ended() is not None:
            return self.ended()
        watched = [os.pidfd_open(pid) for pid in (*(one.pid for one in self._running.values()), *beside)]
        try:
            select.select([asked, *watched], [], [])
        finally:
            for descriptor in watched:
                os.close(descriptor)
        return self.ended()


@contextmanager
def asked_to_stop() -> Iterator[int]:
    """Give a descriptor that becomes readable when this process is asked to stop (Ctrl-C, SIGTERM…)."""
    reader, writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def note(number: int, frame: FrameType | None) -> None:
        os.write(writer, b".")

    before = {number: signal.signal(number, note) for number in STOPS}
    try:
        yield reader
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reader)
        os.close(writer)


def end_with_parent(how: signal.Signals) -> None:
    """Have the system send this process a signal when the one that started it has ended, however it did."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, how)


def _end_group(leader: int) -> None:
    """See that nothing is left of a program whose first process has ended; by force, where need be."""
    end = time.monotonic() + KILLED
    try:
        while time.monotonic() < end:
            os.killpg(leader, signal.SIGKILL)
            time.sleep(PAUSE)
    except ProcessLookupError:
        return


def _end_with(parent: int) -> None:
    """In the child: be told to end when the parent ends, however it does."""
    end_with_parent(signal.SIGTERM)
    if os.getppid() != parent:  # gone before the system was asked
        os._exit(1)
