"""Counting back from an event: the last moment at which notice of it may be given."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice

from comity.protocol.calendars.days import ONE_DAY, Calendar
from comity.protocol.calendars.open_time import before_working_time
from comity.protocol.calendars.passed_over import passed_over
from comity.protocol.calendars.receipt import Receipt, Source
from comity.protocol.calendars.within import Within


def before_event(
    event: datetime, within: Within, calendar: Calendar, sources: tuple[Source, ...], round_number: int
) -> Receipt:
    """The receipt of a count back from an event at this local time; sources are taken as they are."""
    moment, why = _last_notice(event, within, calendar)
    passed, computed = passed_over(moment.date(), event.date(), within, calendar, since=None)
    return Receipt(
        received=event,
        counted_from=event,
        day_one=_first_day_back(event, within, calendar),
        day_one_why=why,
        passed_over=passed,
        pauses=(),
        due=moment,
        within=within,
        calendar=calendar.name,
        zone=calendar.zone,
        sources=sources,
        computed=computed,
        origin="before_event",
        round_number=round_number,
    )


def _last_notice(event: datetime, within: Within, calendar: Calendar) -> tuple[datetime, str]:
    """The last moment at which notice may be given of an event, and how it is counted back."""
    today, amount = event.date(), within.amount
    match within.unit:
        case "working_days":
            day = next(islice(calendar.working_days_before(today), amount - 1, None))
            return calendar.close_of(day), "counted back; the working day before the event is the first"
        case "working_hours":
            back = before_working_time(event, timedelta(hours=amount), calendar)
            return back, "the working hours are counted back from the event"
        case "hours":
            back = calendar.local(event.astimezone(UTC) - timedelta(hours=amount))
            return back, "the hours are counted back day and night from the event"
        case "days":
            day = today - timedelta(days=amount)
            return calendar.end_of(day), "counted back; every day of the week counts"
        case _:
            day = today - timedelta(days=amount + 1)
            return calendar.end_of(day), "clear days leave out the day of notice and the day of the event"


def _first_day_back(event: datetime, within: Within, calendar: Calendar) -> date:
    today = event.date()
    if within.unit == "working_days":
        return calendar.previous_working_day(today)
    if within.unit == "working_hours":
        return today if _opened_before(event, calendar) else calendar.previous_working_day(today)
    return today if within.unit == "hours" else today - ONE_DAY


def _opened_before(event: datetime, calendar: Calendar) -> bool:
    hours = calendar.hours_on(event.date())
    return hours is not None and hours[0] < event.astimezone(UTC)
