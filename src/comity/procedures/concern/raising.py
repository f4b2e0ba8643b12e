"""What whoever raises a concern does: say it in private, take it further, say that it is settled."""

from __future__ import annotations

from collections.abc import Mapping

from comity.procedures.concern import asks, says, stages
from comity.procedures.fields import Said
from comity.procedures.shape import ClockAct, Step
from comity.procedures.state import State


def _raised(side: str) -> dict[str, object]:
    return {"kind": "concern", "side": side, "rung": 1}


def _told(said: Said) -> dict[str, object]:
    kept = ("subject", "nature", "happened_on", "clause")
    return {name: said.facts[name] for name in kept if name in said.facts}


def _officer(state: State, said: Said) -> Mapping[str, object]:
    return _raised("officer") | _told(said)


def _member(state: State, said: Said) -> Mapping[str, object]:
    return _raised("member") | _told(said)


def further(state: State, said: Said) -> Mapping[str, object]:
    """What is known once it goes a rung further."""
    return {
        "rung": int(state.facts.get("rung") or 1) + 1,
        "passed_up": None,
        "outcome": None,
        "window_over": None,
    }


def _no_further(state: State, said: Said) -> str | None:
    if state.facts.get("window_over") is True:
        return "The time to take it further has passed. Raise it anew."
    return "It has been taken as high as the protocol goes." if asks.at_the_top(state) else None


def _no_check_in(state: State, said: Said) -> str | None:
    return None if state.facts.get("asked_in") is True else "Nobody has asked you yet."


def _unwell(state: State, said: Said) -> Mapping[str, object]:
    return {"asked_in": None, "unwell": said.get("well") is False}


STEPS = (
    Step(
        "raise_officer",
        "Raise a concern about an officer",
        "raised a concern",
        frozenset({"member"}),
        says.RAISE_OFFICER,
        to="heard",
        turns={"talking": asks.talks_first},
        asks=(asks.OFFICER,),
        moves="route",
        adds="handler",
        clocks=stages.START,
        sets=_officer,
        tells=("handler",),
        audience="asker",
        files=True,
    ),
    Step(
        "raise_member",
        "Raise a concern about a Member",
        "raised a concern",
        frozenset({"officer"}),
        says.RAISE_MEMBER,
        to="heard",
        turns={"talking": asks.talks_first},
        asks=(asks.MEMBER,),
        moves="route",
        adds="handler",
        clocks=stages.START,
        sets=_member,
        tells=("handler",),
        audience="asker",
        files=True,
    ),
    Step(
        "settled",
        "Say that it is settled",
        "said that it is settled",
        stages.RAISED,
        says.SETTLED,
        at=stages.OPEN,
        to="decided",
        clocks=stages.END,
        sets=lambda state, said: {"outcome": "settled"},
        tells=("handler",),
        audience="asker",
    ),
    Step(
        "further",
        "Take it further",
        "took it further",
        stages.RAISED,
        says.FURTHER,
        at=stages.OPEN | stages.DECIDED,
        to="heard",
        asks=asks.FURTHER,
        moves="route",
        adds="handler",
        closed_because=_no_further,
        sets=further,
        clocks=(ClockAct("follow_up", "stop"), ClockAct("check_in", "stop"), *stages.START),
        tells=("handler",),
        audience="asker",
        files=True,
    ),
    Step(
        "add",
        "Add something",
        "added",
        stages.RAISED,
        says.ADD,
        at=stages.OPEN,
        tells=("handler",),
        audience="asker",
        files=True,
    ),
    Step(
        "withdraw",
        "Withdraw it",
        "withdrew it",
        stages.RAISED,
        says.SETTLED,
        at=stages.OPEN,
        to="decided",
        clocks=(ClockAct("decision", "stop"),),
        sets=lambda state, said: {"outcome": "withdrawn"},
        tells=("handler",),
        audience="asker",
    ),
    Step(
        "answer_check_in",
        "Say how you are treated",
        "said how they are treated",
        stages.RAISED,
        says.CHECK_IN,
        at=stages.DECIDED,
        closed_because=_no_check_in,
        sets=_unwell,
        audience="asker",
        tells=("handler",),
    ),
)
