"""Working days, office hours and closure days."""

from datetime import date, time, timedelta

import pytest

from comity.protocol.calendars import (
    Calendar,
    CalendarError,
    ClosureDay,
    OfficeHours,
    after_working_time,
    before_working_time,
    is_open,
    next_open,
    open_time,
    plain_days,
    working_days_between,
    working_time_between,
)

ENGLAND = Calendar("england")


def test_a_bank_holiday_on_a_weekday_and_an_ordinary_saturday_are_both_closed():
    # "not a holiday or not a weekend" would call both of them working days
    assert not ENGLAND.is_working_day(date(2026, 5, 4))
    assert not ENGLAND.is_working_day(date(2026, 5, 9))
    assert ENGLAND.is_working_day(date(2026, 5, 5))


def test_each_closed_day_says_why(city):
    part_time = Calendar("england", office_hours=OfficeHours.of({"Tuesday": (time(9), time(12))}))
    assert city.why_closed(date(2026, 6, 6)) == "Saturday"
    assert city.why_closed(date(2026, 6, 10)) == "Closed: staff conference"
    assert city.why_closed(date(2026, 6, 11)) is None
    assert part_time.why_closed(date(2026, 6, 11)) == "Thursday (no office hours)"


def test_a_closure_day_on_a_day_that_is_closed_anyway_changes_nothing():
    both = Calendar("england", (ClosureDay(date(2026, 6, 6), "works"), ClosureDay(date(2026, 4, 3), "works")))
    assert both.why_closed(date(2026, 6, 6)) == "Saturday"
    assert both.why_closed(date(2026, 4, 3)) == "Good Friday (bank holiday, England and Wales)"


def test_the_office_is_open_from_its_opening_until_it_closes(city, at):
    assert not is_open(at("2026-06-05 08:59"), city)
    assert is_open(at("2026-06-05 09:00"), city)
    assert is_open(at("2026-06-05 16:59"), city)
    assert not is_open(at("2026-06-05 17:00"), city)


def test_a_letter_held_for_office_hours_goes_when_the_office_next_opens(city, at):
    assert next_open(at("2026-06-05 11:30"), city) == at("2026-06-05 11:30")
    assert next_open(at("2026-06-05 06:00"), city) == at("2026-06-05 09:00")
    assert next_open(at("2026-06-05 21:00"), city) == at("2026-06-08 09:00")
    assert next_open(at("2026-06-09 17:00"), city) == at("2026-06-11 09:00")


def test_figures_are_in_working_time_not_in_the_time_of_the_clock_on_the_wall(city, at):
    friday, monday = at("2026-06-05 16:00"), at("2026-06-08 10:00")
    assert working_time_between(friday, monday, city) == 120
    assert working_time_between(monday, friday, city) == -120
    assert working_days_between(friday, monday, city) == 1
    assert working_days_between(date(2026, 6, 9), date(2026, 6, 11), city) == 1
    assert working_days_between(date(2026, 6, 11), date(2026, 6, 9), city) == -1
    assert working_time_between(at("2026-06-06 10:00"), at("2026-06-07 10:00"), city) == 0


@pytest.mark.parametrize("count", [after_working_time, before_working_time])
def test_no_working_time_from_a_moment_is_that_moment_and_less_than_none_is_refused(city, at, count):
    saturday = at("2026-06-06 10:00")
    assert count(saturday, timedelta(0), city) == saturday
    with pytest.raises(CalendarError, match="from nothing upwards"):
        count(saturday, -timedelta(minutes=1), city)


def test_an_office_open_all_day_has_a_shorter_and_a_longer_day_when_the_clocks_change(at):
    every_hour = plain_days()
    spring = open_time(at("2026-03-29 00:00"), at("2026-03-30 00:00"), every_hour)
    autumn = open_time(at("2026-10-25 00:00"), at("2026-10-26 00:00"), every_hour)
    assert (spring.total_seconds() / 3600, autumn.total_seconds() / 3600) == (23, 25)


@pytest.mark.parametrize(
    ("week", "said"),
    [
        (((time(9), time(17)),) * 5, "need seven days, Monday first; 5 were given"),
        (((time(17), time(9)),) + (None,) * 6, "on Monday start at 17:00 and end at 09:00"),
        ((None,) * 7, "never open"),
    ],
)
def test_office_hours_that_cannot_be_kept_are_refused(week, said):
    with pytest.raises(CalendarError, match=said):
        OfficeHours(week)


def test_a_day_that_is_no_day_of_the_week_is_refused():
    with pytest.raises(CalendarError, match="“Mondy” is not a day of the week"):
        OfficeHours.of({"Mondy": (time(9), time(17))})


def test_a_time_without_a_zone_is_refused(city, at):
    with pytest.raises(CalendarError, match="has no time zone"):
        is_open(at("2026-06-05 11:30").replace(tzinfo=None), city)


def test_a_zone_that_does_not_exist_is_refused():
    with pytest.raises(CalendarError, match="“Europe/Londn” is not a time zone"):
        Calendar("england", zone="Europe/Londn")


def test_a_calendar_that_is_closed_for_good_says_so_instead_of_counting_for_ever(at):
    closed = tuple(
        ClosureDay(date.fromordinal(date(2026, 1, 1).toordinal() + n), "merged") for n in range(800)
    )
    with pytest.raises(CalendarError, match="no working day for 400 days"):
        next_open(at("2026-01-02 10:00"), Calendar("england", closed))


def test_nothing_opens_or_closes_on_a_closed_day(city):
    with pytest.raises(CalendarError, match="does not open on 2026-06-10: Closed: staff conference"):
        city.opening_of(date(2026, 6, 10))
    with pytest.raises(CalendarError, match="keeps no hours on 2026-06-06"):
        city.close_of(date(2026, 6, 6))
