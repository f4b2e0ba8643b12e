"""What happens to a concern by itself: nobody deals with it, or it is time to ask how somebody is treated."""

from __future__ import annotations

from collections.abc import Mapping

from comity.procedures.concern import asks, raising, stages
from comity.procedures.fields import Said
from comity.procedures.shape import ClockAct, Step
from comity.procedures.state import State


def _passed_up(state: State, said: Said) -> Mapping[str, object]:
    """One rung further; at the top it goes outside, and there the ladder ends."""
    return {**raising.further(state, said), "passed_up": asks.at_the_top(state)}


STEPS = (
    Step(
        "pass_up",
        "Nobody has dealt with it",
        "it was passed on, because nobody had dealt with it in time",
        stages.ITSELF,
        at=stages.OPEN,
        to="heard",
        asks=asks.FURTHER,
        moves="onward",
        adds="rung",
        sets=_passed_up,
        clocks=stages.START,
        tells=("rung", "handler", "asker"),
        audience="asker",
    ),
    Step(
        "check_in",
        "Ask how they are treated",
        "whoever raised it was asked how they are treated",
        stages.ITSELF,
        at=stages.DECIDED,
        sets=lambda state, said: {"asked_in": True, "checked_in": False},
        tells=("asker",),
        audience="asker",
        clocks=(
            ClockAct("check_in", "stop"),
            ClockAct(
                "check_in",
                "start",
                target="check_in",
                only=lambda state, said: state.count("check_in") + 1 < stages.CHECK_INS,
            ),
        ),
    ),
    Step(
        "window_over",
        "The time to take it further has passed",
        "the time to take it further has passed",
        stages.ITSELF,
        at=stages.DECIDED,
        sets=lambda state, said: {"window_over": True},
        audience="asker",
    ),
    Step(
        "recount",
        "Count the time anew",
        "the time was counted anew, because the calendar changed",
        stages.ITSELF,
        at=stages.OPEN | stages.DECIDED,
        clocks=tuple(ClockAct(name, "recount") for name in stages.RUNS_OUT),
        tells=("asker", "handler"),
        audience="asker",
    ),
)
