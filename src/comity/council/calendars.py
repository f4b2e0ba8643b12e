"""A council's calendar: its bank holidays, closure days and office hours, as they stood on a day."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

from comity.council.models import Council
from comity.protocol import calendars

ZONE = ZoneInfo("Europe/London")
"""The time that every council in the United Kingdom keeps."""


def calendar_of(council: Council, *, on: date) -> calendars.Calendar:
    """Return the council's calendar as it stood on this day.

    Closure days announced by then and not withdrawn by then count; so do the office hours then in
    force, and nine to five from Monday to Friday where the council has entered none. Runs inside the
    council's context.
    """
    days: list[calendars.ClosureDay] = []
    week: list[tuple | None] = [None] * 7
    with connection.cursor() as cursor:
        cursor.execute(_CALENDAR, {"on": on})
        for day, reason, announced_on, weekday, opens, closes, _ in cursor.fetchall():
            if day is None:
                week[weekday] = (opens, closes)
            else:
                days.append(calendars.ClosureDay(on=day, reason=reason, announced_on=announced_on))
    hours = calendars.OfficeHours(tuple(week)) if any(week) else calendars.OfficeHours.standard()
    return calendars.Calendar(council.jurisdiction, closure_days=tuple(days), office_hours=hours)


_CALENDAR = """
    SELECT day, reason, announced_on, NULL, NULL, NULL, id FROM council_closureday
    WHERE announced_on <= %(on)s AND (withdrawn_on IS NULL OR withdrawn_on > %(on)s)
    UNION ALL
    SELECT NULL, NULL, NULL, weekday, opens, closes, id FROM council_openinghours
    WHERE since <= %(on)s AND (until IS NULL OR until > %(on)s)
    ORDER BY day, announced_on, id
"""
"""Closure days and office hours as they stood on a day, in one statement, as every step asks for them."""


def day_of(moment: datetime) -> date:
    """Return which day it is at a moment, in the time that councils keep."""
    return moment.astimezone(ZONE).date()
