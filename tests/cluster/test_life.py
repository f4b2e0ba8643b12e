"""The database starts with Comity, ends with Comity, and keeps what it was given."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from comity.cluster import ADMIN, APP, OWNER, AlreadyRunning, Cluster, ClusterError, process
from tests.cluster.conftest import FAST, Launcher, wait_until

Launch = Callable[[Path], Launcher]


def write_down(cluster: Cluster, words: str) -> None:
    with psycopg.connect(cluster.dsn(OWNER)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (words text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [words])


def read_back(cluster: Cluster) -> list[str]:
    with psycopg.connect(cluster.dsn(OWNER)) as connection:
        return [row[0] for row in connection.execute("SELECT words FROM kept ORDER BY words")]


def test_what_was_written_is_there_after_a_second_start(home: Path) -> None:
    with Cluster(home, settings=FAST) as cluster:
        first = cluster.dsn(APP)
        write_down(cluster, "bins in Foleshill")
    assert process.at_work(home / "data") == []
    with Cluster(home, settings=FAST) as cluster:
        assert read_back(cluster) == ["bins in Foleshill"]
        assert cluster.dsn(APP) == first


def test_two_homes_run_side_by_side(tmp_path: Path) -> None:
    one, two = Cluster(tmp_path / "one", settings=FAST), Cluster(tmp_path / "two", settings=FAST)
    with one, two:
        write_down(one, "one")
        write_down(two, "two")
        assert (read_back(one), read_back(two)) == (["one"], ["two"])
    one.erase()
    two.erase()


def test_a_second_comity_in_the_same_home_uses_the_database_and_leaves_it_running(
    home: Path, launcher: Launch
) -> None:
    launcher(home)
    second = Cluster(home)
    with pytest.raises(AlreadyRunning, match="COMITY_HOME"):
        second.start()
    with pytest.raises(AlreadyRunning):
        second.erase()
    with second:
        write_down(second, "by the second")
    assert process.running(home / "data") is not None
    assert read_back(second) == ["by the second"]


def test_nothing_to_attach_to_is_said(home: Path) -> None:
    with pytest.raises(ClusterError, match="No database runs in"):
        Cluster(home).attach()


def test_kill_9_of_the_launcher_leaves_no_postgres_and_the_next_start_goes_well(
    home: Path, launcher: Launch
) -> None:
    victim = launcher(home)
    write_down(Cluster(home), "acknowledged")
    assert process.at_work(home / "data")
    victim.kill()
    with Cluster(home, settings=FAST) as cluster:  # waits for the old one to go, needs no help
        assert read_back(cluster) == ["acknowledged"]
    assert process.at_work(home / "data") == []


def test_kill_9_of_the_launcher_alone_is_enough(home: Path, launcher: Launch) -> None:
    launcher(home).kill()
    wait_until(lambda: process.at_work(home / "data") == [], "PostgreSQL ended")


def test_kill_9_of_the_watchdog_leaves_no_postgres_either(home: Path, launcher: Launch) -> None:
    started = launcher(home)
    os.kill(int(started.said), signal.SIGKILL)
    wait_until(lambda: process.at_work(home / "data") == [], "PostgreSQL ended")


def test_kill_9_of_postgres_loses_nothing_that_was_acknowledged(home: Path) -> None:
    with Cluster(home) as cluster:
        write_down(cluster, "acknowledged")
        found = process.running(home / "data")
        assert found is not None
        os.kill(found.pid, signal.SIGKILL)
    with Cluster(home) as cluster:
        assert read_back(cluster) == ["acknowledged"]


def test_a_process_number_that_now_belongs_to_somebody_else_is_not_taken_for_postgres(home: Path) -> None:
    with Cluster(home, settings=FAST) as cluster:
        note = (home / "data" / "postmaster.pid").read_text(encoding="utf-8")
    stale = "\n".join([str(os.getpid()), *note.splitlines()[1:]])
    (home / "data" / "postmaster.pid").write_text(f"{stale}\n", encoding="utf-8")
    assert process.running(home / "data") is None
    with cluster:
        found = process.running(home / "data")
        assert found is not None
        assert found.pid != os.getpid()


def test_a_start_that_was_broken_off_is_begun_again(home: Path) -> None:
    (home / "data.part" / "base").mkdir(parents=True)
    with Cluster(home, settings=FAST) as cluster:
        write_down(cluster, "begun again")
    assert not (home / "data.part").exists()


def test_data_of_another_major_version_is_refused_with_the_way_out_and_left_alone(home: Path) -> None:
    with Cluster(home, settings=FAST) as cluster:
        pass
    (home / "data" / "PG_VERSION").write_text("17\n", encoding="utf-8")
    before = sorted(path.name for path in (home / "data").iterdir())
    with pytest.raises(
        ClusterError, match=r"(?s)PostgreSQL 17.*PostgreSQL 18.*comity backup.*comity restore"
    ):
        cluster.start()
    assert sorted(path.name for path in (home / "data").iterdir()) == before
    assert process.at_work(home / "data") == []


def test_a_database_that_will_not_start_shows_the_end_of_its_log(home: Path) -> None:
    with pytest.raises(ClusterError, match=r"(?s)did not start.*no_such_setting"):
        Cluster(home, settings={**FAST, "no_such_setting": "1"}).start()
    with Cluster(home, settings=FAST) as cluster, psycopg.connect(cluster.dsn(ADMIN)) as connection:
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
