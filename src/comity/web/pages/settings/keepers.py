"""Keepers: who receives what the protocol sends to a body, a procedure or somebody outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from comity.council.changes.hearing import holding
from comity.council.models import Keeper, Person, PersonKind, Post
from comity.council.resolve import KEPT
from comity.editions.shelf import NoEdition
from comity.procedures.fields import Field, Said
from comity.protocol import wording
from comity.web import plain
from comity.web.administrators import for_administrators
from comity.web.asking import in_force
from comity.web.pages.settings.changing import (
    SECOND,
    Change,
    Proposed,
    chosen,
    numbered,
    offer,
    propose,
    today,
)
from comity.web.places import url
from comity.web.visit import Visit

WHO = (("post", "A post of the council"), ("outside", "Somebody outside, by e-mail"))


@require_safe
@for_administrators
def keepers(request: Visit) -> HttpResponse:
    """Every body and procedure with its keeper, or that it has none."""
    known = {row.body: row for row in Keeper.objects.select_related("post")}
    names = _names(request)
    listed = [(_called(body, names), plain.meaning(body), body, known.get(body)) for body in KEPT]
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
            else {
                "outside_name": str(said.get("name")),
                "outside_address": str(said.get("address")),
                "outside_second": str(said.get("second") or ""),
                "outside_telephone": str(said.get("telephone") or ""),
            }
        )
        posts = (now.post_id if now else None, kept["post"].pk if "post" in kept else None)
        touched = {one for one in posts if one is not None}
        told = {"body": body} | {name: text for name, text in kept.items() if name != "post"}
        whom = kept["post"].title if "post" in kept else kept["outside_name"]
        return propose(request, said, Proposed(
            "set_keeper", f"{plain.meaning(body)}: kept by {whom}", told,
            places=tuple(f"post:{one}" for one in touched), hearers=tuple(_outside(now)),
            people=(*holding(touched, today(request)), *_at(now, kept)), row={"post": kept.get("post")},
        ))  # fmt: skip

    outside = (("who", ("outside",)),)
    fields = (
        Field("who", "Who keeps it?", "choice", choices=WHO),
        Field("post", "Which post?", "post", when=(("who", ("post",)),)),
        Field("name", "What are they called?", "line", when=outside),
        Field(
            "address",
            "At which e-mail address?",
            "line",
            when=outside,
            hint="Links by which they open something go there.",
        ),
        Field(
            "second",
            "At which other address, for codes?",
            "line",
            required=False,
            when=outside,
            hint="Another mailbox of theirs. A link opens nothing without a code, which never goes to the "
            "first address. Without this one, whoever raised the concern hands the code on.",
        ),
        Field(
            "telephone",
            "At which telephone?",
            "line",
            required=False,
            when=outside,
            hint="Shown to whoever hands a code on.",
        ),
    )
    initial: dict[str, object] = {}
    if now is not None:
        initial = {"who": "post" if now.post_id else "outside", "post": now.post_id,
                   "name": now.outside_name, "address": now.outside_address,
                   "second": now.outside_second, "telephone": now.outside_telephone}  # fmt: skip
    return offer(request, Change(
        f"keeper_{body}", plain.meaning(body), fields, do, url(request, "settings_keepers"),
        options=options, initial=initial, caption="Keeper of", button="Propose",
        hint=f"{SECOND} Whatever the protocol sends there reaches whoever holds this post on that day.",
    ))  # fmt: skip


def _names(visit: Visit) -> Mapping[str, str]:
    """What the protocol in force calls posts and bodies; nothing of its own where there is none yet."""
    try:
        return in_force(visit).pack.names
    except NoEdition:
        return {}


def _called(body: str, names: Mapping[str, str]) -> str:
    called = wording.post(body, names)
    return called[:1].upper() + called[1:]


def _outside(keeper: Keeper | None) -> list[int]:
    """Those outside who are reached by what a keeper says of them: ids of persons."""
    if keeper is None or not keeper.outside_address:
        return []
    known = Person.objects.filter(kind=PersonKind.OUTSIDE, email__iexact=keeper.outside_address)
    return list(known.values_list("pk", flat=True))


def _at(keeper: Keeper | None, kept: Mapping[str, Any]) -> list[int]:
    """Those, inside or outside, at whose address something arrived, or would: ids of persons."""
    before = (keeper.outside_address, keeper.outside_second) if keeper else ()
    after = (kept.get("outside_address"), kept.get("outside_second"))
    where = {one.strip().lower() for one in (*before, *after) if one}
    return list(Person.objects.filter(email__in=where).values_list("pk", flat=True)) if where else []


urls = [
    path("settings/keepers", keepers, name="settings_keepers"),
    path("settings/keepers/<slug:body>", keeper, name="settings_keeper"),
]
