"""Figures on how enquiries are answered: in time, without a holding reply, in how much working time.

A matter counts in the month in which the first date it was promised fell, once that date has passed or it
was answered; a holding reply moves no promise. What was withdrawn, and what waits for the Member, is left
out. Times are working times by the council's calendar, never those of a clock on the wall.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from comity.council.calendars import ZONE
from comity.matters.models import Matter
from comity.matters.suppression import Cell, hidden, small
from comity.procedures.catalogue import PROCEDURES
from comity.protocol.calendars import Calendar

ALL = "all"
"""The row or column that holds the total."""

ANSWERED = ("answered", "in_part")
AGES: tuple[tuple[int, int | None], ...] = ((0, 5), (6, 10), (11, 20), (21, None))
"""Ages of what is open, in working days passed since it was asked: from, to."""

Key = int | str | None


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months, from the first to the last (each the first day of its month), both included."""

    first: date
    last: date

    @property
    def months(self) -> tuple[date, ...]:
        """Every month of it, in order."""
        begin, end = self.first.year * 12 + self.first.month - 1, self.last.year * 12 + self.last.month - 1
        return tuple(date(number // 12, number % 12 + 1, 1) for number in range(begin, end + 1))

    @property
    def begins(self) -> datetime:
        """The moment it begins."""
        return datetime.combine(self.first, time(), tzinfo=ZONE)

    @property
    def ends(self) -> datetime:
        """The moment it is over."""
        year, month = divmod(self.last.year * 12 + self.last.month, 12)
        return datetime.combine(date(year, month + 1, 1), time(), tzinfo=ZONE)


@dataclass(frozen=True, slots=True)
class Kept:
    """How many promises fell, and how many were kept; None is fewer than five, or would give that away.

    `few` says which side is too small to show where the number of promises itself is not: kept or missed.
    """

    fell: int | None
    kept: int | None
    few: str = ""

    @property
    def share(self) -> float | None:
        """The part that was kept, from 0 to 1; None where there is none or it is not shown."""
        return self.kept / self.fell if self.fell and self.kept is not None else None


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered in a period: how many, how many without a holding reply, median minutes of work."""

    answered: int | None
    unheld: int | None
    median: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is open at a moment, by age; how much of it is late; emergencies asked within the period."""

    ages: tuple[tuple[int, int | None, int | None], ...]
    open: int | None
    late: int | None
    emergencies: int | None


def kept(matters: QuerySet[Matter], period: Period, *, now: datetime, shown: bool) -> dict[Cell, Kept]:
    """Return promises kept by (service, month), ids and first days of months, with ALL for the totals.

    Where not everything may be `shown`, small numbers are held back, and what would give them away.
    """
    found = list(_promises(matters, period, now))
    fell = _with_totals((service, month, fell) for service, month, fell, _ in found)
    met = _with_totals((service, month, met) for service, month, _, met in found)
    if shown:
        return {cell: Kept(fell[cell], met[cell]) for cell in fell}
    gone = hidden(fell)
    uneven = {cell for cell in fell if small(met[cell]) or small(fell[cell] - met[cell])}
    unsaid = hidden({cell: met[cell] for cell in fell}, gone | uneven)
    return {cell: _told(fell[cell], met[cell], cell in gone, cell in unsaid) for cell in fell}


def answers(matters: QuerySet[Matter], period: Period, *, shown: bool) -> dict[Key, Answers]:
    """Return what was answered in the period, by the service's id, with ALL for everything."""
    done = matters.filter(closed__gte=period.begins, closed__lt=period.ends, outcome__in=ANSWERED)
    rows = _answered(done)
    if shown:
        return {key: Answers(int(row["n"]), int(row["unheld"]), row["median"]) for key, row in rows.items()}
    gone = hidden({(key, "n"): int(row["n"]) for key, row in rows.items()})
    uneven = {(key, "n") for key, row in rows.items() if _uneven(int(row["n"]), int(row["unheld"]))}
    unsaid = hidden({(key, "n"): int(row["unheld"]) for key, row in rows.items()}, gone | uneven)
    return {
        key: Answers(
            None if (key, "n") in gone else int(row["n"]),
            None if (key, "n") in unsaid else int(row["unheld"]),
            None if (key, "n") in gone else row["median"],
        )
        for key, row in rows.items()
    }


_ANSWERED = """
    SELECT grouping(service_id) = 1, service_id, count(*), count(*) FILTER (WHERE held = 0),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes)
    FROM ({done}) done GROUP BY GROUPING SETS ((service_id), ())
"""


def _answered(done: QuerySet[Matter]) -> dict[Key, Mapping[str, Any]]:
    """How many there are, how many without a holding reply, the median: by service and for all of them."""
    inner, values = done.values("service_id", "held", "minutes").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERED.replace("{done}", inner), values)
        return {
            ALL if whole else service: {"n": n, "unheld": unheld, "median": median}
            for whole, service, n, unheld, median in cursor.fetchall()
        }


def standing(
    matters: QuerySet[Matter], period: Period, calendar: Calendar, *, now: datetime, shown: bool
) -> Standing:
    """Return what is open now by age in working days, what of it is late, and the period's emergencies."""
    since = _opened_before(calendar, now)
    counted = matters.aggregate(
        all=Count("pk", filter=Q(closed=None)),
        late=Count("pk", filter=Q(closed=None, due__lt=now)),
        urgent=Count("pk", filter=Q(emergency=True, opened__gte=period.begins, opened__lt=period.ends)),
        **{f"band{place}": Count("pk", filter=_between(*ends)) for place, ends in enumerate(since)},
    )
    bands: dict[Cell, int] = {("age", place): counted[f"band{place}"] for place in range(len(AGES))}
    gone = frozenset() if shown else hidden({**bands, ("age", ALL): counted["all"]})
    hide = lambda number: None if not shown and small(number) else number  # noqa: E731
    return Standing(
        tuple(
            (first, last, None if ("age", place) in gone else bands["age", place])
            for place, (first, last) in enumerate(AGES)
        ),
        None if ("age", ALL) in gone else counted["all"],
        hide(counted["late"]),
        hide(counted["urgent"]),
    )


_PROMISES = """
    WITH begun_again AS (
        SELECT DISTINCT ON (matter_id) matter_id, promised FROM matters_clock
        WHERE clock = ANY (%s) AND round > 1 ORDER BY matter_id, round DESC, id DESC
    )
    SELECT service_id, width_bucket(promise, %s::timestamptz[]), count(*),
        count(*) FILTER (WHERE closed IS NOT NULL AND in_time)
    FROM (
        SELECT counted.*, coalesce(begun_again.promised, counted.promised) AS promise
        FROM ({counted}) counted LEFT JOIN begun_again ON begun_again.matter_id = counted.id
    ) told
    WHERE promise >= %s AND promise < %s AND (closed IS NOT NULL OR promise < %s)
    GROUP BY 1, 2
"""


def _promises(
    matters: QuerySet[Matter], period: Period, now: datetime
) -> Iterable[tuple[int | None, date, int, int]]:
    """Service, month, promises that fell, promises kept; of what was reopened the last round's counts."""
    clocks = sorted({clock for one in PROCEDURES.values() for clock in one.counts})
    counted = matters.exclude(outcome="withdrawn").exclude(closed=None, due=None)
    columns = counted.values("id", "service_id", "closed", "in_time", "promised")
    inner, values = columns.query.sql_with_params()
    months = period.months
    begins = [datetime.combine(month, time(), tzinfo=ZONE) for month in months]
    with connection.cursor() as cursor:
        asked = [clocks, begins, *values, period.begins, period.ends, now]
        cursor.execute(_PROMISES.replace("{counted}", inner), asked)
        for service, place, fell, met in cursor.fetchall():
            yield service, months[place - 1], fell, met


def _with_totals(found: Iterable[tuple[Key, date, int]]) -> dict[Cell, int]:
    counts: dict[Cell, int] = {(ALL, ALL): 0}
    for service, month, number in found:
        for cell in ((service, month), (service, ALL), (ALL, month), (ALL, ALL)):
            counts[cell] = counts.get(cell, 0) + number
    return counts


def _told(fell: int, met: int, gone: bool, unsaid: bool) -> Kept:
    if gone:
        return Kept(None, None)
    if unsaid:
        few = "kept" if small(met) else "missed" if small(fell - met) else ""
        return Kept(fell, None, few)
    return Kept(fell, met)


def _uneven(number: int, part: int) -> bool:
    return small(part) or small(number - part)


def _opened_before(calendar: Calendar, now: datetime) -> list[tuple[datetime | None, datetime | None]]:
    """For each of AGES, after which moment and up to which a matter of that age was opened."""
    today = now.astimezone(ZONE).date()
    most = max(last for _, last in AGES if last is not None)
    back = [today, *islice(calendar.working_days_before(today), most + 1)]
    starts = [datetime.combine(day, time(), tzinfo=ZONE) for day in back]
    return [
        (starts[last] if last is not None else None, starts[first - 1] if first else None)
        for first, last in AGES
    ]


def _between(begins: datetime | None, ends: datetime | None) -> Q:
    held = Q(closed=None)
    if begins is not None:
        held &= Q(opened__gte=begins)
    return held & Q(opened__lt=ends) if ends is not None else held
