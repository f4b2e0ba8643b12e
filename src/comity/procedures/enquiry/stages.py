"""Where an enquiry stands, who does what in it, and what its clocks do at the turns."""

from __future__ import annotations

from comity.procedures.shape import ClockAct, Relation

WAITING = frozenset({"waiting"})
OPEN = frozenset({"waiting", "asked_back"})
CLOSED = frozenset({"closed"})
NAMES = {"waiting": "Waiting for an answer", "asked_back": "Waiting for the Member", "closed": "Closed"}

HANDLING: frozenset[Relation] = frozenset({"handler", "rung", "triage"})
ASKING: frozenset[Relation] = frozenset({"asker", "support"})
ITSELF: frozenset[Relation] = frozenset({"system"})

BEGIN = (ClockAct("reply", "start", question="enquiry.reply", reminds=True),)
STOP = (
    ClockAct("reply", "stop"),
    ClockAct("foi", "stop", calendar="foi"),
    ClockAct("rung", "stop"),
    ClockAct("consent", "stop"),
)
CLOSE = (*STOP, ClockAct("follow_up", "start", target="follow_up"))
