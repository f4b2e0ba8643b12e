"""The killer: ends processes by force at moments that a seed chooses, and sees that work goes on."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from comity.cluster import BACKUP
from tests.chaos import journal
from tests.chaos.checking import Found, check
from tests.chaos.clients import Client, clients
from tests.chaos.installation import Installation, wait
from tests.chaos.post import PostOffice


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill: of what, when, and how many seconds passed until work went on."""

    kind: str
    at: float
    recovery: float


@dataclass
class Campaign:
    """A run of kills over one installation, with everybody at work.

    `struck` are the moments of all kills, `kills` those after which work went on.
    """

    here: Installation
    office: PostOffice
    folder: Path
    seed: int
    kills: list[Kill] = field(default_factory=list)
    struck: list[float] = field(default_factory=list)
    people: list[Client] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self, kinds: Sequence[str], *, rest: tuple[float, float] = (0.2, 1.5), begin: int = 10) -> None:
        """Kill what `kinds` names, one after the other, after `begin` steps have been acknowledged."""
        known = self.here.set_up()
        self.here.start()
        self.people = clients(
            known,
            ports=tuple(self.here.ports.values()),
            password=self.here.password,
            folder=self.folder / "journals",
            seed=self.seed,
            stop=self.stop,
        )
        for one in self.people:
            one.browser.get(f"/c/{known['slug']}/desk")
        threads = [threading.Thread(target=one.work) for one in self.people]
        for thread in threads:
            thread.start()
        try:
            self._until(lambda: self.done >= begin, "people are at work")
            luck = random.Random(self.seed)  # noqa: S311 - so that a run can be had again
            for kind in kinds:
                time.sleep(luck.uniform(*rest))
                self.kills.append(self._kill(kind, luck))
        finally:
            self.stop.set()
            for thread in threads:
                thread.join()
        self.failed()

    @property
    def done(self) -> int:
        """How many steps were acknowledged so far."""
        return sum(one.done for one in self.people)

    def failed(self) -> None:
        """Raise what went wrong with a client, if anything did."""
        for one in self.people:
            if one.failed is not None:
                raise one.failed

    def settle(self, *, patience: float = 60.0, claimed: bool = False) -> None:
        """Let the worker ring and send all that is due; with `claimed`, also what a dead one had claimed."""
        with self._connected() as connection:
            wait(
                lambda: not _waiting(connection, claimed=claimed),
                "everything due has rung and gone out",
                patience,
            )

    def check(self) -> Found:
        """Hold the journals and the post against the database; then have the product prove its record."""
        steps = journal.read(one.path for one in self.people)
        with self._connected() as connection:
            found = check(connection, steps, self.office.caught, self.struck, self.here.secret)
        proved = self.here.command("verify", code=None)
        if proved.returncode != 0:
            found.wrong.append(f"comity verify: {proved.stdout}{proved.stderr}")
        found.wrong += [f"{one.name} was shown: {odd}" for one in self.people for odd in one.browser.odd]
        return found

    def _kill(self, kind: str, luck: random.Random) -> Kill:
        pid = luck.choice(wait(lambda: self.here.victims(kind), f"there is a {kind}"))
        at = time.monotonic()
        self.struck.append(at)
        self.here.kill(kind, pid)
        if kind == "worker":
            self._until(lambda: any(one.at > at for one in self.office.caught[-50:]), "letters go out again")
        else:
            self._until(lambda: self._went_on(at), "steps are acknowledged again")
        assert self.here.dead() == [], f"after a {kind} was killed: {self.here.dead()} ended by itself"
        return Kill(kind, at, time.monotonic() - at)

    def _went_on(self, at: float) -> bool:
        return any(one.recent and one.recent[-1] > at + 0.05 for one in self.people)

    def _until(self, true: object, what: str) -> None:
        def so() -> bool:
            self.failed()
            return bool(true())  # type: ignore[operator]

        try:
            wait(so, what)
        except AssertionError as late:
            logs = "\n".join(self.here.log(name)[-3000:] for name in (*self.here.ports, *self.here.workers))
            raise AssertionError(f"{late}\n{logs}") from None

    def _connected(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.here.cluster.dsn(BACKUP), autocommit=True)


def _waiting(connection: psycopg.Connection[tuple[object, ...]], *, claimed: bool) -> bool:
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM matters_alarm WHERE fired IS NULL AND rings < now())"
        " OR EXISTS (SELECT FROM matters_letter WHERE sent IS NULL AND dropped IS NULL"
        " AND held_until < now() AND (%s OR claimed IS NULL OR claimed < now()))",
        [claimed],
    ).fetchone()
    return row == (True,)
