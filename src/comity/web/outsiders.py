"""Somebody outside the council in a browser: let into one matter, for two hours, and nowhere else.

They have no account. What their session holds is which way in they came by and until when; everything else is
asked again at each page, so that whoever is shut out is out at once.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render

from comity.council.models import Council
from comity.matters import doorway, references
from comity.matters.models import Admission
from comity.web.forms import kept
from comity.web.pages import errors
from comity.web.places import Place, url

NAME = "outside"
LASTS = timedelta(hours=2)
REACH = frozenset({"matter", "matter_step", "matter_file"})
"""The pages of the one matter that somebody outside has; and they may leave."""

DOOR = re.compile(r"(?:/c/[^/]+)?/outside/[^/]+")


def at_the_door(request: HttpRequest) -> bool:
    """Say whether somebody stands at a door with a link in their hand: that page is for whoever has it."""
    return DOOR.fullmatch(request.path_info) is not None


def begin(request: HttpRequest, row: Admission) -> None:
    """Let somebody in by this way: a new session, with nothing of whoever used the browser before."""
    logout(request)
    until = request.now + LASTS  # type: ignore[attr-defined]
    request.session[NAME] = [row.council_id, row.pk, row.round, until.isoformat()]
    request.session.set_expiry(0)
    rotate_token(request)


def came_in(request: HttpRequest, place: Place) -> bool:
    """Say whether this browser came into this council by a link, whether or not that still holds."""
    held = request.session.get(NAME)
    return bool(held and place.council is not None and held[0] == place.council.pk)


def visitor(request: HttpRequest, council: Council) -> Admission | None:
    """The way in by which this browser came, where it is still open. Within the council."""
    council_id, number, round_, until = request.session[NAME]
    now: datetime = request.now  # type: ignore[attr-defined]
    if council_id != council.pk or now >= datetime.fromisoformat(until):
        return None
    return doorway.still_open(number, round_, at=now)


def turned_away(request: HttpRequest, row: Admission, parts: dict[str, Any]) -> HttpResponse | None:
    """What somebody outside is answered on a page that is not of their matter; None where it is."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    if name == "outside_leave":
        return None
    if name in REACH and _reference(parts.get("reference")) == row.matter.reference:
        return None
    if name in {"home", "desk"}:
        return HttpResponseRedirect(url(request, "matter", reference=row.matter.reference))
    return errors.not_found(request)


def over(request: HttpRequest) -> HttpResponse:
    """Their time here is over; what they were sending is kept for them, should they come in again."""
    response = render(request, "outside/over.html.j2", status=403)
    if request.method == "POST":
        kept.keep(request, response)
    request.session.pop(NAME, None)
    return response


def _reference(typed: object) -> str:
    try:
        return references.read(str(typed))
    except references.NotAReference:
        return ""
