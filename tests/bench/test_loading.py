"""Councils made for measuring: broken off and gone on with, they hold what the ledger would have written."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from comity.cluster import OWNER, Cluster
from tests.instances import COMITY, comity, environment, processes_of, wait_until

SMALL = ("bench", "load", "--matters", "300", "--members", "9", "--officers", "50", "--services", "5")


@pytest.fixture(scope="module")
def loaded() -> Iterator[Path]:
    """A small council whose loading was killed while its lives were told, and then gone on with."""
    home = Path(tempfile.mkdtemp(prefix="comity-bench-"))
    first = subprocess.Popen([*COMITY, *SMALL], env=environment(home), stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None
    assert any("lives are told" in line for line in first.stdout), "it ended before it told a life"
    first.send_signal(signal.SIGKILL)
    first.wait()
    first.stdout.close()
    wait_until(lambda: processes_of(home) == [], "its database has ended too")
    again = comity(home, *SMALL)
    assert again.returncode == 0, again.stderr
    assert "300 matters" in again.stdout
    yield home
    shutil.rmtree(home)


@pytest.fixture
def owner(loaded: Path) -> Iterator[psycopg.Connection[Any]]:
    """The loaded database, seen by its owner with the walls down; nothing of it is kept."""
    with Cluster(loaded) as cluster, psycopg.connect(cluster.dsn(OWNER)) as connection:
        for (table,) in connection.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relforcerowsecurity"
        ).fetchall():
            connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")  # type: ignore[arg-type]
        yield connection
        connection.rollback()


def test_every_matter_is_as_the_ledger_would_have_written_it(loaded: Path) -> None:
    proved = comity(loaded, "verify")
    assert "300 matters, every one as it was written" in proved.stdout
    assert proved.returncode == 0


def test_nobody_is_taken_for_somebody_else(owner: psycopg.Connection[Any]) -> None:
    asked = """
        SELECT count(*) FILTER (WHERE e.person_id = m.asker_id),
               count(*) FILTER (WHERE e.effects #>> '{facts,asker}' = m.asker_id::text),
               count(DISTINCT m.asker_id), count(DISTINCT m.service_id)
        FROM matters_matter m JOIN matters_entry e ON e.matter_id = m.id AND e.step = 'ask'
    """
    assert owner.execute(asked).fetchone() == (300, 300, 9, 5)
    of_another = """
        SELECT count(*) FROM matters_letter l JOIN matters_matter m ON m.id = l.matter_id
        WHERE position(substr(m.reference, 1, 4) || '-' || substr(m.reference, 5, 4) IN l.subject) = 0
    """
    assert owner.execute(of_another).fetchone() == (0,)


def test_a_copy_is_found_by_the_words_that_were_said_in_it(owner: psycopg.Connection[Any]) -> None:
    every = """
        SELECT count(*) FROM matters_matter m
        JOIN matters_entry e ON e.matter_id = m.id AND e.ordinal = 1 JOIN matters_prose p ON p.entry_id = e.id
        JOIN search.words w ON w.matter_id = m.id AND w.level = e.level
        WHERE w.words @@ plainto_tsquery('english', p.words ->> 'title') AND w.last <= m.last
    """
    assert owner.execute(every).fetchone() == (300,)


def test_texts_are_as_long_as_those_that_people_write(owner: psycopg.Connection[Any]) -> None:
    length = """
        SELECT avg(array_length(string_to_array(words ->> 'question', ' '), 1))
        FROM matters_prose WHERE words ? 'question'
    """
    (words,) = owner.execute(length).fetchone() or (0,)
    assert 100 < words < 140


def test_it_keeps_away_from_a_council_that_is_not_invented(database: None) -> None:
    from comity.bench.loading import Load, load
    from comity.demo.guard import NotADemonstration
    from tests.cast import at, council

    council("coventry")
    with pytest.raises(NotADemonstration, match="did not make"):
        load(Load(10), owner="", now=at("2026-03-09 10:00"), told=print)
