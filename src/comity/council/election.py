"""Election night: the terms of many end and begin in one step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comity.council.exchange.importing import preview
from comity.council.exchange.plan import Plan
from comity.council.exchange.rows import Members
from comity.council.models import Council, Person, Seat


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an election changes: the steps to take, and who was there before and leaves."""

    plan: Plan
    leaving: tuple[Person, ...]


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
    return Outcome(plan, tuple(person for person in before if person.pk not in again))
