"""Pages of no council: the way in, what Comity is, what it keeps, and whether it is well."""

from __future__ import annotations

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from comity.council.context import enter
from comity.council.models import Council, Person
from comity.web import clock
from comity.web.places import home_of
from comity.web.signin.ways import sign_in_first


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Your councils, or the one you belong to; sign-in first."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    mine = councils_of(request)
    if len(mine) == 1:
        return HttpResponseRedirect(home_of(mine[0]))
    listed = [
        {"name": council.name, "href": home_of(council), "rests": council.suspended is not None}
        for council in mine
    ]
    return render(request, "front.html.j2", {"councils": listed})


def councils_of(request: HttpRequest) -> list[Council]:
    """Return the councils in which somebody signed in is a person today, by name; suspended ones too.

    Each council is asked by itself, within its own walls.
    """
    found, server = [], None
    with transaction.atomic():
        for council in Council.objects.order_by("name", "id"):
            server = enter(council.pk, server=server)
            found += [council] if _is_person(request) else []
    return found


def resting(request: HttpRequest, council: Council) -> HttpResponse | None:
    """Say to somebody who belongs to a suspended council that it is; to everybody else it is not there."""
    with transaction.atomic():
        enter(council.pk)
        belongs = _is_person(request)
    return render(request, "resting.html.j2", {"at_rest": council}, status=403) if belongs else None


def _is_person(request: HttpRequest) -> bool:
    """Whether whoever is signed in is a person today of the council that was entered."""
    day = clock.today(request.now)  # type: ignore[attr-defined]
    return Person.objects.on(day).filter(account_id=request.user.pk).exists()


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What Comity is."""
    return render(request, "about.html.j2")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "accessibility.html.j2")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice: what is kept, and who sees it."""
    return render(request, "privacy.html.j2")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Say "well" where the database answers, and "not well" (503) where it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("not well\n", status=503, content_type="text/plain")
    return HttpResponse("well\n", content_type="text/plain")


urls = [
    path("", front, name="front"),
    path("about", about, name="about"),
    path("accessibility", accessibility, name="accessibility"),
    path("privacy", privacy, name="privacy"),
    path("health", health, name="health"),
]
