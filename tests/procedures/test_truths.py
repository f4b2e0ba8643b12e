"""What holds for every procedure there is, whatever happens in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

import comity.procedures
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import LEVELS, Audience, Field, Kind, Said
from comity.procedures.shape import Procedure, Relation, Step, Taker
from comity.procedures.state import ClockState, State
from comity.protocol import vocabulary

WORDS = vocabulary.load()
TAKERS = (
    Taker(frozenset({"handler"}), rank="officer", about="officer"),
    Taker(frozenset({"handler"}), senior=True, rank="director", about="director"),
    Taker(frozenset({"handler"}), rank="officer", about="member"),
)
ROUTES = {"enquiry.address", "enquiry.overdue", "concern.officer", "concern.member"}
RELATIONS = set(get_args(Relation))
SOURCES = sorted(Path(comity.procedures.__file__).parent.rglob("*.py"))
STEPS = [
    pytest.param(procedure, step, id=f"{procedure.name}-{step.name}")
    for procedure in PROCEDURES.values()
    for step in procedure.steps
]
each_procedure = pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=lambda p: p.name)
each_step = pytest.mark.parametrize(("procedure", "step"), STEPS)


def stages(procedure: Procedure) -> set[str]:
    """Every stage that a step stands at or leads to."""
    return {stage for step in procedure.steps for stage in (*step.at, step.to, *step.turns) if stage}


def said_at(step: Step) -> Iterator[Said]:
    """What can be said at a step, as far as choices go: each choice of each field, with and without."""
    yield Said()
    for one in step.says:
        for value in _values(one):
            yield Said({one.name: value})
    if len(choices := [one for one in step.says if one.kind in {"choice", "yes_no"}]) > 1:
        first, second = choices[:2]
        for value in _values(first):
            for other in _values(second):
                yield Said({first.name: value, second.name: other})


def _values(one: Field) -> tuple[object, ...]:
    if one.kind == "yes_no":
        return (True, False)
    return tuple(value for value, _ in one.choices)


def states(procedure: Procedure) -> Iterator[State]:
    """Matters as they may stand when a question is asked of the protocol."""
    yield from _concerns() if procedure.sealed else _enquiries()


def _concerns() -> Iterator[State]:
    yield State()
    for rung in range(4):
        known = {"rung": rung, "about": "officer", "nature": "conduct", "side": "officer"}
        yield State("heard", known)
        other = {"side": "member", "nature": "minor", "about": "member", "raised_by": "officer"}
        yield State("heard", known | other)


def _enquiries() -> Iterator[State]:
    at, due = "2026-03-09T10:00:00+00:00", "2026-03-16T17:00:00+00:00"
    for topic in ("operational", "strategic", "casework"):
        for kind in ("enquiry", "service_request", "complaint", "foi"):
            for renewed in range(5):
                yield State(
                    "waiting",
                    {"topic": topic, "kind": kind, "received": at},
                    (ClockState("reply", 1, at, due, due, {}, renewed=renewed),),
                )
    for rungs in range(4):
        climbed = tuple(ClockState("rung", n + 1, due, due, due, {}) for n in range(rungs))
        reply = ClockState("reply", 1, at, due, due, {})
        yield State("waiting", {"topic": "operational", "late": True}, (reply, *climbed))


@each_procedure
def test_every_stage_has_a_name_and_every_name_a_stage(procedure: Procedure) -> None:
    assert stages(procedure) == set(procedure.stage_names)
    assert procedure.open_stages < stages(procedure)
    assert set(procedure.waits_for) <= procedure.open_stages


@each_procedure
def test_every_stage_can_be_reached_and_every_open_one_left(procedure: Procedure) -> None:
    reached = {stage for step in procedure.steps if step.opens() for stage in (step.to, *step.turns)}
    while further := {s.to for s in procedure.steps if s.to and s.at & reached} - reached:
        reached |= further
    assert reached == stages(procedure)
    for stage in procedure.open_stages:
        ways = [s for s in procedure.steps if stage in s.at and s.to and s.to != stage]
        assert any(step.who != frozenset({"system"}) for step in ways), stage
        assert any(step.to not in procedure.open_stages for step in ways), stage


@each_procedure
def test_somebody_is_waited_for_at_every_open_stage_and_can_do_something(procedure: Procedure) -> None:
    for stage in procedure.open_stages:
        for relation in procedure.waits_for[stage]:
            assert any(stage in s.at and relation in s.who for s in procedure.steps), (stage, relation)


@each_procedure
def test_steps_have_names_of_their_own_and_can_be_found_by_them(procedure: Procedure) -> None:
    names = [step.name for step in procedure.steps]
    assert len(set(names)) == len(names)
    assert [procedure.step(name).name for name in names] == names
    with pytest.raises(KeyError, match="it has"):
        procedure.step("conjure")


@each_step
def test_a_step_says_what_it_is_and_what_was_done(procedure: Procedure, step: Step) -> None:
    assert re.fullmatch(r"[A-Z].*[^.]", step.title)
    assert re.fullmatch(r"[a-z].*[^.]", step.done)
    assert re.fullmatch(r"[a-z_]{2,40}", step.name)
    assert f"Cllr Example {step.done}." == f"Cllr Example {step.done}.".strip()


@each_step
def test_a_step_is_for_somebody_and_tells_people_there_can_be(procedure: Procedure, step: Step) -> None:
    assert step.who
    assert step.who | set(step.tells) <= RELATIONS
    assert procedure.listed(step.who)
    assert "system" not in step.tells
    assert len(set(step.tells)) == len(step.tells)
    if step.adds:
        assert step.adds in RELATIONS


@each_step
def test_a_step_that_moves_people_by_the_protocol_asks_it_first(procedure: Procedure, step: Step) -> None:
    if step.moves in {"route", "aside", "onward"}:
        assert step.adds
        assert step.asks
        assert step.asks[0].question in ROUTES
    if step.moves == "post":
        assert step.adds
        assert any(one.kind == "post" for one in step.says)


@each_step
def test_every_question_is_in_the_vocabulary_and_every_fact_is_supplied(
    procedure: Procedure, step: Step
) -> None:
    for asked in step.asks:
        question = WORDS.question(asked.question)
        assert asked.gate <= set(WORDS.outcomes)
        raised, hangs = 0, False
        for state in (State(),) if step.opens() else states(procedure):
            for said in said_at(step):
                for taker in TAKERS:
                    if step.opens() and not {"topic", "nature"} & set(said.facts):
                        continue
                    if procedure.sealed and step.opens() and taker.about not in question.fact("about").values:
                        continue
                    if asked.question == "casework.disclose" and "personal" not in said.facts:
                        continue
                    facts = asked.facts(state, said, taker)
                    if facts is None:
                        continue
                    raised += 1
                    other = asked.facts(state, said, replace(taker, senior=not taker.senior))
                    hangs = hangs or other != facts
                    assert set(facts) == {fact.name for fact in question.facts}
                    assert question.complete(facts)
        assert raised, f"{asked.question} never arises"
        assert hangs == asked.by_rank, f"{asked.question} and whether whoever asks is senior"


@each_step
def test_a_clock_that_takes_its_time_from_a_question_asks_it(procedure: Procedure, step: Step) -> None:
    targets = WORDS.question("clock.target").fact("clock").values
    asked = {one.question for one in step.asks}
    for act in step.clocks:
        if act.act in {"start", "renew"}:
            assert act.question in asked if act.question else act.target in targets
            assert act.by_law or (act.target or act.clock) in targets
        if act.act == "renew":
            assert {one.kind for one in step.says if one.name == act.date_field} == {"date"}


@each_procedure
def test_every_clock_that_starts_is_stopped_or_runs_out_and_none_is_forgotten(procedure: Procedure) -> None:
    acts = {(act.clock, act.act) for step in procedure.steps for act in step.clocks}
    started = {clock for clock, act in acts if act == "start"}
    assert {clock for clock, _ in acts} == started
    for clock in started:
        assert (clock, "stop") in acts
        assert clock in procedure.runs_out
        assert procedure.step(procedure.runs_out[clock].step).who == {"system"}
    assert set(procedure.counts) <= started
    assert {clock for clock, act in acts if act == "pause"} == {c for c, act in acts if act == "resume"}
    assert {clock for clock, act in acts if act == "recount"} == started


@each_procedure
def test_what_runs_out_sets_the_fact_by_which_it_is_known(procedure: Procedure) -> None:
    for clock, out in procedure.runs_out.items():
        step = procedure.step(out.step)
        assert step.sets is not None
        assert out.fact in step.sets(State(), Said()), clock
        assert not step.says


@each_procedure
def test_whatever_closes_a_matter_stops_every_clock_but_the_time_to_come_back(procedure: Procedure) -> None:
    started = {act.clock for step in procedure.steps for act in step.clocks if act.act == "start"}
    closing = [s for s in procedure.steps if s.to and s.to not in procedure.open_stages]
    after = {act.clock for step in closing for act in step.clocks if act.act == "start"}
    for step in procedure.steps:
        if step.to and step.to not in procedure.open_stages:
            stopped = {act.clock for act in step.clocks if act.act == "stop" and act.only is None}
            assert stopped == started - after, step.name


@each_step
def test_fields_are_of_known_kinds_and_ask_a_thing_once(procedure: Procedure, step: Step) -> None:
    seen: dict[str, Field] = {}
    for one in step.says:
        assert one.kind in get_args(Kind)
        assert one.name not in seen
        assert one.label
        assert not one.label.endswith(".")
        assert bool(one.choices) == (one.kind == "choice")
        assert len({value for value, _ in one.choices}) == len(one.choices)
        assert one.audience is None or one.audience in get_args(Audience)
        assert re.fullmatch(r"[a-z_]+", one.name)
        for name, values in one.when:
            assert name in seen, f"{one.name} depends on {name}, which is not asked before it"
            assert set(values) <= set(_values(seen[name]))
        seen[one.name] = one


@each_step
def test_an_entry_is_for_an_audience_there_is(procedure: Procedure, step: Step) -> None:
    for state in states(procedure):
        for said in said_at(step):
            assert step.level(state, said) in LEVELS.values()


def test_a_procedure_holds_no_days_no_posts_and_no_addresses() -> None:
    """Those are the protocol's: a number of days, the name of a post, an address."""
    posts = set(WORDS.posts)
    relations = {"officer", "member", "constituent"}  # words for who has to do with the matter itself
    for source in SOURCES:
        tree = ast.parse(source.read_text())
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant):
                continue
            if isinstance(node.value, str):
                assert "@" not in node.value, (source.name, node.value)
                assert "http" not in node.value, (source.name, node.value)
                assert not re.search(r"\b\d+ (?:working |clear )?(?:day|hour|week)s?\b", node.value), (
                    node.value
                )
                if source.parent.name == "enquiry" and node.value != "senior_officer":
                    assert node.value not in posts - relations, (source.name, node.value)
            if (
                isinstance(node.value, int)
                and not isinstance(node.value, bool)
                and source.parent.name == "enquiry"
            ):
                assert node.value in {0, 1, 2, 3}, (source.name, node.value)
        names = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        assert "timedelta" not in names, source.name
        assert not [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}
        ], source.name
