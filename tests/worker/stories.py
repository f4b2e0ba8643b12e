"""A Member asks, an Officer does something, and letters are queued: what the worker's tests begin with."""

from __future__ import annotations

from comity.council.context import within
from comity.matters import ledger
from comity.matters.models import Entry, Letter
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import hear
from tests.cast import Cast, at

STEPS = PROCEDURES["enquiry"]
QUESTION = {
    "topic": "operational",
    "title": "Street lamp in Mill Lane",
    "question": "When will it be mended?",
    "share": "nobody",
    "emergency": "no",
}


def ask(cast: Cast, when: str, **more: object) -> Entry:
    """Ada asks about highways."""
    moment = at(when)
    typed = {**QUESTION, "service": str(cast.services["highways"].pk), **more}
    with within(cast.council, cast.ada):
        said = hear(STEPS.step("ask").says, typed)
        by = cast.acting("ada", moment)
        return ledger.begin(cast.council, cast.edition, "enquiry", "ask", said, by=by, at=moment)


def do(cast: Cast, entry: Entry, who: str, step: str, when: str, **typed: object) -> Entry:
    """Somebody takes a step."""
    moment = at(when)
    with within(cast.council, cast.people[who]):
        said = hear(STEPS.step(step).says, typed)
        return ledger.take(entry.matter_id, step, said, by=cast.acting(who, moment), at=moment)


def letters(cast: Cast) -> list[Letter]:
    """The council's letters, in the order in which they were queued."""
    with within(cast.council, system=True):
        return list(Letter.objects.filter(council=cast.council).order_by("pk"))
