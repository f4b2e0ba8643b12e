"""The database ends by itself under `comity run`: it is started again, a few times and not for ever."""

from __future__ import annotations

import os
import re
import signal
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from comity.cluster import Cluster, process
from comity.site.revival import TIMES
from comity.site.serving import check_port
from tests.instances import Running, processes_of, wait_until


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder whose database is removed at the end."""
    home = tmp_path_factory.mktemp("revival") / "home"
    yield home
    Cluster(home).erase()


def kill_database(home: Path) -> None:
    """End PostgreSQL's first process by force."""
    found = process.running(home / "data")
    assert found is not None
    os.kill(found.pid, signal.SIGKILL)


@contextmanager
def at_work(home: Path) -> Iterator[Running]:
    """`comity run`, whose every word is heard; it has ended by itself or been told to in the end."""
    running = Running(home, "run", until="Comity is at")
    said = running.process.stdout
    assert said is not None
    reader = threading.Thread(target=lambda: running.lines.extend(line.rstrip("\n") for line in said))
    reader.start()
    try:
        yield running
    finally:
        running.process.terminate()
        running.process.wait(60)
        reader.join()
        said.close()


def well(running: Running) -> bool:
    """Whether the pages say that the database answers."""
    try:
        with urllib.request.urlopen(f"{running.address}/health", timeout=20) as answer:  # noqa: S310 - our own
            return bool(answer.status == 200)
    except OSError:
        return False


def test_a_database_that_dies_is_started_again_and_given_up_after_some_times(home: Path) -> None:
    with at_work(home) as running:
        for time in range(1, TIMES + 1):
            kill_database(home)
            wait_until(partial(again, running, time), "it began again")
            assert well(running)
        kill_database(home)
        assert running.process.wait(60) == 1
    said = "\n".join(running.lines)
    assert re.search(r"The database ended by itself \(code -?\d+\), 4 times within 10 minutes\.", said)
    assert said.endswith("Stopping.")
    assert "Traceback" not in said
    assert processes_of(home) == []
    assert process.at_work(home / "data") == []


def test_a_watchdog_that_dies_takes_the_database_with_it_for_a_moment_only(home: Path) -> None:
    with at_work(home) as running:
        postmaster = process.running(home / "data")
        assert postmaster is not None
        watchdog = int(Path(f"/proc/{postmaster.pid}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(watchdog, signal.SIGKILL)
        wait_until(partial(again, running, 1), "it began again")
        assert well(running)
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(60) == 0
    assert processes_of(home) == []


def test_a_web_master_that_dies_leaves_nobody_on_its_port(home: Path) -> None:
    with at_work(home) as running:
        web = web_master(running)
        serving = _children(web)
        assert len(serving) == 2
        for pid in (running.process.pid, *serving):
            os.kill(pid, signal.SIGSTOP)  # neither they nor the launcher see to it that they end
        os.kill(web, signal.SIGKILL)
        wait_until(lambda: not any(_command(pid) for pid in serving), "they ended with it")
        check_port("127.0.0.1", running.port)
        os.kill(running.process.pid, signal.SIGCONT)
        assert running.process.wait(60) == 1
    assert "The web process ended by itself (code -9). Stopping." in running.lines[-1]
    assert processes_of(home) == []


def again(running: Running, times: int) -> bool:
    """Whether it has said this often that the database is at work again."""
    return sum("at work again" in line for line in running.lines) == times


def web_master(running: Running) -> int:
    """The process above those that serve pages."""
    return next(pid for pid in _children(running.process.pid) if "gunicorn" in _command(pid))


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""
