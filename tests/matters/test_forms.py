"""Sending twice does one thing, and two people at once do one thing."""

from __future__ import annotations

import secrets

import pytest

from comity.council.context import within
from comity.matters import forms, ledger
from comity.matters.models import Entry, FormUse, Matter
from comity.procedures.run import NotOpen
from tests import cast as casting
from tests.cast import Cast, at
from tests.matters.telling import ANSWER, ask, at_once, do, look, say, steps


@pytest.fixture
def cast() -> Cast:
    return casting.council("coventry")


def send(cast: Cast, key: str, entry: Entry, words: str, who: str = "dot") -> tuple[Entry, bool]:
    """A form as a surface sends it: a working note, with the form's key."""
    when, said = at("2026-03-09 11:00"), say("note", words=words)
    with within(cast.council, cast.people[who]):
        by = cast.acting(who, when)
        return forms.once(
            key,
            cast.people[who],
            "note",
            said,
            lambda: ledger.take(entry.matter_id, "note", said, by=by, at=when),
        )


def test_the_same_form_again_gives_what_came_of_it_the_first_time(cast: Cast) -> None:
    entry, key = ask(cast), secrets.token_hex(8)
    first, new = send(cast, key, entry, "Hal knows more.")
    again, newer = send(cast, key, entry, "Hal knows more.")
    assert (first.pk, new) == (again.pk, True)
    assert newer is False
    assert steps(cast, entry) == ["ask", "note"]


def test_the_same_key_with_other_words_shows_what_was_sent_before(cast: Cast) -> None:
    entry, key = ask(cast), secrets.token_hex(8)
    first, _ = send(cast, key, entry, "Hal knows more.")
    with pytest.raises(forms.SaidOtherwise, match="other words") as other:
        send(cast, key, entry, "Hal knows less.")
    assert other.value.first.pk == first.pk
    assert steps(cast, entry) == ["ask", "note"]


def test_somebody_elses_key_opens_nothing(cast: Cast) -> None:
    entry, key = ask(cast), secrets.token_hex(8)
    send(cast, key, entry, "Hal knows more.")
    with pytest.raises(forms.SaidOtherwise):
        send(cast, key, entry, "Hal knows more.", who="tess")
    assert steps(cast, entry) == ["ask", "note"]


def test_the_same_form_twice_at_the_same_moment_makes_one_entry(cast: Cast) -> None:
    entry, key = ask(cast), secrets.token_hex(8)
    came = at_once(*[lambda: send(cast, key, entry, "Hal knows more.")] * 4)
    assert {one[0].pk for one in came} == {came[0][0].pk}
    assert sorted(one[1] for one in came) == [False, False, False, True]
    assert steps(cast, entry) == ["ask", "note"]
    assert look(cast, lambda: FormUse.objects.filter(key=key).count()) == 1


def test_a_form_that_was_refused_may_be_sent_again(cast: Cast) -> None:
    """Nothing was done, so nothing is used up."""
    entry, key, when = ask(cast), secrets.token_hex(8), at("2026-03-10 10:00")
    said = say("climb")

    def climb() -> None:
        with within(cast.council, cast.ada):
            by = cast.acting("ada", when)
            forms.once(
                key,
                cast.ada,
                "climb",
                said,
                lambda: ledger.take(entry.matter_id, "climb", said, by=by, at=when),
            )

    for _ in range(2):
        with pytest.raises(NotOpen, match="has not passed"):
            climb()
    assert look(cast, lambda: FormUse.objects.filter(key=key).exists()) is False


def test_two_officers_answer_at_once_and_one_is_told_why_not(cast: Cast) -> None:
    for number in range(4):
        entry = ask(cast, f"2026-03-09 10:0{number}")
        came = at_once(
            lambda entry=entry: do(cast, entry, "dot", "answer", "2026-03-10 10:00", **ANSWER),
            lambda entry=entry: do(
                cast, entry, "tess", "answer", "2026-03-10 10:00", **{**ANSWER, "answer": "On Monday."}
            ),
        )
        assert sorted(type(one).__name__ for one in came) == ["Entry", "NotOpen"]
        refused = next(one for one in came if isinstance(one, NotOpen))
        assert refused.reason == "This cannot be done while the matter is closed."
        assert steps(cast, entry) == ["ask", "answer"]


def test_ten_notes_at_once_are_ten_entries_in_one_chain(cast: Cast) -> None:
    from comity.matters.verify import verify

    entry = ask(cast)
    notes = [
        lambda number=number: do(cast, entry, "dot", "note", "2026-03-10 10:00", words=f"Note {number}.")
        for number in range(6)
    ]
    assert all(isinstance(one, Entry) for one in at_once(*notes))
    assert steps(cast, entry) == ["ask", *["note"] * 6]
    assert look(cast, lambda: list(verify(cast.council))) == []
    assert look(cast, lambda: Matter.objects.get(pk=entry.matter_id).entries) == 7


def test_a_key_used_for_one_matter_does_nothing_in_another(cast: Cast) -> None:
    entry, other, key = ask(cast), ask(cast), secrets.token_hex(8)
    when, said = at("2026-03-09 11:00"), say("note", words="Hal knows more.")

    def note(asked: Entry) -> tuple[Entry, bool]:
        with within(cast.council, cast.dot):
            by, about = cast.acting("dot", when), Matter.objects.get(pk=asked.matter_id).reference
            take = lambda: ledger.take(asked.matter_id, "note", said, by=by, at=when)  # noqa: E731
            return forms.once(key, cast.dot, "note", said, take, about=about)

    assert note(entry)[1] is True
    with pytest.raises(forms.SaidOtherwise):
        note(other)
    assert steps(cast, other) == ["ask"]
