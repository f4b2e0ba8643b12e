"""What can happen to a matter of any procedure: what was said in it is erased, under an authority."""

from __future__ import annotations

from dataclasses import replace

from comity.procedures.fields import LEVELS, Audience, Field, Said
from comity.procedures.shape import Procedure, Step
from comity.procedures.state import State

ERASE = "erase"

#: By which authority what was said may be erased. None of them says what it was.
AUTHORITIES = (
    ("rectification", "It is wrong, and must go (UK GDPR article 16)"),
    ("erasure_right", "The person it is about may have it erased (UK GDPR article 17)"),
    ("unlawful", "It should not have been recorded here at all (UK GDPR article 5(1)(a) and (c))"),
    ("court_order", "A court or the Information Commissioner ordered it"),
    ("retention_schedule", "The time for which it is kept has passed (retention schedule)"),
)
SAYS = (
    Field("authority", "Under which authority?", "choice", choices=AUTHORITIES),
    Field(
        "reason",
        "Why?",
        "prose",
        required=False,
        hint="This stays in the record. Do not repeat what is to be erased.",
    ),
)


def _readers(state: State, said: Said) -> Audience:
    """Those who could read what was erased, and nobody else, see that it was."""
    found = said.get("readers")
    return next((one for one in LEVELS if one == found), "handling")


def erasing(procedure: Procedure) -> Step:
    """The step by which the keepers of the record erase what was said, at whatever stage a matter is."""
    return Step(
        ERASE,
        "Erase what was said",
        "erased what was said, under authority",
        frozenset({"record"}),
        SAYS,
        at=frozenset(procedure.stage_names),
        audience=_readers,
        tells=("handler",),
    )


def kept(procedure: Procedure) -> Procedure:
    """A procedure with what can happen to every matter."""
    return replace(procedure, steps=(*procedure.steps, erasing(procedure)))
