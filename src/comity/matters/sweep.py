"""Keeping the protocol's time: what rings by itself, found and taken through the one door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comity.council.calendars import day_of
from comity.council.context import within
from comity.council.models import Council
from comity.council.readers import people_with_keys
from comity.matters import ledger, letters
from comity.matters.actors import SYSTEM
from comity.matters.models import Alarm, Clock, Entry, Matter
from comity.matters.standing import state_of
from comity.procedures.fields import Said
from comity.procedures.run import NotOpen


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: how many times ran out, how many reminders went, how many no longer mattered."""

    ran_out: int = 0
    reminded: int = 0
    moot: int = 0


def ringing(council: Council, *, at: datetime, most: int = 100) -> list[int]:
    """The alarms of a council that should have rung by now, the oldest first."""
    with within(council, system=True):
        due = Alarm.objects.filter(council=council, fired=None, rings__lte=at).order_by("rings", "pk")
        return list(due.values_list("pk", flat=True)[:most])


def ring(council: Council, alarm_id: int, *, at: datetime) -> str:
    """Let one alarm ring, once: takes its step through the ledger, or sends its reminder.

    Two workers at the same alarm do it once: whoever is second finds it locked or rung, and passes on.
    Says "ran_out", "reminded", "moot" or "passed".
    """
    with within(council, system=True):
        alarm = Alarm.objects.filter(pk=alarm_id, fired=None).first()
        # The matter first, as every step locks it first: taken the other way round, two would wait for
        # each other for ever.
        matter = ledger.lock(alarm.matter_id, waiting=False) if alarm else None
        if alarm is None or matter is None:
            return "passed"
        if not Alarm.objects.filter(pk=alarm_id, fired=None).update(fired=at):
            return "passed"
        if alarm.kind == "reminder":
            return _remind(council, matter, alarm, at=at)
        try:
            ledger.take(matter.pk, alarm.kind, Said(), by=SYSTEM, at=at, known=ledger.Known(matter))
        except NotOpen:
            return "moot"
        return "ran_out"


def _remind(council: Council, matter: Matter, alarm: Alarm, *, at: datetime) -> str:
    clock = Clock.objects.filter(
        matter=matter, clock=alarm.clock, round=alarm.round, stopped=None, paused=None
    ).first()
    if clock is None or clock.due is None or clock.due <= at:
        return "moot"  # what has run out is told as late, once, and not that it will
    keys = [party.key for party in state_of(matter).present("handler")]
    behind = people_with_keys(matter.council_id, keys, day_of(at))
    handlers = {person.pk: person for key in keys for person in behind[key]}
    latest = (
        Entry.objects.filter(matter=matter, effects__clocks__contains=[{"clock": alarm.clock}])
        .order_by("ordinal")
        .last()
    )
    if latest is None or not handlers:
        return "moot"
    latest.matter = matter
    letters.remind(council, latest, handlers.values(), due=clock.due, at=at)
    return "reminded"


def sweep(council: Council, *, at: datetime, most: int = 100) -> Swept:
    """Let everything ring that should have rung by now, each in its own transaction."""
    did = [ring(council, alarm, at=at) for alarm in ringing(council, at=at, most=most)]
    return Swept(did.count("ran_out"), did.count("reminded"), did.count("moot"))
