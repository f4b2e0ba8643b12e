"""Where a concern stands, who does what in it, and its clocks."""

from __future__ import annotations

from comity.procedures.shape import ClockAct, Relation, RunsOut

TALKING = frozenset({"talking"})
HEARD = frozenset({"heard"})
OPEN = TALKING | HEARD
DECIDED = frozenset({"decided"})
NAMES = {"talking": "With whoever raised it", "heard": "Being heard", "decided": "Closed"}

HEARS: frozenset[Relation] = frozenset({"handler", "rung"})
RAISED: frozenset[Relation] = frozenset({"asker"})
SUBJECT: frozenset[Relation] = frozenset({"subject"})
HOST: frozenset[Relation] = frozenset({"host"})
OUTSIDE: frozenset[Relation] = frozenset({"outside"})
ITSELF: frozenset[Relation] = frozenset({"system"})
WORDS: dict[Relation, str] = {
    "asker": "whoever raised it",
    "handler": "whoever hears it",
    "rung": "whoever it was passed on to",
    "subject": "the person it is about",
    "leader": "the leader of their group",
    "host": "whoever raised it, and whoever hears it inside the council, while somebody outside hears it too",
    "outside": "somebody outside who hears it",
}

#: How often whoever raised it is asked afterwards how they are treated.
CHECK_INS = 3
#: What the product does when each clock of a concern runs out.
RUNS_OUT = {
    "decision": RunsOut("pass_up", "passed_up"),
    "follow_up": RunsOut("window_over", "window_over"),
    "check_in": RunsOut("check_in", "checked_in"),
}
START = (ClockAct("decision", "stop"), ClockAct("decision", "start", target="decision", reminds=True))
END = (
    ClockAct("decision", "stop"),
    ClockAct("follow_up", "start", target="follow_up"),
    ClockAct("check_in", "start", target="check_in"),
)
