"""A database to look at, and a launcher in a process of its own that can be killed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from comity.cluster import Cluster

FAST = {"fsync": "off"}

LAUNCHER = """
import sys
from pathlib import Path
from comity.cluster import Cluster

with Cluster(Path(sys.argv[1]), settings={"fsync": "off"}) as cluster:
    print(cluster._watchdog.pid if cluster._watchdog else "attached", flush=True)
    sys.stdin.read()
"""


def wait_until(true: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Return when it is so; fail, naming what was awaited, when it is not so in time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"in {seconds:.0f} seconds it did not happen that {what}"
        time.sleep(0.01)


class Launcher:
    """Somebody else's Comity: a process that runs the database of a home until it is told or killed."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", LAUNCHER, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.said = self.process.stdout.readline().strip()

    def kill(self) -> None:
        """End it at once, as kill -9 does."""
        self.process.kill()
        self.close()

    def close(self) -> None:
        """End it in good order (or tidy up after it was killed)."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        self.process.wait()


@pytest.fixture
def launcher() -> Iterator[Callable[[Path], Launcher]]:
    """Start launchers; whatever is left of them ends with the test."""
    started: list[Launcher] = []

    def start(home: Path) -> Launcher:
        started.append(Launcher(home))
        return started[-1]

    yield start
    for each in started:
        each.close()


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home of this test's own, and nothing left of it outside."""
    yield tmp_path / "home"
    Cluster(tmp_path / "home").erase()
