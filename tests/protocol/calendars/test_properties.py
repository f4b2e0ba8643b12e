"""What must hold for any council, any hours and any moment; NumPy's business days are the second opinion."""

import json
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from comity.protocol.calendars import (
    Calendar,
    ClosureDay,
    OfficeHours,
    Pause,
    Receipt,
    Within,
    after_working_time,
    before_working_time,
    due,
    is_open,
    later_of,
    next_open,
    open_time,
    recalculate,
    reminder_at,
    reopened,
    working_days_between,
    working_time_between,
)

LONDON = ZoneInfo("Europe/London")
DIVISION = {
    "england": "england-and-wales",
    "wales": "england-and-wales",
    "scotland": "scotland",
    "northern_ireland": "northern-ireland",
}
LISTED = BankHolidays(use_cached_holidays=True)

moments = st.integers(
    int(datetime(2024, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2028, 6, 1, tzinfo=UTC).timestamp())
).map(lambda seconds: datetime.fromtimestamp(seconds - seconds % 60, LONDON))
clock_changes = st.sampled_from(
    [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
).flatmap(
    lambda change: st.integers(-4 * 24 * 60, 4 * 24 * 60).map(
        lambda minutes: (change + timedelta(minutes=minutes)).astimezone(LONDON)
    )
)
units = st.sampled_from(["working_days", "working_hours", "hours", "days", "clear_days"])
limits = st.builds(Within, units, st.integers(1, 40))


@st.composite
def openings(draw):
    start = draw(st.integers(6 * 4, 12 * 4))
    end = draw(st.integers(start + 2, 20 * 4))
    return time(start // 4, start % 4 * 15), time(end // 4, end % 4 * 15)


@st.composite
def calendars(draw):
    working = draw(st.lists(st.one_of(openings(), openings(), openings(), st.none()), min_size=5, max_size=5))
    assume(any(working))
    closed = draw(st.lists(st.dates(date(2024, 1, 1), date(2028, 12, 1)), max_size=30))
    return Calendar(
        draw(st.sampled_from(sorted(DIVISION))),
        tuple(ClosureDay(on, "closed") for on in closed),
        OfficeHours((*working, None, None)),
    )


def as_numpy(calendar):
    listed = {e["date"] for e in LISTED.get_holidays(division=DIVISION[calendar.jurisdiction])}
    return np.busdaycalendar(
        weekmask=[day is not None for day in calendar.office_hours.week],
        holidays=sorted(listed | {closure.on for closure in calendar.closure_days}),
    )


@given(calendars(), moments, st.integers(1, 40))
def test_working_days_agree_with_numpy(calendar, received, days):
    second = as_numpy(calendar)
    today = received.date()
    hours = calendar.office_hours.week[today.weekday()]
    counts = np.is_busday(today, busdaycal=second) and hours is not None and received.time() < hours[1]
    start = np.datetime64(today) if counts else np.busday_offset(today, 1, roll="backward", busdaycal=second)
    expected = np.busday_offset(start, days, busdaycal=second).astype(object)
    receipt = due(received, Within("working_days", days), calendar)
    assert receipt.due == datetime.combine(
        expected, calendar.office_hours.week[expected.weekday()][1], LONDON
    )
    assert receipt.counted_from.date() == start.astype(object)
    assert receipt.day_one == np.busday_offset(start, 1, busdaycal=second).astype(object)


@given(calendars(), moments, st.integers(1, 40))
def test_counting_back_agrees_with_numpy(calendar, event, days):
    expected = np.busday_offset(event.date(), -days, roll="forward", busdaycal=as_numpy(calendar)).astype(
        object
    )
    receipt = due(event, Within("working_days", days), calendar, origin="before_event")
    assert receipt.due.date() == expected
    assert receipt.due < event


@given(calendars(), moments, st.integers(0, 90))
def test_working_days_between_agree_with_numpy(calendar, start, days):
    end = start + timedelta(days=days)
    first, last = (np.datetime64(moment.date()) + 1 for moment in (start, end))
    assert working_days_between(start, end, calendar) == np.busday_count(
        first, last, busdaycal=as_numpy(calendar)
    )


@given(calendars(), moments, st.integers(1, 30))
def test_every_day_of_a_count_is_either_counted_or_named_with_its_reason(calendar, received, days):
    receipt = due(received, Within("working_days", days), calendar)
    span = (receipt.due.date() - receipt.counted_from.date()).days
    after = [d for d in receipt.passed_over if d.on > receipt.counted_from.date()]
    assert span == days + len(after)
    assert all(not calendar.is_working_day(day.on) and day.why for day in receipt.passed_over)


@given(calendars(), moments, moments, limits)
def test_what_is_received_later_is_never_due_earlier(calendar, one, other, within):
    first, second = sorted((one, other), key=datetime.timestamp)
    assert due(first, within, calendar).due <= due(second, within, calendar).due


@given(calendars(), moments, limits, st.integers(-5, 60))
def test_one_more_closure_day_never_shortens_a_deadline(calendar, received, within, offset):
    closure = ClosureDay(received.date() + timedelta(days=offset), "burst main")
    wider = Calendar(calendar.jurisdiction, (*calendar.closure_days, closure), calendar.office_hours)
    before = due(received, within, calendar)
    assert due(received, within, wider).due >= before.due
    assert recalculate(before, wider).due >= before.due
    notice = due(received, within, calendar, origin="before_event")
    assert due(received, within, wider, origin="before_event").due <= notice.due


@given(calendars(), moments, st.integers(1, 60 * 200))
def test_working_time_forwards_and_back_is_the_same_time(calendar, start, minutes):
    amount = timedelta(minutes=minutes)
    end = after_working_time(start, amount, calendar)
    assert open_time(start, end, calendar) == amount
    assert working_time_between(start, end, calendar) == minutes
    back = before_working_time(end, amount, calendar)
    assert open_time(back, end, calendar) == amount
    assert back.timestamp() >= start.timestamp()


@given(calendars(), moments, st.integers(0, 20_000), st.integers(0, 20_000))
def test_working_time_adds_up(calendar, start, first, second):
    middle = start + timedelta(minutes=first)
    end = middle + timedelta(minutes=second)
    whole = open_time(start, end, calendar)
    assert open_time(start, middle, calendar) + open_time(middle, end, calendar) == whole


pauses_after = st.lists(st.tuples(st.integers(0, 12_000), st.integers(0, 6_000)), min_size=1, max_size=4)


@given(
    calendars(), moments, st.sampled_from(["working_days", "working_hours"]), st.integers(1, 20), pauses_after
)
def test_a_pause_gives_back_exactly_the_working_time_it_covered(calendar, received, unit, amount, spans):
    within = Within(unit, amount)
    pauses = [
        Pause(received + timedelta(minutes=begin), received + timedelta(minutes=begin + length), "why")
        for begin, length in spans
    ]
    plain = due(received, within, calendar)
    paused = due(received, within, calendar, pauses=pauses)
    assert open_time(plain.due, paused.due, calendar) == paused.credited
    stood_still = timedelta(0)
    for pause in paused.pauses:
        counted = open_time(
            max(pause.start, plain.counted_from), max(pause.end, plain.counted_from), calendar
        )
        assert pause.credited == (counted if pause.start < paused.due else timedelta(0))
        stood_still += pause.credited
    assert stood_still == paused.credited


@given(calendars(), moments, st.integers(1, 80), pauses_after)
def test_working_hours_outside_the_pauses_are_exactly_the_hours_promised(calendar, received, hours, spans):
    pauses = [
        Pause(received + timedelta(minutes=begin), received + timedelta(minutes=begin + length), "why")
        for begin, length in spans
    ]
    receipt = due(received, Within("working_hours", hours), calendar, pauses=pauses)
    stood = sum(
        (
            open_time(p.start, min(p.end, receipt.due, key=datetime.timestamp), calendar)
            for p in receipt.pauses
            if p.start < receipt.due
        ),
        timedelta(0),
    )
    assert open_time(received, receipt.due, calendar) - stood == timedelta(hours=hours)


@given(clock_changes, st.integers(1, 200), st.integers(0, 3_000))
def test_hours_are_hours_on_the_line_of_time_in_the_weeks_when_the_clocks_change(received, hours, pause):
    calendar = Calendar("england")
    stop = Pause(received, (received.astimezone(UTC) + timedelta(minutes=pause)).astimezone(LONDON), "why")
    receipt = due(received, Within("hours", hours), calendar, pauses=(stop,))
    assert receipt.due.timestamp() - received.timestamp() == hours * 3600 + pause * 60
    assert receipt.due.utcoffset() == receipt.due.astimezone(UTC).astimezone(LONDON).utcoffset()


@given(clock_changes, limits)
def test_weeks_when_the_clocks_change_keep_every_other_promise(received, within):
    calendar = Calendar("england")
    receipt = due(received, within, calendar)
    if within.unit == "working_days":
        assert receipt.due.time() == time(17)
    if within.unit in ("days", "clear_days"):
        assert receipt.due.time() == time(23, 59, 59)
    assert Receipt.from_json(json.loads(json.dumps(receipt.as_json()))) == receipt


@given(calendars(), moments, limits, st.sampled_from(["receipt", "before_event"]), st.text(max_size=20))
def test_a_receipt_survives_being_written_and_read(calendar, received, within, origin, because):
    sources = [("protocol", ["7.1", "7.2"], because)]
    receipt = due(received, within, calendar, origin=origin, sources=sources)
    assert Receipt.from_json(json.loads(json.dumps(receipt.as_json()))) == receipt
    assert all(line and "\n" not in line for line in receipt.lines()[:3])


@given(calendars(), moments, limits, st.integers(0, 60 * 24 * 60))
def test_what_is_reopened_is_never_late_at_once(calendar, received, within, minutes):
    first = due(received, within, calendar)
    at = received + timedelta(minutes=minutes)
    again = reopened(first, at, calendar)
    assert again.due > at
    assert again.due == due(at, within, calendar).due
    assert later_of(first, again) is again or again.due == first.due


@given(calendars(), moments, limits)
def test_reminders_never_come_while_the_office_is_closed_nor_after_the_deadline(calendar, received, within):
    receipt = due(received, within, calendar)
    reminder = reminder_at(receipt, within, calendar)
    if within.unit in ("working_days", "working_hours"):
        assert reminder is not None
    if reminder is not None:
        assert is_open(reminder, calendar)
        assert reminder.time() != time(0)
        assert reminder < receipt.due


@settings(max_examples=50)
@given(calendars(), moments)
def test_the_next_opening_is_open_and_nothing_opens_before_it(calendar, instant):
    opening = next_open(instant, calendar)
    assert is_open(opening, calendar)
    assert open_time(instant, opening, calendar) == timedelta(0)
