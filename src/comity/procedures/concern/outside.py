"""How somebody outside the council comes in who hears a concern: by a link, and a code given separately."""

from __future__ import annotations

from collections.abc import Mapping

from comity.procedures.concern import says, stages
from comity.procedures.fields import Said
from comity.procedures.shape import Step
from comity.procedures.state import State


def shut_out(state: State) -> frozenset[int]:
    """Those outside who have a part in it, but whose way in has been withdrawn: ids of persons."""
    return frozenset(state.facts.get("shut_out") or ())


def _opened(state: State, said: Said) -> Mapping[str, object]:
    return {"shut_out": sorted(shut_out(state) - {said.get("whom")})}


def _shut(state: State, said: Said) -> Mapping[str, object]:
    whom = said.get("whom")
    return {"shut_out": sorted(shut_out(state) | ({whom} if isinstance(whom, int) else set()))}


STEPS = (
    Step(
        "outside_code",
        "Give somebody outside a code",
        "made a code for somebody outside the council",
        stages.HOST,
        says.OUTSIDE_CODE,
        at=stages.HEARD | stages.DECIDED,
        audience="asker",
        hint="The code is shown to you once. Hand it on by telephone or in person: without it the link that "
        "was sent to them opens nothing. A code given before stops working.",
    ),
    Step(
        "outside_link",
        "Send somebody outside a new link",
        "sent somebody outside the council a new link",
        stages.HOST,
        says.OUTSIDE_LINK,
        at=stages.HEARD | stages.DECIDED,
        sets=_opened,
        audience="asker",
        hint="The link they have stops working. They need a code as before.",
    ),
    Step(
        "outside_shut",
        "Withdraw the way in of somebody outside",
        "withdrew the way in of somebody outside the council",
        stages.HOST,
        says.OUTSIDE_SHUT,
        at=stages.HEARD | stages.DECIDED,
        sets=_shut,
        audience="asker",
        hint="Link and code stop working at once, and so does the page they may have open. It still lies "
        "with them: send them a new link, or take it further.",
    ),
    Step(
        "outside_enter",
        "Open it by link and code",
        "opened it by link and code",
        stages.OUTSIDE,
        at=stages.HEARD | stages.DECIDED,
        audience="asker",
    ),
    Step(
        "outside_locked",
        "The code was locked",
        "the code of somebody outside the council was locked, because it was typed wrongly too often",
        stages.ITSELF,
        at=stages.HEARD | stages.DECIDED,
        tells=("asker",),
        audience="asker",
    ),
)
