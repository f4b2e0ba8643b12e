"""When something falls due: the stories a clerk can check by hand with a wall calendar."""

from datetime import date, time

import pytest

from comity.protocol.calendars import (
    Calendar,
    CalendarError,
    ClosureDay,
    OfficeHours,
    Pause,
    Within,
    due,
    foi_calendar,
    plain_days,
)

FIVE = Within.of({"working_days": 5})


@pytest.mark.parametrize(
    ("received", "first", "falls_due"),
    [
        (
            "2026-06-12 10:00",
            (date(2026, 6, 15), "received on Friday; day one is Monday"),
            "2026-06-19 17:00",
        ),
        (
            "2026-06-12 18:05",
            (
                date(2026, 6, 16),
                "received after hours on Friday; treated as received on Monday; day one is Tuesday",
            ),
            "2026-06-22 17:00",
        ),
        (
            "2026-06-12 17:00",
            (
                date(2026, 6, 16),
                "received after hours on Friday; treated as received on Monday; day one is Tuesday",
            ),
            "2026-06-22 17:00",
        ),
        (
            "2026-06-13 11:00",
            (
                date(2026, 6, 16),
                "received on Saturday, a closed day; treated as received on Monday; day one is Tuesday",
            ),
            "2026-06-22 17:00",
        ),
        (
            "2026-06-15 07:00",
            (
                date(2026, 6, 16),
                "received before hours on Monday; treated as received when the office opens that day; "
                "day one is Tuesday",
            ),
            "2026-06-22 17:00",
        ),
        (
            "2026-04-03 10:00",
            (
                date(2026, 4, 8),
                "received on Friday, a closed day: Good Friday (bank holiday, England and Wales); "
                "treated as received on Tuesday; day one is Wednesday",
            ),
            "2026-04-14 17:00",
        ),
    ],
)
def test_which_day_is_day_one(at, city, received, first, falls_due):
    receipt = due(at(received), FIVE, city)
    assert (receipt.day_one, receipt.day_one_why, receipt.due) == (*first, at(falls_due))


def test_excluded_days_lengthen_the_count_and_never_shorten_it(at, city):
    received = at("2026-06-05 10:00")
    assert due(received, FIVE, Calendar("england")).due == at("2026-06-12 17:00")
    assert due(received, FIVE, city).due == at("2026-06-15 17:00")


def test_the_same_days_in_england_and_in_scotland_end_differently(at):
    before_easter = at("2026-04-01 10:00")
    assert due(before_easter, FIVE, Calendar("england")).due == at("2026-04-10 17:00")
    assert due(before_easter, FIVE, Calendar("scotland")).due == at("2026-04-09 17:00")
    assert due(before_easter, FIVE, foi_calendar()).due == at("2026-04-10 23:59:59")


def test_each_day_passed_over_is_named_with_its_reason(at, city):
    receipt = due(at("2026-06-05 18:05"), FIVE, city)
    assert receipt.passed_over == (
        (date(2026, 6, 6), "Saturday"),
        (date(2026, 6, 7), "Sunday"),
        (date(2026, 6, 10), "Closed: staff conference"),
        (date(2026, 6, 13), "Saturday"),
        (date(2026, 6, 14), "Sunday"),
    )


def test_a_working_day_ends_when_the_office_closes_that_day(at):
    hours = OfficeHours.of({d: (time(8, 30), time(16, 30)) for d in ("Monday", "Tuesday", "Thursday")})
    clerk = Calendar("england", office_hours=hours)
    assert due(at("2026-06-08 10:00"), Within("working_days", 2), clerk).due == at("2026-06-11 16:30")


def test_working_hours_run_only_while_the_office_is_open(at, city):
    assert due(at("2026-06-05 15:00"), Within("working_hours", 4), city).due == at("2026-06-08 11:00")
    assert due(at("2026-06-05 09:00"), Within("working_hours", 8), city).due == at("2026-06-05 17:00")
    late = due(at("2026-06-05 19:00"), Within("working_hours", 1), city)
    assert late.due == at("2026-06-08 10:00")
    assert late.day_one_why == (
        "received after hours on Friday; treated as received on Monday; the hours run from 9am that day"
    )


@pytest.mark.parametrize(
    ("received", "falls_due"),
    [("2026-03-28 12:00", "2026-03-30 13:00"), ("2026-10-24 12:00", "2026-10-26 11:00")],
)
def test_forty_eight_hours_are_forty_eight_hours_when_the_clocks_change(at, city, received, falls_due):
    receipt = due(at(received), Within("hours", 48), city)
    assert receipt.due == at(falls_due)
    assert receipt.due.timestamp() - receipt.received.timestamp() == 48 * 3600


def test_working_days_end_at_five_local_time_on_both_sides_of_a_change_of_clocks(at, city):
    assert due(at("2026-03-27 10:00"), Within("working_days", 1), city).due == at("2026-03-30 17:00")
    assert due(at("2026-10-23 10:00"), Within("working_days", 1), city).due == at("2026-10-26 17:00")


def test_days_and_clear_days_follow_the_wall_calendar(at, city):
    friday_evening = at("2026-06-05 19:00")
    assert due(friday_evening, Within("days", 3), city).due == at("2026-06-08 23:59:59")
    assert due(friday_evening, Within("clear_days", 3), city).due == at("2026-06-09 23:59:59")
    assert due(friday_evening, Within("days", 3), city).passed_over == ()


@pytest.mark.parametrize(
    ("within", "last_moment"),
    [
        (Within("working_days", 2), "2026-06-11 17:00"),
        (Within("working_hours", 10), "2026-06-12 15:00"),
        (Within("hours", 48), "2026-06-13 18:00"),
        (Within("days", 2), "2026-06-13 23:59:59"),
        (Within("clear_days", 3), "2026-06-11 23:59:59"),
    ],
)
def test_notice_before_an_event_is_counted_back_from_it(at, city, within, last_moment):
    meeting = at("2026-06-15 18:00")
    receipt = due(meeting, within, city, origin="before_event")
    assert receipt.due == at(last_moment)
    assert receipt.lines()[0] == "The event is at 6pm on Monday 15 June 2026."
    assert any(line.startswith("Notice by ") for line in receipt.lines())


def test_counting_back_passes_over_the_days_that_do_not_count(at, city):
    receipt = due(at("2026-06-12 10:00"), Within("working_days", 2), city, origin="before_event")
    assert receipt.due == at("2026-06-09 17:00")
    assert receipt.passed_over == ((date(2026, 6, 10), "Closed: staff conference"),)
    assert receipt.day_one == date(2026, 6, 11)


def test_working_hours_before_an_event_that_begins_before_the_office_opens(at, city):
    receipt = due(at("2026-06-11 08:00"), Within("working_hours", 1), city, origin="before_event")
    assert (receipt.due, receipt.day_one) == (at("2026-06-09 16:00"), date(2026, 6, 9))


def test_a_freedom_of_information_request_runs_from_the_day_after_it_came_in_whatever_the_hour(at):
    receipt = due(at("2026-06-06 23:00"), Within("working_days", 20), foi_calendar())
    assert receipt.day_one == date(2026, 6, 8)
    assert receipt.due == at("2026-07-03 23:59:59")
    with_boyne = due(at("2026-06-22 09:00"), Within("working_days", 20), foi_calendar())
    assert with_boyne.due == at("2026-07-21 23:59:59")  # 13 July is kept in Northern Ireland


def test_plain_days_know_no_weekend(at):
    assert due(at("2026-06-05 10:00"), FIVE, plain_days()).due == at("2026-06-10 23:59:59")


def test_a_receipt_is_told_in_the_time_of_the_council_whatever_zone_it_was_sent_in(at, city):
    receipt = due(at("2026-06-12 18:05").astimezone(), FIVE, city)
    assert receipt.received.isoformat() == "2026-06-12T18:05:00+01:00"


def test_a_closure_announced_after_receipt_says_when(at):
    burst = Calendar("england", (ClosureDay(date(2026, 6, 16), "burst main", date(2026, 6, 15)),))
    receipt = due(at("2026-06-12 10:00"), Within("working_days", 2), burst)
    assert receipt.passed_over[-1] == (
        date(2026, 6, 16),
        "Closed: burst main (announced on Monday 15 June 2026)",
    )


def test_what_cannot_be_counted_is_refused_with_what_to_give(at, city):
    with pytest.raises(CalendarError, match=r"no time zone"):
        due(at("2026-06-05 10:00").replace(tzinfo=None), FIVE, city)
    with pytest.raises(
        CalendarError, match="“before” is not a way to count; give one of: receipt, before_event"
    ):
        due(at("2026-06-05 10:00"), FIVE, city, origin="before")
    pause = Pause(at("2026-06-05 10:00"), None, "waiting")
    with pytest.raises(CalendarError, match="cannot be paused"):
        due(at("2026-06-05 10:00"), FIVE, city, origin="before_event", pauses=(pause,))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"working_days": 0}, "must be from 1 to"),
        ({"working_days": True}, "must be a whole number"),
        ({"working_days": 2.5}, "must be a whole number"),
        ({"weeks": 2}, "“weeks” is not a unit of time; give one of: working_days"),
        ({}, "one unit and its number"),
        ({"days": 1, "hours": 2}, "one unit and its number"),
        (5, "one unit and its number"),
    ],
)
def test_a_time_limit_that_cannot_be_read_is_refused(value, said):
    with pytest.raises(CalendarError, match=said):
        Within.of(value)


def test_a_time_limit_reads_and_writes_the_form_of_the_packs():
    assert Within.of({"clear_days": 3}).as_json() == {"clear_days": 3}
    assert (str(Within("working_days", 1)), str(Within("hours", 48))) == ("1 working day", "48 hours")
