"""What happens to a concern by itself: nobody deals with it, or it is time to ask how somebody is treated."""

from __future__ import annotations

from comity.procedures.concern import asks, raising, stages
from comity.procedures.shape import ClockAct, Step

STEPS = (
    Step(
        "pass_up",
        "Nobody has dealt with it",
        "passed it on, because nobody had dealt with it in time",
        stages.ITSELF,
        at=stages.OPEN,
        to="heard",
        asks=asks.FURTHER,
        moves="route",
        adds="rung",
        sets=raising.further,
        clocks=stages.START,
        tells=("rung", "handler", "asker"),
        audience="asker",
    ),
    Step(
        "check_in",
        "Ask how they are treated",
        "asked how they are treated since they raised it",
        stages.ITSELF,
        at=stages.DECIDED,
        sets=lambda state, said: {"asked_in": True},
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
        "counted the time anew, because the calendar changed",
        stages.ITSELF,
        at=stages.OPEN | stages.DECIDED,
        clocks=tuple(ClockAct(name, "recount") for name in stages.RUNS_OUT),
        tells=("asker", "handler"),
        audience="asker",
    ),
)
