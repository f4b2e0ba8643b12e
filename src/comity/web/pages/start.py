"""What do you want to do? The ways into the product, by who one is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from comity.council.models import Person
from comity.web.clock import today
from comity.web.places import has_page, url
from comity.web.visit import Visit


@require_safe
def start(request: Visit) -> HttpResponse:
    """The choices of this visitor."""
    return render(request, "start/start.html.j2", {"choices": ways(request)})


FOR_MEMBERS = (
    (
        "enquire",
        "Ask an enquiry, or take up casework",
        "Ask an Officer about a service, a policy, or for somebody who lives in your ward.",
    ),
)
FOR_OFFICERS = (
    (
        "log",
        "Log an enquiry for a Member",
        "A Member rang, wrote or called in. The time for the answer counts from then.",
    ),
)
CONCERNS: Mapping[str, tuple[str, str, str]] = {
    "member": (
        "officer",
        "Raise a concern about an officer",
        "In private. First you read who will see it, who will not, and what happens next.",
    ),
    "officer": (
        "member",
        "Raise a concern about a Member",
        "In private. First you read who will see it, who will not, and what happens next.",
    ),
}
"""The concern that somebody may raise, by what they are: about whom, its title, and a sentence on it."""

FOR_ALL = (
    (
        "ask",
        "Ask the protocol",
        "Who decides, who is told, how soon: the answer, with the clause that gives it.",
    ),
    ("protocol", "Read the protocol", "Every clause, and what it does here."),
    ("search", "Search", "Find a matter by its words or its reference."),
    ("people", "Find somebody", "Members, Officers, and who holds which post today."),
    ("register", "See every matter open to you", "With filters by stage, service and ward."),
)


def ways(visit: Visit) -> list[dict[str, Any]]:
    """What this visitor can begin or look up: title, address, and a sentence on each."""
    supports = [
        {
            "title": f"Ask for {member.addressed}",
            "href": url(visit, "enquire_for", member=member.pk),
            "hint": "You support this Member. The record names both of you.",
        }
        for member in supported(visit)
    ]
    own = {"member": FOR_MEMBERS, "officer": FOR_OFFICERS}.get(visit.person.kind, ())
    return [*_ways(visit, own), *supports, *_concern(visit), *_ways(visit, FOR_ALL)]


def _concern(visit: Visit) -> list[dict[str, Any]]:
    if visit.person.kind not in CONCERNS:
        return []
    side, title, hint = CONCERNS[visit.person.kind]
    return [{"title": title, "href": url(visit, "concern", side=side), "hint": hint}]


def supported(visit: Visit) -> list[Person]:
    """The Members whom this visitor may act for, by name."""
    ids = [int(key.partition(":")[2]) for key in visit.actor.keys if key.startswith("support:")]
    return list(Person.objects.on(today(visit.now)).filter(pk__in=ids).order_by("name", "pk"))


def _ways(visit: Visit, these: Iterable[tuple[str, str, str]]) -> list[dict[str, Any]]:
    return [
        {"title": title, "href": url(visit, name), "hint": hint}
        for name, title, hint in these
        if has_page(visit, name)
    ]


urls = [path("start", start, name="start")]
