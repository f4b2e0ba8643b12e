"""The protocol's time on the live path: alarms armed, dates moved by entries, and nothing rewritten."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from comity.council.calendars import calendar_of
from comity.council.changes import standing as settings
from comity.council.changes.record import SYSTEM as SETTING_UP
from comity.matters import recounting, standing, sweep
from comity.matters.models import Alarm, Clock, Entry, Letter, Matter, Sight
from comity.matters.standing import state_of
from comity.matters.verify import verify
from comity.matters.world import CouncilWorld
from comity.procedures.fields import Unheard
from comity.protocol.calendars import Receipt, is_open
from tests import cast as casting
from tests.cast import Cast, at
from tests.matters.telling import (
    ANSWER,
    CASE,
    HOLD,
    alarms,
    ask,
    at_once,
    do,
    handler,
    letters,
    look,
    matter,
    state,
    steps,
    time_passes,
    told,
)


@pytest.fixture
def cast() -> Cast:
    return casting.council("coventry")


def close_on(cast: Cast, day: str, *, announced: str) -> int:
    """The council announces a closure day, and every running time is counted anew."""
    moment = at(announced)

    def change() -> int:
        settings.announce_closure(
            cast.council,
            date.fromisoformat(day),
            announced_on=moment.date(),
            actor=SETTING_UP,
            reason="An extra bank holiday",
            at=moment,
        )
        return recounting.recount(cast.council, "An extra bank holiday", at=moment)

    return look(cast, change)


def clocks(cast: Cast, entry: Entry, name: str = "reply") -> list[Clock]:
    found = Clock.objects.filter(matter_id=entry.matter_id, clock=name).order_by("round")
    return look(cast, lambda: list(found))


def test_alarms_are_armed_and_disarmed_as_a_matter_goes_on(cast: Cast) -> None:
    entry = ask(cast)
    running = {("reply", "late"), ("reply", "reminder")}
    assert alarms(cast, entry) == running
    do(cast, entry, "dot", "hold", "2026-03-12 10:00", new_date="2026-03-20", **HOLD)
    assert alarms(cast, entry) == running
    ring = look(cast, lambda: Alarm.objects.get(matter_id=entry.matter_id, kind="late", fired=None).rings)
    assert ring == at("2026-03-20 17:00")
    do(cast, entry, "dot", "ask_more", "2026-03-13 10:00", words="Which lamp?")
    assert alarms(cast, entry) == set()
    do(cast, entry, "ada", "tell_more", "2026-03-17 10:00", words="By the mill.")
    assert alarms(cast, entry) == running
    do(cast, entry, "dot", "answer", "2026-03-18 10:00", **ANSWER)
    assert alarms(cast, entry) == {("follow_up", "window_over")}
    do(cast, entry, "ada", "reopen", "2026-03-19 10:00", reason="Another lamp.")
    assert alarms(cast, entry) == running
    do(cast, entry, "ada", "withdraw", "2026-03-20 10:00")
    assert alarms(cast, entry) == set()


def test_consent_that_does_not_come_is_noticed_once(cast: Cast) -> None:
    entry = ask(cast, **{**CASE, "says_represents_them": "no"})
    do(cast, entry, "dot", "request_consent", "2026-03-09 11:00", words="To tell Cllr Example.")
    time_passes(cast, "2026-03-24 10:00")
    time_passes(cast, "2026-03-25 10:00")
    assert steps(cast, entry).count("consent_late") == 1


def test_at_the_due_moment_it_is_not_late_and_just_after_it_is_and_only_once(cast: Cast) -> None:
    entry = ask(cast)
    time_passes(cast, "2026-03-16 16:59")
    assert "late" not in steps(cast, entry)
    assert time_passes(cast, "2026-03-16 17:01").ran_out == 1
    assert time_passes(cast, "2026-03-16 17:02").ran_out == 0
    assert steps(cast, entry) == ["ask", "late"]
    kept = matter(cast, entry)
    assert (kept.late, kept.stage) == (True, "waiting")


def test_two_workers_at_the_same_alarm_make_one_entry(cast: Cast) -> None:
    entries = [ask(cast, f"2026-03-09 10:{minute}") for minute in ("00", "01", "02")]
    when = at("2026-03-17 10:00")

    def work() -> sweep.Swept:
        return sweep.sweep(cast.council, at=when)

    came = at_once(work, work, work)
    assert all(isinstance(one, sweep.Swept) for one in came), came
    time_passes(cast, when)
    for entry in entries:
        assert steps(cast, entry) == ["ask", "late"]
    assert look(cast, lambda: Letter.objects.filter(entry__step="late", person=cast.ada).count()) == 3


def test_a_worker_and_an_officer_at_the_same_moment_both_get_through(cast: Cast) -> None:
    """Neither waits for the other for ever; the record holds what came first, then what was still open."""
    when = at("2026-03-17 10:00")
    for number in range(5):
        entry = ask(cast, f"2026-03-09 10:0{number}")
        came = at_once(
            lambda: sweep.sweep(cast.council, at=when),
            lambda entry=entry: do(cast, entry, "dot", "answer", "2026-03-17 10:00", **ANSWER),
        )
        assert isinstance(came[0], sweep.Swept), came
        assert isinstance(came[1], Entry), came
        assert steps(cast, entry) in (["ask", "answer"], ["ask", "late", "answer"])
    assert look(cast, lambda: list(verify(cast.council))) == []


def test_a_closure_announced_later_moves_what_runs_by_an_entry_that_says_so(cast: Cast) -> None:
    entry, done = ask(cast), ask(cast)
    do(cast, done, "dot", "answer", "2026-03-09 12:00", **ANSWER)
    before = look(cast, lambda: list(Entry.objects.filter(matter_id=entry.matter_id).values()))
    assert close_on(cast, "2026-03-12", announced="2026-03-10 10:00") == 1
    kept = matter(cast, entry)
    assert kept.due == at("2026-03-17 17:00")
    assert kept.promised == kept.due
    assert steps(cast, entry) == ["ask", "recount"]
    assert steps(cast, done) == ["ask", "answer"]
    after = look(
        cast, lambda: list(Entry.objects.filter(matter_id=entry.matter_id).order_by("ordinal").values())
    )
    assert after[:1] == before
    recount = look(cast, lambda: Entry.objects.get(matter_id=entry.matter_id, step="recount"))
    assert told(cast, recount) == {"ada", "dot"}
    assert "12 March 2026" in " ".join(Receipt.from_json(clocks(cast, entry)[0].receipt).lines())
    assert time_passes(cast, "2026-03-16 17:01").ran_out == 0
    assert time_passes(cast, "2026-03-17 17:01").ran_out == 1


def test_a_closure_that_touches_nothing_leaves_no_entry(cast: Cast) -> None:
    entry = ask(cast)
    assert close_on(cast, "2026-05-12", announced="2026-03-10 10:00") == 0
    assert steps(cast, entry) == ["ask"]


def test_a_closure_withdrawn_makes_nothing_due_earlier(cast: Cast) -> None:
    close_on(cast, "2026-03-12", announced="2026-03-02 10:00")
    entry = ask(cast)
    due = matter(cast, entry).due

    def withdraw() -> int:
        settings.withdraw_closure(
            settings.ClosureDay.objects.get(day=date(2026, 3, 12)),
            withdrawn_on=date(2026, 3, 10),
            actor=SETTING_UP,
            reason="Open after all",
            at=at("2026-03-10 10:00"),
        )
        return recounting.recount(cast.council, "Open after all", at=at("2026-03-10 10:00"))

    assert look(cast, withdraw) == 0
    assert matter(cast, entry).due == due


def test_changing_the_calendar_rewrites_no_history(cast: Cast) -> None:
    """An answer given in time stays in time, whatever days are closed afterwards."""
    entry = ask(cast)
    do(cast, entry, "dot", "answer", "2026-03-16 12:00", **ANSWER)
    before = matter(cast, entry)
    close_on(cast, "2026-03-11", announced="2026-03-18 10:00")
    after = matter(cast, entry)
    for column in ("promised", "in_time", "minutes", "closed", "head", "entries"):
        assert getattr(after, column) == getattr(before, column), column
    assert look(cast, lambda: list(verify(cast.council))) == []


def test_a_pause_over_a_weekend_gives_back_working_time_and_moves_the_date(cast: Cast) -> None:
    entry = ask(cast)
    do(cast, entry, "dot", "ask_more", "2026-03-13 16:00", words="Which lamp?")
    assert matter(cast, entry).due is None
    assert time_passes(cast, "2026-03-31 10:00").ran_out == 0
    paused = clocks(cast, entry)[0]
    assert paused.paused == at("2026-03-13 16:00")
    do(cast, entry, "ada", "tell_more", "2026-03-31 10:00", words="By the mill.")
    assert matter(cast, entry).due > at("2026-03-31 10:00")
    short = ask(cast)
    do(cast, short, "dot", "ask_more", "2026-03-13 16:00", words="Which lamp?")
    do(cast, short, "ada", "tell_more", "2026-03-16 10:00", words="By the mill.")
    assert matter(cast, short).due == at("2026-03-17 11:00")


def test_a_clock_that_stands_still_is_moved_by_a_closure_too_once_it_goes_on(cast: Cast) -> None:
    entry = ask(cast)
    do(cast, entry, "dot", "ask_more", "2026-03-10 10:00", words="Which lamp?")
    close_on(cast, "2026-03-12", announced="2026-03-10 11:00")
    do(cast, entry, "ada", "tell_more", "2026-03-10 12:00", words="By the mill.")
    assert matter(cast, entry).due == at("2026-03-18 11:00")


def test_a_pause_after_a_closure_was_withdrawn_makes_nothing_due_earlier(cast: Cast) -> None:
    """What was promised stands, though counted anew without the closure it would be sooner."""
    close_on(cast, "2026-03-12", announced="2026-03-02 10:00")
    entry = ask(cast)
    promised = matter(cast, entry).due
    look(
        cast,
        lambda: settings.withdraw_closure(
            settings.ClosureDay.objects.get(day=date(2026, 3, 12)),
            withdrawn_on=date(2026, 3, 10),
            actor=SETTING_UP,
            reason="Open after all",
            at=at("2026-03-10 09:00"),
        ),
    )
    do(cast, entry, "dot", "ask_more", "2026-03-10 10:00", words="Which lamp?")
    do(cast, entry, "ada", "tell_more", "2026-03-10 12:00", words="By the mill.")
    assert promised == at("2026-03-17 17:00")
    assert matter(cast, entry).due == promised
    assert "Paused from" in " ".join(Receipt.from_json(clocks(cast, entry)[0].receipt).lines())


def test_what_is_reopened_is_not_late_at_once(cast: Cast) -> None:
    entry = ask(cast)
    time_passes(cast, "2026-03-17 10:00")
    do(cast, entry, "dot", "answer", "2026-03-18 10:00", **ANSWER)
    assert matter(cast, entry).in_time is False
    do(cast, entry, "ada", "reopen", "2026-04-10 16:00", reason="Another lamp.")
    time_passes(cast, "2026-04-10 16:01")
    kept = matter(cast, entry)
    assert (kept.late, kept.due, kept.in_time, kept.closed) == (False, at("2026-04-17 17:00"), None, None)
    assert [clock.round for clock in clocks(cast, entry)] == [1, 2]
    time_passes(cast, "2026-04-17 17:01")
    assert steps(cast, entry).count("late") == 2


def test_reminders_go_to_who_handles_it_once_in_office_hours_and_never_at_a_weekend(cast: Cast) -> None:
    entry = ask(cast, "2026-03-06 19:30")
    reminder = look(cast, lambda: Alarm.objects.get(matter_id=entry.matter_id, kind="reminder"))
    calendar = look(cast, lambda: calendar_of(cast.council, on=date(2026, 3, 6)))
    assert is_open(reminder.rings, calendar)
    moment = at("2026-03-07 00:00")
    while moment < at("2026-03-16 16:00"):
        time_passes(cast, moment)
        moment += timedelta(hours=12)
    sent = look(cast, lambda: list(Letter.objects.filter(kind="reminder").select_related("person")))
    assert [letter.person.pk for letter in sent] == [cast.dot.pk]
    assert is_open(sent[0].held_until, calendar)
    assert "Street lamp" not in sent[0].body + sent[0].subject


@pytest.mark.parametrize(
    ("asked", "answered", "minutes"),
    [
        ("2026-03-09 10:00", "2026-03-09 12:00", 120),
        ("2026-03-06 16:00", "2026-03-09 10:00", 120),
        ("2026-03-07 10:00", "2026-03-09 10:00", 60),
        ("2026-04-02 16:00", "2026-04-07 10:00", 120),
        ("2026-03-27 16:00", "2026-03-30 10:00", 120),
    ],
    ids=["same morning", "over a weekend", "asked on a Saturday", "over Easter", "the clocks go forward"],
)
def test_figures_are_kept_in_the_time_that_was_promised_in(
    cast: Cast, asked: str, answered: str, minutes: int
) -> None:
    entry = ask(cast, asked)
    do(cast, entry, "dot", "answer", answered, **ANSWER)
    assert matter(cast, entry).minutes == minutes


def test_a_holding_reply_promises_the_very_day_that_was_said(cast: Cast) -> None:
    """Whenever it is sent: in hours, before them, after them, at a weekend."""
    for sent in ("2026-03-13 10:00", "2026-03-13 07:00", "2026-03-13 19:00", "2026-03-14 11:00"):
        entry = ask(cast)
        do(cast, entry, "dot", "hold", sent, new_date="2026-03-20", **HOLD)
        assert matter(cast, entry).due == at("2026-03-20 17:00"), sent
        assert matter(cast, entry).promised == at("2026-03-16 17:00")


def test_a_holding_reply_sent_in_the_evening_cannot_promise_the_next_morning(cast: Cast) -> None:
    """What goes out after hours counts from when the office opens, and a day is a whole one."""
    entry = ask(cast, "2026-03-06 10:00")
    with pytest.raises(Unheard, match="must lie after 16 March 2026"):
        do(cast, entry, "dot", "hold", "2026-03-13 19:00", new_date="2026-03-16", **HOLD)
    with pytest.raises(Unheard, match="closed on 21 March 2026"):
        do(cast, entry, "dot", "hold", "2026-03-13 19:00", new_date="2026-03-21", **HOLD)


def test_looking_changes_nothing(cast: Cast) -> None:
    """What may be done, what would be decided, what waits: asked a hundred times, not a row is other."""
    entry = ask(cast)
    time_passes(cast, "2026-03-17 10:00")
    tables = (Matter, Entry, Clock, Alarm, Sight, Letter)

    def rows() -> list[list[dict[str, object]]]:
        return [list(table.objects.order_by("pk").values()) for table in tables]

    before = look(cast, rows)

    def look_round() -> None:
        kept = Matter.objects.get(pk=entry.matter_id)
        now = state_of(kept)
        world = CouncilWorld(cast.council, cast.edition, at=at("2026-03-17 11:00"), state=now, asker=cast.ada)
        for name in ("ada", "dot", "tess", "cass", "sue"):
            assert standing.offers(kept, now, cast.acting(name, at("2026-03-17 11:00"))) is not None
        for question, facts in (("enquiry.hold", {"count": 1}), ("enquiry.overdue", {"stage": 1})):
            decision = world.decide(question, facts)
            assert world.route(decision, now, None).keys if decision.to else decision.outcome
        assert recounting.affected(cast.council)

    look(cast, look_round)
    assert sweep.ringing(cast.council, at=at("2026-03-10 10:00")) == []
    assert look(cast, rows) == before


def test_what_was_logged_later_counts_from_when_it_was_said(cast: Cast) -> None:
    entry = ask(
        cast,
        "2026-03-11 15:00",
        who="joe",
        step="log",
        member=str(cast.bel.pk),
        way="telephone",
        happened=at("2026-03-09 10:00").isoformat(),
    )
    kept = matter(cast, entry)
    assert (kept.opened, kept.due) == (at("2026-03-09 10:00"), at("2026-03-16 17:00"))
    assert kept.asker_id == cast.bel.pk
    assert (entry.happened, entry.recorded) == (at("2026-03-09 10:00"), at("2026-03-11 15:00"))
    assert "bel" in told(cast, entry)
    assert "joe" not in told(cast, entry)


def test_a_matter_that_became_an_information_request_keeps_its_reference_and_first_day(cast: Cast) -> None:
    entry = ask(cast, "2026-03-16 10:00")
    before = matter(cast, entry)
    do(cast, entry, "tess", "convert", "2026-03-23 10:00", kind="foi", reason="Recorded facts.")
    kept = matter(cast, entry)
    assert (kept.kind, kept.reference, kept.opened) == ("foi", before.reference, before.opened)
    assert kept.due.date() == date(2026, 4, 16)
    assert alarms(cast, entry) == {("foi", "late"), ("foi", "reminder")}
    assert steps(cast, entry) == ["ask", "convert"]


def test_times_are_kept_to_the_moment_and_in_no_zone_of_their_own(cast: Cast) -> None:
    entry = ask(cast, "2026-03-30 10:00")
    assert matter(cast, entry).opened == datetime(2026, 3, 30, 9, 0, tzinfo=UTC)
    assert handler(cast, entry) == "dot"
    assert letters(cast, entry)
    assert state(cast, entry).entries == 1
