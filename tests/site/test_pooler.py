"""Two councils at work through a pooler that hands each transaction to whichever connection is free."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from comity.cluster import BACKUP, Cluster
from comity.council.changes import people
from comity.council.changes.record import SYSTEM
from comity.council.context import within
from comity.council.models import Account
from tests import cast as casting
from tests.cast import Cast, at
from tests.chaos.browser import Browser
from tests.chaos.journal import Journal
from tests.instances import free_port, wait_until
from tests.site.pooler import pooling

PASSWORD = "three unrelated words"
SIZE = 2
ROUNDS = 6
STEPS = ("ada", "bel")


@dataclass
class Visitor:
    """A Member of one council, who looks and asks, and notes whatever is not their own council's."""

    cast: Cast
    browser: Browser
    folder: Path
    name: str
    asked: int = 0
    failed: BaseException | None = None

    def work(self) -> None:
        """Look at pages and ask, time and again."""
        try:
            with Journal(self.folder / f"{self.cast.council.slug}-{self.name}.jsonl") as journal:
                for number in range(ROUNDS):
                    self._one(journal, number)
        except BaseException as error:
            self.failed = error

    def _one(self, journal: Journal, number: int) -> None:
        home = f"/c/{self.cast.council.slug}"
        for path in ("desk", "register", "search?q=lamp", "people"):
            page = self.browser.get(f"{home}/{path}")
            assert page.status == 200, (path, page.status, page.text[:300])
            assert self.cast.council.name in page.text
        form = self.browser.get(f"{home}/ask")
        mark = f"[{self.cast.council.slug}-{self.name}-{number}]"
        typed = {
            "topic": "operational",
            "service": str(self.cast.services["highways"].pk),
            "title": "The lamp by the school",
            "question": f"When will it be mended? {mark}",
            "share": "nobody",
            "emergency": "yes",  # so that its letter waits for no office hours
            "emergency_reason": "It hangs over the pavement",
        }
        answer = self.browser.send(f"{home}/ask", form, typed, journal=journal, mark=mark, step="ask")
        assert answer.status == 302, answer.text[:3000]
        self.asked += 1


def visitor(cast: Cast, name: str, port: int, folder: Path) -> Visitor:
    """Somebody of a council with an account and a browser."""
    person = cast.people[name]
    account = Account.objects.create_account(person.email, PASSWORD)
    with within(cast.council, system=True):
        people.give_account(person, account, actor=SYSTEM, reason="They work here", at=at("2026-03-02 09:00"))
    return Visitor(cast, Browser((port,), person.email, PASSWORD, threading.Event()), folder, name)


@contextmanager
def command(*words: str, log: Path, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """One of the product's commands at work, until the story is over."""
    with log.open("wb") as said:
        running = subprocess.Popen(
            [sys.executable, "-m", "comity.cli", *words],
            env={**os.environ, "COMITY_HTTPS": "0", **more},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
        )
        try:
            yield running
        finally:
            running.terminate()
            assert running.wait(60) == 0, log.read_text()


@pytest.mark.usefixtures("database")
def test_two_councils_share_two_connections_and_see_nothing_of_each_other(
    migrated: Cluster, tmp_path: Path
) -> None:
    port, outbox = free_port(), tmp_path / "outbox"
    first, second = casting.council("coventry"), casting.council("coventry")
    crowd = [visitor(cast, name, port, tmp_path) for cast in (first, second) for name in STEPS]
    before = _connected(migrated)
    with pooling(migrated, size=SIZE) as pool:
        web = {"COMITY_DATABASE_URL": pool}
        direct = f"{os.environ['COMITY_DATABASE_URL']}&application_name=apart"
        worker = {**web, "COMITY_WORKER_DATABASE_URL": direct, "COMITY_OUTBOX": str(outbox)}
        with (
            command("web", "--port", str(port), log=tmp_path / "web.log", **web),
            command("worker", log=tmp_path / "worker.log", **worker),
        ):
            threads = [threading.Thread(target=one.work) for one in crowd]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert [one.failed for one in crowd] == [None] * len(crowd)
            wait_until(lambda: any(outbox.glob("*.eml")), "the worker has sent a letter")
            with psycopg.connect(migrated.dsn(BACKUP), autocommit=True) as looking:
                _nothing_crossed(looking, first, second)
                _few_connections(looking, before)
        _nothing_left(pool)
    assert [one.asked for one in crowd] == [ROUNDS] * len(crowd)


def _nothing_crossed(looking: psycopg.Connection[tuple[object, ...]], *casts: Cast) -> None:
    """Each council's ledger holds what its own people asked, once, and nothing of the other's."""
    for cast in casts:
        said = looking.execute(
            "SELECT words->>'question' FROM matters_prose WHERE council_id = %s", [cast.council.pk]
        ).fetchall()
        wanted = [
            f"When will it be mended? [{cast.council.slug}-{name}-{number}]"
            for name in STEPS
            for number in range(ROUNDS)
        ]
        assert sorted(str(words) for (words,) in said) == sorted(wanted)


def _few_connections(looking: psycopg.Connection[tuple[object, ...]], before: list[int]) -> None:
    """The pages had no more connections than the pool; the worker has its own, past the pooler."""
    rows = looking.execute(
        "SELECT application_name = 'apart', count(*) FROM pg_stat_activity"
        " WHERE usename = 'comity_app' AND pid <> ALL (%s) GROUP BY 1",
        [before],
    ).fetchall()
    assert dict(rows) == {True: 1, False: SIZE}


def _connected(cluster: Cluster) -> list[int]:
    """The application's connections that there are: this test's own, and what earlier ones have left."""
    with psycopg.connect(cluster.dsn(BACKUP)) as looking:
        rows = looking.execute("SELECT pid FROM pg_stat_activity WHERE usename = 'comity_app'").fetchall()
    return [int(pid) for (pid,) in rows]


def _nothing_left(pool: str) -> None:
    """On no connection of the pool is a context left, nor a prepared statement, nor a lock."""
    with psycopg.connect(pool) as one, psycopg.connect(pool) as other:
        pids = set()
        for connection in (one, other):
            row = connection.execute(
                "SELECT pg_backend_pid(), coalesce(current_setting('comity.context', true), ''),"
                " (SELECT count(*) FROM pg_prepared_statements),"
                " (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory')"
            ).fetchone()
            assert row is not None
            assert row[1:] == ("", 0, 0)
            pids.add(row[0])
        assert len(pids) == SIZE
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="No council has been chosen"):
            one.execute("SELECT count(*) FROM matters_matter")
