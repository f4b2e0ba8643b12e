"""People: added, seated, put into groups and committees, and their terms ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from comity.council.changes import people as changes
from comity.council.changes.hearing import heard_in
from comity.council.models import (
    Committee,
    CommitteeMembership,
    CommitteeRole,
    GroupMembership,
    GroupRole,
    Person,
    PersonKind,
    PoliticalGroup,
    Seat,
    Support,
    Term,
    Ward,
)
from comity.procedures.fields import Field, Said, Unheard
from comity.web import directory
from comity.web.administrators import for_administrators
from comity.web.pages.settings.changing import (
    Change,
    Proposed,
    by,
    chosen,
    day,
    day_or_none,
    needs_second,
    numbered,
    offer,
    propose,
    today,
    told_apart,
)
from comity.web.places import url
from comity.web.visit import Visit
from comity.web.words import say_day

KINDS = (("member", "Member"), ("officer", "Officer"))
SINCE = Field("since", "From which day?", "date")
UNTIL = Field(
    "until", "Until which day?", "date", required=False,
    hint="The first day on which it no longer holds. Leave it empty where no end is known.",
)  # fmt: skip

TERMS: Mapping[str, tuple[type[Term], str]] = {
    "seat": (Seat, "ward"),
    "group": (GroupMembership, "group"),
    "committee": (CommitteeMembership, "committee"),
    "support": (Support, "member"),
}
"""Terms that can be ended here, by the word in the address: the table, and what they are of."""


@require_safe
@for_administrators
def people(request: Visit) -> HttpResponse:
    """Find somebody, or add somebody."""
    words = " ".join(request.GET.get("q", "").split())[:100]
    found = directory.named(words, today(request))[:100] if words else []
    return render(request, "settings/people.html.j2", {"words": words, "found": found})


@require_safe
@for_administrators
def person(request: Visit, number: int) -> HttpResponse:
    """What somebody holds, with a way to end each and to begin another."""
    found = _person(number)
    on = today(request)
    terms = [
        (kind, row, str(getattr(row, of)))
        for kind, (model, of) in TERMS.items()
        for row in model.objects.filter(**{"officer" if kind == "support" else "person": found}).order_by(
            "since"
        )
        if row.until is None or row.until > on
    ]
    context = {"found": found, "terms": terms, "member": found.kind == PersonKind.MEMBER, "on": on}
    return render(request, "settings/person.html.j2", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def add(request: Visit) -> HttpResponse:
    """Add a Member or an Officer."""

    def do(said: Said) -> str:
        email = str(said.get("email") or "")
        if email and ("@" not in email or " " in email or len(email) > 254):
            raise Unheard(
                {"email": "Write an e-mail address, such as name@council.gov.uk, or leave it empty."}
            )
        made = changes.add_person(
            request.council, kind=str(said.get("kind")), name=str(said.get("name")), email=email,
            title=str(said.get("title") or "")[:60], honours=str(said.get("honours") or "")[:100],
            since=day(said, "since"), **by(request, said),
        )  # fmt: skip
        return f"{made.name} was added. Give them a seat or a post next."

    fields = (
        Field("kind", "What are they?", "choice", choices=KINDS),
        Field("title", "Title", "line", required=False, hint="Such as Councillor, Dr or Ms."),
        Field("name", "Name", "line"),
        Field("honours", "Letters after the name", "line", required=False),
        Field("email", "Council e-mail address", "line", required=False),
        SINCE,
    )
    return offer(
        request,
        Change("add_person", "Add a person", fields, do, url(request, "settings_people"), button="Add"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def begin(request: Visit, number: int, kind: str) -> HttpResponse:
    """Begin a seat, a membership or support for one person."""
    found = _person(number)
    if kind not in BEGINNINGS:
        raise Http404
    title, model, label, roles, do_it = BEGINNINGS[kind]
    on = today(request)
    rows = model.objects.on(on).order_by("name", "pk").values_list("pk", "name")
    if kind == "support":
        rows = Person.objects.on(on).filter(kind="member").order_by("name", "pk").values_list("pk", "name")
    options = {"of": numbered(list(rows))}

    def do(said: Said) -> str:
        of = model.objects.get(pk=chosen(said, "of", options["of"]))
        role = {"role": str(said.get("role"))} if roles else {}
        terms: dict[str, Any] = {"since": day(said, "since"), "until": day_or_none(said, "until")}
        places = _touched(kind, of)
        if _hears(kind, of, role.get("role", "")) or needs_second(request, places, found.pk):
            return propose(request, said, Proposed(
                f"join_{kind}", f"{told_apart(found)} joins {of} as {role['role'].replace('_', '-')}",
                {"of": of.pk, **role}, places=places, row={"person": found, **terms},
            ))  # fmt: skip
        do_it(found, of, **terms, **role, **by(request, said))
        return f"{found.name}: {of} from {say_day(day(said, 'since'))}."

    as_what = (Field("role", "As what?", "choice", choices=tuple(roles)),) if roles else ()
    fields = (Field("of", label, "member"), *as_what, SINCE, UNTIL)
    return offer(request, Change(
        f"begin_{kind}_{number}", title, fields, do, url(request, "settings_person", number=number),
        options=options, caption=found.addressed,
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def end(request: Visit, number: int, kind: str, term: int) -> HttpResponse:
    """End one term, or somebody's time with the council (`kind` person)."""
    found = _person(number)
    if kind == "person":
        row: Term | None = found
    elif kind in TERMS:
        mine = {"officer" if kind == "support" else "person": found}
        row = TERMS[kind][0].objects.filter(pk=term, **mine).first()
    else:
        row = None
    if row is None:
        raise Http404
    what = "their time with the council" if kind == "person" else str(getattr(row, TERMS[kind][1]))

    def do(said: Said) -> str:
        places = _touched(kind, None if kind == "person" else getattr(row, TERMS[kind][1]))
        if kind == "person" or heard_in(row) or needs_second(request, places, hearers=(found.pk,)):
            return propose(request, said, Proposed(
                "end_term", f"{found.name}: {what} ends", {"table": row._meta.model_name},
                places=places, hearers=(found.pk,),
                row={"person": found, "target": row.pk, "until": day(said, "until")},
            ))  # fmt: skip
        changes.end_term(row, until=day(said, "until"), **by(request, said))
        return f"{found.name}: {what} ends on {say_day(day(said, 'until'))}."

    until = Field(
        "until", "On which day does it end?", "date", hint="The first day on which it no longer holds."
    )
    hint = (
        "Seats, posts and memberships are ended each by themselves. End those too."
        if kind == "person"
        else ""
    )
    return offer(request, Change(
        f"end_{kind}_{row.pk}", f"End {what}", (until,), do, url(request, "settings_person", number=number),
        button="End", warning=True, caption=found.addressed, hint=hint,
    ))  # fmt: skip


def _hears(kind: str, of: Any, role: str) -> bool:
    """Whether somebody who joins a body so may come to hear concerns there."""
    if kind == "committee":
        return heard_in(CommitteeMembership(committee=of, role=role))
    return kind == "group" and heard_in(GroupMembership(group=of, role=role))


def _touched(kind: str, of: Any) -> tuple[str, ...]:
    """The places in which somebody may hear a concern that a membership of this body bears on."""
    places = {"committee": ("chair", "vice_chair", "committee"), "group": ("leader", "deputy")}.get(kind, ())
    return tuple(f"{place}:{of.pk}" for place in places)


def _person(number: int) -> Person:
    found = Person.objects.filter(pk=number).exclude(kind=PersonKind.OUTSIDE).first()
    if found is None:
        raise Http404
    return found


BEGINNINGS: Mapping[str, tuple[str, type[Any], str, Any, Callable[..., object]]] = {
    "seat": ("Begin a seat", Ward, "For which ward?", (), changes.take_seat),
    "group": (
        "Join a political group",
        PoliticalGroup,
        "Which group?",
        GroupRole.choices,
        changes.join_group,
    ),
    "committee": (
        "Join a committee",
        Committee,
        "Which committee?",
        CommitteeRole.choices,
        changes.join_committee,
    ),
    "support": ("Act for a Member", Person, "For which Member?", (), changes.support),
}
"""What can begin for a person, by the word in the address."""


urls = [
    path("settings/people", people, name="settings_people"),
    path("settings/people/add", add, name="settings_add_person"),
    path("settings/people/<int:number>", person, name="settings_person"),
    path("settings/people/<int:number>/begin/<slug:kind>", begin, name="settings_begin"),
    path("settings/people/<int:number>/end/<slug:kind>/<int:term>", end, name="settings_end"),
]
