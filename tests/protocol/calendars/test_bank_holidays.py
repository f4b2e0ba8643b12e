"""Which bank holidays are kept where, and what happens beyond the end of the official list."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays

from comity.protocol.calendars import (
    Calendar,
    CalendarError,
    Within,
    bank_holidays,
    disagreements,
    due,
    foi_calendar,
    official_range,
    plain_days,
)

ENGLAND, WALES = Calendar("england"), Calendar("wales")
SCOTLAND, NORTHERN_IRELAND = Calendar("scotland"), Calendar("northern_ireland")


@pytest.mark.parametrize(
    ("on", "closed"),
    [
        (date(2026, 1, 2), {SCOTLAND}),  # 2 January
        (date(2026, 4, 6), {ENGLAND, WALES, NORTHERN_IRELAND}),  # Easter Monday
        (date(2026, 3, 17), {NORTHERN_IRELAND}),  # St Patrick's Day
        (date(2026, 7, 13), {NORTHERN_IRELAND}),  # Battle of the Boyne, in lieu of Sunday
        (date(2026, 8, 3), {SCOTLAND}),  # the Scottish summer bank holiday
        (date(2026, 8, 31), {ENGLAND, WALES, NORTHERN_IRELAND}),
        (date(2026, 11, 30), {SCOTLAND}),  # St Andrew's Day
        (date(2026, 12, 28), {ENGLAND, WALES, SCOTLAND, NORTHERN_IRELAND}),  # Boxing Day, in lieu
        (date(2022, 9, 19), {ENGLAND, WALES, SCOTLAND, NORTHERN_IRELAND}),  # the late Queen's funeral
        (date(2026, 6, 16), set()),
    ],
)
def test_each_jurisdiction_keeps_its_own_bank_holidays(on, closed):
    assert {c for c in (ENGLAND, WALES, SCOTLAND, NORTHERN_IRELAND) if not c.is_working_day(on)} == closed
    assert foi_calendar().is_working_day(on) is (not closed)


def test_the_reason_names_the_holiday_and_where_it_is_kept():
    assert ENGLAND.why_closed(date(2026, 4, 3)) == "Good Friday (bank holiday, England and Wales)"
    assert SCOTLAND.why_closed(date(2026, 11, 30)) == "St Andrew’s Day (bank holiday, Scotland)"
    assert foi_calendar().why_closed(date(2026, 4, 3)) == "Good Friday (bank holiday, United Kingdom)"
    assert foi_calendar().why_closed(date(2026, 4, 6)) == (
        "Easter Monday (bank holiday, England and Wales; Northern Ireland)"
    )


def test_where_the_two_lists_differ_the_official_one_decides_and_the_difference_is_shown():
    odd_monday = date(2026, 6, 15)
    official = {e["date"] for e in BankHolidays(use_cached_holidays=True).get_holidays(division="scotland")}
    assert SCOTLAND.is_working_day(odd_monday) is (odd_monday not in official)
    for year in range(2013, official_range("scotland")[1].year):
        assert set(bank_holidays("scotland", year)) == {d for d in official if d.year == year}
    said = dict(disagreements("scotland", 2026))
    assert set(said) == {odd_monday}
    assert said[odd_monday].endswith("computed, not from the official list; counted as a working day")
    assert disagreements("england", 2026) == ()


def test_the_span_of_the_official_list_is_read_from_the_list():
    lists = BankHolidays(use_cached_holidays=True).data
    days = [entry["date"] for entry in lists["england-and-wales"]]
    assert official_range("england") == (min(days), max(days))
    ends = [max(entry["date"] for entry in entries) for entries in lists.values()]
    assert official_range("united_kingdom")[1] == min(ends)


def test_a_list_that_runs_out_is_computed_further_and_says_so(at):
    last = official_range("england")[1]
    christmas = date(last.year + 3, 12, 25)
    why = ENGLAND.why_closed(christmas)
    if christmas.weekday() < 5:
        assert why == "Christmas Day (bank holiday, England and Wales; computed, not from the official list)"
    easter_2031 = due(at("2031-04-09 10:00"), Within("working_days", 5), ENGLAND)
    assert easter_2031.due == at("2031-04-18 17:00")  # Good Friday 11 and Easter Monday 14 April
    assert easter_2031.computed
    assert (
        easter_2031.lines()[-1]
        == "Bank holidays in this count are partly computed, not from the official list."
    )
    assert not due(at("2026-06-05 10:00"), Within("working_days", 5), ENGLAND).computed


def test_in_the_year_in_which_the_list_ends_each_day_comes_from_one_list_only():
    first, last = official_range("england")
    for year in {first.year, last.year}:
        for day in bank_holidays("england", year).values():
            assert day.where == "England and Wales"
            assert day.computed is not (first <= day.on <= last)


def test_a_count_that_runs_over_the_end_of_the_list_is_marked(at):
    last = official_range("england")[1]
    start = at(f"{last - timedelta(days=14)} 10:00")
    assert not due(start, Within("working_days", 2), ENGLAND).computed
    assert due(start, Within("working_days", 40), ENGLAND).computed


def test_years_that_nobody_can_compute_are_refused_with_the_years_that_can():
    with pytest.raises(CalendarError, match=r"known from 1872 to 2100; 2150 cannot be counted"):
        ENGLAND.is_working_day(date(2150, 6, 4))


def test_an_unknown_jurisdiction_is_refused_with_the_known_ones():
    with pytest.raises(CalendarError, match=r"“france” is not a jurisdiction; give one of: england, wales"):
        Calendar("france")


def test_where_no_bank_holidays_are_kept_no_list_speaks():
    assert plain_days().is_official(date(2150, 6, 4))
    assert plain_days().is_working_day(date(2026, 12, 25))
    with pytest.raises(CalendarError, match="keeps no bank holidays"):
        official_range("none")


def test_nothing_is_ever_downloaded():
    program = (
        "import socket\n"
        "def refuse(*a, **k): raise SystemExit('reached for the network')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "from datetime import date\n"
        "from comity.protocol.calendars import Calendar, foi_calendar\n"
        "print(Calendar('england').is_working_day(date(2026, 4, 3)),"
        " foi_calendar().is_working_day(date(2031, 4, 11)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("False False", 0), done.stderr
