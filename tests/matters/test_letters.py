"""Letters: one reader each, nothing confidential, nobody told of what they did, nobody woken at night."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from comity.council.changes import people
from comity.council.changes.record import SYSTEM as SETTING_UP
from comity.matters import outbox, references
from comity.matters.models import Entry, Letter
from comity.procedures.run import NotOpen
from tests import cast as casting
from tests.cast import Cast, at
from tests.matters.telling import (
    ANSWER,
    CASE,
    ask,
    at_once,
    do,
    letters,
    look,
    matter,
    state,
    time_passes,
    told,
)


@pytest.fixture
def cast() -> Cast:
    return casting.council("coventry")


def test_a_letter_says_what_happened_when_it_is_due_and_who_says_so(cast: Cast) -> None:
    entry = ask(cast)
    letter = next(one for one in letters(cast, entry) if one.person_id == cast.dot.pk)
    shown = references.shown(matter(cast, entry).reference)
    assert letter.subject == f"Something new on {shown}"
    assert "Ada Example asked." in letter.body
    assert "5pm on Monday 16 March 2026" in letter.body
    assert "the council’s protocol: 7.1" in letter.body


def test_nothing_that_was_said_is_in_any_letter(cast: Cast) -> None:
    """Not the title, not the question, not the constituent, not an answer, not a note, not a file's name."""
    secret = ["Verandah", "quicksilver", "Petrichor", "marmalade", "obelisk", "tangerine", "gossamer", "Gas"]
    entry = ask(
        cast,
        **CASE,
        title="Verandah",
        question="Is there quicksilver?",
        emergency="yes",
        emergency_reason="Gas",
    )
    do(cast, entry, "dot", "note", "2026-03-09 11:00", words="marmalade")
    do(cast, entry, "dot", "ask_more", "2026-03-09 12:00", words="Which obelisk?")
    do(cast, entry, "ada", "tell_more", "2026-03-09 13:00", words="The obelisk.")
    do(
        cast,
        entry,
        "dot",
        "hand_over",
        "2026-03-09 14:00",
        post=str(cast.posts["hal"].pk),
        reason="tangerine",
    )
    do(cast, entry, "hal", "hold", "2026-03-10 10:00", new_date="2026-03-20", reason="obelisk", owner="Gas")
    time_passes(cast, "2026-03-23 10:00")
    do(cast, entry, "ada", "climb", "2026-03-23 11:00", words="quicksilver")
    personal = {**ANSWER, "personal": "constituent", "answer": "Her gossamer was paid."}
    do(cast, entry, "hal", "answer", "2026-03-23 12:00", **personal)
    sent = look(cast, lambda: list(Letter.objects.filter(matter_id=entry.matter_id)))
    assert len(sent) >= 10
    for letter in sent:
        for word in secret:
            assert word.lower() not in (letter.subject + letter.body).lower(), (letter.subject, word)


def test_each_letter_has_one_reader_and_nobody_two(cast: Cast) -> None:
    entry = ask(cast)
    readers = [letter.person_id for letter in letters(cast, entry)]
    assert len(set(readers)) == len(readers)
    assert "copy" not in {field.name for field in Letter._meta.get_fields()}


def test_nobody_is_told_of_what_they_did_themselves(cast: Cast) -> None:
    entry = ask(cast)
    assert told(cast, entry) == {"dot"}
    answered = do(cast, entry, "dot", "answer", "2026-03-10 10:00", **ANSWER)
    assert told(cast, answered) == {"ada"}
    again = do(cast, entry, "ada", "reopen", "2026-03-11 10:00", reason="Another lamp.")
    assert told(cast, again) == {"dot"}


def test_a_working_note_is_told_to_nobody(cast: Cast) -> None:
    entry = ask(cast)
    assert letters(cast, do(cast, entry, "dot", "note", "2026-03-09 11:00", words="Between us.")) == []


@pytest.mark.parametrize(
    ("asked", "held_until"),
    [
        ("2026-03-09 10:00", "2026-03-09 10:00"),
        ("2026-03-09 07:30", "2026-03-09 09:00"),
        ("2026-03-09 22:00", "2026-03-10 09:00"),
        ("2026-03-14 10:00", "2026-03-16 09:00"),
        ("2026-04-03 10:00", "2026-04-07 09:00"),
    ],
    ids=["in hours", "early", "at night", "on a Saturday", "on Good Friday"],
)
def test_an_officers_letter_waits_for_office_hours(cast: Cast, asked: str, held_until: str) -> None:
    entry = ask(cast, asked)
    (letter,) = letters(cast, entry)
    assert letter.person_id == cast.dot.pk
    assert letter.held_until == at(held_until)
    assert letter.held_why == ("held for office hours" if asked != held_until else "")
    assert state(cast, entry).stage == "waiting"


def test_a_members_letter_never_waits(cast: Cast) -> None:
    entry = ask(cast)
    answered = do(cast, entry, "dot", "answer", "2026-03-14 23:00", **ANSWER)
    (letter,) = letters(cast, answered)
    assert (letter.person_id, letter.held_until) == (cast.ada.pk, at("2026-03-14 23:00"))


def test_an_emergency_waits_for_nobody(cast: Cast) -> None:
    entry = ask(cast, "2026-03-14 23:00", emergency="yes", emergency_reason="Gas.")
    (letter,) = letters(cast, entry)
    assert (letter.held_until, letter.held_why) == (at("2026-03-14 23:00"), "")
    assert matter(cast, entry).emergency is True


def test_a_letter_is_dropped_where_its_reader_may_no_longer_see_the_entry(cast: Cast) -> None:
    """Consent is for the Member's side: whoever lost that sight before it went gets nothing."""
    entry = ask(cast, **{**CASE, "says_represents_them": "no"})
    consent = do(cast, entry, "dot", "request_consent", "2026-03-09 11:00", words="To tell Cllr Example.")
    (letter,) = letters(cast, consent)
    assert letter.level == 2
    day = date(2026, 3, 10)
    look(
        cast,
        lambda: people.end_term(
            cast.ada, until=day, actor=SETTING_UP, reason="Stood down", at=at("2026-03-09 12:00")
        ),
    )
    ready = outbox.claim(cast.council, at=at("2026-03-10 10:00"))
    assert letter.pk not in {one.pk for one in ready}
    dropped = look(cast, lambda: Letter.objects.get(pk=letter.pk))
    assert dropped.dropped_why == outbox.NO_RIGHT


def test_each_letter_goes_once_whoever_sends_it(cast: Cast) -> None:
    for minute in range(6):
        ask(cast, f"2026-03-09 10:0{minute}")
    posted: list[int] = []

    def work() -> None:
        when = at("2026-03-09 11:00")
        for letter in outbox.claim(cast.council, at=when):
            outbox.send(cast.council, letter, lambda one, address: posted.append(one.pk), at=when)

    at_once(work, work, work)
    work()
    assert len(posted) == len(set(posted)) == 6


def test_what_cannot_be_delivered_is_tried_later_and_given_up_in_the_end(cast: Cast) -> None:
    (letter,) = letters(cast, ask(cast))

    def nobody_there(one: Letter, address: str) -> None:
        raise OSError("connection refused")

    when, tries = at("2026-03-09 10:05"), 0
    while ready := outbox.claim(cast.council, at=when):
        assert [outbox.send(cast.council, one, nobody_there, at=when) for one in ready] == [False]
        assert outbox.claim(cast.council, at=when) == []
        when, tries = when + timedelta(days=1), tries + 1
    assert tries == outbox.ATTEMPTS
    kept = look(cast, lambda: Letter.objects.get(pk=letter.pk))
    assert (kept.sent, kept.dropped_why) == (None, outbox.GIVEN_UP)


# Staff who support a Member


def test_staff_act_for_their_member_and_the_record_names_both(cast: Cast) -> None:
    entry = ask(cast, who="sue", acting_for="ada")
    assert (entry.person_id, entry.acting_for_id) == (cast.sue.pk, cast.ada.pk)
    assert matter(cast, entry).asker_id == cast.ada.pk
    assert entry.capacity == {"key": f"post:{cast.posts['sue'].pk}", "title": "Member Support Officer"}
    assert told(cast, entry) == {"dot", "ada"}
    added = do(cast, entry, "sue", "add", "2026-03-09 11:00", words="By the mill.")
    kept = look(cast, lambda: Entry.objects.get(pk=added.pk))
    assert (kept.person_id, kept.acting_for_id) == (cast.sue.pk, cast.ada.pk)


def test_a_member_who_acts_alone_is_named_alone(cast: Cast) -> None:
    entry = ask(cast, who="sue", acting_for="ada")
    added = do(cast, entry, "ada", "add", "2026-03-09 11:00", words="By the mill.")
    assert (added.person_id, added.acting_for_id) == (cast.ada.pk, None)


def test_staff_act_for_nobody_else(cast: Cast) -> None:
    with pytest.raises(NotOpen, match="a Member"):
        ask(cast, who="sue", acting_for="bel")
    with pytest.raises(NotOpen, match="a Member"):
        ask(cast, who="sue")
    with pytest.raises(NotOpen, match="a Member"):
        ask(cast, who="bel", acting_for="ada")
    hers = ask(cast, who="bel")
    with pytest.raises(NotOpen):
        do(cast, hers, "sue", "withdraw", "2026-03-09 11:00")


def test_a_member_who_has_left_asks_nothing(cast: Cast) -> None:
    day = date(2026, 3, 9)
    look(
        cast,
        lambda: people.end_term(
            cast.bel, until=day, actor=SETTING_UP, reason="Stood down", at=at("2026-03-08 12:00")
        ),
    )
    with pytest.raises(NotOpen, match="a Member"):
        ask(cast, who="bel")
