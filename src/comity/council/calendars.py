"""A council's calendar: its bank holidays, closure days and office hours, as they stood on a day."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from comity.council.models import ClosureDay, Council, OpeningHours
from comity.protocol import calendars

ZONE = ZoneInfo("Europe/London")
"""The time that every council in the United Kingdom keeps."""


def calendar_of(council: Council, *, on: date) -> calendars.Calendar:
    """Return the council's calendar as it stood on this day.

    Closure days announced by then and not withdrawn by then count; so do the office hours then in
    force, and nine to five from Monday to Friday where the council has entered none. Runs inside the
    council's context.
    """
    stood = ClosureDay.objects.filter(announced_on__lte=on).filter(
        Q(withdrawn_on=None) | Q(withdrawn_on__gt=on)
    )
    days = tuple(
        calendars.ClosureDay(on=row.day, reason=row.reason, announced_on=row.announced_on)
        for row in stood.order_by("day", "announced_on", "id")
    )
    week: list[tuple | None] = [None] * 7
    for row in OpeningHours.objects.on(on):
        week[row.weekday] = (row.opens, row.closes)
    hours = calendars.OfficeHours(tuple(week)) if any(week) else calendars.OfficeHours.standard()
    return calendars.Calendar(council.jurisdiction, closure_days=days, office_hours=hours)


def day_of(moment: datetime) -> date:
    """Return which day it is at a moment, in the time that councils keep."""
    return moment.astimezone(ZONE).date()
