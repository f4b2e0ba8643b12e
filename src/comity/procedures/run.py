"""Taking a step, worked out purely: what the protocol answers, what follows, and who is told.

The ledger supplies the world (decisions, calendar, who holds which post); nothing here reads a
clock or a database, so that a whole story runs in milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from comity.procedures.fields import LEVELS, Said, Unheard
from comity.procedures.shape import ClockAct, Procedure, Relation, Step, Taker, listed, refusal
from comity.procedures.state import ClockState, State, fold
from comity.protocol.calendars import Receipt
from comity.protocol.decision import Decision


class NotOpen(Exception):
    """This step may not be taken now; says why, with the Decision where the protocol says so."""

    def __init__(self, reason: str, decision: Decision | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.decision = decision


@dataclass(frozen=True, slots=True)
class Route:
    """Where the protocol's posts lead today: keys of those who act, and the vacant ones passed over."""

    keys: tuple[str, ...]
    passed_over: tuple[str, ...] = ()


class World(Protocol):
    """What a step needs to know from outside: the protocol, the calendar, and who is who."""

    def decide(self, question: str, facts: Mapping[str, object]) -> Decision:
        """The protocol's answer today."""

    def due(self, received: datetime, answers: Sequence[Decision], calendar: str) -> Receipt:
        """The deadline that the last of these answers gives; all of them are the receipt's sources."""

    def until(self, received: datetime, day: str, answers: Sequence[Decision]) -> Receipt:
        """A deadline at the end of a day that somebody promised, as a receipt."""

    def resumed(self, receipt: Mapping[str, Any], since: datetime, until: datetime, calendar: str) -> Receipt:
        """The same deadline, moved by the time that the clock stood still."""

    def recounted(self, receipt: Mapping[str, Any], calendar: str) -> Receipt:
        """The same deadline by the calendar as it is now."""

    def reminder(self, receipt: Receipt) -> datetime | None:
        """When those who handle the matter are reminded of a deadline; None where there is no time left."""

    def route(self, decision: Decision, state: State, said: Said) -> Route:
        """Who holds the posts a Decision names, for this matter."""

    def shared_with(self, state: State, said: Said) -> tuple[str, ...]:
        """The keys of those with whom the Member shares the matter."""

    def standing(self) -> tuple[tuple[Relation, str], ...]:
        """Who is a party from the beginning: the Member, their support staff, democratic services."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: what it does to the matter, what was decided, and who is to be told."""

    state: State
    effects: Mapping[str, Any]
    decisions: tuple[Decision, ...]
    tells: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A step that somebody wants to take: what they said, who they are to the matter, and when.

    `happened` is when it was said (for something logged afterwards), `at` when it is recorded.
    """

    step: Step
    said: Said
    taker: Taker
    at: datetime
    happened: datetime


def take(procedure: Procedure, state: State, attempt: Attempt, world: World) -> Taken:
    """Work out what taking a step does.

    Raises NotOpen, with the reason, where it may not be taken; Unheard where a date does not fit.
    """
    step = attempt.step
    reason = _opening(attempt) if step.opens() else refusal(step, state, attempt.taker.relations, procedure)
    if reason:
        raise NotOpen(reason)
    decisions = _ask(attempt, state, world)
    facts = dict(step.sets(state, attempt.said)) if step.sets else {}
    ahead = fold([(step.name, {"facts": facts})], state)
    clocks, timed = _clocks(attempt, state, ahead, decisions, world)
    effects: dict[str, Any] = {
        "stage": step.to,
        "facts": facts,
        "clocks": clocks,
        "parties": _parties(attempt, ahead, decisions, world),
    }
    return Taken(fold([(step.name, effects)], state), effects, (*decisions, *timed), step.tells)


def _opening(attempt: Attempt) -> str | None:
    who = attempt.step.who
    return None if who & attempt.taker.relations else f"Only {listed(who)} can do this."


def _ask(attempt: Attempt, state: State, world: World) -> tuple[Decision, ...]:
    answers = []
    for asked in attempt.step.asks:
        facts = asked.facts(state, attempt.said, attempt.taker)
        if facts is None:
            continue
        decision = world.decide(asked.question, facts)
        if asked.gate and decision.outcome not in asked.gate:
            raise NotOpen(decision.because, decision)
        answers.append(decision)
    return tuple(answers)


def _clocks(
    attempt: Attempt, before: State, ahead: State, decisions: Sequence[Decision], world: World
) -> tuple[list[dict[str, Any]], list[Decision]]:
    """What the step does to the clocks, and the `clock.target` answers it took."""
    lines: list[dict[str, Any]] = []
    targets: list[Decision] = []
    for act in attempt.step.clocks:
        if act.only and not act.only(before, attempt.said):
            continue
        if act.act not in {"start", "renew"}:
            lines += _go_on(act, ahead, world, attempt.at)
            continue
        answers = [d for d in decisions if d.question == act.question]
        if not answers or answers[-1].within is None:
            targets.append(world.decide("clock.target", {"clock": act.target or act.clock}))
            answers.append(targets[-1])
        begin = _start if act.act == "start" else _renew
        lines += begin(act, ahead, answers, world, attempt)
    return lines, targets


def _start(
    act: ClockAct, state: State, answers: Sequence[Decision], world: World, attempt: Attempt
) -> list[dict[str, Any]]:
    clock = state.clock(act.clock)
    opened = state.facts.get("received")
    from_opening = act.from_opening and isinstance(opened, str)
    received = datetime.fromisoformat(str(opened)) if from_opening else attempt.happened
    receipt = world.due(received, answers, act.calendar)
    number = clock.round + 1 if clock else 1
    line = {"clock": act.clock, "round": number, "act": "start", "at": received.isoformat()}
    return [line | _dates(receipt, act, world)]


def _renew(
    act: ClockAct, state: State, answers: Sequence[Decision], world: World, attempt: Attempt
) -> list[dict[str, Any]]:
    clock = state.clock(act.clock)
    if clock is None or clock.stopped is not None:
        return []
    furthest = world.due(attempt.at, answers, act.calendar)
    promised = world.until(attempt.at, str(attempt.said.get(act.date_field)), answers)
    if furthest.due is not None and promised.due is not None and promised.due > furthest.due:
        latest = f"The new date may be no later than {furthest.due:%-d %B %Y}."
        raise Unheard({act.date_field: f"{latest} {answers[-1].because}"})
    return [_line(act, clock, attempt.at) | _dates(promised, act, world)]


def _go_on(act: ClockAct, state: State, world: World, at: datetime) -> list[dict[str, Any]]:
    """Stop, pause, resume or recount a clock that runs; nothing where it does not."""
    clock = state.clock(act.clock)
    if clock is None or clock.stopped is not None:
        return []
    if act.act == "stop":
        return [_line(act, clock, at)]
    if act.act == "pause":
        return [] if clock.paused else [_line(act, clock, at)]
    if act.act == "recount":
        receipt = world.recounted(clock.receipt, act.calendar)
        moved = receipt.due is not None and receipt.due.isoformat() != clock.due
        return [_line(act, clock, at) | _dates(receipt, act, world)] if moved else []
    if clock.paused is None:
        return []
    receipt = world.resumed(clock.receipt, datetime.fromisoformat(clock.paused), at, act.calendar)
    return [_line(act, clock, at) | _dates(receipt, act, world)]


def _line(act: ClockAct, clock: ClockState, at: datetime) -> dict[str, Any]:
    return {"clock": clock.clock, "round": clock.round, "act": act.act, "at": at.isoformat()}


def _dates(receipt: Receipt, act: ClockAct, world: World) -> dict[str, Any]:
    dates: dict[str, Any] = {
        "due": receipt.due.isoformat() if receipt.due else None,
        "receipt": receipt.as_json(),
    }
    reminder = world.reminder(receipt) if act.reminds else None
    return dates | ({"reminder": reminder.isoformat()} if reminder else {})


def _parties(
    attempt: Attempt, ahead: State, decisions: tuple[Decision, ...], world: World
) -> list[dict[str, Any]]:
    step, said = attempt.step, attempt.said
    acts: list[dict[str, Any]] = []
    if step.opens():
        acts += [_joins(relation, key) for relation, key in world.standing()]
    if step.opens() or step.moves == "share":
        acts += [] if step.opens() else [{"act": "end", "relation": "shared"}]
        acts += [_joins("shared", key) for key in world.shared_with(ahead, said)]
    if step.adds and step.moves in {"route", "post"}:
        routed = step.moves == "route"
        keys = world.route(decisions[0], ahead, said).keys if routed else (f"post:{said.get('post')}",)
        acts += [{"act": "end", "relation": "handler"}] if step.adds == "handler" and not step.opens() else []
        acts += [_joins(step.adds, key) for key in keys]
    return acts


def _joins(relation: Relation, key: str) -> dict[str, Any]:
    return {"act": "add", "relation": relation, "key": key, "level": _LEVEL[relation]}


_LEVEL: Mapping[Relation, int] = {
    "asker": LEVELS["asker"],
    "support": LEVELS["asker"],
    "handler": LEVELS["handling"],
    "rung": LEVELS["handling"],
    "triage": LEVELS["handling"],
    "shared": LEVELS["shared"],
}
