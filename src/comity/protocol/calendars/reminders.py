"""When to remind of a due date: while somebody is there to read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from comity.protocol.calendars.days import Calendar
from comity.protocol.calendars.hours import OfficeHours
from comity.protocol.calendars.open_time import before_working_time, next_open, open_time
from comity.protocol.calendars.receipt import Receipt
from comity.protocol.calendars.within import Limit, Within

_ONE_HOUR = timedelta(hours=1)


def reminder_at(due_at: Receipt | datetime | None, within: Limit, calendar: Calendar) -> datetime | None:
    """When to remind of a due date: always while the office is open, so never at midnight or a weekend.

    For limits in days: when the office opens on the last working day before the due date (for a single
    day: on the due date itself, where that is a working day). For limits in hours: when half of the time is
    left, or when the office next opens; where that would be too late, one hour before the last closing
    within the limit. None where the office is not open within the limit, or the clock is paused.
    A calendar of whole days (freedom of information, plain days) reminds in ordinary office hours.
    """
    moment = due_at.due if isinstance(due_at, Receipt) else due_at
    if moment is None:
        return None
    within, desk = Within.like(within), _with_a_desk(calendar)
    if within.unit in ("hours", "working_hours"):
        return _reminder_in_hours(moment, within, calendar, desk)
    day = desk.local(moment).date()
    if not (within.amount == 1 and within.unit != "clear_days" and desk.is_working_day(day)):
        day = desk.previous_working_day(day)
    return desk.opening_of(day)


def _with_a_desk(calendar: Calendar) -> Calendar:
    """The calendar itself, or ordinary office hours in the United Kingdom where it keeps whole days."""
    if not calendar.office_hours.all_day:
        return calendar
    return Calendar("united_kingdom", office_hours=OfficeHours.standard(), zone=calendar.zone)


def _reminder_in_hours(
    moment: datetime, within: Within, calendar: Calendar, desk: Calendar
) -> datetime | None:
    budget = timedelta(hours=within.amount)
    if within.unit == "working_hours":
        start = before_working_time(moment, budget, calendar)
        half = before_working_time(moment, budget / 2, calendar)
    else:
        start, half = (desk.local(moment.astimezone(UTC) - part) for part in (budget, budget / 2))
    chosen = next_open(half, desk)
    if chosen.timestamp() < moment.timestamp():
        return chosen
    last = before_working_time(moment, min(_ONE_HOUR, open_time(start, moment, desk)), desk)
    in_time = start.timestamp() <= last.timestamp() < moment.timestamp()
    return last if in_time and open_time(last, moment, desk) else None
