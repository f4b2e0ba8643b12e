"""Search: matters by their words among those one may see, clauses of the protocol, and people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import Max
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from comity.editions.shelf import NoEdition
from comity.matters import policy, search
from comity.matters.lists import Line, Place, read_place, titles
from comity.matters.models import Matter
from comity.web import asking, clausebook, clock, directory, snippets
from comity.web.pages.listed import lines
from comity.web.places import url
from comity.web.visit import Visit

LONGEST = 200
FEW = 5
"""Clauses and people shown at most; their own pages show all."""


@require_safe
def found(request: Visit) -> HttpResponse:
    """What was found, the latest matters first; a reference leads straight to its matter."""
    words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
    straight = _by_reference(request, words)
    if straight is not None:
        return straight
    after = read_place(request.GET.get("after", ""), request.actor.keys)
    context: dict[str, Any] = {"words": words, "first": after is None}
    if words:
        context |= _matters(request, words, after)
        if after is None:
            context |= _clauses(request, words) | _people(request, words)
    return render(request, "search/search.html.j2", context)


def _by_reference(request: Visit, words: str) -> HttpResponse | None:
    """Lead to the matter whose reference this is, if it is open to whoever asks."""
    try:
        matter, _ = policy.fetch(words, request.actor.keys)
    except policy.NotYours:
        return None
    return HttpResponseRedirect(url(request, "matter", reference=matter.reference))


def _matters(request: Visit, words: str, after: Place | None) -> dict[str, Any]:
    before = (after.moment, after.matter) if after is not None and after.moment is not None else None
    hits = search.find(words, before=before)
    seen = levels([matter for matter, _ in hits], request.actor.keys)
    rows = Matter.objects.select_related("service", "ward", "asker", "handler").in_bulk(list(seen))
    named = titles(seen)
    quoted = snippets.of(words, seen)
    found = [Line(rows[hit], seen[hit], named.get(hit, "")) for hit, _ in hits if hit in rows]
    listed = [
        shown | {"snippet": quoted.get(one.matter.pk)}
        for one, shown in zip(found, lines(found, request), strict=True)
    ]
    following = ""
    if len(hits) == search.PAGE:
        matter, last = hits[-1]
        place = Place(last, matter, rows[matter].reference)
        following = f"{url(request, 'search')}?{urlencode({'q': words, 'after': str(place)})}"
    return {"matters": listed, "next": following}


def levels(ids: list[int], keys: frozenset[str]) -> Mapping[int, int]:
    """Return how much these keys see of each of these matters; what they do not see is left out."""
    rows = policy.sights(keys).filter(matter__in=ids).values("matter_id").annotate(most=Max("level"))
    return {row["matter_id"]: row["most"] for row in rows}


def _clauses(request: Visit, words: str) -> dict[str, Any]:
    try:
        clauses = clausebook.find(asking.in_force(request).pack, words)
    except NoEdition:
        clauses = []
    return {"clauses": clauses[:FEW], "more_clauses": max(len(clauses) - FEW, 0)}


def _people(request: Visit, words: str) -> dict[str, Any]:
    people = directory.named(words, clock.today(request.now))
    return {"people": people[:FEW], "more_people": max(len(people) - FEW, 0)}


urls = [path("search", found, name="search")]
