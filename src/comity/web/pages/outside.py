"""The door for somebody outside the council, to which their link leads and which the code opens."""

from __future__ import annotations

from allauth.account import app_settings as limits
from allauth.core.internal import ratelimit
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods

from comity.council.context import enter
from comity.matters import doorway
from comity.matters.models import Admission
from comity.matters.policy import NotYours
from comity.web import outsiders
from comity.web.places import url
from comity.web.visit import Visit

NO_ADDRESS = "strict-origin"
"""The address of the door holds what must not be passed on. No page is told more of it than the host's name.

Under “no-referrer” browsers name no origin with a form either, and a form from nowhere is refused.
"""


@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask for the code. It is the same page for any link whatever; looking at it changes nothing."""
    if request.method != "POST":
        return _shown(request)
    if not ratelimit.consume(request, app="allauth.account", action="outside", config=limits.RATE_LIMITS):
        return ratelimit.respond_429(request)
    row = _opened(request, token)
    if row is None:
        return _shown(request, wrong=True)
    outsiders.begin(request, row)
    return HttpResponseRedirect(url(request, "matter", reference=row.matter.reference))


def _opened(request: HttpRequest, token: str) -> Admission | None:
    typed, council = request.POST.get("code", ""), request.place.council  # type: ignore[attr-defined]
    if council is None:
        doorway.in_vain(typed)
        return None
    with transaction.atomic():
        enter(council.pk, system=True)
        return doorway.open_by(token, typed, at=request.now)  # type: ignore[attr-defined]


def _shown(request: HttpRequest, *, wrong: bool = False) -> HttpResponse:
    response = render(request, "outside/door.html.j2", {"wrong": wrong}, status=422 if wrong else 200)
    response["Referrer-Policy"] = NO_ADDRESS
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: Visit) -> HttpResponse:
    """Leave the matter: the session ends, and the page open to anybody says so."""
    if request.admission is None:
        raise NotYours("Only somebody who came in by a link leaves this way.")
    left = request.method == "POST"
    if left:
        request.session.flush()
    return render(request, "outside/leave.html.j2", {"left": left})


urls = [
    path("outside", leave, name="outside_leave"),
    path("outside/<str:token>", door, name="outside"),
]
