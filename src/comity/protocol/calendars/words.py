"""How dates, times and lengths of time are said to people."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from comity.protocol.calendars.hours import WEEKDAYS

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_END_OF_DAY = time(23, 59, 59)


def say_date(on: date) -> str:
    """Friday 5 June 2026."""
    return f"{WEEKDAYS[on.weekday()]} {on.day} {_MONTHS[on.month - 1]} {on.year}"


def say_day(on: date, near: date) -> str:
    """The name of the day alone where it lies within six days of `near`, otherwise the whole date."""
    return WEEKDAYS[on.weekday()] if abs((on - near).days) <= 6 else say_date(on)


def say_time(at: time) -> str:
    """5pm, 9:30am, midday, midnight."""
    if at.minute == 0 and at.hour in (0, 12):
        return "midday" if at.hour else "midnight"
    half = "am" if at.hour < 12 else "pm"
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{half}"


def say_moment(at: datetime) -> str:
    """5pm on Friday 5 June 2026, or the end of that day where the moment is its last second."""
    if at.time().replace(microsecond=0) == _END_OF_DAY:
        return f"the end of {say_date(at.date())}"
    return f"{say_time(at.time())} on {say_date(at.date())}"


def say_length(length: timedelta) -> str:
    """3 hours 30 minutes; anything under a minute is said as less than a minute."""
    minutes = abs(length) // timedelta(minutes=1)
    hours, minutes = divmod(minutes, 60)
    parts = [_counted(n, unit) for n, unit in ((hours, "hour"), (minutes, "minute")) if n]
    if parts:
        return " ".join(parts)
    return "less than a minute" if length else "no time"


def sentence(text: str) -> str:
    """The text with a capital letter at its start and a full stop at its end."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
