"""What those who handle an enquiry do: answer it, hold it, ask back, hand it over, or say why not."""

from __future__ import annotations

from collections.abc import Mapping

from comity.procedures.enquiry import asks, says, stages
from comity.procedures.fields import Audience, Said
from comity.procedures.shape import ClockAct, Step
from comity.procedures.state import State


def _answered(state: State, said: Said) -> Mapping[str, object]:
    return {"outcome": "answered" if said.get("whole") == "whole" else "in_part"}


def _refused(state: State, said: Said) -> Mapping[str, object]:
    return {"outcome": "refused"}


def _not_ours(state: State, said: Said) -> Mapping[str, object]:
    return {"outcome": "not_ours"}


def _kind(state: State, said: Said) -> Mapping[str, object]:
    return {"kind": said.get("kind")}


def _consent(state: State, said: Said) -> Mapping[str, object]:
    return {"explicit_consent": said.get("given")}


def _is_foi(state: State, said: Said) -> bool:
    return said.get("kind") == "foi"


def _personal(state: State, said: Said) -> Audience:
    """Personal information is for the Member who asked, not for those with whom the matter is shared."""
    return "shared" if said.get("personal") == "none" else "asker"


def _no_consent_asked(state: State, said: Said) -> str | None:
    clock = state.clock("consent")
    return None if clock and clock.stopped is None else "No consent has been asked for."


def _law_gives_the_time(state: State, said: Said) -> str | None:
    clock = state.clock("foi")
    if clock is None or clock.stopped is not None:
        return None
    return "The law gives the time for a Freedom of Information request; a holding reply cannot move it."


def _is_foi_already(state: State, said: Said) -> str | None:
    return "It is a Freedom of Information request already." if state.facts.get("kind") == "foi" else None


STEPS = (
    Step(
        "answer",
        "Answer",
        "answered",
        stages.HANDLING,
        says.ANSWER,
        at=stages.OPEN,
        to="closed",
        files=True,
        asks=(asks.DISCLOSE,),
        clocks=stages.CLOSE,
        sets=_answered,
        audience=_personal,
        tells=("asker",),
    ),
    Step(
        "acknowledge",
        "Acknowledge",
        "acknowledged",
        stages.HANDLING,
        says.ACKNOWLEDGE,
        at=stages.WAITING,
        tells=("asker",),
    ),
    Step(
        "hold",
        "Send a holding reply",
        "sent a holding reply",
        stages.HANDLING,
        says.HOLD,
        at=stages.WAITING,
        files=True,
        asks=(asks.HOLDING,),
        tells=("asker",),
        sets=lambda state, said: {"late": False},
        closed_because=_law_gives_the_time,
        clocks=(
            ClockAct("rung", "stop"),
            ClockAct(
                "reply",
                "renew",
                question="enquiry.hold",
                target="hold",
                date_field="new_date",
                reminds=True,
            ),
        ),
    ),
    Step(
        "ask_more",
        "Ask the Member for more",
        "asked the Member for more",
        stages.HANDLING,
        says.ASK_MORE,
        at=stages.WAITING,
        to="asked_back",
        clocks=(ClockAct("reply", "pause"), ClockAct("foi", "pause", calendar="foi")),
        audience=asks.casework,
        tells=("asker",),
        files=True,
    ),
    Step(
        "request_consent",
        "Ask the constituent for consent",
        "asked the constituent for consent",
        stages.HANDLING,
        says.REQUEST_CONSENT,
        at=stages.WAITING,
        sets=lambda state, said: {"consent_late": None},
        audience="asker",
        tells=("asker",),
        clocks=(ClockAct("consent", "stop"), ClockAct("consent", "start", target="consent")),
    ),
    Step(
        "record_consent",
        "Record the constituent’s answer",
        "recorded the constituent’s answer",
        stages.HANDLING,
        says.RECORD_CONSENT,
        at=stages.OPEN,
        closed_because=_no_consent_asked,
        sets=_consent,
        audience="asker",
        clocks=(ClockAct("consent", "stop"),),
        files=True,
    ),
    Step(
        "decline",
        "Decline as inappropriate",
        "declined it as inappropriate",
        stages.HANDLING,
        says.DECLINE,
        at=stages.OPEN,
        to="closed",
        asks=(asks.INAPPROPRIATE,),
        clocks=stages.CLOSE,
        sets=_refused,
        tells=("asker",),
    ),
    Step(
        "not_ours",
        "Say that it is not the council’s",
        "said that it is not the council’s",
        stages.HANDLING,
        says.NOT_OURS,
        at=stages.OPEN,
        to="closed",
        clocks=stages.CLOSE,
        sets=_not_ours,
        tells=("asker",),
    ),
    Step(
        "hand_over",
        "Hand over",
        "handed it over",
        stages.HANDLING,
        says.HAND_OVER,
        at=stages.OPEN,
        moves="post",
        adds="handler",
        tells=("handler", "asker"),
    ),
    Step(
        "convert",
        "Make it another kind of matter",
        "changed what kind of matter it is",
        frozenset({"triage"}),
        says.CONVERT,
        at=stages.WAITING,
        sets=_kind,
        asks=(asks.PUBLIC_ACCESS,),
        closed_because=_is_foi_already,
        tells=("asker", "handler"),
        clocks=(
            ClockAct("reply", "stop", only=_is_foi),
            ClockAct(
                "foi",
                "start",
                question="information.access",
                only=_is_foi,
                from_opening=True,
                calendar="foi",
                reminds=True,
                by_law=True,
            ),
        ),
    ),
    Step(
        "note",
        "Write a working note",
        "noted",
        stages.HANDLING,
        says.NOTE,
        at=stages.OPEN | stages.CLOSED,
        audience="handling",
        files=True,
    ),
    Step(
        "look_back",
        "Open what was closed before you came",
        "opened it, as it was closed before they came to the post",
        frozenset({"newcomer"}),
        says.LOOK_BACK,
        at=stages.CLOSED,
        audience="handling",
    ),
)
