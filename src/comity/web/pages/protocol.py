"""The council's protocol, clause by clause, with what each clause does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from comity.protocol import vocabulary, wording
from comity.protocol.faults import spoken
from comity.protocol.packs import Pack
from comity.protocol.rules import Rule
from comity.web import plain
from comity.web.asking import InForce, question_named, with_protocol
from comity.web.clausebook import Shown, find, shown
from comity.web.visit import Visit


def called(pack: Pack) -> list[tuple[str, str]]:
    """Return what the posts of the vocabulary mean, and what this council calls them."""
    return [(plain.meaning(post), pack.names[post]) for post in vocabulary.load().posts if post in pack.names]


@require_safe
@with_protocol
def protocol(request: Visit, protocol: InForce) -> HttpResponse:
    """The whole protocol, or the clauses in which the words looked for stand."""
    words = " ".join(request.GET.get("q", "").split())[:100]
    every = shown(protocol.pack)
    listed = find(protocol.pack, words) if words else list(every)
    contents = [begin for one in every for begin in one.begins if begin[0] == 2]
    return render(
        request,
        "protocol/protocol.html.j2",
        {
            "protocol": protocol,
            "about": protocol.pack.about,
            "words": words,
            "listed": listed,
            "every": every,
            "contents": contents,
            "called": called(protocol.pack),
            "open_points": sum(bool(one.to_settle) for one in every),
            "plain": plain,
        },
    )


@require_safe
@with_protocol
def clause(request: Visit, protocol: InForce) -> HttpResponse:
    """One clause: its words, what makes it real, the rules that rest on it, and what is unclear in it."""
    every = shown(protocol.pack)
    reference = request.GET.get("ref", "")
    place = next((n for n, one in enumerate(every) if one.clause.reference == reference), None)
    if place is None:
        raise Http404
    one = every[place]
    return render(
        request,
        "protocol/clause.html.j2",
        {
            "protocol": protocol,
            "about": protocol.pack.about,
            "one": one,
            "rules": [ruled(rule, protocol) for rule in one.rules],
            "topics": _topics(one),
            "earlier": every[place - 1].clause.reference if place else "",
            "later": every[place + 1].clause.reference if place + 1 < len(every) else "",
            "party": _party(protocol.pack.names),
            "plain": plain,
        },
    )


@dataclass(frozen=True, slots=True)
class Ruled:
    """A rule as a person reads it: the question, for which facts, what follows, and facts to ask it with."""

    asks: str
    question: str
    when: tuple[tuple[str, str], ...]
    because: str
    query: tuple[tuple[str, str], ...]


def ruled(rule: Rule, protocol: InForce) -> Ruled:
    """Return a rule in plain words."""
    question = vocabulary.load().questions[rule.question]
    when = []
    for name, values in rule.when:
        fact = question.fact(name)
        said = " or ".join(plain.answer(question, fact, value, protocol.pack.names) for value in values)
        when.append((plain.asks(question, fact), said))
    query = tuple((name, spoken(values[0])) for name, values in rule.when)
    return Ruled(plain.title(question), question.name, tuple(when), rule.because, query)


def _topics(one: Shown) -> list[tuple[str, str]]:
    """Return the questions a clause bears on without a rule that cites it."""
    ruled_on = {rule.question for rule in one.rules}
    names = dict.fromkeys(topic for statement in one.statements for topic in statement.topics)
    found = [(name, question_named(name)) for name in names if name not in ruled_on]
    return [(name, plain.title(question)) for name, question in found if question]


def _party(names: Mapping[str, str]) -> dict[str, str]:
    posts = {post: wording.post(post, names) for post in vocabulary.load().posts}
    said = {**posts, "both": "Members and Officers", "council": "The council", "member": "Members",
            "officer": "Officers"}  # fmt: skip
    return {party: words[:1].upper() + words[1:] for party, words in said.items()}


urls = [
    path("protocol", protocol, name="protocol"),
    path("protocol/clause", clause, name="clause"),
]
