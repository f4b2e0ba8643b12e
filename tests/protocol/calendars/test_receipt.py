"""The receipt: read on the page, sent in the letter, kept in the record, and never counted again."""

import json
from datetime import date

import pytest

from comity.protocol.calendars import Calendar, CalendarError, ClosureDay, Pause, Receipt, Within, due

SOURCES = [
    ("protocol", ["7.1"], "An enquiry is answered within five working days"),
    ("house", [], "A holding reply is the least."),
]
FIVE = Within("working_days", 5)


@pytest.fixture
def receipt(at, city):
    pause = Pause(at("2026-06-11 16:00"), at("2026-06-15 10:30"), "waiting for the Member")
    return due(at("2026-06-05 18:05"), FIVE, city, pauses=(pause,), sources=SOURCES)


def test_the_receipt_reads_as_plain_english(receipt):
    assert receipt.lines() == (
        "Received at 6:05pm on Friday 5 June 2026.",
        "Day one is Tuesday 9 June 2026: received after hours on Friday; treated as received on Monday; "
        "day one is Tuesday.",
        "Not counted: Saturday 6 June 2026; Sunday 7 June 2026; Wednesday 10 June 2026, Closed: staff "
        "conference; Saturday 13 June 2026; Sunday 14 June 2026.",
        "Paused from 4pm on Thursday 11 June 2026 to 10:30am on Monday 15 June 2026 (waiting for the "
        "Member): 10 hours 30 minutes of working time given back.",
        "Due by 11:30am on Thursday 18 June 2026 (5 working days, by the council's calendar).",
        "The protocol says (7.1): An enquiry is answered within five working days.",
        "The house default says: A holding reply is the least.",
    )


def test_the_end_of_a_day_midday_and_midnight_are_said_in_words(at, city):
    lines = due(at("2026-06-05 12:00"), Within("days", 1), city).lines()
    assert lines[0] == "Received at midday on Friday 5 June 2026."
    assert lines[-1] == "Due by the end of Saturday 6 June 2026 (1 day, by the council's calendar)."
    lines = due(at("2026-06-05 00:00"), Within("hours", 1), city).lines()
    assert lines[0] == "Received at midnight on Friday 5 June 2026."


def test_a_receipt_is_written_and_read_back_without_loss(receipt, at, city):
    paused = due(at("2026-06-05 18:05"), FIVE, city, pauses=(Pause(at("2026-06-09 10:00"), None, "why"),))
    twice_two = due(
        at("2026-10-24 01:30").replace(fold=1), Within("hours", 24), city
    )  # falls in the double hour
    for each in (receipt, paused, twice_two):
        again = Receipt.from_json(json.loads(json.dumps(each.as_json())))
        assert again == each
        assert again.lines() == each.lines()
        assert again.as_json() == each.as_json()


def test_a_changed_calendar_does_not_rewrite_a_kept_receipt(receipt, at):
    kept = json.dumps(receipt.as_json())
    other = Calendar("scotland", (ClosureDay(date(2026, 6, 16), "moved offices"),))
    assert due(at("2026-06-05 18:05"), FIVE, other).due != receipt.due
    assert Receipt.from_json(json.loads(kept)) == receipt
    assert json.dumps(receipt.as_json()) == kept


def test_a_receipt_cannot_be_changed(receipt, at):
    with pytest.raises(AttributeError):
        receipt.due = at("2026-06-05 18:05")


@pytest.mark.parametrize("spoil", [{"zone": "Europe/Londn"}, {"received": "soon"}, {"within": None}])
def test_what_is_no_receipt_is_refused(receipt, spoil):
    with pytest.raises(CalendarError, match="not a receipt as it was written"):
        Receipt.from_json(receipt.as_json() | spoil)
    with pytest.raises(CalendarError, match="not a receipt as it was written: KeyError"):
        Receipt.from_json({})
