"""How enquiries are answered, in figures: by the first promise, in working time, and with few left unsaid."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from comity.council.calendars import calendar_of
from comity.council.context import within
from comity.matters import figures
from comity.matters.figures import ALL, Kept, Period
from comity.matters.models import Matter
from comity.matters.suppression import FEW, hidden, small
from tests import cast as casting
from tests.cast import Cast, at
from tests.matters.test_enquiry import ask, do

SPRING = Period(date(2026, 2, 1), date(2026, 4, 1))
MARCH = date(2026, 3, 1)


def _kept(cast: Cast, now: str, *, shown: bool = True) -> dict:
    with within(cast.council, system=True):
        return figures.kept(Matter.objects.all(), SPRING, now=at(now), shown=shown)


def _answer(cast: Cast, entry, when: str) -> None:  # type: ignore[no-untyped-def]
    do(cast, entry, "dot", "answer", when, whole="whole", personal="none", answer="On Friday.")


def test_an_answer_within_five_working_days_is_on_time_and_a_later_one_is_not() -> None:
    cast = casting.council("coventry")
    highways = cast.services["highways"].pk
    _answer(cast, ask(cast, "2026-03-09 10:00", service=str(highways)), "2026-03-11 10:00")
    _answer(cast, ask(cast, "2026-03-09 10:00", service=str(highways)), "2026-03-18 10:00")
    kept = _kept(cast, "2026-03-20 10:00")
    assert kept[highways, MARCH] == Kept(2, 1)
    assert kept[ALL, ALL].share == 0.5


def test_a_holding_reply_moves_no_promise() -> None:
    cast = casting.council("coventry")
    entry = ask(cast, "2026-03-09 10:00", service=str(cast.services["highways"].pk))
    do(
        cast, entry, "dot", "hold", "2026-03-12 10:00",
        reason="The part is ordered", new_date="2026-03-20", owner="Dot",
    )  # fmt: skip
    _answer(cast, entry, "2026-03-19 10:00")
    assert _kept(cast, "2026-03-21 10:00")[ALL, MARCH] == Kept(1, 0)
    with within(cast.council, system=True):
        done = figures.answers(Matter.objects.all(), SPRING, shown=True)
    assert (done[ALL].answered, done[ALL].unheld) == (1, 0)


def test_what_is_not_answered_counts_from_the_moment_its_promise_has_passed() -> None:
    cast = casting.council("coventry")
    ask(cast, "2026-03-09 10:00", service=str(cast.services["highways"].pk))
    assert _kept(cast, "2026-03-13 10:00")[ALL, ALL] == Kept(0, 0)
    assert _kept(cast, "2026-03-17 10:00")[ALL, ALL] == Kept(1, 0)


def test_what_waits_for_the_member_and_what_was_withdrawn_count_for_nothing() -> None:
    cast = casting.council("coventry")
    highways = str(cast.services["highways"].pk)
    do(
        cast,
        ask(cast, "2026-03-09 10:00", service=highways),
        "dot",
        "ask_more",
        "2026-03-10 10:00",
        words="Where?",
    )
    do(cast, ask(cast, "2026-03-09 10:00", service=highways), "ada", "withdraw", "2026-03-10 10:00")
    assert _kept(cast, "2026-03-30 10:00")[ALL, ALL] == Kept(0, 0)


def test_a_reopened_matter_counts_by_its_last_round() -> None:
    cast = casting.council("coventry")
    entry = ask(cast, "2026-03-02 10:00", service=str(cast.services["highways"].pk))
    _answer(cast, entry, "2026-03-04 10:00")
    do(cast, entry, "ada", "reopen", "2026-03-06 10:00", reason="It is still dark.")
    assert _kept(cast, "2026-03-09 12:00")[ALL, ALL] == Kept(0, 0)
    _answer(cast, entry, "2026-03-20 10:00")
    assert _kept(cast, "2026-03-21 12:00")[ALL, MARCH] == Kept(1, 0)


def test_the_median_counts_working_time_only() -> None:
    cast = casting.council("coventry")
    entry = ask(cast, "2026-03-06 16:00", service=str(cast.services["highways"].pk))  # a Friday
    _answer(cast, entry, "2026-03-09 10:00")  # an hour on Friday, an hour on Monday
    with within(cast.council, system=True):
        done = figures.answers(Matter.objects.all(), SPRING, shown=True)
    assert done[ALL].median == 120


def test_open_matters_by_age_in_working_days() -> None:
    cast = casting.council("coventry")
    for asked in ("2026-03-20 10:00", "2026-03-13 10:00", "2026-03-12 10:00", "2026-02-02 10:00"):
        ask(cast, asked, service=str(cast.services["highways"].pk), emergency="yes", emergency_reason="Dark")
    with within(cast.council, system=True):
        calendar = calendar_of(cast.council, on=date(2026, 3, 20))
        now = at("2026-03-20 12:00")
        stands = figures.standing(Matter.objects.all(), SPRING, calendar, now=now, shown=True)
        few = figures.standing(Matter.objects.all(), SPRING, calendar, now=now, shown=False)
    assert [number for _, _, number in stands.ages] == [2, 1, 0, 1]
    assert (stands.open, stands.late, stands.emergencies) == (4, 2, 4)
    assert (few.open, few.late, few.emergencies) == (None, None, None)


def test_small_numbers_are_kept_back_and_cannot_be_worked_out() -> None:
    cast = casting.council("coventry")
    for service, many in (("highways", 7), ("parks", 3)):
        for _ in range(many):
            entry = ask(cast, "2026-03-09 10:00", service=str(cast.services[service].pk))
            _answer(cast, entry, "2026-03-11 10:00")
    kept = _kept(cast, "2026-03-20 10:00", shown=False)
    parks, highways = (kept[cast.services[name].pk, MARCH] for name in ("parks", "highways"))
    assert parks == Kept(None, None)
    assert highways.fell is None or kept[ALL, MARCH].fell is None  # else 10 less 7 would tell


COUNTS = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(0, 40), min_size=1, max_size=20
)


@given(COUNTS)
def test_no_line_of_a_table_gives_away_a_hidden_number(counts: dict) -> None:
    table = dict(counts)
    for (row, column), number in counts.items():
        for cell in ((row, ALL), (ALL, column), (ALL, ALL)):
            table[cell] = table.get(cell, 0) + number
    gone = hidden(table)
    assert all(cell in gone for cell, number in table.items() if small(number))
    for place in (0, 1):
        for name in {cell[place] for cell in table}:
            line = [cell for cell in table if cell[place] == name]
            alone = [cell for cell in line if cell in gone]
            others = [cell for cell in line if cell not in gone and table[cell]]
            assert len(alone) != 1 or not others


def test_periods_are_whole_months() -> None:
    period = Period(date(2025, 11, 1), date(2026, 2, 1))
    assert [f"{month:%b %y}" for month in period.months] == ["Nov 25", "Dec 25", "Jan 26", "Feb 26"]
    assert period.begins == at("2025-11-01 00:00")
    assert period.ends == at("2026-03-01 00:00")
    assert FEW == 5
