"""Ask the protocol: a question and facts, what it answers, by which clause, and whom to turn to."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from comity.council.answers import About
from comity.council.models import Service, Ward
from comity.protocol import vocabulary
from comity.protocol.decision import Decision
from comity.protocol.faults import ProtocolError, spoken
from comity.protocol.vocabulary import Question, Value
from comity.web import asking, plain, turning
from comity.web.asking import InForce, given, needed, question_named, with_protocol
from comity.web.places import has_page, url
from comity.web.visit import Visit

DONE_HERE = {
    "enquiry": ("start", "Ask or answer an enquiry"),
    "casework": ("start", "Take up a constituent’s case"),
}
"""Where Comity itself does what a question is about: the beginning of its name, the page, the button."""


@require_safe
@with_protocol
def index(request: Visit, protocol: InForce) -> HttpResponse:
    """Every question that can be asked, by section."""
    return render(
        request, "ask/index.html.j2", {"sections": plain.sections(), "protocol": protocol, "plain": plain}
    )


@require_safe
@with_protocol
def ask(request: Visit, protocol: InForce, name: str) -> HttpResponse:
    """Ask for the facts that matter; once they are known, answer."""
    question = question_named(name)
    if question is None:
        raise Http404
    facts, errors = given(question, request.GET)
    try:
        missing = needed(question, facts, lambda all_facts: protocol.decide(name, all_facts))
        sent = "ask" in request.GET
        if not errors and not missing and (sent or not question.facts) and "change" not in request.GET:
            return _answered(request, protocol, question, facts)
    except ProtocolError as fault:
        return render(request, "ask/fault.html.j2", {"question": question, "why": str(fault), "plain": plain})
    if sent:
        errors |= {fact.name: "Choose one of the answers." for fact in missing}
    shown = {
        "question": question,
        "plain": plain,
        "errors": errors,
        "asked": asking.asked(question, facts, protocol),
        "action": url(request, "ask_question", name=name),
    }
    return render(request, "ask/question.html.j2", shown)


def _answered(request: Visit, protocol: InForce, question: Question, facts: dict[str, Value]) -> HttpResponse:
    decision = protocol.decide(question.name, facts)
    about, service, ward = _about(request, protocol)
    by_service, by_ward = turning.asks_for(decision)
    query = {name: spoken(value) for name, value in facts.items()}
    here = url(request, "ask_question", name=question.name)
    context = {
        "question": question,
        "protocol": protocol,
        "decision": decision,
        "told": asking.told(question, facts, protocol),
        "query": query,
        "here": here,
        "change": f"{here}?{urlencode({**query, 'change': 1})}" if question.facts else "",
        "compare": f"{url(request, 'compare')}?{urlencode({'question': question.name, **query, 'ask': 1})}",
        "turns": turning.turns(decision, about, protocol.pack.names, protocol.on),
        "in_order": decision.to_mode == "in_order",
        "all_of_them": decision.to_mode == "all",
        "services": _choices(Service, protocol) if by_service else [],
        "wards": _choices(Ward, protocol) if by_ward else [],
        "service": service,
        "ward": ward,
        "button": _button(request, question),
        "plain": plain,
        "detail": _detail(decision),
    }
    return render(request, "ask/answer.html.j2", context)


def _detail(decision: Decision) -> list[tuple[str, list[str]]]:
    """What goes with a Decision, each duty and limit in the words of the vocabulary."""
    words = vocabulary.load()
    lists = (
        ("What goes with it", decision.duties, words.duties),
        ("What it keeps to", decision.limits, words.limits),
    )
    return [(title, [meanings[name] for name in names]) for title, names, meanings in lists if names]


def _about(request: Visit, protocol: InForce) -> tuple[About, str, str]:
    """What is known of the matter: who asks, and the service and the ward if they were chosen."""
    service = _chosen(Service, request.GET.get("service", ""), protocol)
    ward = _chosen(Ward, request.GET.get("ward", ""), protocol)
    me, member = request.person.pk, request.person.kind == "member"
    about = About(service=service, ward=ward, asker=me if member else None, officer=None if member else me)
    return about, str(service or ""), str(ward or "")


def _choices(kind: type[Service] | type[Ward], protocol: InForce) -> list[tuple[str, str]]:
    rows = kind.objects.on(protocol.on).order_by("name").values_list("pk", "name")
    return [(str(number), name) for number, name in rows]


def _chosen(kind: type[Service] | type[Ward], typed: str, protocol: InForce) -> int | None:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 19):
        return None
    return kind.objects.on(protocol.on).filter(pk=int(typed)).values_list("pk", flat=True).first()


def _button(request: Visit, question: Question) -> tuple[str, str] | None:
    page, text = DONE_HERE.get(question.name.partition(".")[0], ("", ""))
    return (url(request, page), text) if page and has_page(request, page) else None


urls = [
    path("ask-protocol", index, name="ask"),
    path("ask-protocol/<str:name>", ask, name="ask_question"),
]
