"""What becomes of a promise: closures announced later, holding replies, reopening, and what is left."""

from datetime import date, time, timedelta

import pytest

from comity.protocol.calendars import (
    Calendar,
    CalendarError,
    ClosureDay,
    OfficeHours,
    Pause,
    Within,
    due,
    effective_due,
    foi_calendar,
    later_of,
    moved,
    overdue,
    plain_days,
    promised,
    recalculate,
    remaining,
    reminder_at,
    reopened,
)

FIVE = Within("working_days", 5)
ENGLAND = Calendar("england")
MOURNING = Calendar("england", (ClosureDay(date(2026, 6, 18), "national mourning", date(2026, 6, 16)),))


@pytest.fixture
def promise(at):
    return due(at("2026-06-15 10:00"), FIVE, ENGLAND, sources=[("protocol", ["7.1"], "Five working days.")])


def test_a_closure_announced_later_moves_a_running_deadline_and_says_why(promise, at):
    before = promise.as_json()
    later = recalculate(promise, MOURNING)
    assert (promise.due, later.due) == (at("2026-06-22 17:00"), at("2026-06-23 17:00"))
    assert promise.as_json() == before
    assert later.sources == promise.sources
    assert moved(promise, later) == (
        "The due date moves later, from 5pm on Monday 22 June 2026 to 5pm on Tuesday 23 June 2026. "
        "Thursday 18 June 2026 no longer counts: Closed: national mourning "
        "(announced on Tuesday 16 June 2026)."
    )


def test_asking_what_a_closure_would_do_changes_nothing(promise):
    before = (promise, promise.as_json(), promise.lines())
    for _ in range(3):
        recalculate(promise, MOURNING)
    assert (promise, promise.as_json(), promise.lines()) == before
    assert recalculate(promise, ENGLAND) == promise


def test_a_closure_taken_back_or_shorter_hours_never_shorten_a_promise(promise):
    later = recalculate(promise, MOURNING)
    assert recalculate(later, ENGLAND) is later
    early_closing = Calendar("england", office_hours=OfficeHours.weekdays(time(9), time(16)))
    assert recalculate(promise, early_closing) is promise
    assert moved(promise, promise) == "The due date stays 5pm on Monday 22 June 2026."


def test_a_closure_inside_a_pause_keeps_the_pause(promise, at):
    pause = Pause(at("2026-06-17 09:00"), at("2026-06-19 09:00"), "waiting for the Member")
    paused = due(promise.received, FIVE, ENGLAND, pauses=(pause,))
    again = recalculate(paused, MOURNING)
    assert again.due == paused.due == at("2026-06-24 17:00")
    assert "the time given back for pauses has changed" in moved(paused, again)


def test_pausing_and_going_on_are_told_in_words(promise, at):
    paused = due(promise.received, FIVE, ENGLAND, pauses=(Pause(at("2026-06-16 10:00"), None, "why"),))
    resumed = due(
        promise.received,
        FIVE,
        ENGLAND,
        pauses=(Pause(at("2026-06-16 10:00"), at("2026-06-16 12:00"), "why"),),
    )
    assert (
        moved(promise, paused) == "Paused: no due date while it is paused since 10am on Tuesday 16 June 2026."
    )
    assert moved(paused, resumed) == "The clock runs again: due by 11am on Tuesday 23 June 2026."
    assert moved(paused, recalculate(paused, MOURNING)) == "The clock is still paused; nothing moves."


def test_the_last_moment_for_notice_moves_earlier_when_a_day_closes(at):
    notice = due(at("2026-06-19 10:00"), Within("working_days", 2), ENGLAND, origin="before_event")
    sooner = recalculate(notice, MOURNING)
    assert (notice.due, sooner.due) == (at("2026-06-17 17:00"), at("2026-06-16 17:00"))
    assert moved(notice, sooner).startswith(
        "The last moment for notice moves earlier, from 5pm on Wednesday 17 June 2026"
    )


def test_a_shorter_later_target_never_overrules_the_first_promise(promise, at):
    hasty = due(at("2026-06-16 10:00"), Within("working_hours", 4), ENGLAND)
    assert hasty.due < promise.due
    assert effective_due((promise, hasty)) == promise.due
    assert promised((promise, hasty)) is promise


def test_a_holding_reply_sets_a_new_date_without_erasing_the_first(promise, at):
    held = due(at("2026-06-19 10:00"), Within("working_days", 10), ENGLAND)
    assert effective_due((promise, held)) == at("2026-07-03 17:00")
    assert promised((promise, held)).due == at("2026-06-22 17:00")


def test_while_the_promise_is_paused_no_later_target_brings_a_due_date(promise, at):
    paused = due(promise.received, FIVE, ENGLAND, pauses=(Pause(at("2026-06-16 10:00"), None, "why"),))
    assert effective_due((promise, paused)) is None
    assert later_of(paused, promise) is paused
    with pytest.raises(CalendarError, match="Nothing has been promised yet"):
        effective_due(())


def test_reopening_starts_a_new_round_with_the_full_time(promise, at):
    month_later = at("2026-07-20 18:30")
    again = reopened(promise, month_later, ENGLAND)
    assert again.due == at("2026-07-28 17:00")
    assert not overdue(again, month_later)
    assert (again.round_number, again.sources, again.pauses) == (2, promise.sources, ())
    assert again.lines()[0] == "Received at 6:30pm on Monday 20 July 2026 (round 2, with the full time)."
    assert moved(promise, again) == (
        "Reopened: a new round with the full 5 working days; due by 5pm on Tuesday 28 July 2026."
    )
    assert promised((promise, again)) is again
    assert effective_due((promise, again)) == again.due


def test_what_cannot_be_reopened_is_refused(promise, at):
    with pytest.raises(CalendarError, match="before it was received"):
        reopened(promise, at("2026-06-14 10:00"), ENGLAND)
    notice = due(at("2026-06-19 10:00"), FIVE, ENGLAND, origin="before_event")
    with pytest.raises(CalendarError, match="count from the new event"):
        reopened(notice, at("2026-06-20 10:00"), ENGLAND)


def test_a_matter_is_late_only_once_the_last_second_has_passed(promise, at):
    assert not overdue(promise, at("2026-06-22 17:00"))
    assert overdue(promise, at("2026-06-22 17:00:01"))
    request = due(at("2026-06-15 10:00"), Within("days", 1), ENGLAND)
    assert not overdue(request, at("2026-06-16 23:59:59.900000"))
    assert overdue(request, at("2026-06-17 00:00"))


def test_what_is_left_is_said_in_working_time_where_a_calendar_is_given(promise, at):
    friday = at("2026-06-19 16:00")
    assert remaining(promise, friday, ENGLAND) == timedelta(hours=9)
    assert remaining(promise.due, friday) == timedelta(days=3, hours=1)
    assert remaining(promise, at("2026-06-23 10:00"), ENGLAND) == -timedelta(hours=1)


@pytest.mark.parametrize(
    ("received", "within", "calendar", "reminder"),
    [
        ("2026-06-15 10:00", FIVE, ENGLAND, "2026-06-19 09:00"),
        ("2026-06-15 10:00", Within("working_days", 1), ENGLAND, "2026-06-16 09:00"),
        ("2026-06-12 10:00", Within("days", 1), ENGLAND, "2026-06-12 09:00"),
        ("2026-06-12 10:00", Within("clear_days", 2), ENGLAND, "2026-06-12 09:00"),
        ("2026-06-15 10:00", Within("working_hours", 4), ENGLAND, "2026-06-15 12:00"),
        ("2026-06-15 10:00", Within("hours", 48), ENGLAND, "2026-06-16 10:00"),
        ("2026-06-12 16:00", Within("hours", 80), ENGLAND, "2026-06-15 09:00"),
        ("2026-06-12 12:00", Within("hours", 48), ENGLAND, "2026-06-12 16:00"),
        ("2026-06-13 12:00", Within("hours", 24), ENGLAND, None),
        ("2026-06-15 10:00", Within("working_days", 20), foi_calendar(), "2026-07-10 09:00"),
        ("2026-06-15 10:00", Within("days", 6), plain_days(), "2026-06-19 09:00"),
    ],
)
def test_reminders_come_while_the_office_is_open(at, received, within, calendar, reminder):
    receipt = due(at(received), within, calendar)
    assert reminder_at(receipt, within, calendar) == (at(reminder) if reminder else None)


def test_nobody_is_reminded_of_a_clock_that_stands_still():
    assert reminder_at(None, FIVE, ENGLAND) is None
