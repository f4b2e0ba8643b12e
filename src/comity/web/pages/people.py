"""Who is who today: Members by ward, group and committee, Officers by service, vacancies and cover."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from comity.council.models import (
    CommitteeMembership,
    Cover,
    GroupMembership,
    Holding,
    Person,
    PersonKind,
    Seat,
    Support,
)
from comity.web import administrators, clock, directory
from comity.web.visit import Visit

WAYS: tuple[tuple[str, str], ...] = (
    ("ward", "Members by ward"),
    ("group", "Members by group"),
    ("committee", "Committees and leading Members"),
    ("officers", "Officers"),
)
MOST_FOUND = 100
"""People listed at most when looked for by name."""


@require_safe
def people(request: Visit) -> HttpResponse:
    """Everybody with the council today, in one of four orders, or those of a name."""
    on = clock.today(request.now)
    words = " ".join(request.GET.get("q", "").split())[:100]
    by = request.GET.get("by", "ward")
    if by not in dict(WAYS):
        raise Http404
    context = {
        "words": words,
        "by": by,
        "ways": WAYS,
        "title": dict(WAYS)[by],
        "found": directory.named(words, on)[:MOST_FOUND] if words else [],
        "administers": administrators.administers(request.actor.keys, request.council),
    }
    if not words:
        context["listed"] = directory.ORDERS[by](on)
    return render(request, "people/people.html.j2", context)


@require_safe
def person(request: Visit, number: int) -> HttpResponse:
    """One person: what they hold, held and will hold, and how to write to them."""
    on = clock.today(request.now)
    found = Person.objects.filter(pk=number).exclude(kind=PersonKind.OUTSIDE).first()
    administers = administrators.administers(request.actor.keys, request.council)
    if found is None or not (found.holds(on) or administers):
        raise Http404
    mine = {"person": found}
    context = {
        "found": found,
        "here": found.holds(on),
        "on": on,
        "administers": administers,
        "posts": _terms(Holding.objects.filter(**mine).select_related("post"), "post"),
        "covers": _terms(Cover.objects.filter(**mine).select_related("post"), "post"),
        "seats": _terms(Seat.objects.filter(**mine).select_related("ward"), "ward"),
        "groups": _terms(GroupMembership.objects.filter(**mine).select_related("group"), "group"),
        "committees": _terms(
            CommitteeMembership.objects.filter(**mine).select_related("committee"), "committee"
        ),
        "supports": Support.objects.on(on)
        .filter(officer=found)
        .select_related("member")
        .order_by("member__name"),
        "supported": Support.objects.on(on)
        .filter(member=found)
        .select_related("officer")
        .order_by("officer__name"),
    }
    return render(request, "people/person.html.j2", context)


def _terms(rows, of: str) -> list[dict[str, object]]:  # type: ignore[no-untyped-def]
    """Terms, those in force or to come first; each with the name of what it is of."""
    told = [
        {"row": row, "of": str(getattr(row, of)), "role": _role(row), "since": row.since, "until": row.until}
        for row in rows.order_by("-since", "-id")
        if row.until is None or row.until > row.since
    ]
    return sorted(told, key=lambda term: term["until"] is not None)


def _role(row: object) -> str:
    said = getattr(row, "get_role_display", None)
    return said() if said else ""


urls = [
    path("people", people, name="people"),
    path("people/<int:number>", person, name="person"),
]
