"""Taking a step, worked out purely: what the protocol answers, what follows, and who is told.

The ledger supplies the world (decisions, calendar, who holds which post); nothing here reads a
clock or a database, so that a whole story runs in milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from comity.procedures.fields import Said, Unheard
from comity.procedures.shape import LEVELS, ClockAct, Procedure, Relation, Step, Taker, refusal
from comity.procedures.state import ClockState, State, fold
from comity.protocol.calendars import Receipt
from comity.protocol.decision import Decision


class NotOpen(Exception):
    """This step may not be taken now; says why in a sentence, with the Decision where the protocol says so."""

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
        """The deadline that the last of these answers gives, with the receipt; all of them are its sources."""

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


def take(
    procedure: Procedure,
    state: State,
    step: Step,
    said: Said,
    taker: Taker,
    world: World,
    *,
    at: datetime,
    happened: datetime,
) -> Taken:
    """Work out what taking this step does, at the moment given.

    `happened` is when it was said (for something logged afterwards), `at` when it is recorded.
    Raises NotOpen, with the reason, where the step may not be taken; Unheard where a date does not fit.
    """
    reason = refusal(step, state, taker.relations, procedure) if not step.opens() else _opening(step, taker)
    if reason:
        raise NotOpen(reason)
    decisions = _ask(step, state, said, taker, world)
    ahead = fold([(step.name, {"facts": _facts(step, state, said)})], state)
    clocks, timed = _clocks(step, state, ahead, said, decisions, world, at=at, happened=happened)
    effects: dict[str, Any] = {
        "stage": step.to,
        "facts": _facts(step, state, said),
        "clocks": clocks,
        "parties": _parties(step, ahead, said, decisions, world),
    }
    return Taken(fold([(step.name, effects)], state), effects, (*decisions, *timed), step.tells)


def _opening(step: Step, taker: Taker) -> str | None:
    return None if step.who & taker.relations else refusal(step, State(), taker.relations, _NOWHERE)


_NOWHERE = Procedure("", "", 0, (), frozenset(), {})


def _ask(step: Step, state: State, said: Said, taker: Taker, world: World) -> tuple[Decision, ...]:
    answers = []
    for asked in step.asks:
        facts = asked.facts(state, said, taker)
        if facts is None:
            continue
        decision = world.decide(asked.question, facts)
        if asked.gate and decision.outcome not in asked.gate:
            raise NotOpen(decision.because, decision)
        answers.append(decision)
    return tuple(answers)


def _facts(step: Step, state: State, said: Said) -> dict[str, object]:
    return dict(step.sets(state, said)) if step.sets else {}


def _clocks(
    step: Step,
    before: State,
    ahead: State,
    said: Said,
    decisions: Sequence[Decision],
    world: World,
    *,
    at: datetime,
    happened: datetime,
) -> tuple[list[dict[str, Any]], list[Decision]]:
    """What the step does to the clocks, and the `clock.target` answers it took."""
    lines: list[dict[str, Any]] = []
    targets: list[Decision] = []
    for act in step.clocks:
        if act.only and not act.only(before, said):
            continue
        if act.act in {"start", "renew"}:
            answers = [d for d in decisions if d.question == act.question]
            if not answers or answers[-1].within is None:
                targets.append(world.decide("clock.target", {"clock": act.target or act.clock}))
                answers.append(targets[-1])
            begin = act.act == "start"
            lines += (
                _start(act, ahead, answers, world, happened)
                if begin
                else _renew(act, ahead, said, answers, world, at)
            )
        else:
            lines += _go_on(act, ahead, world, at)
    return lines, targets


def _start(
    act: ClockAct, state: State, answers: Sequence[Decision], world: World, happened: datetime
) -> list[dict[str, Any]]:
    clock = state.clock(act.clock)
    opened = state.facts.get("received")
    received = datetime.fromisoformat(opened) if act.from_opening and isinstance(opened, str) else happened
    receipt = world.due(received, answers, act.calendar)
    line = {
        "clock": act.clock,
        "round": clock.round + 1 if clock else 1,
        "act": "start",
        "at": received.isoformat(),
    }
    return [line | _dates(receipt, act, world)]


def _renew(
    act: ClockAct, state: State, said: Said, answers: Sequence[Decision], world: World, at: datetime
) -> list[dict[str, Any]]:
    clock = state.clock(act.clock)
    if clock is None or clock.stopped is not None:
        return []
    furthest = world.due(at, answers, act.calendar)
    promised = world.until(at, str(said.get(act.date_field)), answers)
    if furthest.due is not None and promised.due is not None:
        if promised.due > furthest.due:
            latest = f"{furthest.due:%-d %B %Y}"
            raise Unheard(
                {act.date_field: f"The new date may be no later than {latest}. {answers[-1].because}"}
            )
        if promised.due <= at:
            raise Unheard({act.date_field: "The new date must lie ahead."})
    return [_line(act, clock, at) | _dates(promised, act, world)]


def _go_on(act: ClockAct, state: State, world: World, at: datetime) -> list[dict[str, Any]]:
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
    step: Step, ahead: State, said: Said, decisions: tuple[Decision, ...], world: World
) -> list[dict[str, Any]]:
    acts: list[dict[str, Any]] = []
    if step.opens():
        acts += [_joins(relation, key) for relation, key in world.standing()]
    if step.moves == "share" or step.opens():
        acts += [{"act": "end", "relation": "shared"}] if not step.opens() else []
        acts += [_joins("shared", key) for key in world.shared_with(ahead, said)]
    if step.moves in {"route", "post"} and step.adds:
        keys = (
            world.route(decisions[0], ahead, said).keys
            if step.moves == "route"
            else (f"post:{said.get('post')}",)
        )
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
