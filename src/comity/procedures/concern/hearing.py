"""What those who hear a concern do, and what the person it is about may say to it."""

from __future__ import annotations

from collections.abc import Mapping

from comity.procedures.concern import asks, says, stages
from comity.procedures.fields import Said
from comity.procedures.shape import Relation, Step
from comity.procedures.state import State


def _put(state: State, said: Said) -> Mapping[Relation, tuple[int, ...]]:
    """What the person concerned may read: what is put to them; the account only where the step says so."""
    return {"subject": (1, 0) if said.get("as_written") == "account" else (0,)}


def _own(state: State, said: Said) -> Mapping[Relation, tuple[int, ...]]:
    return {"subject": (0,)}


def _meeting(state: State, said: Said) -> Mapping[Relation, tuple[int, ...]]:
    return {"subject": (0,)} if said.get("with_subject") is True else {}


def _to_leader(state: State, said: Said) -> Mapping[Relation, tuple[int, ...]]:
    return {"leader": (0,)}


def _not_put(state: State, said: Said) -> str | None:
    return None if state.present("subject") else "It has not been put to them yet."


def _only_about_members(state: State, said: Said) -> str | None:
    return None if state.facts.get("side") == "member" else "It is not about a Member."


STEPS = (
    Step(
        "put",
        "Put it to the person it is about",
        "put it to the person it is about",
        stages.HEARS,
        says.PUT,
        at=stages.HEARD,
        moves="subject",
        opens_to=_put,
        tells=("subject",),
        audience="handling",
    ),
    Step(
        "way",
        "Say how it is dealt with",
        "settled how it is dealt with",
        stages.HEARS,
        says.WAY,
        at=stages.HEARD,
        sets=lambda state, said: {"way": said.get("way")},
        tells=("asker",),
        audience="asker",
    ),
    Step(
        "meet",
        "Arrange a meeting",
        "arranged a meeting",
        stages.HEARS,
        says.MEET,
        at=stages.HEARD,
        opens_to=_meeting,
        tells=("asker", "subject"),
        audience="asker",
    ),
    Step(
        "leader",
        "Bring in the leader of their group",
        "brought in the leader of their group",
        stages.HEARS,
        says.LEADER,
        at=stages.HEARD,
        moves="leader",
        opens_to=_to_leader,
        closed_because=_only_about_members,
        tells=("leader",),
        audience="handling",
    ),
    Step(
        "decide",
        "Say what came of it",
        "said what came of it",
        stages.HEARS,
        says.DECIDE,
        at=stages.HEARD,
        to="decided",
        clocks=stages.END,
        sets=lambda state, said: {"outcome": said.get("finding")},
        tells=("asker",),
        audience="asker",
    ),
    Step(
        "tell_subject",
        "Tell the person it was about",
        "told the person it was about",
        stages.HEARS,
        says.TELL_SUBJECT,
        at=stages.HEARD | stages.DECIDED,
        opens_to=_own,
        closed_because=_not_put,
        tells=("subject",),
        audience="handling",
    ),
    Step(
        "step_aside",
        "Step aside",
        "stepped aside",
        stages.HEARS,
        says.ASIDE,
        at=stages.HEARD,
        asks=asks.INSTEAD,
        moves="aside",
        adds="handler",
        tells=("handler",),
        audience="handling",
    ),
    Step(
        "hand_over",
        "Hand it to whoever hears it now",
        "handed it over",
        stages.HEARS,
        says.HAND_OVER,
        at=stages.HEARD | stages.DECIDED,
        moves="post",
        adds="handler",
        tells=("handler", "asker"),
        audience="asker",
    ),
    Step(
        "note",
        "Write a working note",
        "noted",
        stages.HEARS,
        says.NOTE,
        at=stages.HEARD | stages.DECIDED,
        audience="handling",
        files=True,
    ),
    Step(
        "respond",
        "Say what you have to say",
        "responded",
        stages.SUBJECT,
        says.RESPOND,
        at=stages.HEARD,
        opens_to=_own,
        tells=("handler",),
        audience="handling",
        files=True,
    ),
)
