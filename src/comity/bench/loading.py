"""Loads councils of any size into an instance; broken off, it goes on where it stopped.

In the first council some hundreds of lives are told through the ledger. These are the moulds from which
every further matter is made, in this council and in the others, which have the same shape.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import psycopg

from comity.bench import copying, lives
from comity.bench.mould import Mould, moulds
from comity.bench.raising import council_of
from comity.bench.town import Shape, Town
from comity.council.context import within
from comity.council.models import Council
from comity.demo import guard
from comity.demo.building import Built
from comity.demo.telling import Telling
from comity.editions.models import Edition
from comity.matters.models import Entry, Letter, Matter

SPAN = timedelta(days=400)
"""How long a council has been there when its lives end."""

MOST_LIVES = 360
AT_ONCE = 1000
"""Matters in one transaction."""

FEW = 20
"""Lives read in one transaction."""

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Load:
    """What is to be there: so many matters in all, in so many councils of one shape, from a seed."""

    matters: int = 100_000
    councils: int = 1
    shape: Shape = field(default_factory=Shape)
    seed: int = 1

    @property
    def each(self) -> int:
        """Matters in each council."""
        return -(-self.matters // self.councils)

    @property
    def lives(self) -> int:
        """How many lives are told before they are multiplied."""
        return min(MOST_LIVES, max(self.each // 20, 1))


def load(wanted: Load, *, owner: str, now: datetime, told: Told) -> None:
    """Bring an instance to what is wanted. `owner` is how the database's owner reaches it.

    Raises NotADemonstration where the database holds any council that is not invented.
    """
    guard.check()
    first = _council(1, wanted, now, told)
    _tell(first, wanted, told)
    shapes = list(_moulds(first, wanted))
    with psycopg.connect(owner, autocommit=True) as connection:
        copying.ready(connection)
        for number in range(1, wanted.councils + 1):
            town = first if number == 1 else _council(number, wanted, now, told)
            _multiply(connection, town, shapes, wanted, told)
        told("Putting the database in order …")
        connection.execute("VACUUM (ANALYZE)")


def _moulds(town: Town, wanted: Load) -> Iterator[Mould]:
    for begin in range(0, wanted.lives, FEW):
        with within(town.council, system=True):
            some = Matter.objects.order_by("pk")[begin : min(begin + FEW, wanted.lives)]
            yield from moulds(town, list(some))


def _council(number: int, wanted: Load, now: datetime, told: Told) -> Town:
    return council_of(f"bench-{number}", wanted.shape, at=now - SPAN, told=told)


def _multiply(
    connection: psycopg.Connection, town: Town, shapes: list[Mould], wanted: Load, told: Told
) -> None:
    with within(town.council, system=True):
        there = Matter.objects.filter(council=town.council).count()
    while there < wanted.each:
        numbers = range(there, min(there + AT_ONCE, wanted.each))
        copying.write(connection, town, shapes, numbers, seed=f"{wanted.seed}:{town.council.slug}")
        there = numbers.stop
        told(f"{town.council.name}: {there:,} of {wanted.each:,} matters …")


def _tell(town: Town, wanted: Load, told: Told) -> None:
    """Tell the lives of the first council, those that have not been told yet."""
    with within(town.council, system=True):
        built = _built(town)
    draw = random.Random(wanted.seed)  # noqa: S311 - it is to be the same each time
    stories = lives.stories(wanted.lives, wanted.shape, draw)
    telling = Telling(built, list(stories), now=town.council.created + SPAN, deliver=_nowhere)
    done = _go_on(telling, town.council, wanted.lives)
    for number, _ in enumerate(telling.tell(), start=done + 1):
        told(f"{town.council.name}: lives are told, step {number:,} of {done + len(telling.lines):,} …")


def _go_on(telling: Telling, council: Council, told: int) -> int:
    """Leave out the steps that have been taken before, and say how many those were."""
    with within(council, system=True):
        multiplied = Matter.objects.count() > told
        done = len(telling.lines) if multiplied else Entry.objects.exclude(person=None).count()
        begun = iter(list(Matter.objects.order_by("pk").values_list("pk", flat=True)))
    for line in telling.lines[:done]:
        if line.procedure.step(line.told["step"]).opens():
            telling.matters[line.story] = next(begun)
    telling.lines = telling.lines[done:]
    return done


def _built(town: Town) -> Built:
    """The council as `comity.demo.telling` knows one."""
    council = town.council
    built = Built(council, Edition.objects.get(pk=town.edition), council.created.date(), council.created)
    built.people.update(town.people)
    built.posts.update(town.posts)
    built.wards.update({row.name: row for row in town.wards.values()})
    built.services.update({row.name: row for row in town.services.values()})
    return built


def _nowhere(letter: Letter, address: str) -> None:
    """Letters of invented people go nowhere."""
