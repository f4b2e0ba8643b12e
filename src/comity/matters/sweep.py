"""Keeping the protocol's time: what rings by itself, found and taken through the one door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comity.council.calendars import day_of
from comity.council.context import within
from comity.council.models import Council
from comity.council.readers import people_with_key
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
        found = Alarm.objects.filter(pk=alarm_id, fired=None).first()
        if found is None:
            return "passed"
        # The matter first, as every step locks it first: taken the other way round, two would wait for
        # each other for ever.
        if Matter.objects.select_for_update(skip_locked=True).filter(pk=found.matter_id).first() is None:
            return "passed"
        alarm = Alarm.objects.select_for_update().filter(pk=alarm_id, fired=None).first()
        if alarm is None:
            return "passed"
        Alarm.objects.filter(pk=alarm.pk).update(fired=at)
        if alarm.kind == "reminder":
            return _remind(alarm, at=at)
        try:
            ledger.take(alarm.matter_id, alarm.kind, Said(), by=SYSTEM, at=at)
        except NotOpen:
            return "moot"
        return "ran_out"


def _remind(alarm: Alarm, *, at: datetime) -> str:
    matter = Matter.objects.select_for_update().get(pk=alarm.matter_id)
    clock = Clock.objects.filter(
        matter=matter, clock=alarm.clock, round=alarm.round, stopped=None, paused=None
    ).first()
    if clock is None or clock.due is None or clock.due <= at:
        return "moot"  # what has run out is told as late, once, and not that it will
    handlers = {
        person.pk: person
        for party in state_of(matter).present("handler")
        for person in people_with_key(matter.council_id, party.key, day_of(at))
    }
    latest = (
        Entry.objects.filter(matter=matter, effects__clocks__contains=[{"clock": alarm.clock}])
        .order_by("ordinal")
        .last()
    )
    if latest is None or not handlers:
        return "moot"
    letters.remind(latest, handlers.values(), due=clock.due, at=at)
    return "reminded"


def sweep(council: Council, *, at: datetime, most: int = 100) -> Swept:
    """Let everything ring that should have rung by now, each in its own transaction."""
    did = [ring(council, alarm, at=at) for alarm in ringing(council, at=at, most=most)]
    return Swept(did.count("ran_out"), did.count("reminded"), did.count("moot"))
