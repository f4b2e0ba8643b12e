"""Lists of matters: walked key by key through Sight, a page at a time, never counted as a whole.

Every list begins with what somebody's keys see; filters and orders are those named here and no others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Walk:
    """One list: the matters that these keys see and that are wanted, in one of ORDERS, from a place on."""

    keys: Iterable[str]
    wanted: Wanted
    by: str = "last"
    after: Place | None = None
    most: int = PAGE


def walk(
    keys: Iterable[str],
    wanted: Wanted,
    *,
    by: str = "last",
    after: Place | None = None,
    most: int = PAGE,
) -> Page:
    """A page of the matters that these keys see, in one of ORDERS. Raises KeyError for another order."""
    return pages([Walk(keys, wanted, by, after, most)])[0]


def pages(walks: Sequence[Walk]) -> list[Page]:
    """The pages of several lists, found together. Raises KeyError for an order that is none of ORDERS."""
    branches: list[str] = []
    values: dict[str, Any] = {}
    for number, one in enumerate(walks):
        for part, (order, after) in enumerate(_orders(one)):
            branch = _branch(one, order, after, f"{number}_{part}")
            branches.append(f"SELECT {number} AS list, {part} AS part, * FROM ({branch[0]}) found")  # noqa: S608
            values |= branch[1]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(branches) + _IN_ORDER, values)
        found: list[list[_Found]] = [[] for _ in walks]
        for number, _, matter, moment, level, _ in cursor.fetchall():
            found[number].append((int(matter), moment, int(level)))
    shown = [some[: one.most] for one, some in zip(walks, found, strict=True)]
    lines = _lines([one for some in shown for one in some])
    return [_page(one, some, lines) for one, some in zip(walks, found, strict=True)]


_Found = tuple[int, datetime | None, int]
"""A matter's id, the moment it is ordered by, and how much of it is seen."""

_IN_ORDER = " ORDER BY list, part, place"


def _page(walk: Walk, found: Sequence[_Found], lines: Mapping[tuple[int, int], Line]) -> Page:
    shown = found[: walk.most]
    of = tuple(lines[matter, level] for matter, _, level in shown)
    if len(found) <= walk.most or not of:
        return Page(of, None)
    last = of[-1].matter
    return Page(of, Place(shown[-1][1], last.pk, last.reference))


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
_BY_OPENING = _Order("s.opened", True)
_DATED = _Order("s.due", False, "s.due IS NOT NULL", split=True)
_UNDATED = _Order("NULL::timestamptz", False, "s.due IS NULL", split=True)


def _orders(walk: Walk) -> list[tuple[_Order, Place | None]]:
    """The parts of which a list is made, one after the other, and where each goes on."""
    ORDERS[walk.by]
    if walk.by != "due":
        return [(_BY_LAST if walk.by == "last" else _BY_OPENING, walk.after)]
    if walk.wanted.late_at is not None:
        return [(_DATED, walk.after)]
    if walk.after is not None and walk.after.moment is None:
        return [(_UNDATED, walk.after)]
    return [(_DATED, walk.after), (_UNDATED, None)]


_WHERE = {
    "stage": "s.stage = %({}stage)s",
    "kind": "s.kind = %({}kind)s",
    "topic": "s.topic = %({}topic)s",
    "outcome": "s.outcome = %({}outcome)s",
    "service": "s.service = %({}service)s",
    "ward": "s.ward = %({}ward)s",
    "late_at": "s.open AND s.due < %({}late_at)s",
    "open": "s.open = %({}open)s",
    "parts": "s.part = ANY (%({}parts)s)",
    "waits": "s.waits = %({}waits)s",
    "least": "s.level >= %({}least)s",
    "not_asked_by": "s.asker IS DISTINCT FROM %({}not_asked_by)s",
}


_IN_HAND = ["s.open AND s.part = 'handler'"]
"""Said as the index of what is in somebody's hands has it."""


def _branch(walk: Walk, order: _Order, after: Place | None, mark: str) -> tuple[str, dict[str, Any]]:
    """The statement that finds one part of a list, one more than asked for, and its values under a mark.

    For each key the first few by the index, and of these the first few; the first so many of all lie
    among the first so many of each. All that is asked for lies in the index.
    """
    mark = f"list{mark}_"
    wanted = {name: getattr(walk.wanted, name) for name in _WHERE}
    wanted = {name: value for name, value in wanted.items() if value not in ("", None, frozenset())}
    values = {name: sorted(value) if name == "parts" else value for name, value in wanted.items()}
    conditions = [order.holds, *(_WHERE[name].format(mark) for name in wanted)]
    conditions += _IN_HAND if wanted.get("open") and wanted.get("parts") == {"handler"} else []
    conditions += ["s.waits = half.waits"] if order.split else []
    direction = "DESC" if order.down else "ASC"
    if after is not None:
        values |= {"moment": after.moment, "matter": after.matter}
        conditions.append(_going_on(order).format(mark))
    # Nothing but the constants of this module is put into the statement; all values are bound.
    statement = f"""
        SELECT matter_id, moment, max(level),
            row_number() OVER (ORDER BY moment {direction}, matter_id {direction}) AS place
        FROM unnest(%({mark}keys)s::text[]) AS mine(key)
        CROSS JOIN unnest(%({mark}halves)s::boolean[]) AS half(waits)
        CROSS JOIN LATERAL (
            SELECT s.matter_id, {order.moment} AS moment, s.level FROM matters_sight s
            WHERE s.key = mine.key AND {" AND ".join(conditions)}
            ORDER BY {order.moment} {direction}, s.matter_id {direction} LIMIT %({mark}most)s
        ) one
        GROUP BY matter_id, moment ORDER BY place LIMIT %({mark}most)s
    """  # noqa: S608
    halves = [True, False] if order.split else [True]
    values |= {"keys": sorted(walk.keys), "halves": halves, "most": walk.most + 1}
    return statement, {f"{mark}{name}": value for name, value in values.items()}


def _going_on(order: _Order) -> str:
    if order is _UNDATED:
        return "s.matter_id > %({0}matter)s"
    return f"({order.moment}, s.matter_id) {'<' if order.down else '>'} (%({{0}}moment)s, %({{0}}matter)s)"


def _lines(found: Sequence[_Found]) -> dict[tuple[int, int], Line]:
    """The lines of matters, by the matter and how much of it is seen."""
    ids = {matter for matter, _, _ in found}
    rows = Matter.objects.select_related("service", "ward", "asker", "handler").in_bulk(ids) if ids else {}
    first = _titles(ids)
    made = {}
    for matter, _, level in found:
        least, title = first.get(matter, (level, ""))
        made[matter, level] = Line(rows[matter], level, title if least <= level else "")
    return made


def titles(seen: Mapping[int, int]) -> dict[int, str]:
    """The titles of matters by id: those whose first entry the reader may see, who sees so much of each."""
    return {matter: title for matter, (least, title) in _titles(seen).items() if least <= seen[matter]}


def _titles(matters: Collection[int]) -> dict[int, tuple[int, str]]:
    """The level of each matter's first entry, and the title that stands in it."""
    if not matters:
        return {}
    first = Prose.objects.filter(entry__matter__in=list(matters), entry__ordinal=1)
    found = first.values_list("entry__matter_id", "entry__level", "words__title")
    return {matter: (level, title or "") for matter, level, title in found}
