"""What proves the record: statements, who keeps them, and one matter's own bundle."""

from __future__ import annotations

import io

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from comity.council.exchange.rows import email_of
from comity.matters import (
    bundle,
    erasure,
    heads,
    policy,
    references,
    retention,
    signing,
    subject_access,
    witnessing,
)
from comity.matters.models import Statement, Witness
from comity.procedures.fields import LEVELS, Field, Said, Unheard
from comity.procedures.run import NotOpen
from comity.web.administrators import administers, for_administrators
from comity.web.pages.settings.changing import Change, by, offer
from comity.web.places import url
from comity.web.visit import Visit

SHOWN = 14


@require_safe
def record(request: Visit) -> HttpResponse:
    """The latest statements, who keeps them, how to check an export; and where keepers of the record work."""
    council, actor = request.council, request.actor
    latest = Statement.objects.filter(council=council).order_by("-number")[:SHOWN]
    context = {
        "listed": [(one, heads.digest(one.text)) for one in latest],
        "witnesses": heads.witnesses(council, at=request.now),
        "hours": heads.hours(council),
        "key": signing.public() if signing.ready() else "",
        "administers": administers(actor.keys, council),
        "approves": erasure.approves(actor.keys, council),
        "keeps": bool(actor.keys & retention.KEEPERS),
        "gathers": bool(actor.keys & subject_access.GATHERERS),
        "waiting": len(erasure.waiting(council, actor)),
    }
    return render(request, "record/record.html.j2", context)


@require_safe
def matter(request: Visit, reference: str) -> HttpResponse:
    """One matter's record as a file that proves itself, for those who handle it."""
    found, seen = policy.fetch(reference, request.actor.keys)
    if seen < LEVELS["handling"]:
        raise policy.NotYours("Those who handle a matter can have its record.")
    if not signing.ready():
        raise NotOpen("This Comity has no key to sign with yet. Whoever runs it makes one by “comity setup”.")
    target = io.BytesIO()
    try:
        bundle.of_matter(request.council, found, target, at=request.now)
    except bundle.Damaged as damaged:
        raise NotOpen(str(damaged)) from None
    response = HttpResponse(target.getvalue(), content_type="application/zip")
    name = f"record-{references.shown(found.reference)}.zip"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def hours(request: Visit) -> HttpResponse:
    """Set how often the record is stated."""

    def do(said: Said) -> str:
        typed = str(said.get("hours"))
        if not typed.isascii() or not typed.isdigit() or len(typed) > 4:
            raise Unheard({"hours": "Give a number of hours, such as 24 for a day."})
        witnessing.set_hours(request.council, int(typed), **by(request, said))
        return "From now on the record is stated as often as you said."

    return offer(request, Change(
        "statement_hours", "How often the record is stated",
        (Field("hours", "Every how many hours?", "line", hint="24 is every day, 168 every week."),),
        do, url(request, "record"), caption="The record",
        initial={"hours": str(heads.hours(request.council))},
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def witness(request: Visit) -> HttpResponse:
    """Name somebody to whom statements are sent."""

    def do(said: Said) -> str:
        address = email_of(str(said.get("email")))
        if address is None:
            raise Unheard({"email": "Give an address such as alex@example.org."})
        witnessing.name_witness(request.council, str(said.get("who")), address, **by(request, said))
        return "Statements are sent to this address from now on, the latest one at once."

    return offer(request, Change(
        "name_witness", "Send statements to somebody",
        (
            Field("who", "Who is it?", "line", hint="For example: the external auditor, a group’s leader"),
            Field("email", "Their e-mail address", "name"),
        ),
        do, url(request, "record"), caption="The record", button="Send to them",
        hint="Choose people who do not answer to one boss: what one keeps, another cannot unmake.",
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def end_witness(request: Visit, number: int) -> HttpResponse:
    """Send somebody no more statements."""
    found = heads.witnesses(request.council, at=request.now).filter(pk=number).first()
    if found is None:
        raise Http404

    def do(said: Said) -> str:
        witnessing.end_witness(Witness.objects.get(pk=found.pk), **by(request, said))
        return f"{found.name} is sent no more statements."

    return offer(request, Change(
        f"end_witness_{number}", f"Send {found.name} no more statements", (), do, url(request, "record"),
        button="End it", warning=True, caption="The record",
    ))  # fmt: skip


urls = [
    path("record", record, name="record"),
    path("record/hours", hours, name="record_hours"),
    path("record/witness", witness, name="record_witness"),
    path("record/witness/<int:number>/end", end_witness, name="record_end_witness"),
    path("m/<str:reference>/record", matter, name="matter_record"),
]
