"""Ladders: whether every rung of a climb has somebody on it, and never the person complained of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise

from comity.protocol.decision import Decision
from comity.protocol.lint.findings import ERROR, INFO, Finding
from comity.protocol.lint.walk import Walk
from comity.protocol.vocabulary import Value

LADDERS = ("concern.officer", "concern.member", "enquiry.overdue", "advice.dispute")


def findings(done: Walk) -> Iterator[Finding]:
    """Rungs that nobody stands on, that lead back to the person complained of, or nowhere new."""
    if done.question.name not in LADDERS:
        return
    climbs = sorted(done.answers.values(), key=_bottom)
    for _, rungs in groupby(climbs, key=_bottom):
        ladder = sorted(rungs, key=_stage)
        for rung in ladder:
            yield from _rung(rung)
        yield from _stands_still(ladder)


def _bottom(decision: Decision) -> str:
    return repr([pair for pair in decision.facts.items() if pair[0] != "stage"])


def _stage(decision: Decision) -> int:
    return int(decision.facts.get("stage", 1))


def _rung(rung: Decision) -> Iterator[Finding]:
    file, case = _where(rung), _case(rung)
    if not rung.to:
        what = f'the ladder of "{rung.question}" ends nowhere: {case} it names nobody in `to`'
        mend = "Say in `to` who hears it, or which procedure it goes to."
        yield Finding("ladder-ends", ERROR, file, None, what, mend)
    about = rung.facts.get("about")
    talking = about == "officer" and "talk_directly_first" in rung.duties
    if about in (*rung.to, *rung.by) and not talking:
        what = f'"{rung.question}" comes back to the person complained of: {case} it goes to the {about}'
        mend = f'Add a rule with when = {{ about = "{about}" }} that names somebody else.'
        yield Finding("ladder-returns", ERROR, file, None, f"{what} ({'; '.join(rung.cites)})", mend)


def _stands_still(ladder: list[Decision]) -> Iterator[Finding]:
    for below, above in pairwise(ladder):
        if set(above.to) <= set(below.to) and above.to:
            what = f'"{above.question}" reaches nobody new: {_case(above)} it stays with whoever had it'
            mend = "Name the next rung, or leave it: whoever asks is told that there is none."
            yield Finding("ladder-stands-still", INFO, _where(above), None, what, mend)


def _case(rung: Decision) -> str:
    facts: list[tuple[str, Value]] = list(rung.facts.items())
    return "for " + ", ".join(f"{name} = {value}" for name, value in facts)


def _where(rung: Decision) -> str:
    return {"protocol": "provisions.toml", "house": "house.toml"}.get(rung.layer, "law-england.toml")
