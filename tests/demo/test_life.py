"""Started at one command, stopped at one key: nothing is left running, however the launcher ends."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.cluster import Cluster
from tests.instances import Browser, Running, comity, free_port, processes_of, wait_until


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder for one instance."""
    yield tmp_path / "home"
    Cluster(tmp_path / "home").erase()


def run(home: Path) -> Running:
    """An instance without councils: its life is the same as a demonstration's, and begins sooner."""
    return Running(home, "run", until="Comity is at")


def test_it_stops_whole_however_it_is_stopped(home: Path) -> None:
    for how, code in ((signal.SIGINT, 0), (signal.SIGKILL, -9)):
        running = run(home)
        names = " ".join(processes_of(home))
        assert "gunicorn" in names
        assert "worker" in names
        assert "postgres" in names
        assert running.end(how) == code
        wait_until(lambda: processes_of(home) == [], f"nothing is left running after {how.name}", 90)


def test_two_run_side_by_side(home: Path, demonstration: Running) -> None:
    running = run(home)
    for address in (running.address, demonstration.address):
        browser = Browser(address)
        assert browser.open("/health") == "well\n"
    assert running.end() == 0


def test_a_second_one_in_the_same_folder_is_told_so(demonstration: Running) -> None:
    done = comity(demonstration.home, "demo", "--port", str(free_port()))
    assert done.returncode == 2
    assert "already run by process" in done.stderr
    assert "COMITY_HOME" in done.stderr


def test_a_port_that_is_taken_is_said_before_anything_is_started(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = comity(home, "demo", PORT=str(port))
    assert done.returncode == 2
    assert f"Port {port} cannot be used" in done.stderr
    assert "PORT=" in done.stderr
    assert not (home / "data").exists()


def test_a_making_that_was_broken_off_is_done_anew(demonstration: Running) -> None:
    assert any("Testford City Council was broken off" in line for line in demonstration.lines)
    assert "5 demonstration councils are ready." in demonstration.lines


def test_reset_asks_and_takes_everything_away(home: Path) -> None:
    assert comity(home, "setup").returncode == 0
    done = comity(home, "reset")
    assert (done.returncode, done.stderr.strip()[-10:]) == (2, "add --yes.")
    assert (home / "data").exists()
    assert comity(home, "reset", "--yes").returncode == 0
    assert not (home / "data").exists()
    assert not (home / "secrets").exists()
    assert "nothing in" in comity(home, "reset", "--yes").stdout
