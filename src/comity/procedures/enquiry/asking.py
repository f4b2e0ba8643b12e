"""What the Member does, and whoever acts for them: ask, reply, take it higher, come back to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from comity.procedures.enquiry import asks, says, stages
from comity.procedures.fields import Said
from comity.procedures.shape import ClockAct, Step
from comity.procedures.state import State


def _question(state: State, said: Said) -> Mapping[str, object]:
    kept = ("topic", "service", "ward", "member", "share", "share_with", "emergency", *asks.CASEWORK_FACTS)
    return {"kind": "enquiry"} | {name: said.facts[name] for name in kept if name in said.facts}


def _withdrawn(state: State, said: Said) -> Mapping[str, object]:
    return {"outcome": "withdrawn"}


def _reopened(state: State, said: Said) -> Mapping[str, object]:
    return {"outcome": None, "rungs_passed": 0}


def _shared(state: State, said: Said) -> Mapping[str, object]:
    return {"share": said.get("share"), "share_with": said.get("share_with")}


def _no_climb(state: State, said: Said) -> str | None:
    if state.facts.get("late") is not True:
        return "The time for an answer has not passed."
    rungs = asks.rungs(state)
    if asks.topmost(state):
        return "It has been taken as high as the protocol goes."
    if rungs and rungs[-1].running and state.facts.get("rung_late") is not True:
        due = datetime.fromisoformat(str(rungs[-1].due))
        return f"It has just been taken further; it can be taken further again after {due:%-d %B %Y}."
    return None


def _no_reopen(state: State, said: Said) -> str | None:
    if state.facts.get("outcome") == "withdrawn":
        return "It was withdrawn. Ask again instead."
    if state.facts.get("window_over") is True:
        return "The time to come back to it has passed. Ask again instead."
    return None


def _passed_on(state: State, said: Said) -> Mapping[str, object]:
    return {"asker": said.get("member")}


def _no_passing_on(state: State, said: Said) -> Mapping[str, str]:
    """Casework goes to another Member only with the constituent's consent (UK GDPR art 6; DPA 2018 s.8)."""
    if said.get("member") == state.facts.get("asker"):
        return {"member": "This Member has it already. Choose another."}
    if state.facts.get("topic") == "casework" and said.get("consented") is not True:
        return {"consented": "Casework is passed on only if the constituent agrees. Ask them first."}
    return {}


STEPS = (
    Step(
        "ask",
        "Ask",
        "asked",
        frozenset({"member", "support"}),
        says.QUESTION,
        to="waiting",
        files=True,
        asks=(asks.ADDRESS, asks.REPLY),
        clocks=stages.BEGIN,
        moves="route",
        adds="handler",
        sets=_question,
        tells=("handler", "asker"),
    ),
    Step(
        "log",
        "Log an enquiry for a Member",
        "logged for the Member",
        frozenset({"officer"}),
        says.LOGGED,
        to="waiting",
        files=True,
        asks=(asks.ADDRESS, asks.REPLY),
        clocks=stages.BEGIN,
        moves="route",
        adds="handler",
        sets=_question,
        tells=("handler", "asker"),
    ),
    Step(
        "tell_more",
        "Reply",
        "replied",
        stages.ASKING,
        says.WORDS,
        at=frozenset({"asked_back"}),
        to="waiting",
        clocks=(
            ClockAct("reply", "resume", reminds=True),
            ClockAct("foi", "resume", calendar="foi", reminds=True),
        ),
        tells=("handler",),
        files=True,
        audience=asks.casework,
    ),
    Step(
        "add",
        "Add something",
        "added",
        stages.ASKING,
        says.WORDS,
        at=stages.WAITING,
        tells=("handler",),
        files=True,
        audience=asks.casework,
    ),
    Step(
        "climb",
        "Take it further",
        "took it further",
        stages.ASKING,
        says.CLIMB,
        at=stages.OPEN,
        asks=(asks.OVERDUE,),
        moves="route",
        adds="rung",
        closed_because=_no_climb,
        tells=("rung", "handler"),
        clocks=(ClockAct("rung", "stop"), ClockAct("rung", "start", target="rung")),
        sets=lambda state, said: {"rung_late": False},
    ),
    Step(
        "share",
        "Change who may see it",
        "changed who may see it",
        stages.ASKING,
        says.SHARE,
        at=stages.OPEN | stages.CLOSED,
        moves="share",
        sets=_shared,
    ),
    Step(
        "pass_on",
        "Pass it on to another Member",
        "passed it on to another Member",
        stages.ASKING | {"triage"},
        says.PASS_ON,
        at=stages.OPEN,
        moves="member",
        faults=_no_passing_on,
        sets=_passed_on,
        audience="asker",
        tells=("asker", "handler"),
    ),
    Step(
        "withdraw",
        "Withdraw it",
        "withdrew it",
        stages.ASKING,
        says.WITHDRAW,
        at=stages.OPEN,
        to="closed",
        clocks=stages.STOP,
        sets=_withdrawn,
        tells=("handler",),
    ),
    Step(
        "reopen",
        "Say that it was not answered",
        "said that it was not answered",
        stages.ASKING,
        says.REOPEN,
        at=stages.CLOSED,
        to="waiting",
        asks=(asks.REPLY, asks.PUBLIC_ACCESS_AGAIN),
        closed_because=_no_reopen,
        tells=("handler",),
        files=True,
        clocks=(ClockAct("follow_up", "stop"), *stages.AGAIN),
        sets=_reopened,
    ),
)
