"""Where an enquiry stands, who does what in it, and what its clocks do at the turns."""

from __future__ import annotations

from comity.procedures.fields import Said
from comity.procedures.shape import ClockAct, Relation
from comity.procedures.state import State

WAITING = frozenset({"waiting"})
OPEN = frozenset({"waiting", "asked_back"})
CLOSED = frozenset({"closed"})
NAMES = {"waiting": "Waiting for an answer", "asked_back": "Waiting for the Member", "closed": "Closed"}

HANDLING: frozenset[Relation] = frozenset({"handler", "rung", "triage"})
ASKING: frozenset[Relation] = frozenset({"asker", "support"})
ITSELF: frozenset[Relation] = frozenset({"system"})

COUNTS = ("foi", "reply")
"""The clocks that give the time for an answer: the law's for a request for information, else ours."""

BEGIN = (ClockAct("reply", "start", question="enquiry.reply", reminds=True),)


def is_foi(state: State, said: Said) -> bool:
    """Whether it has been made a request under the Freedom of Information Act."""
    return state.facts.get("kind") == "foi"


AGAIN = (
    ClockAct("reply", "start", question="enquiry.reply", only=lambda *now: not is_foi(*now), reminds=True),
    ClockAct(
        "foi",
        "start",
        question="information.access",
        only=is_foi,
        calendar="foi",
        reminds=True,
        by_law=True,
    ),
)
"""A new round, in the time that the matter's kind has (FOIA 2000 s.10 for a request for information)."""

STOP = (
    ClockAct("reply", "stop"),
    ClockAct("foi", "stop", calendar="foi"),
    ClockAct("rung", "stop"),
    ClockAct("consent", "stop"),
)
CLOSE = (*STOP, ClockAct("follow_up", "start", target="follow_up"))
