"""What the council is made of: wards, groups, directorates, services and committees are set up and end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from comity.council.changes import people as terms
from comity.council.changes import structure
from comity.council.changes.hearing import leading
from comity.council.models import BODIES, Committee, Directorate, PoliticalGroup, Service, Ward
from comity.procedures.fields import Field, Said
from comity.web.administrators import for_administrators
from comity.web.pages.settings.changing import (
    Change,
    Proposed,
    by,
    chosen,
    day,
    numbered,
    offer,
    propose,
    today,
)
from comity.web.places import url
from comity.web.visit import Visit
from comity.web.words import say_day

NAME = Field("name", "What is it called?", "line")
SINCE = Field("since", "From which day?", "date")
KINDS: Mapping[str, tuple[type[Any], str, str, tuple[Field, ...]]] = {
    "ward": (Ward, "Wards", "Add a ward", ()),
    "group": (
        PoliticalGroup,
        "Political groups",
        "Add a political group",
        (Field("in_control", "Does it form, or help to form, the administration?", "yes_no"),),
    ),
    "directorate": (Directorate, "Directorates", "Add a directorate", ()),
    "service": (
        Service,
        "Services",
        "Add a service",
        (
            Field("directorate", "In which directorate?", "post", required=False),
            Field("portfolio", "In which cabinet portfolio?", "line", required=False),
            Field("keywords", "Other words people use for it", "line", required=False),
        ),
    ),
    "committee": (
        Committee,
        "Committees",
        "Add a committee",
        (Field("body", "Which kind of body is it?", "choice", choices=tuple(BODIES.items())),),
    ),
}
"""What can be set up, by the word in the address: the table, its title, the button, and its own fields."""


@require_safe
@for_administrators
def places(request: Visit) -> HttpResponse:
    """All of them that hold today."""
    on = today(request)
    listed = [
        (kind, title, button, list(model.objects.on(on).order_by("name", "pk")))
        for kind, (model, title, button, _) in KINDS.items()
    ]
    return render(request, "settings/places.html.j2", {"listed": listed})


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def establish(request: Visit, kind: str) -> HttpResponse:
    """Set one up."""
    if kind not in KINDS:
        raise Http404
    model, _, title, own = KINDS[kind]
    directorates = Directorate.objects.on(today(request)).order_by("name", "pk").values_list("pk", "name")
    options = {"directorate": numbered(list(directorates))}

    def do(said: Said) -> str:
        fields: dict[str, Any] = {
            field.name: said.get(field.name) for field in own if said.get(field.name) is not None
        }
        if "directorate" in fields:
            fields["directorate"] = Directorate.objects.get(
                pk=chosen(said, "directorate", options["directorate"])
            )
        made = structure.establish(
            model,
            request.council,
            name=str(said.get("name")),
            since=day(said, "since"),
            **fields,
            **by(request, said),
        )
        return f"{made} is set up."

    return offer(request, Change(
        f"establish_{kind}", title, (NAME, *own, SINCE), do, url(request, "settings_places"),
        options=options, button="Add",
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def end(request: Visit, kind: str, number: int) -> HttpResponse:
    """Let one end."""
    row = KINDS[kind][0].objects.filter(pk=number).first() if kind in KINDS else None
    if row is None:
        raise Http404

    def do(said: Said) -> str:
        if kind in ("committee", "group"):
            touched = ("chair", "vice_chair", "committee") if kind == "committee" else ("leader", "deputy")
            return propose(request, said, Proposed(
                "end_term", f"{row} is no more", {"table": row._meta.model_name},
                places=tuple(f"{place}:{row.pk}" for place in touched),
                people=leading(row, today(request)),
                row={"target": row.pk, "until": day(said, "until")},
            ))  # fmt: skip
        terms.end_term(row, until=day(said, "until"), **by(request, said))
        return f"{row} ends on {say_day(day(said, 'until'))}."

    until = Field("until", "On which day does it end?", "date", hint="The first day on which it is no more.")
    return offer(request, Change(
        f"end_{kind}_{number}", f"End {row}", (until,), do, url(request, "settings_places"), button="End",
        warning=True,
    ))  # fmt: skip


urls = [
    path("settings/parts", places, name="settings_places"),
    path("settings/parts/add/<slug:kind>", establish, name="settings_establish"),
    path("settings/parts/<slug:kind>/<int:number>/end", end, name="settings_end_part"),
]
