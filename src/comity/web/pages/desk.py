"""My desk: what waits for me, what I asked, what is late, what was shared with me, and whom I act for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from comity.matters import second
from comity.matters.lists import PAGE, Walk, Wanted, pages, read_place
from comity.matters.policy import NotYours
from comity.matters.sealed import person_behind
from comity.web.clock import today
from comity.web.pages.listed import lines
from comity.web.pages.start import supported
from comity.web.places import url
from comity.web.visit import Visit

FIRST = 10
"""Lines of each list on the desk itself; the rest is a page of its own."""

TRIAGE = frozenset({"role:democratic_services", "role:clerk"})
HANDLING = frozenset({"handler", "rung", "triage"})


@dataclass(frozen=True, slots=True)
class Tray:
    """One list on the desk: its name in the address, its title, which matters, and in which order."""

    name: str
    title: str
    empty: str
    keys: frozenset[str]
    wanted: Wanted
    by: str


CONCERNS = Tray(
    "concerns",
    "Concerns you raised or hear, or that were put to you",
    "There are none.",
    frozenset(),
    Wanted(kind="concern"),
    "last",
)
"""On the desk of those only who have any."""


@require_safe
def desk(request: Visit) -> HttpResponse:
    """Everything on one page, a few lines of each."""
    every = _shown(request, trays(request), most=FIRST)
    shown = [one for one in every if one["lines"] or one["name"] != CONCERNS.name]
    members = [
        {"name": one.addressed, "href": url(request, "enquire_for", member=one.pk)}
        for one in supported(request)
    ]
    on = today(request.now)
    context = {
        "trays": shown,
        "members": members,
        "confirm": len(second.waiting_for(request.person, on)),
        "circle": second.of_the_circle(request.person, request.actor.keys, on),
    }
    return render(request, "desk/desk.html.j2", context)


@require_safe
def tray(request: Visit, name: str) -> HttpResponse:
    """One of the lists, page by page."""
    found = next((one for one in trays(request) if one.name == name), None)
    if found is None:
        raise NotYours("There is no such list on your desk.")
    return render(request, "desk/tray.html.j2", {"tray": _shown(request, [found], most=PAGE)[0]})


def trays(visit: Visit) -> list[Tray]:
    """The lists that this visitor's desk has, in their order."""
    mine = visit.actor.keys
    officer = visit.person.kind == "officer"
    found = [
        Tray(
            "waiting",
            "Waiting for you",
            "Nothing waits for you.",
            mine - TRIAGE,
            Wanted(waits=True, open=True),
            "due",
        )
    ]
    if mine & TRIAGE:
        found.append(
            Tray(
                "triage",
                "To be passed on",
                "Nothing waits to be passed on.",
                mine & TRIAGE,
                Wanted(open=True, parts=frozenset({"handler"})),
                "due",
            )
        )
    late = Wanted(late_at=visit.now, parts=HANDLING if officer else frozenset({"asker"}))
    found.append(Tray("late", "Late", "Nothing is late.", mine, late, "due"))
    if not officer:
        asked = Wanted(parts=frozenset({"asker"}))
        found.append(Tray("asked", "You asked", "You have asked nothing yet.", mine, asked, "last"))
    found += _for_members(mine)
    if not officer:
        shared = Wanted(parts=frozenset({"shared"}), not_asked_by=visit.person.pk)
        found.append(
            Tray("shared", "Shared with you", "Nothing has been shared with you.", mine, shared, "last")
        )
    # A sealed matter is seen by no key but that of one person.
    found.append(replace(CONCERNS, keys=frozenset(key for key in mine if person_behind(key) is not None)))
    return found


def _for_members(keys: Iterable[str]) -> list[Tray]:
    supports = frozenset(key for key in keys if key.startswith("support:"))
    if not supports:
        return []
    wanted = Wanted(parts=frozenset({"support"}))
    return [
        Tray("support", "For Members you support", "They have asked nothing yet.", supports, wanted, "last")
    ]


def _shown(visit: Visit, trays: Sequence[Tray], *, most: int) -> list[dict[str, Any]]:
    """These lists as the templates show them, all found together."""
    after = read_place(visit.GET.get("after", ""), visit.actor.keys) if most == PAGE else None
    found = pages([Walk(tray.keys, tray.wanted, tray.by, after, most) for tray in trays])
    return [
        {
            "name": tray.name,
            "title": tray.title,
            "empty": tray.empty,
            "href": url(visit, "desk_tray", name=tray.name),
            "lines": lines(page.lines, visit),
            "next": str(page.next) if page.next else "",
            "first": after is None,
        }
        for tray, page in zip(trays, found, strict=True)
    ]


urls = [
    path("desk", desk, name="desk"),
    path("desk/<slug:name>", tray, name="desk_tray"),
]
