"""One question, answered by this council's protocol and by every protocol that comes with Comity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from comity.protocol import deciding, packs, wording
from comity.protocol.decision import Decision
from comity.protocol.faults import ProtocolError, spoken
from comity.protocol.packs import Pack
from comity.protocol.vocabulary import Value
from comity.web import asking, plain
from comity.web.asking import InForce, given, question_named, with_protocol
from comity.web.places import url
from comity.web.visit import Visit

OUTCOMES = {
    "allow": "May be done",
    "require": "Must be done",
    "refuse": "May not be done",
    "refer": "Goes on to somebody",
    "hold": "Waits",
    "discourage": "Advised against",
}


@dataclass(frozen=True, slots=True)
class Answered:
    """What one protocol answers, or why it cannot."""

    council: str
    edition: str
    ours: bool
    decision: Decision | None
    names: dict[str, str]
    why: str = ""

    @property
    def outcome(self) -> str:
        """The outcome in a few words."""
        return OUTCOMES[self.decision.outcome] if self.decision else ""

    @property
    def to(self) -> str:
        """To whom it goes."""
        found = self.decision
        return wording.posts(found.to, self.names, found.to_mode) if found else ""

    @property
    def within(self) -> str:
        """By when."""
        return wording.timing(self.decision) if self.decision else ""


@lru_cache(maxsize=1)
def shipped() -> tuple[Pack, ...]:
    """Return the newest edition of each protocol that comes with Comity."""
    return tuple(packs.named(slug) for slug in packs.shipped())


def answers(protocol: InForce, council: str, question: str, facts: dict[str, Value]) -> Iterator[Answered]:
    """Answer by the council's own protocol first, then by each of the others."""
    yield _answered(protocol.pack, council, True, lambda: protocol.decide(question, facts))
    for pack in shipped():
        if pack.digest != protocol.pack.digest:
            yield _answered(
                pack, pack.about.council, False,
                lambda pack=pack: deciding.decide(pack, question, facts, on=protocol.on),
            )  # fmt: skip


def _answered(pack: Pack, council: str, ours: bool, decide) -> Answered:  # type: ignore[no-untyped-def]
    try:
        decision, why = decide(), ""
    except ProtocolError as fault:
        decision, why = None, str(fault)
    return Answered(council, pack.edition, ours, decision, dict(pack.names), why)


@require_safe
@with_protocol
def compare(request: Visit, protocol: InForce) -> HttpResponse:
    """Choose a question; say how things stand; see every answer side by side."""
    name = request.GET.get("question", "")
    if not name:
        choose = {"sections": plain.sections(), "plain": plain, "here": url(request, "compare")}
        return render(request, "compare/choose.html.j2", choose)
    question = question_named(name)
    if question is None:
        raise Http404
    facts, errors = given(question, request.GET)
    left_out = [fact for fact in question.facts if fact.name not in facts]
    facts |= {fact.name: fact.default for fact in left_out}
    shown = {
        "question": question,
        "plain": plain,
        "errors": errors,
        "asked": asking.asked(question, facts, protocol),
        "told": asking.told(question, facts, protocol),
        "here": url(request, "compare"),
        "answers": list(answers(protocol, request.council.name, name, facts)),
        "ask": f"{url(request, 'ask_question', name=name)}?{urlencode(_sent(facts))}",
    }
    return render(request, "compare/compare.html.j2", shown)


def _sent(facts: dict[str, Value]) -> dict[str, str]:
    return {name: spoken(value) for name, value in facts.items()} | {"ask": "1"}


urls = [path("compare", compare, name="compare")]
