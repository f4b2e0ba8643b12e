"""Election night: the terms of many end and begin in one step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from comity.council.changes.record import Actor
from comity.council.exchange.importing import Done, apply, preview
from comity.council.exchange.plan import Plan
from comity.council.exchange.rows import Members
from comity.council.models import Council, Person, Seat


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an election changes, by persons who were there before and the steps to take."""

    plan: Plan
    leaving: tuple[Person, ...]
    returning: tuple[Person, ...]


def look(council: Council, elected: Members, *, takes_office: date) -> Outcome:
    """Say what an election of the whole council changes on the day new Members take office.

    That is the fourth day after the poll, when those before them retire (Local Government Act 1972 ss.7
    and 16). Who leaves has open matters to hand over. Where only some wards voted, import without this:
    terms that go on are then left alone.
    """
    plan = preview(council, elected, on=takes_office, whole=True, election=True)
    sitting = Seat.objects.on(takes_office).filter(since__lt=takes_office).values("person_id")
    before = Person.objects.filter(pk__in=sitting).order_by("name", "id")
    again = {step.person for step in plan.of("add") if step.what == "seat"}
    back = tuple(person for person in before if person.pk in again)
    return Outcome(plan, tuple(person for person in before if person.pk not in again), back)


def carry_out(outcome: Outcome, *, actor: Actor, at: datetime, reason: str) -> Done:
    """End and begin all terms as was looked at, in one step; the record holds each of them."""
    return apply(outcome.plan, actor=actor, at=at, reason=reason)
