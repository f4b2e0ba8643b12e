"""What a step does to the clocks: starts, stops and pauses them, and asks how long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from comity.procedures.fields import Unheard
from comity.procedures.shape import ClockAct
from comity.procedures.state import ClockState, State
from comity.procedures.world import Attempt, World
from comity.protocol.calendars import Receipt
from comity.protocol.decision import Decision


def clocks(
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
