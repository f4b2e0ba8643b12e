"""Standards of a council's own: times in place of Comity's defaults, always shown as the council's."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from comity.council.changes import people as terms
from comity.council.changes import standing
from comity.council.models import Standard
from comity.procedures.fields import Field, Said, Unheard
from comity.protocol import deciding, layers
from comity.protocol.decision import Decision
from comity.protocol.faults import spoken
from comity.protocol.vocabulary import UNITS, Question
from comity.web import plain
from comity.web.administrators import for_administrators
from comity.web.asking import InForce, question_named, with_protocol
from comity.web.pages.settings.changing import Change, by, day, offer, today
from comity.web.places import url
from comity.web.visit import Visit

UNIT_WORDS = {
    "working_days": "working days",
    "working_hours": "working hours",
    "hours": "hours",
    "days": "days, weekends included",
    "clear_days": "clear days",
}
EVERY = "every"


@require_safe
@for_administrators
@with_protocol
def standards(request: Visit, protocol: InForce) -> HttpResponse:
    """The council's own standards, and the questions where one could stand."""
    rows = Standard.objects.on(today(request)).order_by("question", "since")
    context = {
        "listed": [(row, _told(row)) for row in rows],
        "open": [(one.name, plain.title(one)) for one in _silent(protocol)],
    }
    return render(request, "settings/standards.html.j2", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
@with_protocol
def adopt(request: Visit, protocol: InForce, name: str) -> HttpResponse:
    """Adopt a standard for one question, in every case or in some."""
    question = question_named(name)
    if question is None:
        raise Http404

    def do(said: Said) -> str:
        holds = _rule(question, said, protocol)
        whose = str(said.get("whose"))
        _must_count(protocol, question, whose, holds)
        standing.adopt_standard(
            request.council, question.name, _toml(holds), whose=whose,
            adopted_on=day(said, "adopted"), since=today(request), **by(request, said),
        )  # fmt: skip
        return "The standard holds from today for whatever is decided from now on."

    return offer(request, Change(
        f"adopt_standard_{name}", plain.title(question), _fields(question, protocol), do,
        url(request, "settings_standards"), button="Adopt", caption="A standard of your own",
        hint="It stands where the protocol and the law say nothing, and is always shown as yours: never as "
        "the protocol’s.",
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def end(request: Visit, number: int) -> HttpResponse:
    """Let a standard end: the default stands again."""
    found = Standard.objects.filter(pk=number).first()
    if found is None:
        raise Http404

    def do(said: Said) -> str:
        terms.end_term(found, until=today(request), **by(request, said))
        return "The standard has ended; Comity’s default stands again."

    return offer(request, Change(
        f"end_standard_{number}", "End this standard", (), do, url(request, "settings_standards"),
        button="End it", warning=True, hint=_told(found),
    ))  # fmt: skip


def _silent(protocol: InForce) -> list[Question]:
    """The questions to which in some case only the house gives a time."""
    return [
        question
        for section in plain.sections()
        for question in section.questions
        if any(_house_time(protocol.decide(question.name, case)) for case in question.combinations())
    ]


def _house_time(decision: Decision) -> bool:
    return decision.layer == "house" and decision.within is not None


def _fields(question: Question, protocol: InForce) -> tuple[Field, ...]:
    names = protocol.pack.names
    facts = tuple(
        Field(
            f"fact_{fact.name}",
            plain.asks(question, fact),
            "choice",
            choices=(
                (EVERY, "In every case"),
                *((spoken(value), plain.answer(question, fact, value, names)) for value in fact.values),
            ),
        )
        for fact in question.facts
    )
    return (
        *facts,
        Field("amount", "How much time?", "line", hint="A whole number, such as 5."),
        Field(
            "unit", "Counted in what?", "choice", choices=tuple((unit, UNIT_WORDS[unit]) for unit in UNITS)
        ),
        Field("because", "Say the standard in one sentence", "line", hint="It is shown wherever it counts."),
        Field("whose", "Who adopted it?", "line", hint="The body or post, such as “Cabinet”."),
        Field("adopted", "When was it adopted?", "date"),
    )


def _rule(question: Question, said: Said, protocol: InForce) -> dict[str, object]:
    """The rule as it will be kept: the house's answer to these facts, with the council's own time."""
    when = {
        fact.name: fact.read(str(said.get(f"fact_{fact.name}")))
        for fact in question.facts
        if said.get(f"fact_{fact.name}") != EVERY
    }
    amount = str(said.get("amount"))
    if not (amount.isascii() and amount.isdigit() and 0 < int(amount) < 1000):
        raise Unheard({"amount": "Write a whole number from 1 to 999."})
    default = _default(question, when, protocol)
    kept = {
        "when": when,
        "outcome": default.outcome,
        "by": list(default.by),
        "to": list(default.to),
        "to_mode": default.to_mode,
        "narrow": default.narrow,
        "consult": list(default.consult),
        "within": {str(said.get("unit")): int(amount)},
        "from": default.from_,
        "duties": list(default.duties),
        "limits": list(default.limits),
        "because": str(said.get("because")),
    }
    return {name: value for name, value in kept.items() if value}


def _default(question: Question, when: Mapping[str, object], protocol: InForce) -> Decision:
    """What the house answers in the first case that these facts leave to it."""
    for case in question.combinations():
        if all(case[name] == value for name, value in when.items()):
            decision = protocol.decide(question.name, case)
            if _house_time(decision):
                return decision
    raise Unheard(
        {"": "In these cases the protocol or the law answers by itself, or no time is asked for: "
             "a standard would count nowhere."}
    )  # fmt: skip


def _must_count(protocol: InForce, question: Question, whose: str, holds: Mapping[str, object]) -> None:
    """Refuse a standard that no case would show. Raises Unheard; ProtocolError for an unsound rule."""
    new = layers.standard(whose, question.name, holds)
    known = (*protocol.standards, new)
    for case in question.combinations():
        if new.rule.fits(case):
            answer = deciding.decide(protocol.pack, question.name, case, on=protocol.on, standards=known)
            if answer.layer == "house" and answer.because == new.rule.because:
                return
    raise Unheard({"": "Another standard already covers every case of this one: end that first."})


def _toml(holds: Mapping[str, object]) -> str:
    return "\n".join(f"{name} = {_value(value)}" for name, value in holds.items()) + "\n"


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_value(one)}" for name, one in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def _told(row: Standard) -> str:
    return str(tomllib.loads(row.rule).get("because", ""))


urls = [
    path("settings/standards", standards, name="settings_standards"),
    path("settings/standards/adopt/<str:name>", adopt, name="settings_adopt"),
    path("settings/standards/<int:number>/end", end, name="settings_end_standard"),
]
