"""When the calendar changes: every running deadline is counted anew, by an entry that says so."""

from __future__ import annotations

from datetime import datetime

from comity.council import context
from comity.council.models import Council
from comity.matters import ledger
from comity.matters.actors import SYSTEM
from comity.matters.models import Clock
from comity.procedures.fields import Said
from comity.procedures.run import NotOpen

BATCH = 100
"""After so many matters the context, which holds for a minute, is signed anew."""


def affected(council: Council) -> list[int]:
    """The matters of a council on which a time is running."""
    running = Clock.objects.filter(council=council, stopped=None)
    return sorted(set(running.values_list("matter_id", flat=True)))


def recount(council: Council, why: str, *, at: datetime) -> int:
    """Count the running deadlines of a council anew after a change of its calendar, and say how many moved.

    A deadline that the change does not touch gets no entry; what is decided and closed stays as it was.
    Runs inside the caller's transaction, with the change itself.
    """
    moved = 0
    for done, matter in enumerate(affected(council)):
        if done % BATCH == BATCH - 1:
            context.renew()
        try:
            ledger.take(matter, "recount", Said(prose={"words": why}), by=SYSTEM, at=at)
            moved += 1
        except NotOpen:
            continue
    return moved
