"""Posts and cover: created, filled, covered and ended; what is statutory is proposed to a second person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from comity.council.changes import posts as changes
from comity.council.changes import statutory, structure
from comity.council.changes.hearing import ROLES, hears
from comity.council.models import OWN_ROLES, Cover, Directorate, Holding, Person, PersonKind, Post, Service
from comity.procedures.fields import Field, Said
from comity.protocol import vocabulary, wording
from comity.web import directory
from comity.web.administrators import for_administrators
from comity.web.pages.settings.changing import (
    SECOND,
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
)
from comity.web.pages.settings.people import SINCE, UNTIL
from comity.web.places import url
from comity.web.visit import Visit
from comity.web.words import say_day


@require_safe
@for_administrators
def posts(request: Visit) -> HttpResponse:
    """All posts with who holds or covers each, the vacant ones first."""
    on = today(request)
    listed = list(Post.objects.on(on).select_related("service", "directorate").order_by("title", "pk"))
    held = _by_post(Holding, on)
    covered = _by_post(Cover, on)
    lines = [(post, held.get(post.pk, []), covered.get(post.pk, [])) for post in listed]
    lines.sort(key=lambda line: bool(line[1]))
    return render(request, "settings/posts.html.j2", {"lines": lines})


@require_safe
@for_administrators
def post(request: Visit, number: int) -> HttpResponse:
    """One post: who holds and covers it, now and later."""
    found, on = _post(number), today(request)
    context = {
        "found": found,
        "role": _called(found.role) if found.role else "None that the protocol speaks of",
        "holdings": _current(Holding, found, on),
        "covers": _current(Cover, found, on),
        "on": on,
        "two": hears(found),
    }
    return render(request, "settings/post.html.j2", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def create(request: Visit) -> HttpResponse:
    """Create a post."""
    on = today(request)
    options = {
        "service": _rows(Service, on),
        "directorate": _rows(Directorate, on),
        "reports_to": numbered(list(Post.objects.on(on).order_by("title", "pk").values_list("pk", "title"))),
    }

    def do(said: Said) -> str:
        tables = {"service": Service, "directorate": Directorate, "reports_to": Post}
        place: dict[str, Any] = {
            name: tables[name].objects.get(pk=chosen(said, name, options[name]))
            for name in tables
            if said.get(name) is not None
        }
        title, role = str(said.get("title")), str(said.get("role"))
        role = "" if role == "none" else role
        if role in ROLES:
            told = {"title": title, "role": role} | {name: one.pk for name, one in place.items()}
            row = {"since": day(said, "since")}
            return propose(request, said, Proposed("create_post", f"Create a post: {title}", told, row=row))
        made = structure.create_post(
            request.council, title=title, role=role, since=day(said, "since"), **place, **by(request, said)
        )
        return f"{made.title} was created. It is vacant until somebody is appointed."

    fields = (
        Field("title", "What is the post called here?", "line"),
        Field("role", "Which post of the protocol is it?", "choice", choices=_roles()),
        Field("service", "In which service?", "service", required=False),
        Field("directorate", "In which directorate?", "post", required=False),
        Field("reports_to", "To which post does it report?", "post", required=False),
        SINCE,
    )
    return offer(request, Change(
        "create_post", "Create a post", fields, do, url(request, "settings_posts"),
        options=options, button="Create",
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def put(request: Visit, number: int, what: str) -> HttpResponse:
    """Appoint somebody to a post, or let somebody cover it (`what` is appoint or cover)."""
    found = _post(number)
    if what not in ("appoint", "cover"):
        raise Http404
    two = hears(found)
    people = Person.objects.on(today(request)).exclude(kind=PersonKind.OUTSIDE).order_by("name", "pk")
    options = {"person": numbered(list(people.values_list("pk", "name")))}

    def do(said: Said) -> str:
        who = Person.objects.get(pk=chosen(said, "person", options["person"]))
        term: dict[str, Any] = {"since": day(said, "since"), "until": day_or_none(said, "until")}
        if two or needs_second(request, [f"post:{found.pk}"], who.pk):
            statutory.propose(what, found, person=who, **term, **by(request, said), any_post=True)
            return SECOND
        (changes.appoint if what == "appoint" else changes.cover)(found, who, **term, **by(request, said))
        does = "holds" if what == "appoint" else "stands in for"
        return f"{who.name} {does} {found.title} from {say_day(term['since'])}."

    title = f"Appoint to {found.title}" if what == "appoint" else f"Cover for {found.title}"
    return offer(request, Change(
        f"{what}_{number}", title, (Field("person", "Who?", "member"), SINCE, UNTIL), do,
        url(request, "settings_post", number=number), options=options,
        button="Propose" if two else "Save", hint=SECOND if two else "",
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def end(request: Visit, number: int, what: str, term: int) -> HttpResponse:
    """End somebody's time in a post, or cover for it (`what` is holding or cover)."""
    found = _post(number)
    model: type[Holding] | type[Cover] = Cover if what == "cover" else Holding
    row = model.objects.filter(pk=term, post=found).select_related("person", "post").first()
    if row is None or what not in ("holding", "cover"):
        raise Http404
    two = hears(found)

    def do(said: Said) -> str:
        until = day(said, "until")
        if two or needs_second(request, [f"post:{found.pk}"], row.person_id):
            statutory.propose(
                f"end_{what}", found, target=row, until=until, any_post=True, **by(request, said)
            )
            return SECOND
        if isinstance(row, Cover):
            changes.end_cover(row, until=until, **by(request, said))
        else:
            changes.end_holding(row, until=until, **by(request, said))
        return f"{row.person.name}: {found.title} ends on {say_day(until)}."

    until = Field(
        "until", "On which day does it end?", "date", hint="The first day on which it no longer holds."
    )
    return offer(request, Change(
        f"end_{what}_{term}", f"End {found.title} for {row.person.name}", (until,), do,
        url(request, "settings_post", number=number), button="Propose" if two else "End",
        warning=True, hint=SECOND if two else "",
    ))  # fmt: skip


def _post(number: int) -> Post:
    found = Post.objects.filter(pk=number).select_related("service", "directorate", "reports_to").first()
    if found is None:
        raise Http404
    return found


def _by_post(model: type[Holding] | type[Cover], on: date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for post, name in model.objects.on(on).order_by("person__name").values_list("post_id", "person__name"):
        found.setdefault(post, []).append(name)
    return found


def _current(model: type[Holding] | type[Cover], found: Post, on: date) -> list[Holding | Cover]:
    rows = model.objects.filter(post=found).select_related("person").order_by("since", "pk")
    return [row for row in rows if row.until is None or row.until > on]


def _rows(model: type[Service] | type[Directorate], on: date) -> list[tuple[str, str]]:
    return numbered(list(model.objects.on(on).order_by("name", "pk").values_list("pk", "name")))


def _called(role: str) -> str:
    return OWN_ROLES.get(role) or wording.post(role, {})


def _roles() -> tuple[tuple[str, str], ...]:
    """Roles that a post can have: those of the vocabulary that somebody is appointed to, and Comity's own."""
    skipped = directory.NOT_POSTS
    named = [(post, _called(post)) for post in vocabulary.load().posts if post not in skipped]
    listed = sorted([*named, *OWN_ROLES.items()], key=lambda one: one[1].casefold())
    return (
        ("none", "None: the protocol does not speak of it"),
        *((role, name[:1].upper() + name[1:]) for role, name in listed),
    )


urls = [
    path("settings/posts", posts, name="settings_posts"),
    path("settings/posts/create", create, name="settings_create_post"),
    path("settings/posts/<int:number>", post, name="settings_post"),
    path("settings/posts/<int:number>/<slug:what>", put, name="settings_put"),
    path("settings/posts/<int:number>/end/<slug:what>/<int:term>", end, name="settings_end_post"),
]
