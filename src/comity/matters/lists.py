"""Lists of matters: walked key by key through Sight, a page at a time, never counted as a whole.

Every list begins with what somebody's keys see; filters and orders are those named here and no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from comity.matters import policy, references
from comity.matters.models import Matter, Prose

PAGE = 25
ORDERS: Mapping[str, str] = {
    "last": "Latest activity first",
    "due": "Due first",
    "opened": "Newest first",
}
"""Ways to put a list in order, and what they are called."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which matters a list holds; what is left empty holds back nothing.

    `parts` and `waits` are those of Sight: in which part the reader sees the matter, and whether it waits
    for that part. `late_at` asks for those whose date had passed by then without an answer, `not_asked_by`
    leaves out what a person asked themselves, `least` what the reader sees less of than that.
    """

    stage: str = ""
    kind: str = ""
    topic: str = ""
    outcome: str = ""
    service: int | None = None
    ward: int | None = None
    late_at: datetime | None = None
    open: bool | None = None
    waits: bool | None = None
    parts: frozenset[str] = frozenset()
    not_asked_by: int | None = None
    least: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list ended: the moment it is ordered by (None: without a date) and the matter."""

    moment: datetime | None
    matter: int
    reference: str

    def __str__(self) -> str:
        return f"{self.moment.isoformat() if self.moment else ''}~{self.reference}"


@dataclass(frozen=True, slots=True)
class Line:
    """One matter of a list, how much of it the reader sees, and its title where they may read that."""

    matter: Matter
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, and where the next one goes on; None at the end."""

    lines: tuple[Line, ...]
    next: Place | None


def read_place(typed: str, keys: Iterable[str]) -> Place | None:
    """Where a list goes on, from an address; None (the first page) for what is no place of these keys."""
    moment, _, reference = typed.partition("~")
    try:
        at = datetime.fromisoformat(moment) if moment else None
        plain = references.read(reference)
    except ValueError:
        return None
    found = policy.visible(keys).filter(reference=plain).values_list("pk", flat=True).first()
    if found is None or (at is not None and at.tzinfo is None):
        return None
    return Place(at, found, plain)


def walk(
    keys: Iterable[str],
    wanted: Wanted,
    *,
    by: str = "last",
    after: Place | None = None,
    most: int = PAGE,
) -> Page:
    """A page of the matters that these keys see, in one of ORDERS. Raises KeyError for another order."""
    ORDERS[by]
    mine = sorted(keys)
    if by == "due":
        found = [] if after and after.moment is None else _found(mine, wanted, _DATED, after, most)
        if len(found) <= most:
            rest = after if after and after.moment is None else None
            found += _found(mine, wanted, _UNDATED, rest, most - len(found))
    else:
        found = _found(mine, wanted, _BY_LAST if by == "last" else _BY_OPENING, after, most)
    lines = _lines(found[:most])
    if len(found) <= most or not lines:
        return Page(lines, None)
    last = lines[-1].matter
    return Page(lines, Place(found[most - 1][1], last.pk, last.reference))


@dataclass(frozen=True, slots=True)
class _Order:
    """How a list is walked: the moment it goes by, upwards or downwards, and what must hold for it.

    `split` walks what waits and what does not each by itself, as the index by due date has them.
    """

    moment: str
    down: bool
    holds: str = "true"
    split: bool = False


_BY_LAST = _Order("s.last", True)
_BY_OPENING = _Order("m.opened", True)
_DATED = _Order("s.due", False, "s.due IS NOT NULL", split=True)
_UNDATED = _Order("NULL::timestamptz", False, "s.due IS NULL", split=True)

_WHERE = {
    "stage": "m.stage = %(stage)s",
    "kind": "m.kind = %(kind)s",
    "topic": "m.topic = %(topic)s",
    "outcome": "m.outcome = %(outcome)s",
    "service": "m.service_id = %(service)s",
    "ward": "m.ward_id = %(ward)s",
    "late_at": "s.open AND s.due < %(late_at)s",
    "open": "s.open = %(open)s",
    "parts": "s.part = ANY (%(parts)s)",
    "waits": "s.waits = %(waits)s",
    "least": "s.level >= %(least)s",
    "not_asked_by": "m.asker_id IS DISTINCT FROM %(not_asked_by)s",
}


def _found(
    keys: list[str], wanted: Wanted, order: _Order, after: Place | None, most: int
) -> list[tuple[int, datetime | None, int]]:
    """Matters with their moment and level, one more than asked for where there are more.

    For each key the first few by the index, and of these the first few; the first so many of all lie
    among the first so many of each.
    """
    values: dict[str, Any] = {name: getattr(wanted, name) for name in _WHERE}
    conditions = [text for name, text in _WHERE.items() if values[name] not in ("", None, frozenset())]
    values["parts"] = sorted(wanted.parts)
    conditions += ["s.waits = half.waits"] if order.split else []
    direction = "DESC" if order.down else "ASC"
    if after is not None:
        values |= {"moment": after.moment, "matter": after.matter}
        conditions.append(_going_on(order))
    # Nothing but the constants of this module is put into the statement; all values are bound.
    statement = f"""
        SELECT matter_id, moment, max(level) FROM unnest(%(keys)s::text[]) AS mine(key)
        CROSS JOIN unnest(%(halves)s::boolean[]) AS half(waits)
        CROSS JOIN LATERAL (
            SELECT s.matter_id, {order.moment} AS moment, s.level
            FROM matters_sight s JOIN matters_matter m ON m.council_id = s.council_id AND m.id = s.matter_id
            WHERE s.council_id = (SELECT wall.council()) AND s.key = mine.key
              AND {" AND ".join([order.holds, *conditions])}
            ORDER BY {order.moment} {direction}, s.matter_id {direction} LIMIT %(most)s
        ) one
        GROUP BY matter_id, moment ORDER BY moment {direction}, matter_id {direction} LIMIT %(most)s
    """  # noqa: S608
    values |= {"keys": keys, "halves": [True, False] if order.split else [True], "most": most + 1}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [(int(matter), moment, int(level)) for matter, moment, level in cursor.fetchall()]


def _going_on(order: _Order) -> str:
    if order is _UNDATED:
        return "s.matter_id > %(matter)s"
    return f"({order.moment}, s.matter_id) {'<' if order.down else '>'} (%(moment)s, %(matter)s)"


def _lines(found: list[tuple[int, datetime | None, int]]) -> tuple[Line, ...]:
    ids = [matter for matter, _, _ in found]
    rows = Matter.objects.select_related("service", "ward", "asker", "handler").in_bulk(ids)
    named = titles({matter: level for matter, _, level in found})
    return tuple(Line(rows[matter], level, named.get(matter, "")) for matter, _, level in found)


def titles(seen: Mapping[int, int]) -> dict[int, str]:
    """The titles of matters by id: those whose first entry the reader may see, who sees so much of each."""
    first = Prose.objects.filter(entry__matter__in=list(seen), entry__ordinal=1).values_list(
        "entry__matter_id", "entry__level", "words"
    )
    return {matter: (words or {}).get("title", "") for matter, level, words in first if level <= seen[matter]}
