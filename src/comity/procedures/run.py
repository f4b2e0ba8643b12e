"""Taking a step, worked out purely: what the protocol answers, what follows, and who is told.

The ledger supplies the world (decisions, calendar, who holds which post); nothing here reads a
clock or a database, so that a whole story runs in milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from comity.procedures import joining
from comity.procedures.fields import Said, Unheard
from comity.procedures.shape import ClockAct, Procedure, Relation, Step, Taker, refusal
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
    """Where the protocol's posts lead today: keys of those who act, and the vacant ones passed over.

    `nobody` says that no post it names has a holder who may act.
    """

    keys: tuple[str, ...]
    passed_over: tuple[str, ...] = ()
    nobody: bool = False


class World(Protocol):
    """What a step needs to know from outside: the protocol, the calendar, and who is who."""

    def decide(self, question: str, facts: Mapping[str, object]) -> Decision:
        """The protocol's answer today."""

    def by_law(self, question: str, facts: Mapping[str, object]) -> Decision:
        """What the law answers today, whatever the protocol says."""

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

    def route(
        self, decision: Decision, state: State, said: Said, *, but: frozenset[str] = frozenset()
    ) -> Route:
        """Who holds the posts a Decision names, for this matter, leaving out these keys."""

    def shared_with(self, state: State, said: Said) -> tuple[str, ...]:
        """The keys of those with whom the Member shares the matter."""

    def instead(self, state: State) -> tuple[str, ...]:
        """Who takes it where no post that the protocol names has a holder: it is never lost."""

    def chosen(self, post: int) -> tuple[str, ...]:
        """The keys of whoever holds a post that somebody chose in a form."""

    def leader_of(self, state: State) -> Route:
        """Who leads the political group of the person concerned."""

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
    decisions, passed = _ask(attempt, state, world, but)
    facts = dict(step.sets(state, attempt.said)) if step.sets else {}
    if passed:
        facts["rungs_passed"] = len(passed) + int(state.facts.get("rungs_passed") or 0)
    ahead = fold([(step.name, {"facts": facts})], state)
    clocks, timed = _clocks(attempt, state, ahead, decisions, world)
    stage = next((other for other, turn in step.turns.items() if turn(decisions)), step.to)
    effects: dict[str, Any] = {
        "stage": stage,
        "facts": facts,
        "clocks": clocks,
    }
    route = None
    if step.moves in {"route", "aside", "onward"}:
        route = world.route(decisions[0], ahead, attempt.said, but=but)
        if route.nobody:
            route = replace(route, keys=world.instead(ahead))
    effects["parties"] = joining.parties(attempt, ahead, route, world)
    opens = joining.opens(attempt, ahead, effects["parties"])
    if opens:
        effects["opens"] = opens
    vacant = (*(post for decision in passed for post in decision.to), *(route.passed_over if route else ()))
    if vacant:
        effects["passed_over"] = list(dict.fromkeys(vacant))
    return Taken(fold([(step.name, effects)], state), effects, (*decisions, *passed, *timed), step.tells)


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
) -> tuple[tuple[Decision, ...], tuple[Decision, ...]]:
    """What the protocol answers to each question of the step, and the answers with nobody behind them."""
    answers: list[Decision] = []
    passed: list[Decision] = []
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
        if asked.gate and not _open(asked.gate, decision, attempt, state, world):
            raise NotOpen(decision.because, decision)
        answers.append(decision)
    return tuple(answers), tuple(passed)


def _open(gate: frozenset[str], decision: Decision, attempt: Attempt, state: State, world: World) -> bool:
    """Whether the answer lets the step be taken: by its outcome, or because it refers to whoever takes it."""
    if decision.outcome in gate:
        return True
    if decision.outcome != "refer":
        return False
    route = world.route(decision, state, attempt.said)
    return not route.nobody and bool(attempt.taker.keys & set(route.keys))


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
            by_law = act.by_law and answers
            targets.append(
                world.by_law(act.question, answers[-1].facts)
                if by_law
                else world.decide("clock.target", {"clock": act.target or act.clock})
            )
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
    stands = datetime.fromisoformat(clock.due) if clock.due else None
    if stands is not None and promised.due is not None and promised.due < stands:
        already = f"An answer is due by {stands:%-d %B %Y} already."
        raise Unheard({act.date_field: f"{already} A holding reply cannot bring it forward."})
    return [_line(act, clock, attempt.at) | _dates(promised, act, world)]


def _go_on(act: ClockAct, state: State, world: World, at: datetime) -> list[dict[str, Any]]:
    """Stop, pause, resume or recount a clock that runs; nothing where it does not."""
    clock = state.clock(act.clock)
    if clock is None or clock.stopped is not None:
        return []
    if act.act == "stop":
        return [*_given_back(act, clock, world, at), _line(act, clock, at)]
    if act.act == "pause":
        return [] if clock.paused else [_line(act, clock, at)]
    if act.act == "recount":
        receipt = world.recounted(clock.receipt, act.calendar)
        moved = receipt.due is not None and receipt.due.isoformat() != clock.due
        return [_line(act, clock, at) | _dates(receipt, act, world)] if moved else []
    return _given_back(act, clock, world, at)


def _given_back(act: ClockAct, clock: ClockState, world: World, at: datetime) -> list[dict[str, Any]]:
    """A clock that stands still goes on, its pause given back; nothing where it runs."""
    if clock.paused is None:
        return []
    receipt = world.resumed(clock.receipt, datetime.fromisoformat(clock.paused), at, act.calendar)
    return [_line(act, clock, at) | {"act": "resume"} | _dates(receipt, act, world)]


def _line(act: ClockAct, clock: ClockState, at: datetime) -> dict[str, Any]:
    return {"clock": clock.clock, "round": clock.round, "act": act.act, "at": at.isoformat()}


def _dates(receipt: Receipt, act: ClockAct, world: World) -> dict[str, Any]:
    dates: dict[str, Any] = {
        "due": receipt.due.isoformat() if receipt.due else None,
        "receipt": receipt.as_json(),
    }
    reminder = world.reminder(receipt) if act.reminds else None
    return dates | ({"reminder": reminder.isoformat()} if reminder else {})
