"""Closure days, office hours and standards of the council's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time

from comity.council.changes.people import close
from comity.council.changes.record import Actor, ChangeRefused, alter, make
from comity.council.models import ClosureDay, Council, OpeningHours, Person, Standard
from comity.protocol import vocabulary
from comity.protocol.calendars import CalendarError, OfficeHours


def announce_closure(
    council: Council, day: date, *, announced_on: date, actor: Actor, reason: str, at: datetime
) -> ClosureDay:
    """Announce that the offices are closed on a day, and why."""
    if ClosureDay.objects.filter(day=day, withdrawn_on=None).exists():
        raise ChangeRefused(f"{day:%-d %B %Y} has been announced as a closure day already.")
    if not reason.strip():
        raise ChangeRefused("Say why the offices are closed: it is shown on every receipt that counts it.")
    return make(
        "announce_closure",
        ClosureDay(council=council, day=day, reason=reason.strip()[:200], announced_on=announced_on),
        actor=actor,
        reason=reason,
        at=at,
    )


def withdraw_closure(
    closure: ClosureDay, *, withdrawn_on: date, actor: Actor, reason: str, at: datetime
) -> ClosureDay:
    """Withdraw a closure day; what was counted while it stood is still explained by it."""
    if closure.withdrawn_on is not None:
        raise ChangeRefused(f"It was withdrawn already, on {closure.withdrawn_on:%-d %B %Y}.")
    new = {"withdrawn_on": withdrawn_on}
    return alter("withdraw_closure", closure, new, actor=actor, reason=reason, at=at)


def set_opening_hours(
    council: Council,
    hours: Mapping[int, tuple[time, time]],
    *,
    since: date,
    actor: Actor,
    reason: str,
    at: datetime,
) -> list[OpeningHours]:
    """Set the office hours of the whole week from a day on; `hours` is by weekday, Monday 0.

    A weekday left out is closed. Hours in force until then end on that day.
    """
    if unknown := sorted(set(hours) - set(range(7))):
        raise ChangeRefused(f"{unknown[0]} is not a weekday: Monday is 0 and Sunday 6.")
    try:
        OfficeHours(tuple(hours.get(weekday) for weekday in range(7)))
    except CalendarError as error:
        raise ChangeRefused(str(error)) from error
    if OpeningHours.objects.filter(since__gt=since).exists():
        raise ChangeRefused("Office hours that begin later have been set already: change those first.")
    for row in OpeningHours.objects.on(since):
        close(row, until=since, what="set_opening_hours", actor=actor, reason=reason, at=at)
    made = []
    for weekday, (opens, closes) in sorted(hours.items()):
        row = make(
            "set_opening_hours",
            OpeningHours(council=council, weekday=weekday, opens=opens, closes=closes, since=since),
            actor=actor,
            reason=reason,
            at=at,
        )
        made.append(row)
    return made


def adopt_standard(
    council: Council,
    question: str,
    rule: str,
    *,
    whose: str,
    adopted_on: date,
    since: date,
    actor: Actor,
    reason: str,
    at: datetime,
) -> Standard:
    """Adopt a standard of the council's own in place of a house default, from a day on.

    `rule` is the TOML of one rule in the form of provisions.toml; `whose` says which body or post
    adopted it. Whether the rule is a good one is for the lint of the editions that use it.
    """
    vocabulary.load().question(question)
    try:
        read = tomllib.loads(rule)
    except tomllib.TOMLDecodeError as error:
        raise ChangeRefused(f"The rule cannot be read as TOML: {error}.") from error
    if "outcome" not in read or "because" not in read:
        raise ChangeRefused("A rule needs at least an outcome and a sentence that says because.")
    return make(
        "adopt_standard",
        Standard(
            council=council,
            question=question,
            rule=rule,
            whose=whose,
            adopted_on=adopted_on,
            since=since,
            adopted_by=actor if isinstance(actor, Person) else None,
        ),
        actor=actor,
        reason=reason,
        at=at,
    )
