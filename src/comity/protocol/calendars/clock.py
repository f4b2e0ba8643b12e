"""When something falls due: the count itself, from receipt, with its pauses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from comity.protocol.calendars.days import ONE_DAY, Calendar
from comity.protocol.calendars.errors import CalendarError, require_aware
from comity.protocol.calendars.hours import WEEKDAYS
from comity.protocol.calendars.notice import before_event
from comity.protocol.calendars.open_time import (
    ZERO,
    after_working_time,
    next_open,
    open_time,
)
from comity.protocol.calendars.passed_over import passed_over
from comity.protocol.calendars.receipt import CreditedPause, Receipt, Source
from comity.protocol.calendars.within import WORKING_UNITS, Limit, Pause, Within, merged
from comity.protocol.calendars.words import say_day, say_time

ORIGINS = ("receipt", "before_event")
SourceLike = tuple[str, Sequence[str], str]


def due(
    received: datetime,
    within: Limit,
    calendar: Calendar,
    *,
    origin: str = "receipt",
    pauses: Iterable[Pause] = (),
    sources: Iterable[SourceLike] = (),
    round_number: int = 1,
) -> Receipt:
    """When something is due that was received at this moment, and how that was counted.

    With origin "before_event", `received` is when the event begins and the receipt's `due` is the last
    moment at which notice may be given. Sources are (layer, cites, because). The rules are set out in
    docs/why/calendar.md. Raises CalendarError for a time without a zone, an unknown origin, or pauses
    before an event.
    """
    require_aware(received, "The time of receipt")
    within = Within.like(within)
    if origin not in ORIGINS:
        raise CalendarError(f"“{origin}” is not a way to count; give one of: {', '.join(ORIGINS)}.")
    said = tuple(Source(layer, tuple(cites), because) for layer, cites, because in sources)
    local = calendar.local(received)
    stops = merged(pauses)
    if origin == "before_event":
        if stops:
            raise CalendarError("A count back from an event cannot be paused; leave out the pauses.")
        return before_event(local, within, calendar, said, round_number)
    counted_from, day_one, why = _start(local, within, calendar)
    base = _base(counted_from, within, calendar)
    credited, moment = _with_pauses(counted_from, base, within, calendar, stops)
    until = moment if moment is not None else credited[-1].start
    passed, computed = passed_over(local.date(), until.date(), within, calendar, since=local.date())
    return Receipt(
        received=local,
        counted_from=counted_from,
        day_one=day_one,
        day_one_why=why,
        passed_over=passed,
        pauses=credited,
        due=moment,
        within=within,
        calendar=calendar.name,
        zone=calendar.zone,
        sources=said,
        computed=computed,
        round_number=round_number,
    )


def _start(local: datetime, within: Within, calendar: Calendar) -> tuple[datetime, date, str]:
    """From when the count runs, which day is day one, and why."""
    today = local.date()
    if within.unit == "hours":
        return local, today, "the hours run day and night from the moment of receipt"
    if within.unit == "days":
        return local, today + ONE_DAY, "the day after receipt is day one, and every day of the week counts"
    if within.unit == "clear_days":
        return local, today + ONE_DAY, "clear days leave out both the day of receipt and the last day"
    waits = calendar.receipt_waits or within.unit == "working_hours"
    counted_from = next_open(local, calendar) if waits else local
    how = _how_received(local, counted_from, calendar)
    if within.unit == "working_hours":
        day = counted_from.date()
        return counted_from, day, f"{how}; the hours run from {say_time(counted_from.time())} that day"
    day_one = calendar.next_working_day(counted_from.date())
    return counted_from, day_one, f"{how}; day one is {say_day(day_one, counted_from.date())}"


def _how_received(local: datetime, counted_from: datetime, calendar: Calendar) -> str:
    today = local.date()
    name = WEEKDAYS[today.weekday()]
    if counted_from == local:
        return f"received on {name}"
    why = calendar.why_closed(today)
    if why is not None:
        closed = "a closed day" if why == name else f"a closed day: {why}"
        how = f"received on {name}, {closed}"
    elif counted_from.date() == today:
        return f"received before hours on {name}; treated as received when the office opens that day"
    else:
        how = f"received after hours on {name}"
    return f"{how}; treated as received on {say_day(counted_from.date(), today)}"


def _base(counted_from: datetime, within: Within, calendar: Calendar) -> datetime:
    """When it would be due if nothing were paused."""
    today, amount = counted_from.date(), within.amount
    match within.unit:
        case "working_days":
            return calendar.close_of(next(islice(calendar.working_days_after(today), amount - 1, None)))
        case "working_hours":
            return after_working_time(counted_from, timedelta(hours=amount), calendar)
        case "hours":
            return calendar.local(counted_from.astimezone(UTC) + timedelta(hours=amount))
        case "days":
            return calendar.end_of(today + timedelta(days=amount))
        case _:
            return calendar.end_of(today + timedelta(days=amount + 1))


def _with_pauses(
    counted_from: datetime, base: datetime, within: Within, calendar: Calendar, pauses: tuple[Pause, ...]
) -> tuple[tuple[CreditedPause, ...], datetime | None]:
    """Each pause with what it gives back, and the due date it leads to (None while one lasts).

    A pause that begins after the due date gives nothing back: what is late stays late.
    """
    credited: list[CreditedPause] = []
    moment, total = base, ZERO
    for pause in pauses:
        start = calendar.local(pause.start)
        end = calendar.local(pause.end) if pause.end is not None else None
        if start.timestamp() > moment.timestamp():
            credited.append(CreditedPause(start, end, pause.why, ZERO))
            continue
        if end is None:
            credited.append(CreditedPause(start, None, pause.why, None))
            return tuple(credited), None
        credit = _credit(max(start, counted_from, key=datetime.timestamp), end, within, calendar)
        credited.append(CreditedPause(start, end, pause.why, credit))
        total += credit
        moment = _extended(base, total, within, calendar)
    return tuple(credited), moment


def _credit(start: datetime, end: datetime, within: Within, calendar: Calendar) -> timedelta:
    """The time a pause gives back, in the time that the limit is counted in."""
    if end.timestamp() <= start.timestamp():
        return ZERO
    if within.unit in WORKING_UNITS:
        return open_time(start, end, calendar)
    if within.unit == "hours":
        return end.astimezone(UTC) - start.astimezone(UTC)
    return max(ZERO, end.replace(tzinfo=None) - start.replace(tzinfo=None))


def _extended(base: datetime, credit: timedelta, within: Within, calendar: Calendar) -> datetime:
    if not credit:
        return base
    if within.unit in WORKING_UNITS:
        return after_working_time(base, credit, calendar)
    if within.unit == "hours":
        return calendar.local(base.astimezone(UTC) + credit)
    return calendar.end_of((base.replace(tzinfo=None) + credit).date())
