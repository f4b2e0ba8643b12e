"""Working time: when an office is open, how much of a stretch of time it was, and counting along it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from comity.protocol.calendars.days import ONE_DAY, Calendar
from comity.protocol.calendars.errors import CalendarError, require_aware

ZERO = timedelta(0)


def is_open(instant: datetime, calendar: Calendar) -> bool:
    """Whether the office is open at this moment (at its closing time it no longer is)."""
    require_aware(instant, "The time asked about")
    hours = calendar.hours_on(calendar.local(instant).date())
    return hours is not None and hours[0] <= instant.astimezone(UTC) < hours[1]


def next_open(instant: datetime, calendar: Calendar) -> datetime:
    """This moment if the office is open, otherwise when it next opens, in local time."""
    require_aware(instant, "The time asked about")
    local = calendar.local(instant)
    moment = instant.astimezone(UTC)
    hours = calendar.hours_on(local.date())
    if hours is not None and moment < hours[1]:
        return local if hours[0] <= moment else calendar.local(hours[0])
    return calendar.opening_of(calendar.next_working_day(local.date()))


def open_time(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """How long the office was open between two moments, exactly; negative where the end comes first."""
    require_aware(start, "The start")
    require_aware(end, "The end")
    since, until = start.astimezone(UTC), end.astimezone(UTC)
    if until < since:
        return -open_time(end, start, calendar)
    total = ZERO
    day, last = calendar.local(start).date(), calendar.local(end).date()
    while day <= last:
        hours = calendar.hours_on(day)
        if hours is not None:
            total += max(ZERO, min(until, hours[1]) - max(since, hours[0]))
        day += ONE_DAY
    return total


def working_time_between(start: datetime, end: datetime, calendar: Calendar) -> int:
    """The working minutes between two moments, whole minutes rounded down: for the figures."""
    exact = open_time(start, end, calendar)
    minutes = abs(exact) // timedelta(minutes=1)
    return minutes if exact >= ZERO else -minutes


def working_days_between(start: datetime | date, end: datetime | date, calendar: Calendar) -> int:
    """The working days after the first day up to and including the last, as a promise counts them.

    The first day itself is never counted: day one is the working day after it. Negative where the end
    comes first.
    """
    first, last = _day(start, calendar), _day(end, calendar)
    if last < first:
        return -working_days_between(last, first, calendar)
    days = (last - first).days
    return sum(calendar.is_working_day(first + timedelta(days=n)) for n in range(1, days + 1))


def after_working_time(start: datetime, amount: timedelta, calendar: Calendar) -> datetime:
    """The moment when this much working time has passed since the start, in local time.

    Where the amount is used up at closing time the answer is that closing time, not the next opening.
    Raises CalendarError for a negative amount.
    """
    moment = start.astimezone(UTC)
    day = calendar.local(start).date()
    if _nothing(amount):
        return calendar.local(start)
    while True:
        hours = calendar.hours_on(day)
        if hours is not None:
            begin = max(moment, hours[0])
            left = hours[1] - begin
            if left >= amount:
                return calendar.local(begin + amount)
            amount -= max(left, ZERO)
        day = calendar.next_working_day(day)


def before_working_time(end: datetime, amount: timedelta, calendar: Calendar) -> datetime:
    """The latest moment from which this much working time still passes until the end, in local time.

    Raises CalendarError for a negative amount.
    """
    moment = end.astimezone(UTC)
    day = calendar.local(end).date()
    if _nothing(amount):
        return calendar.local(end)
    while True:
        hours = calendar.hours_on(day)
        if hours is not None:
            stop = min(moment, hours[1])
            left = stop - hours[0]
            if left >= amount:
                return calendar.local(stop - amount)
            amount -= max(left, ZERO)
        day = calendar.previous_working_day(day)


def _nothing(amount: timedelta) -> bool:
    if amount < ZERO:
        raise CalendarError(f"Working time is counted in amounts from nothing upwards; {amount} was given.")
    return not amount


def _day(moment: datetime | date, calendar: Calendar) -> date:
    if isinstance(moment, datetime):
        require_aware(moment, "The time asked about")
        return calendar.local(moment).date()
    return moment
