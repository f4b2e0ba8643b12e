"""Pauses: asking the Member for more stops the clock, and gives back exactly the time it stood still."""

from datetime import timedelta

import pytest

from comity.protocol.calendars import CalendarError, Pause, Within, due, overdue, remaining

FIVE = Within("working_days", 5)
WHY = "waiting for the Member"


def test_a_pause_over_a_weekend_gives_back_working_time_only(at, city):
    pause = Pause(at("2026-06-12 16:00"), at("2026-06-15 10:00"), WHY)
    receipt = due(at("2026-06-05 10:00"), FIVE, city, pauses=(pause,))
    assert receipt.credited == timedelta(hours=2)
    assert receipt.due == at("2026-06-16 11:00")


def test_a_pause_of_a_weekend_alone_gives_nothing_back_and_says_so(at, city):
    pause = Pause(at("2026-06-06 09:00"), at("2026-06-07 17:00"), WHY)
    receipt = due(at("2026-06-05 10:00"), FIVE, city, pauses=(pause,))
    assert receipt.due == due(at("2026-06-05 10:00"), FIVE, city).due
    assert any(line.endswith("no working time given back.") for line in receipt.lines())


@pytest.mark.parametrize(
    "within", [FIVE, Within("working_hours", 30), Within("hours", 72), Within("days", 5)]
)
def test_a_pause_in_working_time_always_moves_the_due_date(at, city, within):
    received = at("2026-06-15 10:00")
    pause = Pause(at("2026-06-15 11:00"), at("2026-06-15 11:30"), WHY)
    assert due(received, within, city, pauses=(pause,)).due > due(received, within, city).due


def test_pausing_and_resuming_on_one_day_gives_back_those_hours(at, city):
    pause = Pause(at("2026-06-16 10:00"), at("2026-06-16 13:30"), WHY)
    receipt = due(at("2026-06-15 10:00"), Within("working_hours", 8), city, pauses=(pause,))
    assert receipt.due == at("2026-06-16 13:30")  # used up to the minute on which the pause began
    pause = Pause(at("2026-06-15 11:00"), at("2026-06-15 14:30"), WHY)
    receipt = due(at("2026-06-15 10:00"), Within("working_hours", 8), city, pauses=(pause,))
    assert receipt.due == at("2026-06-16 13:30")
    assert receipt.credited == timedelta(hours=3, minutes=30)


def test_an_open_pause_leaves_no_due_date_and_says_since_when(at, city):
    pause = Pause(at("2026-06-16 10:00"), None, WHY)
    receipt = due(at("2026-06-15 10:00"), FIVE, city, pauses=(pause,))
    assert (receipt.due, receipt.paused_since) == (None, at("2026-06-16 10:00"))
    assert "Paused since 10am on Tuesday 16 June 2026 (waiting for the Member)." in receipt.lines()
    assert "No due date while it is paused (since 10am on Tuesday 16 June 2026)." in receipt.lines()
    assert remaining(receipt, at("2026-07-16 10:00")) is None
    assert not overdue(receipt, at("2027-06-16 10:00"))


def test_overlapping_pauses_are_one_and_credit_no_hour_twice(at, city):
    first = Pause(at("2026-06-16 10:00"), at("2026-06-16 13:00"), WHY)
    second = Pause(at("2026-06-16 12:00"), at("2026-06-16 15:00"), "waiting for the contractor")
    receipt = due(at("2026-06-15 10:00"), FIVE, city, pauses=(second, first, first))
    assert receipt.credited == timedelta(hours=5)
    assert [p.why for p in receipt.pauses] == ["waiting for the Member; waiting for the contractor"]
    still = due(at("2026-06-15 10:00"), FIVE, city, pauses=(first, Pause(second.start, None, "x")))
    assert (still.due, still.paused_since) == (None, first.start)


def test_pauses_that_only_touch_stay_two_lines(at, city):
    noon = at("2026-06-16 12:00")
    pauses = (
        Pause(at("2026-06-16 10:00"), noon, WHY),
        Pause(noon, at("2026-06-16 13:00"), "another question"),
    )
    receipt = due(at("2026-06-15 10:00"), FIVE, city, pauses=pauses)
    assert [p.credited for p in receipt.pauses] == [timedelta(hours=2), timedelta(hours=1)]


def test_a_pause_of_seconds_is_given_back_and_said(at, city):
    pause = Pause(at("2026-06-16 10:00"), at("2026-06-16 10:00:20"), WHY)
    receipt = due(at("2026-06-15 10:00"), FIVE, city, pauses=(pause,))
    assert receipt.due == at("2026-06-23 09:00:20")
    assert any("less than a minute of working time given back" in line for line in receipt.lines())


def test_a_pause_that_begins_at_the_due_moment_itself_is_in_time(at, city):
    pause = Pause(at("2026-06-22 17:00"), at("2026-06-23 10:00"), WHY)
    receipt = due(at("2026-06-15 10:00"), FIVE, city, pauses=(pause,))
    assert receipt.due == at("2026-06-23 10:00")


def test_a_second_pause_in_the_time_that_the_first_gave_back_still_counts(at, city):
    first = Pause(at("2026-06-16 09:00"), at("2026-06-17 09:00"), WHY)
    second = Pause(at("2026-06-23 09:00"), at("2026-06-23 11:00"), WHY)
    receipt = due(at("2026-06-15 10:00"), FIVE, city, pauses=(first, second))
    assert receipt.due == at("2026-06-24 11:00")


def test_pausing_what_is_already_late_does_not_make_it_punctual(at, city):
    late = Pause(at("2026-06-25 09:00"), at("2026-06-26 17:00"), WHY)
    plain = due(at("2026-06-15 10:00"), FIVE, city)
    receipt = due(at("2026-06-15 10:00"), FIVE, city, pauses=(late,))
    assert (receipt.due, receipt.credited) == (plain.due, timedelta(0))
    still_late = due(at("2026-06-15 10:00"), FIVE, city, pauses=(Pause(late.start, None, WHY),))
    assert still_late.due == plain.due
    assert still_late.paused_since is None


def test_a_pause_from_before_receipt_counts_only_from_receipt(at, city):
    pause = Pause(at("2026-06-01 09:00"), at("2026-06-15 12:00"), WHY)
    receipt = due(at("2026-06-15 10:00"), FIVE, city, pauses=(pause,))
    assert receipt.credited == timedelta(hours=2)


def test_a_count_in_days_ends_with_a_day_after_a_pause_too(at, city):
    received = at("2026-03-25 10:00")
    a_day = Pause(at("2026-03-28 12:00"), at("2026-03-29 12:00"), WHY)  # the clocks change that night
    an_hour = Pause(at("2026-03-26 12:00"), at("2026-03-26 13:00"), WHY)
    assert due(received, FIVE, city, pauses=(a_day,)).credited == timedelta(0)
    assert due(received, Within("days", 5), city, pauses=(a_day,)).due == at("2026-03-31 23:59:59")
    assert due(received, Within("days", 5), city, pauses=(an_hour,)).due == at("2026-03-31 23:59:59")
    assert due(received, Within("hours", 120), city, pauses=(a_day,)).credited == timedelta(hours=23)


def test_a_pause_that_cannot_be_is_refused(at):
    with pytest.raises(CalendarError, match=r"ends .* before it begins"):
        Pause(at("2026-06-16 10:00"), at("2026-06-16 09:00"), WHY)
    with pytest.raises(CalendarError, match=r"The end of a pause .* has no time zone"):
        Pause(at("2026-06-16 10:00"), at("2026-06-16 11:00").replace(tzinfo=None), WHY)
