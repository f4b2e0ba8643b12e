"""The questions an enquiry puts to the protocol, and with which facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from comity.procedures.fields import Said
from comity.procedures.shape import Asked, Taker
from comity.procedures.state import ClockState, State

RUNGS = 2
OPEN = frozenset({"allow", "require"})
CASEWORK_FACTS = ("lives_in_members_ward", "says_represents_them", "necessary_for_complaint")


def _address(state: State, said: Said, taker: Taker) -> Mapping[str, object]:
    return {"topic": said.get("topic") or state.facts["topic"]}


def _nothing(state: State, said: Said, taker: Taker) -> Mapping[str, object]:
    return {}


def _count(state: State, said: Said, taker: Taker) -> Mapping[str, object]:
    """Which holding reply of this round this is; the third stands for all later ones."""
    clock = state.clock("reply")
    return {"count": min((clock.renewed if clock else 0) + 1, 3)}


def _judged(state: State, said: Said, taker: Taker) -> Mapping[str, object]:
    return {"judged_by": "senior_officer" if taker.senior else "officer"}


def _stage(state: State, said: Said, taker: Taker) -> Mapping[str, object]:
    return {"stage": min(len(rungs(state)) + 1, RUNGS)}


def rungs(state: State) -> list[ClockState]:
    """The rungs of the ladder taken in this round, lowest first."""
    clock = state.clock("reply")
    if clock is None:
        return []
    begun = datetime.fromisoformat(clock.started)
    return [c for c in state.clocks if c.clock == "rung" and datetime.fromisoformat(c.started) >= begun]


def _personal(state: State, said: Said, taker: Taker) -> Mapping[str, object] | None:
    about = said.get("personal")
    if about == "none":
        return None
    facts: dict[str, object] = {"about": about}
    if about == "third_party":
        return facts | {"law_permits": said.get("law_permits") is True}
    facts |= {name: state.facts.get(name) is True for name in CASEWORK_FACTS}
    return facts | {"explicit_consent": state.facts.get("explicit_consent") is True}


def _foi(state: State, said: Said, taker: Taker) -> Mapping[str, object] | None:
    return {"purpose": "as_a_member_of_the_public"} if said.get("kind") == "foi" else None


ADDRESS = Asked("enquiry.address", _address)
REPLY = Asked("enquiry.reply", _nothing)
HOLDING = Asked("enquiry.hold", _count, gate=OPEN)
INAPPROPRIATE = Asked("enquiry.inappropriate", _judged, gate=OPEN)
OVERDUE = Asked("enquiry.overdue", _stage)
DISCLOSE = Asked("casework.disclose", _personal, gate=OPEN)
PUBLIC_ACCESS = Asked("information.access", _foi)
