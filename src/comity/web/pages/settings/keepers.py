"""Keepers: who receives what the protocol sends to a body, a procedure or somebody outside."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from comity.council.changes import posts as changes
from comity.council.models import Keeper, Post
from comity.council.resolve import KEPT
from comity.procedures.fields import Field, Said
from comity.web import plain
from comity.web.administrators import for_administrators
from comity.web.pages.settings.changing import Change, alone, by, chosen, numbered, offer, today
from comity.web.places import url
from comity.web.visit import Visit

WHO = (("post", "A post of the council"), ("outside", "Somebody outside, by e-mail"))


@require_safe
@for_administrators
def keepers(request: Visit) -> HttpResponse:
    """Every body and procedure with its keeper, or that it has none."""
    known = {row.body: row for row in Keeper.objects.select_related("post")}
    listed = [(body, plain.meaning(body), known.get(body)) for body in KEPT]
    return render(request, "settings/keepers.html.j2", {"listed": listed})


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def keeper(request: Visit, body: str) -> HttpResponse:
    """Say who keeps one of them."""
    if body not in KEPT:
        raise Http404
    held = Post.objects.on(today(request)).order_by("title", "pk").values_list("pk", "title")
    options = {"post": numbered(list(held))}
    now = Keeper.objects.filter(body=body).first()

    def do(said: Said) -> str:
        kept: dict[str, Any] = (
            {"post": Post.objects.get(pk=chosen(said, "post", options["post"]))}
            if said.get("who") == "post"
            else {"outside_name": str(said.get("name")), "outside_address": str(said.get("address"))}
        )
        touched = {now.post_id if now else None, kept["post"].pk if "post" in kept else None} - {None}
        alone(request, [f"post:{one}" for one in touched])
        changes.set_keeper(request.council, body, **kept, **by(request, said))
        return f"{plain.meaning(body)}: the keeper is set."

    outside = (("who", ("outside",)),)
    fields = (
        Field("who", "Who keeps it?", "choice", choices=WHO),
        Field("post", "Which post?", "post", when=(("who", ("post",)),)),
        Field("name", "What are they called?", "line", when=outside),
        Field("address", "At which e-mail address?", "line", when=outside),
    )
    initial: dict[str, object] = {}
    if now is not None:
        initial = {"who": "post" if now.post_id else "outside", "post": now.post_id,
                   "name": now.outside_name, "address": now.outside_address}  # fmt: skip
    return offer(request, Change(
        f"keeper_{body}", plain.meaning(body), fields, do, url(request, "settings_keepers"),
        options=options, initial=initial, caption="Keeper of",
        hint="Whatever the protocol sends there reaches whoever holds this post on that day.",
    ))  # fmt: skip


urls = [
    path("settings/keepers", keepers, name="settings_keepers"),
    path("settings/keepers/<slug:body>", keeper, name="settings_keeper"),
]
