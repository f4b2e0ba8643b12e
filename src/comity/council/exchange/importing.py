"""A look at what an import will do, and then the import, exactly as it was seen."""

from __future__ import annotations

from datetime import date, datetime

from comity.council.changes.record import Actor, ChangeRefused
from comity.council.exchange.members_plan import steps_for_members
from comity.council.exchange.officers_plan import steps_for_officers
from comity.council.exchange.plan import Doing, Plan
from comity.council.exchange.rows import Members, Officers
from comity.council.models import Council


def preview(
    council: Council, told: Members | Officers, *, on: date, whole: bool = True, election: bool = False
) -> Plan:
    """Say what importing these rows would add, end, change and leave, from a day on; change nothing.

    `whole` says that the file lists everybody: who is not in it has left. `election` ends every term and
    begins those in the file on that day (see `comity.council.election`). Runs inside the council's context.
    """
    if isinstance(told, Members):
        steps = tuple(steps_for_members(told.rows, on=on, whole=whole, election=election))
    else:
        steps = tuple(steps_for_officers(told.rows, on=on, whole=whole))
    return Plan(council.pk, told, on, whole, election, steps)


def apply(plan: Plan, *, actor: Actor, at: datetime, reason: str, confirmed: bool = False) -> None:
    """Do what the plan says, all or nothing, inside the council's context.

    `confirmed` says that two people want it: statutory posts are then filled at once.

    Raises ChangeRefused where the council has changed since the plan was made, so that nothing happens
    that nobody has seen; NeedsSecondPerson where one person alone would change who holds a statutory post.
    """
    council = Council.objects.get(pk=plan.council)
    now = preview(council, plan.told, on=plan.on, whole=plan.whole, election=plan.election)
    if now.steps != plan.steps:
        raise ChangeRefused("The council's people have changed since this was looked at: look at it again.")
    doing = Doing(council, actor, at, reason, confirmed=confirmed)
    for step in now.changes:
        if step.do is not None:
            step.do(doing)
