"""A Member's enquiry by the five protocols, told without a database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comity.procedures.fields import Unheard
from comity.procedures.run import NotOpen
from comity.protocol.calendars import Receipt, is_open
from comity.protocol.decision import Decision
from tests.procedures.world import PACKS, PARISHES, Story, moment

ANSWER = {"whole": "whole", "personal": "none", "answer": "On Friday."}
HOLD = {"reason": "The contractor has not replied.", "owner": "Hal Example, Head of Highways"}

#: Where an operational and a strategic enquiry go, and by when an answer to one of Monday 9 March is due.
GOES = {
    "borough-27": ("head_of_service", "director", "2026-03-23 17:00"),
    "cheshire": ("clerk", "clerk", "2026-03-23 17:00"),
    "cottingham": ("clerk", "clerk", "2026-03-23 17:00"),
    "coventry": ("director", "chief_executive", "2026-03-16 17:00"),
    "nottinghamshire": ("head_of_service", "director", "2026-03-23 17:00"),
}
#: Whom it goes to when it is late: the first rung and the second.
LADDER = {
    "borough-27": ("head_of_service", "chief_executive"),
    "cheshire": ("clerk", "council_chair"),
    "cottingham": ("clerk", "council_chair"),
    "coventry": ("senior_officer", "chief_executive"),
    "nottinghamshire": ("head_of_service", "chief_executive"),
}


@pytest.fixture(params=PACKS)
def story(request: pytest.FixtureRequest) -> Story:
    """A story in each of the five councils."""
    return Story.of(request.param)


def asked(decisions: tuple[Decision, ...]) -> list[str]:
    return [decision.question for decision in decisions]


def late(story: Story) -> None:
    story.ask()
    story.runs_out("reply", story.due_on() + timedelta(minutes=1))


# Asking and answering


def test_it_goes_where_the_protocol_says_and_is_due_when_it_says(story: Story) -> None:
    taken = story.ask()
    operational, _, due = GOES[story.pack.slug]
    assert story.keys("handler") == [f"post:{operational}"]
    assert story.due_on() == moment(due)
    assert asked(taken.decisions)[:2] == ["enquiry.address", "enquiry.reply"]
    assert taken.tells == ("handler", "asker")


def test_a_strategic_enquiry_goes_higher(story: Story) -> None:
    story.ask(topic="strategic")
    assert story.keys("handler") == [f"post:{GOES[story.pack.slug][1]}"]


def test_where_the_protocol_gives_no_figure_both_answers_stand_on_the_receipt(story: Story) -> None:
    taken = story.ask()
    receipt = Receipt.from_json(story.clock("reply").receipt)
    layers = [source.layer for source in receipt.sources]
    if story.pack.slug == "coventry":
        assert layers == ["protocol"]
        assert receipt.sources[0].cites[0] == "7.1"
    else:
        assert layers == ["protocol", "house"]
        assert asked(taken.decisions)[-1] == "clock.target"


def test_an_answer_closes_it_and_opens_the_time_to_come_back(story: Story) -> None:
    story.ask()
    taken = story.does("officer", "answer", "2026-03-11 10:00", **ANSWER)
    assert story.state.stage == "closed"
    assert story.state.facts["outcome"] == "answered"
    assert story.clock("reply").stopped == moment("2026-03-11 10:00").isoformat()
    assert story.clock("follow_up").running
    assert story.due_on("follow_up").date() == moment("2026-04-08 12:00").date()
    assert taken.tells == ("asker",)


def test_an_answer_in_part_says_what_is_left(story: Story) -> None:
    story.ask()
    with pytest.raises(Unheard) as wrong:
        story.does("officer", "answer", "2026-03-11 10:00", **{**ANSWER, "whole": "in_part"})
    assert set(wrong.value.errors) == {"left"}
    story.does("officer", "answer", "2026-03-11 10:00", **{**ANSWER, "whole": "in_part", "left": "The cost."})
    assert story.state.facts["outcome"] == "in_part"


def test_two_officers_answer_and_the_second_is_told_that_it_is_closed(story: Story) -> None:
    story.ask()
    story.does("officer", "answer", "2026-03-11 10:00", **ANSWER)
    reason = story.refused("head", "answer", "2026-03-11 10:01", **ANSWER)
    assert reason == "This cannot be done while the matter is closed."


@pytest.mark.parametrize("who", ["member", "colleague", "stranger", "support"])
def test_nobody_answers_who_does_not_handle_it(story: Story, who: str) -> None:
    story.ask()
    assert story.refused(who, "answer", "2026-03-11 10:00", **ANSWER).startswith("Only the officers")


def test_an_acknowledgement_stops_no_clock_and_is_no_answer(story: Story) -> None:
    story.ask()
    due = story.due_on()
    story.does("officer", "acknowledge", "2026-03-09 11:00")
    assert (story.state.stage, story.due_on(), story.clock("reply").running) == ("waiting", due, True)


# Holding replies


def test_a_holding_reply_moves_the_date_and_never_the_promise(story: Story) -> None:
    story.ask()
    promised = story.clock("reply").promised
    story.does("officer", "hold", "2026-03-13 10:00", new_date="2026-03-24", **HOLD)
    assert story.due_on() == moment("2026-03-24 17:00")
    assert story.clock("reply").promised == promised
    assert (story.state.stage, story.clock("reply").running) == ("waiting", True)


def test_a_third_holding_reply_is_for_somebody_more_senior(story: Story) -> None:
    story.ask()
    story.does("officer", "hold", "2026-03-13 10:00", new_date="2026-03-24", **HOLD)
    story.does("officer", "hold", "2026-03-20 10:00", new_date="2026-03-31", **HOLD)
    with pytest.raises(NotOpen) as no:
        story.does("officer", "hold", "2026-03-27 10:00", new_date="2026-04-08", **HOLD)
    assert no.value.decision is not None
    assert no.value.decision.outcome == "refer"
    assert no.value.reason == no.value.decision.because
    story.does(story.who_answers, "hold", "2026-03-27 10:00", new_date="2026-04-08", **HOLD)
    assert story.due_on() == moment("2026-04-08 17:00")
    assert story.clock("reply").renewed == 3


def test_a_holding_reply_promises_no_day_beyond_what_is_allowed(story: Story) -> None:
    story.ask()
    with pytest.raises(Unheard, match="no later than 27 March 2026"):
        story.does("officer", "hold", "2026-03-13 10:00", new_date="2026-03-30", **HOLD)


def test_a_holding_reply_cannot_bring_the_date_forward(story: Story) -> None:
    story.ask()
    with pytest.raises(Unheard, match="already"):
        story.does("officer", "hold", "2026-03-09 11:00", new_date="2026-03-12", **HOLD)
    assert story.state.count("hold") == 0


def test_a_holding_reply_after_the_time_is_late_no_more_but_the_promise_was_missed(story: Story) -> None:
    late(story)
    at = story.due_on() + timedelta(days=1)
    while story.calendar.why_closed(at.date()):
        at += timedelta(days=1)
    new = story.calendar.next_working_day(at.date()).isoformat()
    promised = story.clock("reply").promised
    story.does("officer", "hold", at.replace(hour=10, minute=0), new_date=new, **HOLD)
    assert story.state.facts["late"] is False
    assert story.clock("reply").promised == promised
    assert story.due_on().date().isoformat() == new


# Declining


def test_a_senior_officer_may_decline_and_an_officer_may_not(story: Story) -> None:
    story.ask()
    reason = {"reason": "It asks about a neighbour’s planning dispute."}
    with pytest.raises(NotOpen) as no:
        story.does("officer", "decline", "2026-03-10 10:00", **reason)
    assert no.value.decision is not None
    assert no.value.decision.question == "enquiry.inappropriate"
    story.does(story.who_answers, "decline", "2026-03-10 10:05", **reason)
    assert (story.state.stage, story.state.facts["outcome"]) == ("closed", "refused")


def test_declining_takes_a_reason(story: Story) -> None:
    story.ask()
    with pytest.raises(Unheard, match="inappropriate"):
        story.does(story.who_answers, "decline", "2026-03-10 10:00")


# Asking back


def test_the_clock_stands_still_while_the_member_is_asked(story: Story) -> None:
    story.ask()
    due = story.due_on()
    story.does("officer", "ask_more", "2026-03-10 10:00", words="Which lamp?")
    assert story.state.stage == "asked_back"
    assert not story.clock("reply").running
    assert not story.state.overdue("reply", moment("2027-01-04 10:00"))
    story.does("member", "tell_more", "2026-03-12 10:00", words="The one by the mill.")
    assert story.state.stage == "waiting"
    assert story.due_on() == Story.of(story.pack.slug).calendar.close_of(story.due_on().date())
    assert (
        story.calendar.next_working_day(story.calendar.next_working_day(due.date())) == story.due_on().date()
    )


def test_a_weekend_in_a_pause_gives_back_no_more_than_the_working_time(story: Story) -> None:
    """Asked back on Friday at four, replied on Monday at ten: two working hours, not two days and a half."""
    story.ask()
    due = story.due_on()
    story.does("officer", "ask_more", "2026-03-13 16:00", words="Which lamp?")
    story.does("member", "tell_more", "2026-03-16 10:00", words="The one by the mill.")
    credited = Receipt.from_json(story.clock("reply").receipt).credited
    assert credited == timedelta(hours=2)
    later = story.calendar.next_working_day(due.date())
    assert story.due_on() == story.calendar.opening_of(later) + timedelta(hours=2)


def test_a_pause_all_within_a_weekend_gives_back_nothing(story: Story) -> None:
    story.ask("2026-03-12 10:00")
    due = story.due_on()
    story.does("officer", "ask_more", "2026-03-14 10:00", words="Which lamp?")
    story.does("member", "tell_more", "2026-03-15 10:00", words="The one by the mill.")
    assert story.due_on() == due


def test_an_answer_given_while_the_member_is_asked_has_the_pause_given_back(story: Story) -> None:
    """Whoever answers after all, long after, is not late by the time that the Member took."""
    story.ask()
    story.does("officer", "ask_more", "2026-03-10 10:00", words="Which lamp?")
    story.does("officer", "answer", "2026-06-01 10:00", **ANSWER)
    promised = story.clock("reply").promised
    assert promised is not None
    assert moment("2026-06-01 10:00") < moment(promised[:16].replace("T", " "))


def test_only_the_members_side_replies(story: Story) -> None:
    story.ask()
    story.does("officer", "ask_more", "2026-03-10 10:00", words="Which lamp?")
    assert story.refused("officer", "tell_more", "2026-03-11 10:00", words="It.").startswith(
        "Only the Member"
    )
    story.does("support", "tell_more", "2026-03-11 10:00", words="The one by the mill.")
    assert story.state.stage == "waiting"


# Late, and higher


def test_late_opens_the_ladder_to_whom_the_protocol_says_and_no_further(story: Story) -> None:
    story.ask()
    assert story.refused("member", "climb", "2026-03-10 10:00") == "The time for an answer has not passed."
    taken = story.runs_out("reply", story.due_on() + timedelta(minutes=1))
    assert set(taken.tells) == {"asker", "handler"}
    first, second = LADDER[story.pack.slug]
    story.does("member", "climb", "2026-03-24 10:00")
    assert story.keys("rung") == [f"post:{first}"]
    assert "it can be taken further again after" in story.refused("member", "climb", "2026-03-24 11:00")
    story.runs_out("rung", story.due_on("rung") + timedelta(minutes=1))
    story.does("member", "climb", "2026-03-30 10:00")
    assert story.keys("rung") == list(dict.fromkeys([f"post:{first}", f"post:{second}"]))
    story.runs_out("rung", story.due_on("rung") + timedelta(minutes=1))
    assert "as high as the protocol goes" in story.refused("member", "climb", "2026-04-10 10:00")


def test_the_rung_has_three_working_days_by_the_house(story: Story) -> None:
    late(story)
    taken = story.does("member", "climb", "2026-03-24 10:00")
    assert story.due_on("rung") == moment("2026-03-27 17:00")
    assert taken.decisions[-1].layer == "house"


def test_a_vacant_rung_is_passed_over_and_the_entry_says_so(story: Story) -> None:
    first, second = LADDER[story.pack.slug]
    story.vacant = frozenset({first})
    story.ask()
    story.runs_out("reply", story.due_on() + timedelta(minutes=1))
    taken = story.does("member", "climb", "2026-03-24 10:00")
    assert story.keys("rung") == [f"post:{second}"]
    assert taken.effects["passed_over"] == [first]
    story.runs_out("rung", story.due_on("rung") + timedelta(minutes=1))
    assert "as high as the protocol goes" in story.refused("member", "climb", "2026-04-10 10:00")


def test_a_ladder_with_nobody_on_it_is_never_lost(story: Story) -> None:
    story.vacant = frozenset(LADDER[story.pack.slug])
    story.ask()
    story.runs_out("reply", story.due_on() + timedelta(minutes=1))
    taken = story.does("member", "climb", "2026-03-24 10:00")
    assert story.keys("rung") == story.keys("triage")
    assert taken.effects["passed_over"] == list(LADDER[story.pack.slug])


def test_a_filled_ladder_passes_nobody_over(story: Story) -> None:
    late(story)
    assert "passed_over" not in story.does("member", "climb", "2026-03-24 10:00").effects


def test_a_rung_that_leads_to_the_same_person_is_passed_over_and_the_entry_says_so(story: Story) -> None:
    first, second = LADDER[story.pack.slug]
    story.held_by = {first: "cass", second: "cass"}
    late(story)
    taken = story.does("member", "climb", "2026-03-24 10:00")
    assert story.keys("rung") == [f"post:{first}"]
    assert taken.effects["joined"] == [second]
    assert [d.facts["stage"] for d in taken.decisions if d.question == "enquiry.overdue"] == [1, 2]
    story.runs_out("rung", story.due_on("rung") + timedelta(minutes=1))
    assert "as high as the protocol goes" in story.refused("member", "climb", "2026-04-10 10:00")


def test_rungs_with_different_people_are_climbed_one_by_one(story: Story) -> None:
    late(story)
    assert "joined" not in story.does("member", "climb", "2026-03-24 10:00").effects
    story.runs_out("rung", story.due_on("rung") + timedelta(minutes=1))
    assert "joined" not in story.does("member", "climb", "2026-04-10 10:00").effects


def test_a_hold_in_between_does_not_block_the_ladder(story: Story) -> None:
    late(story)
    story.does("member", "climb", "2026-03-24 10:00")
    story.does("officer", "hold", "2026-03-25 10:00", new_date="2026-03-31", **HOLD)
    assert "has not passed" in story.refused("member", "climb", "2026-03-26 10:00")
    story.runs_out("reply", "2026-03-31 17:01")
    story.does("member", "climb", "2026-04-01 10:00")
    assert f"post:{LADDER[story.pack.slug][1]}" in story.keys("rung")


def test_whoever_it_was_taken_to_may_answer(story: Story) -> None:
    late(story)
    story.does("member", "climb", "2026-03-24 10:00")
    story.does("chief", "answer", "2026-03-25 10:00", **ANSWER)
    assert story.clock("rung").stopped is not None


# Casework

CASE = {
    "topic": "casework",
    "constituent": "Dora Example",
    "lives_in_members_ward": "yes",
    "says_represents_them": "yes",
    "necessary_for_complaint": "yes",
}
PERSONAL = {"whole": "whole", "personal": "constituent", "answer": "Her claim was paid on 2 March."}


def test_with_all_three_conditions_it_is_disclosed_and_for_the_members_side_only(story: Story) -> None:
    story.ask(**CASE)
    taken = story.does("officer", "answer", "2026-03-10 10:00", **PERSONAL)
    decision = taken.decisions[0]
    assert (decision.question, decision.outcome) == ("casework.disclose", "allow")
    assert decision.layer == ("protocol" if story.pack.slug == "coventry" else "law")
    answer = story.procedure.step("answer")
    from comity.procedures.fields import hear

    assert answer.level(story.state, hear(answer.says, PERSONAL)) == 2


@pytest.mark.parametrize("missing", ["says_represents_them", "necessary_for_complaint"])
def test_without_a_condition_it_waits_for_consent(story: Story, missing: str) -> None:
    story.ask(**{**CASE, missing: "no"})
    with pytest.raises(NotOpen) as no:
        story.does("officer", "answer", "2026-03-10 10:00", **PERSONAL)
    assert no.value.decision is not None
    assert no.value.decision.outcome == "hold"
    assert "obtain_consent" in no.value.decision.duties
    story.does("officer", "request_consent", "2026-03-10 11:00", words="To tell Cllr Example of the claim.")
    assert story.due_on("consent") == moment("2026-03-24 17:00")
    consent = {"way": "telephone", "words": "Yes, all of it."}
    story.does("officer", "record_consent", "2026-03-11 10:00", given="yes", **consent)
    assert story.clock("consent").stopped is not None
    story.does("officer", "answer", "2026-03-11 11:00", **PERSONAL)
    assert story.state.facts["outcome"] == "answered"


def test_a_constituent_who_says_no_is_not_disclosed_but_the_rest_may_be_answered(story: Story) -> None:
    story.ask(**{**CASE, "says_represents_them": "no"})
    story.does("officer", "request_consent", "2026-03-10 11:00", words="To tell Cllr Example.")
    said = {"given": "no", "way": "letter", "words": "No."}
    story.does("officer", "record_consent", "2026-03-11 10:00", **said)
    with pytest.raises(NotOpen):
        story.does("officer", "answer", "2026-03-11 11:00", **PERSONAL)
    story.does("officer", "answer", "2026-03-11 11:00", **{**PERSONAL, "personal": "none"})


def test_consent_that_nobody_asked_for_cannot_be_recorded(story: Story) -> None:
    story.ask(**CASE)
    said = {"given": "yes", "way": "letter", "words": "Yes."}
    assert (
        story.refused("officer", "record_consent", "2026-03-11 10:00", **said)
        == "No consent has been asked for."
    )


def test_consent_asked_twice_runs_one_clock(story: Story) -> None:
    story.ask(**CASE)
    story.does("officer", "request_consent", "2026-03-10 11:00", words="To tell Cllr Example.")
    story.does("officer", "request_consent", "2026-03-12 11:00", words="To tell Cllr Example a bit more.")
    running = [clock for clock in story.state.clocks if clock.clock == "consent" and clock.running]
    assert [clock.round for clock in running] == [2]


def test_third_party_information_is_withheld_unless_the_law_permits(story: Story) -> None:
    story.ask(**CASE)
    third = {**PERSONAL, "personal": "third_party"}
    with pytest.raises(NotOpen) as no:
        story.does("officer", "answer", "2026-03-10 10:00", **third, law_permits="no")
    assert no.value.decision is not None
    assert no.value.decision.outcome == "refuse"
    with pytest.raises(Unheard) as wrong:
        story.does("officer", "answer", "2026-03-10 10:00", **third, law_permits="yes")
    assert set(wrong.value.errors) == {"law_basis"}
    story.does("officer", "answer", "2026-03-10 10:00", **third, law_permits="yes", law_basis="DPA 2018 s.8")
    assert story.state.facts["outcome"] == "answered"


# Another kind of matter


def test_a_freedom_of_information_request_keeps_its_first_day_and_takes_the_laws_time(story: Story) -> None:
    """Received on 16 March: St Patrick’s Day, Good Friday and Easter Monday do not count."""
    story.ask("2026-03-16 10:00")
    who = "clerk" if story.pack.slug in PARISHES else "triage"
    before = list(story.entries)
    taken = story.does(who, "convert", "2026-03-23 10:00", kind="foi", reason="It asks for recorded facts.")
    assert story.due_on("foi").date().isoformat() == "2026-04-16"
    assert story.clock("foi").started == moment("2026-03-16 10:00").isoformat()
    assert story.clock("reply").stopped is not None
    assert story.entries[:-1] == before
    receipt = Receipt.from_json(story.clock("foi").receipt)
    assert receipt.within.as_json() == {"working_days": 20}
    law = [source for source in receipt.sources if source.layer == "law"]
    assert any("s.10" in cite for source in law for cite in source.cites)
    assert taken.state.facts["kind"] == "foi"


def test_a_bank_holiday_in_scotland_does_not_count_for_freedom_of_information(story: Story) -> None:
    """2 January 2026 is a bank holiday in Scotland alone, and the Act leaves out any in the Kingdom."""
    story.ask("2025-12-15 10:00")
    story.does(
        "clerk" if story.pack.slug in PARISHES else "triage",
        "convert",
        "2025-12-16 10:00",
        kind="foi",
        reason="It asks for recorded facts.",
    )
    passed = {day.on.isoformat() for day in Receipt.from_json(story.clock("foi").receipt).passed_over}
    assert "2026-01-02" in passed


def test_a_request_for_information_reopened_has_the_laws_time_and_calendar(story: Story) -> None:
    """Reopened on 2 April: Good Friday, Easter Monday and the May bank holiday do not count."""
    story.ask("2026-03-16 10:00")
    who = "clerk" if story.pack.slug in PARISHES else "triage"
    story.does(who, "convert", "2026-03-16 11:00", kind="foi", reason="It asks for recorded facts.")
    story.does("officer", "answer", "2026-04-01 10:00", **ANSWER)
    story.close_days("2026-04-08")
    taken = story.does("member", "reopen", "2026-04-02 10:00", reason="Half of it is missing.")
    assert asked(taken.decisions)[0] == "information.access"
    assert "enquiry.reply" not in asked(taken.decisions)
    clock = story.clock("foi")
    assert (clock.round, clock.running, clock.started) == (2, True, moment("2026-04-02 10:00").isoformat())
    assert story.due_on("foi").date().isoformat() == "2026-05-05"
    assert Receipt.from_json(clock.receipt).within.as_json() == {"working_days": 20}
    assert (story.clock("reply").round, story.clock("reply").running) == (1, False)
    assert story.state.counting(story.procedure.counts) == clock
    reason = story.refused("officer", "hold", "2026-04-07 10:00", new_date="2026-05-20", **HOLD)
    assert "The law gives the time" in reason


def test_a_request_for_information_that_is_reopened_begins_the_ladder_anew(story: Story) -> None:
    story.ask("2026-03-16 10:00")
    who = "clerk" if story.pack.slug in PARISHES else "triage"
    story.does(who, "convert", "2026-03-16 11:00", kind="foi", reason="It asks for recorded facts.")
    story.runs_out("foi", story.due_on("foi") + timedelta(minutes=1))
    story.does("member", "climb", "2026-04-17 10:00")
    story.does("officer", "answer", "2026-04-20 10:00", **ANSWER)
    story.does("member", "reopen", "2026-04-21 10:00", reason="Half of it is missing.")
    assert "has not passed" in story.refused("member", "climb", "2026-04-22 10:00")
    story.runs_out("foi", story.due_on("foi") + timedelta(minutes=1))
    taken = story.does("member", "climb", "2026-06-01 10:00")
    assert taken.decisions[0].facts["stage"] == 1


def test_only_democratic_services_say_what_kind_it_is(story: Story) -> None:
    story.ask()
    reason = story.refused("officer", "convert", "2026-03-10 10:00", kind="complaint", reason="It is one.")
    assert reason == "Only democratic services can do this."


@pytest.mark.parametrize("kind", ["service_request", "complaint"])
def test_another_kind_keeps_the_time(story: Story, kind: str) -> None:
    story.ask()
    due = story.due_on()
    story.does("triage", "convert", "2026-03-10 10:00", kind=kind, reason="It is one.")
    assert (story.due_on(), story.state.facts["kind"], story.state.stage) == (due, kind, "waiting")


def test_a_holding_reply_cannot_move_what_the_law_gives(story: Story) -> None:
    story.ask()
    story.does("triage", "convert", "2026-03-10 10:00", kind="foi", reason="Recorded facts.")
    reason = story.refused("officer", "hold", "2026-03-11 10:00", new_date="2026-03-20", **HOLD)
    assert "The law gives the time" in reason


def test_asking_back_moves_the_laws_clock_too(story: Story) -> None:
    story.ask()
    story.does("triage", "convert", "2026-03-10 10:00", kind="foi", reason="Recorded facts.")
    due = story.due_on("foi")
    story.does("officer", "ask_more", "2026-03-11 10:00", words="Which year?")
    assert not story.clock("foi").running
    story.does("member", "tell_more", "2026-03-13 10:00", words="The last.")
    assert story.due_on("foi") > due


def test_while_the_member_is_asked_it_stays_what_it_is(story: Story) -> None:
    """So that no time runs that nobody may stop: first the reply, then the new kind."""
    story.ask()
    story.does("officer", "ask_more", "2026-03-10 10:00", words="Which year?")
    reason = story.refused("triage", "convert", "2026-03-11 10:00", kind="foi", reason="Recorded facts.")
    assert reason == "This cannot be done while the matter is waiting for the member."


# Handing over, withdrawing, coming back, sharing


def test_handing_over_ends_one_handler_and_begins_another(story: Story) -> None:
    story.ask()
    due = story.due_on()
    story.does("officer", "hand_over", "2026-03-10 10:00", post="44", reason="Parks have it.")
    assert story.keys("handler") == ["post:44"]
    assert story.due_on() == due
    step = story.procedure.step("hand_over")
    assert step.readable({"reason": "Parks have it."}, 2) == {}
    assert step.readable({"reason": "Parks have it."}, 3) == {"reason": "Parks have it."}


def test_what_is_withdrawn_is_closed_and_not_answered_and_stays_so(story: Story) -> None:
    story.ask()
    assert "Only the Member" in story.refused("officer", "withdraw", "2026-03-10 10:00")
    story.does("member", "withdraw", "2026-03-10 10:00")
    assert (story.state.stage, story.state.facts["outcome"]) == ("closed", "withdrawn")
    assert not [clock for clock in story.state.clocks if clock.running]
    reopen = {"reason": "I want it after all."}
    assert "Ask again" in story.refused("member", "reopen", "2026-03-11 10:00", **reopen)


def test_what_is_reopened_has_its_full_time_and_is_not_late_at_once(story: Story) -> None:
    late(story)
    story.does("member", "climb", "2026-03-24 10:00")
    story.does("officer", "answer", "2026-03-25 10:00", **ANSWER)
    story.does("member", "reopen", "2026-04-07 10:00", reason="It was another lamp.")
    expected = "2026-04-14 17:00" if story.pack.slug == "coventry" else "2026-04-21 17:00"
    assert story.due_on() == moment(expected)
    assert (story.clock("reply").round, story.clock("follow_up").stopped is None) == (2, False)
    assert not story.state.overdue("reply", moment("2026-04-07 10:00"))
    assert story.state.facts["late"] is False
    assert story.refused("member", "climb", "2026-04-08 10:00") == "The time for an answer has not passed."


def test_a_ladder_begins_anew_after_reopening(story: Story) -> None:
    late(story)
    story.does("member", "climb", "2026-03-24 10:00")
    story.does("officer", "answer", "2026-03-25 10:00", **ANSWER)
    story.does("member", "reopen", "2026-04-07 10:00", reason="It was another lamp.")
    story.runs_out("reply", story.due_on() + timedelta(minutes=1))
    taken = story.does("member", "climb", "2026-04-22 10:00")
    assert taken.decisions[0].facts["stage"] == 1


def test_after_the_window_it_cannot_be_reopened(story: Story) -> None:
    story.ask()
    story.does("officer", "answer", "2026-03-11 10:00", **ANSWER)
    story.runs_out("follow_up", story.due_on("follow_up") + timedelta(minutes=1))
    reason = story.refused("member", "reopen", "2026-04-20 10:00", reason="It was another lamp.")
    assert reason == "The time to come back to it has passed. Ask again instead."


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ({"share": "nobody"}, []),
        ({"share": "ward"}, ["seat:1"]),
        ({"share": "ward_group"}, ["seat:1:group:2"]),
        ({"share": "named", "share_with": ["7", "8", "7"]}, ["person:7", "person:8"]),
    ],
)
def test_it_is_shared_with_whom_the_member_says_and_that_can_change(
    story: Story, typed: dict[str, object], keys: list[str]
) -> None:
    story.ask(**typed)
    assert story.keys("shared") == keys
    story.does("member", "share", "2026-03-10 10:00", share="nobody")
    assert story.keys("shared") == []
    story.does("member", "share", "2026-03-10 11:00", **typed)
    assert story.keys("shared") == keys
    assert "Only the Member" in story.refused("officer", "share", "2026-03-10 12:00", share="ward")


# Time itself


def test_what_is_logged_counts_from_when_it_was_said(story: Story) -> None:
    story.ask("2026-03-12 15:00", step="log", who="logger", happened=moment("2026-03-09 10:00").isoformat())
    assert story.due_on() == moment(GOES[story.pack.slug][2])


def test_only_an_officer_logs_and_only_a_member_or_their_staff_ask(story: Story) -> None:
    with pytest.raises(NotOpen, match="an officer"):
        story.ask(step="log", who="member")
    with pytest.raises(NotOpen, match="a Member"):
        story.ask(who="logger")


def test_a_closure_announced_later_moves_the_date_by_an_entry(story: Story) -> None:
    story.ask()
    due, before = story.due_on(), list(story.entries)
    story.close_days("2026-03-12")
    assert story.due_on() == due
    taken = story.does("comity", "recount", "2026-03-10 10:00", words="Closed on 12 March")
    assert story.due_on().date() == story.calendar.next_working_day(due.date())
    assert story.clock("reply").promised == story.clock("reply").due
    assert story.entries[:-1] == before
    assert set(taken.tells) == {"asker", "handler"}


def test_a_closure_taken_back_never_makes_it_due_earlier(story: Story) -> None:
    story.close_days("2026-03-12")
    story.ask()
    due = story.due_on()
    story.calendar = Story.of(story.pack.slug).calendar
    assert story.does("comity", "recount", "2026-03-10 10:00", words="Open after all").effects["clocks"] == []
    assert story.due_on() == due


def test_reminders_come_in_office_hours(story: Story) -> None:
    story.ask("2026-03-06 19:30")
    reminder = story.clock("reply").reminder
    assert reminder is not None
    at = moment(reminder[:16].replace("T", " "))
    assert is_open(at, story.calendar)
    assert at < story.due_on()
