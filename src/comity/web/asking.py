"""Asking the protocol from a page: the edition in force, the facts given, and what still matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from itertools import islice, product

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from comity.council.standards import standards_of
from comity.editions import shelf
from comity.editions.models import Edition
from comity.protocol import deciding, vocabulary
from comity.protocol.decision import Decision
from comity.protocol.faults import ProtocolError, spoken
from comity.protocol.layers import Standard
from comity.protocol.packs import Pack
from comity.protocol.vocabulary import Fact, Question, Value
from comity.web import clock, plain
from comity.web.visit import Visit

MOST_CASES = 4000
"""Cases that are tried to see whether a fact left out matters; no question has more."""


@dataclass(frozen=True, slots=True)
class InForce:
    """A council's protocol as it stands on a day, with the standards of its own."""

    edition: Edition
    pack: Pack
    standards: tuple[Standard, ...]
    on: date

    def decide(self, question: str, facts: Mapping[str, object]) -> Decision:
        """Return what it answers. Raises ProtocolError."""
        return deciding.decide(self.pack, question, facts, on=self.on, standards=self.standards)


Page = Callable[..., HttpResponse]


def with_protocol(page: Page) -> Page:
    """Give a page the protocol in force today as `protocol`; say plainly where there is none."""

    @wraps(page)
    def asked(request: Visit, **parts: object) -> HttpResponse:
        try:
            protocol = in_force(request)
        except shelf.NoEdition as none:
            return render(request, "protocol/none.html.j2", {"why": str(none)})
        return page(request, protocol=protocol, **parts)

    return asked


def in_force(request: Visit) -> InForce:
    """Return the protocol in force today in the council of this request. Raises NoEdition."""
    on = clock.today(request.now)
    edition = shelf.in_force(request.council, on)
    return InForce(edition, shelf.pack_of(edition), standards_of(request.council, on), on)


def question_named(name: str) -> Question | None:
    """Return a question of the vocabulary, or None where there is none of this name."""
    return vocabulary.load().questions.get(name)


def given(question: Question, sent: QueryDict) -> tuple[dict[str, Value], dict[str, str]]:
    """Return the facts that came with an address, and what cannot be read of them, by fact."""
    facts: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for fact in question.facts:
        typed = sent.get(fact.name, "")
        if typed:
            try:
                facts[fact.name] = fact.read(typed)
            except ProtocolError:
                errors[fact.name] = "Choose one of the answers."
    return facts, errors


def needed(
    question: Question, facts: Mapping[str, Value], decide: Callable[[Mapping[str, object]], Decision]
) -> list[Fact]:
    """Return the facts left out that still make a difference to the answer."""
    missing = [fact for fact in question.facts if fact.name not in facts]
    answers = {
        values: _shape(decide({**facts, **dict(zip((f.name for f in missing), values, strict=True))}))
        for values in islice(product(*(fact.values for fact in missing)), MOST_CASES)
    }
    return [fact for place, fact in enumerate(missing) if _matters(place, answers)]


def asked(question: Question, facts: Mapping[str, Value], protocol: InForce) -> list[dict[str, object]]:
    """Return the facts of a question as radios are made of: what is asked, and the answers to choose from."""
    return [_asked(question, fact, facts, protocol) for fact in question.facts]


def told(question: Question, facts: Mapping[str, Value], protocol: InForce) -> list[tuple[str, str]]:
    """Return the facts given, each as what was asked and what was answered."""
    names = protocol.pack.names
    return [
        (plain.asks(question, fact), plain.answer(question, fact, facts[fact.name], names))
        for fact in question.facts
        if fact.name in facts
    ]


def _asked(
    question: Question, fact: Fact, facts: Mapping[str, Value], protocol: InForce
) -> dict[str, object]:
    values = sorted(fact.values, key=lambda value: value is False)  # "Yes" before "No", else as they are
    items = [
        {
            "value": spoken(value),
            "text": plain.answer(question, fact, value, protocol.pack.names),
            "checked": facts.get(fact.name) == value and fact.name in facts,
            "id": f"{fact.name}-{place}" if place else fact.name,
        }
        for place, value in enumerate(values)
    ]
    return {
        "name": fact.name,
        "asks": plain.asks(question, fact),
        "only": plain.only(question, fact),
        "items": items,
        "short": [item["text"] for item in items] == ["Yes", "No"],
    }


def _matters(place: int, answers: Mapping[tuple[Value, ...], object]) -> bool:
    """Whether two cases that differ in this one fact alone are answered differently."""
    seen: dict[tuple[Value, ...], object] = {}
    for values, answer in answers.items():
        others = (*values[:place], *values[place + 1 :])
        if seen.setdefault(others, answer) != answer:
            return True
    return False


def _shape(decision: Decision) -> str:
    told = decision.as_json()
    return repr(list(_without_facts(told)))


def _without_facts(told: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in told.items():
        if name == "beside" and isinstance(value, list):
            yield name, [list(_without_facts(other)) for other in value]
        elif name != "facts":
            yield name, value
