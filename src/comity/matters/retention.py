"""How long what was said is kept: a schedule that proposes disposals to a person, and disposes of nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from comity.council.calendars import ZONE, day_of
from comity.council.changes.people import close
from comity.council.changes.record import ChangeRefused, make
from comity.council.models import Council, Person
from comity.matters import erasure, policy
from comity.matters.actors import Actor
from comity.matters.models import Document, Entry, Matter, Prose, RetentionRule
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.keeping import ERASE
from comity.procedures.run import NotOpen

KEEPERS = frozenset({"role:democratic_services", "role:clerk", "role:monitoring_officer"})
LONGEST = 600
"""Months: fifty years."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How long the words of one procedure's matters are kept after closing, and why; `own` or the default."""

    procedure: str
    months: int
    because: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A matter whose time has passed: since which day, and by which rule."""

    matter: Matter
    since: date
    rule: Kept


def schedule(council: Council, on: date) -> Mapping[str, Kept]:
    """The schedule of a council on a day: its own rule for each procedure, else the house's."""
    own = RetentionRule.objects.on(on).filter(council=council).order_by("since", "pk")
    ours = {row.procedure: Kept(row.procedure, row.months, row.whose, own=True) for row in own}
    return {name: ours.get(name) or _house()[name] for name in PROCEDURES}


@cache
def _house() -> Mapping[str, Kept]:
    read = tomllib.loads(resources.files("comity.matters").joinpath("retention.toml").read_text("utf-8"))
    return {name: Kept(name, rule["months"], rule["because"]) for name, rule in read.items()}


def set_rule(
    council: Council, procedure: str, months: int, *, whose: str, actor: Person, reason: str, at: datetime
) -> RetentionRule:
    """Set how long the council keeps what was said in one procedure's matters, in place of the default."""
    if procedure not in PROCEDURES:
        raise ChangeRefused("Choose what the rule is for.")
    if not 1 <= months <= LONGEST:
        raise ChangeRefused(f"Give the time in months, from 1 to {LONGEST}.")
    today = day_of(at)
    for row in RetentionRule.objects.on(today).filter(council=council, procedure=procedure):
        close(row, until=today, what="set_retention", actor=actor, reason=reason, at=at)
    rule = RetentionRule(
        council=council, procedure=procedure, months=months, whose=whose.strip()[:200], since=today
    )
    return make("set_retention", rule, actor=actor, reason=reason, at=at)


def due(council: Council, by: Actor, *, at: datetime, most: int = 100) -> list[Due]:
    """The matters whose words are due for disposal, of those that this person may see; the oldest first."""
    if not by.keys & KEEPERS:
        return []
    rules = schedule(council, day_of(at))
    found = _passed(policy.visible(by.keys).filter(council=council), rules, at=at)
    return [
        Due(matter, _until(day_of(matter.closed), rules[matter.procedure].months), rules[matter.procedure])
        for matter in found.order_by("closed", "pk")[:most]
        if matter.closed is not None
    ]


def waiting(council: Council, *, at: datetime) -> dict[str, int]:
    """How many matters of each procedure are due for disposal: for whoever runs Comity, not for a page."""
    rules = schedule(council, day_of(at))
    found = _passed(Matter.objects.filter(council=council), rules, at=at)
    return {name: found.filter(procedure=name).count() for name in rules}


def _passed(matters: QuerySet[Matter], rules: Mapping[str, Kept], *, at: datetime) -> QuerySet[Matter]:
    """Those matters whose time has passed and in which something said or attached is still there."""
    passed = Q(pk__in=())
    for rule in rules.values():
        passed |= Q(procedure=rule.procedure, closed__lt=_before(at, rule.months))
    said = Prose.objects.filter(entry__matter=OuterRef("pk"), words__isnull=False).exclude(entry__step=ERASE)
    attached = Document.objects.filter(matter=OuterRef("pk")).exclude(name="")
    return matters.filter(passed).filter(Exists(said) | Exists(attached))


def dispose(council: Council, numbers: Collection[int], *, by: Actor, at: datetime) -> list[Entry]:
    """Erase what was said in matters that are due, as the schedule provides; each says so in an entry.

    The council's schedule is the first authority, whoever disposes the second. Raises NotOpen where one is
    not due, or not for this person to see.
    """
    listed = {one.matter.pk: one for one in due(council, by, at=at, most=10_000)}
    if not numbers or not set(numbers) <= set(listed):
        raise NotOpen("Choose matters of the list. What is not on it is not due for disposal.")
    with transaction.atomic():
        return [_dispose(listed[number], by=by, at=at) for number in sorted(numbers)]


def _dispose(one: Due, *, by: Actor, at: datetime) -> Entry:
    gone = erasure.erased(one.matter)
    ordinals = [
        entry.ordinal
        for entry in Entry.objects.filter(matter=one.matter).exclude(step=ERASE)
        if entry.ordinal not in gone
    ]
    reason = f"Kept for {one.rule.months} months after closing: {one.rule.because}"
    return erasure.erase(
        one.matter, ordinals, authority=erasure.BY_SCHEDULE, reason=reason, proposed_by=None, by=by, at=at
    )


def _before(at: datetime, months: int) -> datetime:
    return datetime.combine(_until(day_of(at), -months), datetime.min.time(), tzinfo=ZONE)


def _until(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise ValueError(f"no day {months} months from {day}")
