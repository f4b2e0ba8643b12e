"""The days that a count passes over, each with its reason."""

from __future__ import annotations

from datetime import date, timedelta

from comity.protocol.calendars.days import Calendar
from comity.protocol.calendars.receipt import PassedOver
from comity.protocol.calendars.within import WORKING_UNITS, Within
from comity.protocol.calendars.words import say_date


def passed_over(
    first: date, last: date, within: Within, calendar: Calendar, *, since: date | None
) -> tuple[tuple[PassedOver, ...], bool]:
    """Each day from first to last that does not count, and whether the official list ended before the last.

    A closure day announced after `since` says when it was announced.
    """
    if within.unit not in WORKING_UNITS:
        return (), False
    passed = []
    for n in range((last - first).days + 1):
        on = first + timedelta(days=n)
        why = calendar.why_closed(on)
        if why is not None:
            passed.append(PassedOver(on, why + _announced_later(on, why, calendar, since)))
    return tuple(passed), not (calendar.is_official(first) and calendar.is_official(last))


def _announced_later(on: date, why: str, calendar: Calendar, since: date | None) -> str:
    closure = calendar.closure_on(on)
    if closure is None or since is None or closure.announced_on is None or closure.announced_on <= since:
        return ""
    return f" (announced on {say_date(closure.announced_on)})" if why.startswith("Closed: ") else ""
