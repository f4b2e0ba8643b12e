"""Taking a step, worked out purely: what the protocol answers, what follows, and who is told.

The ledger supplies the world (decisions, calendar, who holds which post); nothing here reads a
clock or a database, so that a whole story runs in milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from comity.procedures import joining, timing
from comity.procedures.fields import Said, Unheard
from comity.procedures.shape import Asked, Procedure, Relation, Step, Taker, refusal
from comity.procedures.state import State, fold
from comity.procedures.world import Attempt, World
from comity.protocol.decision import Decision


class NotOpen(Exception):
    """This step may not be taken now; says why, with the Decision where the protocol says so."""

    def __init__(self, reason: str, decision: Decision | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.decision = decision


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: what it does to the matter, what was decided, and who is to be told."""

    state: State
    effects: Mapping[str, Any]
    decisions: tuple[Decision, ...]
    tells: tuple[Relation, ...]


def take(procedure: Procedure, state: State, attempt: Attempt, world: World) -> Taken:
    """Work out what taking a step does.

    Raises NotOpen, with the reason, where it may not be taken; Unheard where a date does not fit.
    """
    step = attempt.step
    reason = (
        _opening(attempt, procedure)
        if step.opens()
        else refusal(step, state, attempt.taker.relations, procedure)
    )
    if reason:
        raise NotOpen(reason)
    wrong = step.faults(state, attempt.said) if step.faults else {}
    if wrong:
        raise Unheard(wrong)
    but = _left_out(attempt, state)
    decisions, passed, joined = _ask(attempt, state, world, but)
    facts = dict(step.sets(state, attempt.said)) if step.sets else {}
    if passed or joined:
        facts["rungs_passed"] = len(passed) + len(joined) + int(state.facts.get("rungs_passed") or 0)
    ahead = fold([(step.name, {"facts": facts})], state)
    ticks, timed = timing.clocks(attempt, state, ahead, decisions, world)
    stage = next((other for other, turn in step.turns.items() if turn(decisions)), step.to)
    effects: dict[str, Any] = {
        "stage": stage,
        "facts": facts,
        "clocks": ticks,
    }
    route = None
    if step.moves in {"route", "aside", "onward"}:
        route = world.route(decisions[0], ahead, attempt.said, but=but)
        if route.nobody:
            route = replace(route, keys=world.instead(ahead, but=but))
    effects["parties"] = joining.parties(attempt, ahead, route, world)
    opens = joining.opens(attempt, ahead, effects["parties"])
    if opens:
        effects["opens"] = opens
    vacant = (*(post for decision in passed for post in decision.to), *(route.passed_over if route else ()))
    if vacant:
        effects["passed_over"] = list(dict.fromkeys(vacant))
    if joined:
        effects["joined"] = [post for decision in joined for post in decision.to]
    answers = (*decisions, *passed, *joined, *timed)
    return Taken(fold([(step.name, effects)], state), effects, answers, step.tells)


def _opening(attempt: Attempt, procedure: Procedure) -> str | None:
    who = attempt.step.who
    return None if who & attempt.taker.relations else f"Only {procedure.listed(who)} can do this."


def _left_out(attempt: Attempt, state: State) -> frozenset[str]:
    """Keys of those to whom the protocol does not send it again: who steps aside, who has it already."""
    if attempt.step.moves == "aside":
        return attempt.taker.keys
    if attempt.step.moves == "onward":
        return frozenset(p.key for p in (*state.present("handler"), *state.present("rung")))
    return frozenset()


def _ask(
    attempt: Attempt, state: State, world: World, but: frozenset[str]
) -> tuple[tuple[Decision, ...], tuple[Decision, ...], tuple[Decision, ...]]:
    """What the protocol answers to each question of the step.

    And the answers with nobody behind them, and those further on with nobody new behind them.
    """
    answers: list[Decision] = []
    passed: list[Decision] = []
    joined: list[Decision] = []
    for asked in attempt.step.asks:
        facts = asked.facts(state, attempt.said, attempt.taker)
        if facts is None:
            continue
        decision = world.decide(asked.question, facts)
        while asked.onward and (further := asked.onward(facts)) is not None:
            if not world.route(decision, state, attempt.said, but=but).nobody:
                break
            passed.append(decision)
            facts, decision = further, world.decide(asked.question, further)
        if asked.gate and not _open(asked.gate, decision, attempt.taker, state, world):
            raise NotOpen(decision.because, decision)
        answers.append(decision)
        joined += _joined(asked, decision, facts, state, world) if asked.joins else []
    return tuple(answers), tuple(passed), tuple(joined)


def _joined(
    asked: Asked, decision: Decision, facts: Mapping[str, object], state: State, world: World
) -> list[Decision]:
    """The answers further on that lead only to people to whom this one leads already."""
    found: list[Decision] = []
    there = world.route(decision, state, Said()).people
    while there and asked.onward and (further := asked.onward(facts)) is not None:
        facts, above = further, world.decide(asked.question, further)
        people = world.route(above, state, Said()).people
        if not people or not people <= there:
            break
        found.append(above)
    return found


def _open(gate: frozenset[str], decision: Decision, taker: Taker, state: State, world: World) -> bool:
    """Whether the answer lets the step be taken: by its outcome, or because it refers to whoever takes it."""
    if decision.outcome in gate:
        return True
    if decision.outcome != "refer":
        return False
    route = world.route(decision, state, Said())
    return not route.nobody and bool(taker.keys & set(route.keys))


def shut(step: Step, state: State, taker: Taker, world: World) -> str | None:
    """Why the protocol does not let somebody take a step, as far as that is known beforehand."""
    for asked in step.asks:
        facts = asked.facts(state, Said(), taker) if asked.gate and asked.beforehand else None
        if facts is None:
            continue
        decision = world.decide(asked.question, facts)
        if not _open(asked.gate, decision, taker, state, world):
            return decision.because
    return None
