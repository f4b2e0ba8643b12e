"""A council at rest: suspended with a reason, and back to work with a decision on the time that passed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from comity.council.calendars import day_of
from comity.council.changes.record import SYSTEM
from comity.council.changes.standing import announce_closure
from comity.council.context import enter, within
from comity.council.models import ClosureDay, Council, ServiceAct
from comity.matters.models import Alarm
from comity.matters.recounting import recount
from comity.site.instance import Instance, NotReady
from comity.site.owner import as_owner, write_down

SHOWN = "Comity was suspended here"


@dataclass(frozen=True, slots=True)
class Missed:
    """What should have happened while a council was at rest."""

    ran_out: int
    matters: int
    reminders: int


def suspend(instance: Instance, council: Council, *, by: str, reason: str, at: datetime) -> None:
    """Put a council to rest: nobody gets in, nothing rings and nothing is sent; its record is kept.

    Raises NotReady where it rests already.
    """
    with as_owner(instance) as connection:
        done = connection.execute(
            "UPDATE council_council SET suspended = %s WHERE id = %s AND suspended IS NULL", [at, council.pk]
        )
        if not done.rowcount:
            raise NotReady(f"{council.name} is suspended already.")
        write_down(connection, council, ServiceAct.SUSPENDED, by=by, reason=reason, at=at)


def missed(council: Council, *, at: datetime) -> Missed:
    """What should have rung in a council by now and did not."""
    with within(council, system=True):
        due = Alarm.objects.filter(council=council, fired=None, rings__lte=at)
        rows = list(due.values_list("kind", "matter_id"))
    ran_out = [matter for kind, matter in rows if kind != "reminder"]
    return Missed(len(ran_out), len(set(ran_out)), len(rows) - len(ran_out))


def resume(
    instance: Instance, council: Council, *, stood_still: bool, by: str, reason: str, at: datetime
) -> int:
    """Put a suspended council back to work, and say how many running deadlines were moved.

    Where time stood still, the days at rest become closure days and every running deadline is counted anew,
    by an entry that says so; the law's own clocks run on. Otherwise what ran out meanwhile is entered once as
    late by the worker, and no reminder of it goes out any more. Raises NotReady where it does not rest.
    """
    if council.suspended is None:
        raise NotReady(f"{council.name} is not suspended.")
    moved = _stand_still(council, council.suspended, at=at) if stood_still else 0
    with as_owner(instance) as connection:
        connection.execute("UPDATE council_council SET suspended = NULL WHERE id = %s", [council.pk])
        facts = {"time": "stood still" if stood_still else "ran on", "moved": moved}
        write_down(connection, council, ServiceAct.RESUMED, by=by, reason=reason, at=at, facts=facts)
    return moved


def _stand_still(council: Council, since: datetime, *, at: datetime) -> int:
    with transaction.atomic():
        enter(council.pk, system=True)
        closed = set(ClosureDay.objects.filter(withdrawn_on=None).values_list("day", flat=True))
        days = [day for day in _days(day_of(since), day_of(at)) if day not in closed]
        for day in days:
            announce_closure(
                council, day, announced_on=day_of(at), actor=SYSTEM, reason=f"{SHOWN} on this day", at=at
            )
        why = f"{SHOWN} from {day_of(since):%-d %B %Y} to {day_of(at):%-d %B %Y}, and time stood still."
        enter(council.pk, system=True)
        return recount(council, why, at=at) if days else 0


def _days(first: date, until: date) -> Iterator[date]:
    """The days from Monday to Friday from the first until the day before the last."""
    for number in range((until - first).days):
        day = first + timedelta(days=number)
        if day.isoweekday() < 6:
            yield day
