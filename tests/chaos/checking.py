"""Holding the clients' journals and the post against the ledger, in plain SQL."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import psycopg

from comity.matters import handles
from tests.chaos.journal import ACKNOWLEDGED, REFUSED, Step
from tests.chaos.post import Caught

MARK = re.compile(r"\[[a-z]+-\d+\]")
NEAR = 30.0
"""Seconds after a delivery within which a kill explains that it was made again."""


@dataclass
class Found:
    """What came of it all. `wrong` names everything that must not be; the rest is counted."""

    steps: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    doubted: int = 0
    settled: int = 0
    open: int = 0
    wrong: list[str] = field(default_factory=list)
    entries: int = 0
    letters: int = 0
    again: int = 0
    alarms: int = 0
    claimed: int = 0


def check(
    connection: psycopg.Connection[Any],
    steps: Sequence[Step],
    caught: Sequence[Caught],
    kills: Iterable[float],
    secret: str,
) -> Found:
    """Compare what was acknowledged, delivered and rung with what the database holds.

    `secret` is the instance's own, by which letters have their names.
    """
    found = Found(steps=len(steps))
    _entries(connection, steps, found)
    _letters(connection, caught, sorted(kills), found, secret)
    _alarms(connection, found)
    return found


def _entries(connection: psycopg.Connection[Any], steps: Sequence[Step], found: Found) -> None:
    marked: dict[str, list[int]] = defaultdict(list)
    said = connection.execute("SELECT entry_id, words::text FROM matters_prose").fetchall()
    found.entries = len(said)
    for entry, words in said:
        for mark in MARK.findall(words):
            marked[mark].append(entry)
    used = dict(connection.execute("SELECT key, entry_id FROM matters_formuse").fetchall())
    for step in steps:
        there = marked.get(step.mark, [])
        found.doubted += step.doubts > 0
        found.settled += step.doubts > 0 and step.answer != ""
        what = f"{step.mark} {step.step}"
        if step.answer == ACKNOWLEDGED:
            found.acknowledged += 1
            if not there:
                found.lost.append(what)
            elif used.get(step.unique) not in there:
                found.wrong.append(f"{what}: its form key does not lead to its entry")
        if step.answer == REFUSED and there:
            found.wrong.append(f"{what}: it was refused ({step.status}), and yet it was done")
        if not step.answer:
            found.open += 1
        if len(there) > 1:
            found.wrong.append(f"{what}: it is in the ledger {len(there)} times")
    known = {step.mark for step in steps}
    found.wrong += [f"{mark}: nobody sent it" for mark in marked if mark not in known]


def _letters(
    connection: psycopg.Connection[Any],
    caught: Sequence[Caught],
    kills: Sequence[float],
    found: Found,
    secret: str,
) -> None:
    read = connection.execute(
        "SELECT id, entry_id, person_id, kind, sent, claimed, council_id FROM matters_letter"
    ).fetchall()
    rows = [(handles.number("matters_letter", row[6], row[0], secret=secret), *row[1:6]) for row in read]
    twice = Counter((entry, person, kind) for _, entry, person, kind, _, _ in rows)
    found.wrong += [f"letter {each}: queued {many} times" for each, many in twice.items() if many > 1]
    found.claimed = sum(1 for row in rows if row[4] is None and row[5] is not None)
    came: dict[int, list[Caught]] = defaultdict(list)
    for one in caught:
        number = re.match(r"letter-(\d+)\.", one.name)
        assert number, f"a message of another name came: {one.name}"
        came[int(number[1])].append(one)
    found.letters = len(came)
    known = {row[0] for row in rows}
    found.wrong += [f"letter {number}: delivered, and not known" for number in came if number not in known]
    found.wrong += [
        f"letter {row[0]}: noted as sent, never delivered" for row in rows if row[4] and row[0] not in came
    ]
    for number, ones in came.items():
        if len({one.reader for one in ones}) > 1:
            found.wrong.append(f"letter {number}: delivered to two readers")
        for before, after in pairwise(ones):
            found.again += 1
            if not any(before.at - 1 <= kill <= min(after.at, before.at + NEAR) for kill in kills):
                found.wrong.append(f"letter {number}: delivered again, and no kill explains it")


def _alarms(connection: psycopg.Connection[Any], found: Found) -> None:
    """Each alarm rings once, so no more entries of the product's own than alarms rung; none is forgotten."""
    rang = connection.execute(
        "SELECT matter_id, kind, count(*) FROM matters_alarm WHERE fired IS NOT NULL GROUP BY 1, 2"
    ).fetchall()
    found.alarms = sum(many for *_, many in rang)
    allowed = {(matter, kind): many for matter, kind, many in rang}
    taken = connection.execute(
        "SELECT matter_id, step, count(*) FROM matters_entry WHERE person_id IS NULL GROUP BY 1, 2"
    ).fetchall()
    for matter, step, many in taken:
        if many > allowed.get((matter, step), 0):
            found.wrong.append(
                f"matter {matter}: {step} {many} times, by {allowed.get((matter, step), 0)} alarms"
            )
    (forgotten,) = connection.execute(
        "SELECT count(*) FROM matters_alarm WHERE fired IS NULL AND rings < now() - interval '1 minute'"
    ).fetchone() or (0,)
    if forgotten:
        found.wrong.append(f"{forgotten} alarms should have rung and did not")
