"""The questions an enquiry puts to the protocol, and with which facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from comity.procedures.enquiry import stages
from comity.procedures.fields import Audience, Said
from comity.procedures.shape import Asked, Taker
from comity.procedures.state import ClockState, State

RUNGS = 2
OPEN = frozenset({"allow", "require"})
CASEWORK_FACTS = ("lives_in_members_ward", "says_represents_them", "necessary_for_complaint")


def _address(state: State, said: Said, taker: Taker) -> Mapping[str, object]:
    return {"topic": said.get("topic") or state.facts["topic"]}


def _kind(state: State, said: Said, taker: Taker) -> Mapping[str, object] | None:
    if stages.is_foi(state, said):
        return None
    return {"kind": "complaint" if state.facts.get("kind") == "complaint" else "enquiry"}


def _count(state: State, said: Said, taker: Taker) -> Mapping[str, object]:
    """Which holding reply of this round this is; the third stands for all later ones."""
    clock = state.clock("reply")
    return {"count": min((clock.renewed if clock else 0) + 1, 3)}


def _judged(state: State, said: Said, taker: Taker) -> Mapping[str, object]:
    return {"judged_by": "senior_officer" if taker.senior else "officer"}


def _stage(state: State, said: Said, taker: Taker) -> Mapping[str, object]:
    return {"stage": min(climbed(state) + 1, RUNGS)}


def _next_rung(facts: Mapping[str, object]) -> Mapping[str, object] | None:
    stage = facts["stage"]
    return {"stage": stage + 1} if isinstance(stage, int) and stage < RUNGS else None


def rungs(state: State) -> list[ClockState]:
    """The rungs of the ladder taken in this round, lowest first."""
    clock = state.counting(stages.COUNTS)
    if clock is None:
        return []
    begun = datetime.fromisoformat(clock.started)
    return [c for c in state.clocks if c.clock == "rung" and datetime.fromisoformat(c.started) >= begun]


def climbed(state: State) -> int:
    """How many rungs lie behind the matter in this round: those taken, and those passed over as vacant."""
    return len(rungs(state)) + int(state.facts.get("rungs_passed") or 0)


def topmost(state: State) -> bool:
    """Whether the matter has been taken as high as the protocol goes."""
    return climbed(state) >= RUNGS


def casework(state: State, said: Said) -> Audience:
    """What is said about a constituent is for the Member's side and those who handle it."""
    return "asker" if state.facts.get("topic") == "casework" else "shared"


def _personal(state: State, said: Said, taker: Taker) -> Mapping[str, object] | None:
    about = said.get("personal")
    if about == "none":
        return None
    known = {name: state.facts.get(name) is True for name in (*CASEWORK_FACTS, "explicit_consent")}
    return {"about": about, **known, "law_permits": said.get("law_permits") is True}


def _foi(state: State, said: Said, taker: Taker) -> Mapping[str, object] | None:
    return dict(_PUBLIC) if said.get("kind") == "foi" else None


def _foi_again(state: State, said: Said, taker: Taker) -> Mapping[str, object] | None:
    return dict(_PUBLIC) if stages.is_foi(state, said) else None


_PUBLIC = {"purpose": "as_a_member_of_the_public", "contains_third_party_data": False, "need_stated": False}


ADDRESS = Asked("enquiry.address", _address)
REPLY = Asked("enquiry.reply", _kind)
HOLDING = Asked("enquiry.hold", _count, gate=OPEN, beforehand=True)
INAPPROPRIATE = Asked("enquiry.inappropriate", _judged, gate=OPEN, beforehand=True, by_rank=True)
OVERDUE = Asked("enquiry.overdue", _stage, onward=_next_rung, joins=True)
DISCLOSE = Asked("casework.disclose", _personal, gate=OPEN)
PUBLIC_ACCESS = Asked("information.access", _foi)
PUBLIC_ACCESS_AGAIN = Asked("information.access", _foi_again)
