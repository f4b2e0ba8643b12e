"""What is typed into a form: taken as it is, or refused in words, and nothing is lost on the way."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import LONGEST, PROSE, Field, Kind, Said, Unheard, hear

ENQUIRY = PROCEDURES["enquiry"]
ALL_STEPS = [step for procedure in PROCEDURES.values() for step in procedure.steps]
QUESTION = {
    "topic": "operational",
    "title": "Street lamp",
    "question": "When will it be mended?",
    "share": "nobody",
    "emergency": "no",
}


def one(kind: str, **more: object) -> tuple[Field, ...]:
    choices = (("red", "Red"), ("blue", "Blue")) if kind == "choice" else ()
    return (Field("it", "The thing", kind, choices=choices, **more),)  # type: ignore[arg-type]


def wrong(fields: tuple[Field, ...], raw: dict[str, object]) -> dict[str, str]:
    with pytest.raises(Unheard) as no:
        hear(fields, raw)
    return no.value.errors


def test_a_question_nobody_asked_is_refused_by_name() -> None:
    errors = wrong(ENQUIRY.step("ask").says, {**QUESTION, "outcome": "answered"})
    assert set(errors) == {"outcome"}
    assert "no question called “outcome”" in errors["outcome"]


def test_every_wrong_field_is_named_at_once() -> None:
    errors = wrong(ENQUIRY.step("ask").says, {"topic": "gossip", "emergency": "perhaps"})
    assert set(errors) == {"topic", "title", "question", "share", "emergency"}


def test_casework_asks_its_own_questions_and_other_topics_do_not() -> None:
    errors = wrong(ENQUIRY.step("ask").says, {**QUESTION, "topic": "casework"})
    assert set(errors) == {
        "constituent",
        "lives_in_members_ward",
        "says_represents_them",
        "necessary_for_complaint",
    }
    said = hear(ENQUIRY.step("ask").says, {**QUESTION, "constituent": "Dora Example"})
    assert "constituent" not in said.prose


def test_an_emergency_takes_a_reason() -> None:
    assert set(wrong(ENQUIRY.step("ask").says, {**QUESTION, "emergency": "yes"})) == {"emergency_reason"}
    said = hear(ENQUIRY.step("ask").says, {**QUESTION, "emergency": "yes", "emergency_reason": "Gas."})
    assert (said.facts["emergency"], said.prose["emergency_reason"]) == (True, "Gas.")


def test_prose_and_names_are_kept_apart_from_the_chain_and_facts_in_it() -> None:
    said = hear(ENQUIRY.step("ask").says, {**QUESTION, "ward": "3"})
    assert set(said.prose) == {"title", "question"}
    assert said.facts == {"topic": "operational", "ward": 3, "share": "nobody", "emergency": False}
    assert said.get("title") == "Street lamp"
    assert said.get("service") is None


@pytest.mark.parametrize("kind", sorted(LONGEST))
def test_so_many_characters_fit_and_not_one_more(kind: str) -> None:
    longest = LONGEST[kind]
    assert hear(one(kind), {"it": "a" * longest}).prose["it"] == "a" * longest
    assert f"{longest + 1:,}" in wrong(one(kind), {"it": "a" * (longest + 1)})["it"]


def test_a_line_is_one_line_and_prose_keeps_its_lines() -> None:
    assert "one line" in wrong(one("line"), {"it": "first\nsecond"})["it"]
    assert hear(one("prose"), {"it": "  first\r\n\r\nsecond \n"}).prose["it"] == "first\n\nsecond"


@pytest.mark.parametrize("typed", ["", "   ", "\n", None])
@pytest.mark.parametrize("kind", get_args(Kind))
def test_what_is_left_empty_is_asked_again_or_left_out(kind: str, typed: object) -> None:
    assert "The thing" in wrong(one(kind), {"it": typed})["it"]
    assert hear(one(kind, required=False), {"it": typed}) == Said()


@pytest.mark.parametrize("kind", sorted(PROSE))
def test_a_sign_that_nothing_can_hold_is_nothing_said(kind: str) -> None:
    assert "The thing" in wrong(one(kind), {"it": "\x00"})["it"]
    assert hear(one(kind), {"it": "a\x00b"}).prose["it"] == "ab"


@pytest.mark.parametrize(
    ("kind", "typed", "taken"),
    [
        ("choice", "red", "red"),
        ("yes_no", "Yes", True),
        ("yes_no", "no", False),
        ("date", "2026-03-27", "2026-03-27"),
        ("moment", "2026-03-27T14:30+00:00", "2026-03-27T14:30:00+00:00"),
        ("ward", " 17 ", 17),
        ("members", ["9", "7", "9", ""], [7, 9]),
        ("members", "7", [7]),
    ],
)
def test_each_kind_is_taken_as_a_plain_value(kind: str, typed: object, taken: object) -> None:
    assert hear(one(kind), {"it": typed}).facts["it"] == taken


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("choice", "green"),
        ("yes_no", "maybe"),
        ("date", "2026-02-30"),
        ("date", "27 3 2026"),
        ("moment", "2026-03-27T14:30"),
        ("moment", "yesterday"),
        ("ward", "-1"),
        ("ward", "1; drop table"),
        ("ward", "٣"),
        ("post", "9" * 19),
        ("members", ["7", "x"]),
    ],
)
def test_each_kind_refuses_in_words_what_it_is_not(kind: str, typed: object) -> None:
    assert "The thing" in wrong(one(kind), {"it": typed})["it"]


@settings(deadline=None)
@given(st.sampled_from(get_args(Kind)), st.text(max_size=300), st.booleans())
def test_whatever_is_typed_is_taken_or_refused_in_a_sentence(kind: str, typed: str, required: bool) -> None:
    try:
        said = hear(one(kind, required=required), {"it": typed})
    except Unheard as no:
        assert set(no.errors) == {"it"}
        assert no.errors["it"].endswith(".")
    else:
        assert set(said.facts) | set(said.prose) <= {"it"}
        assert json.loads(json.dumps(said.facts)) == said.facts
        if kind in PROSE and said.prose:
            assert "\x00" not in said.prose["it"]


@settings(deadline=None)
@given(
    st.sampled_from(ALL_STEPS),
    st.dictionaries(
        st.text(max_size=12),
        st.one_of(st.text(max_size=40), st.lists(st.text(max_size=6), max_size=3)),
        max_size=4,
    ),
    st.data(),
)
def test_any_form_with_anything_in_it_raises_nothing_else(step, odd, data) -> None:  # type: ignore[no-untyped-def]
    raw = {f.name: data.draw(st.one_of(st.none(), st.text(max_size=40)), f.name) for f in step.says} | odd
    try:
        said = hear(step.says, raw)
    except Unheard as no:
        assert no.errors
        assert all(no.errors.values())
    else:
        known = {f.name: f for f in step.says}
        assert set(raw) <= set(known)
        assert all(known[name].prose for name in said.prose)
        assert not any(known[name].prose for name in said.facts)


@settings(deadline=None)
@given(st.text(min_size=1, max_size=200).filter(lambda words: words.replace("\x00", "").strip()))
def test_no_word_of_a_question_is_lost(words: str) -> None:
    said = hear(ENQUIRY.step("ask").says, {**QUESTION, "question": words})
    assert said.prose["question"] == words.replace("\x00", "").replace("\r\n", "\n").strip()
