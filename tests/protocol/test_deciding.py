"""What a protocol answers, and what the law, a council's standards and the house add beneath it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.protocol import deciding, layers, packs, tables, vocabulary
from comity.protocol.deciding import decide
from comity.protocol.decision import Decision, Within
from comity.protocol.faults import ProtocolError
from comity.protocol.layers import Layers
from comity.protocol.packs import Pack
from comity.protocol.rules import Rule, from_mapping

WORDS = vocabulary.load()
QUESTIONS = sorted(WORDS.questions)


def planted(pack: Pack, *rules: Rule) -> Pack:
    """The pack with more rules, as a pack of its own."""
    return replace(pack, rules=(*pack.rules, *rules), digest=repr(rules))


def a_rule(question: str, when: Mapping[str, Any] | None = None, **says: Any) -> Rule:
    """A rule of the protocol."""
    holds = {"outcome": "allow", "cites": ["3[1]"], "because": "So it is.", "when": dict(when or {}), **says}
    return from_mapping(question, holds, WORDS)


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A question and some of its facts."""
    question = WORDS.questions[draw(st.sampled_from(QUESTIONS))]
    named = draw(st.lists(st.sampled_from(question.facts), unique=True)) if question.facts else []
    return question.name, {fact.name: draw(st.sampled_from(fact.values)) for fact in named}


def test_an_enquiry_is_answered_by_the_clause_that_says_so(sound: Pack, careful: Layers) -> None:
    answer = decide(sound, "enquiry.reply", {}, layers=careful)
    assert (answer.outcome, answer.by, answer.within) == ("require", ("officer",), Within("working_days", 5))
    assert (answer.layer, answer.cites, answer.pack, answer.edition) == (
        "protocol",
        ("1.1",),
        "sound",
        "2020-01",
    )


def test_facts_left_out_have_their_default(sound: Pack, careful: Layers) -> None:
    said_less = decide(sound, "concern.officer", {}, layers=careful)
    assert said_less.facts["about"] == "officer"
    assert said_less == decide(sound, "concern.officer", {"about": "officer", "stage": 1}, layers=careful)
    assert said_less.to == ("director",)


def test_the_rule_with_the_most_facts_wins(sound: Pack, careful: Layers) -> None:
    pack = planted(sound, a_rule("concern.officer", {"about": "director", "stage": 3}, because="Last."))
    assert (
        decide(pack, "concern.officer", {"about": "director", "stage": 2}, layers=careful).outcome == "refer"
    )
    assert (
        decide(pack, "concern.officer", {"about": "director", "stage": 3}, layers=careful).because == "Last."
    )


def test_silence_falls_to_the_house_and_says_so(sound: Pack, careful: Layers) -> None:
    answer = decide(sound, "notice.photo", {}, layers=careful)
    assert (answer.layer, answer.whose) == ("house", None)
    assert "The protocol does not say; this is Comity's safe default." in answer.sentence()


def test_two_rules_that_contradict_each_other_are_not_decided_between(sound: Pack, careful: Layers) -> None:
    pack = planted(sound, a_rule("enquiry.reply"))
    with pytest.raises(ProtocolError, match="two rules of equal weight"):
        decide(pack, "enquiry.reply", {}, layers=careful)


def test_nobody_answers_is_said_not_guessed(sound: Pack) -> None:
    nothing = layers.read(b"", b"", WORDS)
    with pytest.raises(ProtocolError, match="nothing answers"):
        decide(sound, "notice.photo", {}, layers=nothing)


@pytest.mark.parametrize(
    ("question", "facts", "says"),
    [
        ("enquiry.repyl", {}, 'Did you mean "enquiry.reply"?'),
        ("enquiry.overdue", {"stag": 1}, 'Did you mean "stage"?'),
        ("enquiry.overdue", {"stage": 7}, "Use 1 or 2."),
        ("enquiry.overdue", {"stage": True}, "cannot be true"),
        ("enquiry.overdue", {"stage": "1"}, 'cannot be "1"'),
        ("concern.officer", {"about": "diretor"}, 'Did you mean "director"?'),
        ("notice.photo", {"stage": 1}, "It takes no facts"),
        ("concern.officer", {"about": ["director"]}, "cannot be"),
    ],
)
def test_what_the_vocabulary_does_not_know_is_refused_with_a_hint(
    sound: Pack, careful: Layers, question: str, facts: dict[str, Any], says: str
) -> None:
    with pytest.raises(ProtocolError) as refused:
        decide(sound, question, facts, layers=careful)
    assert says in str(refused.value)


def test_a_law_that_overrides_stands_where_the_protocol_says_otherwise(sound: Pack, careful: Layers) -> None:
    pack = planted(sound, a_rule("role.dual"))
    answer = decide(pack, "role.dual", {"paid": True}, layers=careful)
    assert (answer.layer, answer.outcome) == ("law", "refuse")
    assert [(one.layer, one.outcome) for one in answer.beside] == [("protocol", "allow")]
    unpaid = decide(pack, "role.dual", {"paid": False}, layers=careful)
    assert (unpaid.layer, unpaid.beside) == ("protocol", ())


def test_where_protocol_and_overriding_law_agree_the_protocol_answers_with_the_law_beside(
    sound: Pack, careful: Layers
) -> None:
    answer = decide(
        planted(sound, a_rule("role.dual", outcome="refuse")), "role.dual", {"paid": True}, layers=careful
    )
    assert (answer.layer, answer.cites) == ("protocol", ("3[1]",))
    assert [one.cites for one in answer.beside] == [("Local Government Act 1972 s.116",)]


LAW = b"""
[["notice.photo"]]
outcome = "allow"
cites   = ["Old Act s.1"]
because = "The old law."
in_force_until = 2019-12-31
replaced_by = "New Act s.1"

[["notice.photo"]]
outcome = "require"
cites   = ["New Act s.1"]
because = "The new law."
in_force_from = 2020-01-01

[["notice.significant"]]
when    = { kind = "parish" }
outcome = "allow"
cites   = ["Parish Act s.1"]
because = "For parishes."

[["agenda.brief"]]
when    = { jurisdiction = ["england", "wales"] }
outcome = "allow"
cites   = ["Agenda Act s.1"]
because = "In both."
"""


@pytest.fixture(scope="module")
def dated(house_text: bytes) -> Layers:
    """Law with dates, and law for some councils only."""
    return layers.read(LAW, house_text, WORDS)


@pytest.mark.parametrize(
    ("on", "cites"),
    [
        (date(2019, 12, 31), "Old Act s.1"),
        (date(2020, 1, 1), "New Act s.1"),
        (date(1999, 1, 1), "Old Act s.1"),
        (None, "New Act s.1"),
    ],
)
def test_the_law_of_that_day_answers(sound: Pack, dated: Layers, on: date | None, cites: str) -> None:
    assert decide(sound, "notice.photo", {}, on=on, layers=dated).cites == (cites,)


def test_law_for_parishes_is_not_for_a_district(sound: Pack, dated: Layers) -> None:
    parish = replace(sound, about=replace(sound.about, kind="parish"), digest="parish")
    assert decide(sound, "notice.significant", {}, layers=dated).layer == "house"
    assert decide(parish, "notice.significant", {}, layers=dated).cites == ("Parish Act s.1",)


def test_the_law_of_england_is_not_the_law_of_wales_unless_it_says_so(sound: Pack, dated: Layers) -> None:
    welsh = replace(sound, about=replace(sound.about, jurisdiction="wales"), digest="wales")
    assert decide(welsh, "notice.photo", {}, layers=dated).layer == "house"
    assert decide(welsh, "agenda.brief", {}, layers=dated).cites == ("Agenda Act s.1",)


def test_a_councils_own_standard_stands_in_the_houses_place_and_says_whose_it_is(
    sound: Pack, careful: Layers
) -> None:
    own = layers.standard(
        "Sounding District Council",
        "notice.photo",
        {"outcome": "require", "within": {"hours": 24}, "because": "A day is enough."},
    )
    answer = decide(sound, "notice.photo", {}, standards=(own,), layers=careful)
    assert (answer.layer, answer.whose, answer.within) == (
        "house",
        "Sounding District Council",
        Within("hours", 24),
    )
    assert "this is Sounding District Council's own standard" in answer.sentence()
    beaten = layers.standard(
        "Sounding District Council", "enquiry.reply", {"outcome": "allow", "because": "No."}
    )
    assert decide(sound, "enquiry.reply", {}, standards=(beaten,), layers=careful).layer == "protocol"


def test_the_standard_given_last_stands(sound: Pack, careful: Layers) -> None:
    old, new = (
        layers.standard(
            "Us", "notice.photo", {"outcome": "require", "within": {"hours": n}, "because": "So."}
        )
        for n in (24, 12)
    )
    answer = decide(sound, "notice.photo", {}, standards=(old, new), layers=careful)
    assert answer.within == Within("hours", 12)


def test_a_ruling_binds_from_its_day_and_is_cited_like_a_clause(sound: Pack, careful: Layers) -> None:
    given = layers.ruling(
        "Ruling 2024/1",
        date(2024, 3, 1),
        "enquiry.reply",
        {"outcome": "require", "within": {"working_days": 3}, "cites": ["1.1"], "because": "Settled so."},
    )
    later = layers.ruling(
        "Ruling 2025/1", date(2025, 3, 1), "enquiry.reply", {"outcome": "allow", "because": "Settled again."}
    )

    def asked(on: date | None) -> Decision:
        return decide(sound, "enquiry.reply", {}, on=on, rulings=(later, given), layers=careful)

    assert asked(date(2024, 2, 29)).cites == ("1.1",)
    assert asked(date(2024, 3, 1)).cites == ("Ruling 2024/1", "1.1")
    assert asked(date(2024, 3, 1)).layer == "protocol"
    assert asked(date(2025, 3, 1)).because == asked(None).because == "Settled again."


def test_a_ruling_on_a_narrow_case_leaves_the_others_alone(sound: Pack, careful: Layers) -> None:
    given = layers.ruling(
        "Ruling 1",
        date(2024, 3, 1),
        "concern.officer",
        {
            "when": {"about": "director"},
            "outcome": "refer",
            "to": ["monitoring_officer"],
            "because": "Settled.",
        },
    )
    on = date(2024, 4, 1)
    director = decide(
        sound, "concern.officer", {"about": "director"}, on=on, rulings=(given,), layers=careful
    )
    officer = decide(sound, "concern.officer", {"about": "officer"}, on=on, rulings=(given,), layers=careful)
    assert (director.to, officer.to) == (("monitoring_officer",), ("director",))


def test_a_standard_that_is_not_of_the_vocabulary_is_refused() -> None:
    with pytest.raises(ProtocolError, match='"outcome" cannot be "alow"'):
        layers.standard("Us", "notice.photo", {"outcome": "alow", "because": "So."})


@settings(deadline=None)
@given(case=cases())
def test_the_same_question_always_has_the_same_answer(
    sound: Pack, careful: Layers, case: tuple[str, Any]
) -> None:
    question, facts = case
    fresh = deciding.Reading(sound, careful).answer(question, facts)
    assert decide(sound, question, facts, layers=careful) == fresh
    assert decide(sound, question, dict(reversed(facts.items())), layers=careful) == fresh


@settings(deadline=None)
@given(case=cases())
def test_a_decision_is_the_same_after_the_record_has_kept_it(
    sound: Pack, careful: Layers, case: tuple[str, Any]
) -> None:
    answer = decide(sound, *case, layers=careful)
    kept = Decision.from_json(json.loads(json.dumps(answer.as_json())))
    assert kept == answer
    assert list(kept.facts) == list(answer.facts)


@settings(deadline=None)
@given(case=cases(), other=cases(), data=st.data())
def test_a_rule_for_other_facts_never_changes_an_answer(
    sound: Pack, careful: Layers, case: tuple[str, Any], other: tuple[str, Any], data: st.DataObject
) -> None:
    question, facts = case
    before = decide(sound, question, facts, layers=careful)
    elsewhere = a_rule(*other, because="A rule for another case.")
    if other[0] == question and elsewhere.fits(before.facts):
        fact = data.draw(st.sampled_from(WORDS.questions[question].facts)) if before.facts else None
        if fact is None:
            return
        values = [value for value in fact.values if value != before.facts[fact.name]]
        elsewhere = a_rule(question, {**other[1], fact.name: data.draw(st.sampled_from(values))})
    assert decide(planted(sound, elsewhere), question, facts, layers=careful) == before


def test_one_question_read_alone_answers_as_the_whole_pack_does(
    files: dict[str, bytes], careful: Layers
) -> None:
    whole = packs.read(files, slug="sound")
    for question in WORDS.questions.values():
        cut = {**files, packs.PROVISIONS: tables.only(files[packs.PROVISIONS], question.name)}
        alone = packs.read(cut, slug="sound")
        assert {rule.question for rule in alone.rules} <= {question.name}
        assert [rule for rule in whole.rules if rule.question == question.name] == list(alone.rules)


def test_deciding_is_quick_enough_to_ask_at_every_step(sound: Pack, careful: Layers) -> None:
    facts = {"about": "director", "stage": 2}
    decide(sound, "concern.officer", facts, layers=careful)
    begun = time.process_time()
    for _ in range(2_000):
        decide(sound, "concern.officer", facts, layers=careful)
    assert time.process_time() - begun < 0.4, "fewer than 5,000 decisions a second"
