"""The questions a concern puts to the protocol, and with which facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from comity.procedures.fields import Said
from comity.procedures.shape import Asked, Taker
from comity.procedures.state import State
from comity.protocol.decision import Decision

#: How many rungs each ladder has in the vocabulary.
RUNGS = {"officer": 3, "member": 2}
#: Posts that stand for the person concerned: to them one talks, they do not hear it.
DIRECTLY = frozenset({"officer", "member"})


def _about_officer(state: State, said: Said, taker: Taker) -> Mapping[str, object]:
    return {
        "about": state.facts.get("about") or taker.about,
        "nature": state.facts.get("nature") or said.get("nature"),
        "stage": stage(state),
    }


def _about_member(state: State, said: Said, taker: Taker) -> Mapping[str, object]:
    return {
        "nature": state.facts.get("nature") or said.get("nature"),
        "stage": stage(state),
        "about": state.facts.get("about") or taker.about,
        "raised_by": state.facts.get("raised_by") or taker.rank,
    }


def _again(state: State, said: Said, taker: Taker) -> Mapping[str, object] | None:
    return _about_officer(state, said, taker) if state.facts.get("side") == "officer" else None


def _member_again(state: State, said: Said, taker: Taker) -> Mapping[str, object] | None:
    return _about_member(state, said, taker) if state.facts.get("side") == "member" else None


def _same_rung(facts: Mapping[str, object] | None) -> Mapping[str, object] | None:
    return None if facts is None else {**facts, "stage": max(int(str(facts["stage"])) - 1, 1)}


def _aside(state: State, said: Said, taker: Taker) -> Mapping[str, object] | None:
    return _same_rung(_again(state, said, taker))


def _member_aside(state: State, said: Said, taker: Taker) -> Mapping[str, object] | None:
    return _same_rung(_member_again(state, said, taker))


def stage(state: State) -> int:
    """The rung that is asked next: the first at the beginning, one more each time it goes further."""
    behind = int(state.facts.get("rung") or 0) + int(state.facts.get("rungs_passed") or 0)
    return min(behind + 1, highest(state))


def highest(state: State) -> int:
    """The last rung of this concern's ladder."""
    return RUNGS[str(state.facts.get("side") or "officer")]


def at_the_top(state: State) -> bool:
    """Whether the ladder has no further rung."""
    return int(state.facts.get("rung") or 0) + int(state.facts.get("rungs_passed") or 0) >= highest(state)


def onward(facts: Mapping[str, object]) -> Mapping[str, object] | None:
    """The next rung, where nobody who may hear it holds the posts of this one."""
    last = RUNGS["member"] if "raised_by" in facts else RUNGS["officer"]
    rung = facts["stage"]
    return {**facts, "stage": rung + 1} if isinstance(rung, int) and rung < last else None


def talks_first(decisions: Sequence[Decision]) -> bool:
    """Whether the protocol would have them talk to the person directly before anybody hears it."""
    return bool(decisions) and bool(decisions[0].to) and set(decisions[0].to) <= DIRECTLY


OFFICER = Asked("concern.officer", _about_officer, onward=onward)
MEMBER = Asked("concern.member", _about_member, onward=onward)
FURTHER = (
    Asked("concern.officer", _again, onward=onward),
    Asked("concern.member", _member_again, onward=onward),
)
INSTEAD = (
    Asked("concern.officer", _aside, onward=onward),
    Asked("concern.member", _member_aside, onward=onward),
)
