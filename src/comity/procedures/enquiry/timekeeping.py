"""What happens by itself: a time runs out, or the calendar changes and is counted anew."""

from __future__ import annotations

from comity.procedures.enquiry import says, stages
from comity.procedures.shape import ClockAct, RunsOut, Step

#: What the product does when each clock runs out.
RUNS_OUT = {
    "reply": RunsOut("late", "late"),
    "foi": RunsOut("late", "late"),
    "rung": RunsOut("rung_late", "rung_late"),
    "consent": RunsOut("consent_late", "consent_late"),
    "follow_up": RunsOut("window_over", "window_over"),
}
_RECOUNT = tuple(
    ClockAct(name, "recount", reminds=name in stages.COUNTS, calendar="foi" if name == "foi" else "council")
    for name in RUNS_OUT
)

STEPS = (
    Step(
        "late",
        "Time has run out",
        "the time for an answer ran out",
        stages.ITSELF,
        at=stages.OPEN,
        sets=lambda state, said: {"late": True},
        tells=("asker", "handler"),
    ),
    Step(
        "rung_late",
        "A rung’s time has run out",
        "the time of whoever was asked last ran out",
        stages.ITSELF,
        at=stages.OPEN,
        sets=lambda state, said: {"rung_late": True},
        tells=("asker", "rung"),
    ),
    Step(
        "consent_late",
        "No word on consent",
        "no word on consent came in time",
        stages.ITSELF,
        at=stages.OPEN,
        sets=lambda state, said: {"consent_late": True},
        tells=("handler", "asker"),
        audience="asker",
    ),
    Step(
        "window_over",
        "The time to come back has passed",
        "the time to come back to it has passed",
        stages.ITSELF,
        at=stages.CLOSED,
        sets=lambda state, said: {"window_over": True},
    ),
    Step(
        "recount",
        "Count the time anew",
        "the time was counted anew, because the calendar changed",
        stages.ITSELF,
        says.RECOUNT,
        at=stages.OPEN | stages.CLOSED,
        clocks=_RECOUNT,
        tells=("asker", "handler"),
    ),
)
