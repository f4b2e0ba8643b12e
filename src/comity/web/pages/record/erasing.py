"""Erasing what was said: somebody proposes it from the matter, the Monitoring Officer (clerk) decides."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from comity.matters import erasure, handles, policy, references
from comity.matters.models import Entry, Erasure
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import Field, Said
from comity.procedures.keeping import AUTHORITIES, SAYS
from comity.procedures.run import NotOpen
from comity.web import clock
from comity.web.pages.settings.changing import Change, offer
from comity.web.places import url
from comity.web.visit import Visit
from comity.web.words import say_day

CHOICES = tuple(one for one in AUTHORITIES if one[0] != erasure.BY_SCHEDULE)
DECISION = Field(
    "decision", "Is it to be erased?", "choice",
    choices=(("yes", "Yes, erase it: this cannot be undone"), ("no", "No, it stays as it is")),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: Visit, reference: str) -> HttpResponse:
    """Propose to erase what was said at entries of a matter that one may read."""
    matter, seen = policy.fetch(reference, request.actor.keys)
    entries = erasure.erasable(matter, seen)
    if not entries:
        raise NotOpen("Everything that you may read here has been erased already.")
    back = url(request, "matter", reference=matter.reference)
    known = {handles.of(one): one for one in entries}

    def do(said: Said) -> str:
        chosen = said.get("entries")
        erasure.propose(
            matter,
            [known[one].ordinal for one in chosen if one in known] if isinstance(chosen, list) else [],
            authority=str(said.get("authority")),
            reason=str(said.get("reason") or ""),
            by=request.actor,
            at=request.now,
        )
        return "Your proposal waits for a second person. Until they decide, everything stays as it is."

    fields = (
        Field(
            "entries", "What is to be erased?", "members", hint="The words of these entries, and their files."
        ),
        Field("authority", "Under which authority?", "choice", choices=CHOICES),
    )
    return offer(request, Change(
        "propose_erasure", "Ask for what was said to be erased", fields, do, back, button="Propose",
        options={"entries": [(str(number), _said_of(one)) for number, one in known.items()]}, why=(SAYS[1],),
        caption=references.shown(matter.reference),
        hint="That something was said stays on the record, with when and by whom. The words and files go for "
        "good, from search and letters too, once the Monitoring Officer (in a parish, the clerk) agrees.",
    ))  # fmt: skip


def _said_of(entry: Entry) -> str:
    step = PROCEDURES[entry.matter.procedure].step(entry.step)
    who = entry.person.addressed if entry.person else "Comity"
    return f"{who} {step.done}, {say_day(clock.today(entry.recorded))}"


def for_approvers(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only those see a page who decide what is erased; to everybody else it is not there."""

    @wraps(page)
    def seen(request: Visit, *args: object, **parts: object) -> HttpResponse:
        if not erasure.approves(request.actor.keys, request.council):
            raise Http404
        return page(request, *args, **parts)

    return seen


@require_safe
@for_approvers
def erasures(request: Visit) -> HttpResponse:
    """What waits for this person's decision."""
    waiting = erasure.waiting(request.council, request.actor)
    listed = [(handles.of(one), one) for one in waiting]
    return render(request, "record/erasures.html.j2", {"listed": listed, "authorities": dict(AUTHORITIES)})


@require_http_methods(["GET", "HEAD", "POST"])
@for_approvers
def decide(request: Visit, number: int) -> HttpResponse:
    """Decide one proposal."""
    back = url(request, "record_erasures")
    found = handles.found(erasure.waiting(request.council, request.actor), number)
    if found is None:
        if handles.found(Erasure.objects.filter(settled_by=request.person), number) is None:
            raise Http404
        messages.success(request, "You had decided this already; it was not done twice.")
        return HttpResponseRedirect(back)

    def do(said: Said) -> str:
        if said.get("decision") == "yes":
            erasure.approve(request.council, found.pk, by=request.actor, at=request.now)
            return "It has been erased, and the matter says under which authority."
        erasure.refuse(request.council, found.pk, by=request.actor, at=request.now)
        return "It stays as it is."

    return offer(request, Change(
        f"erasure_{number}", "Erase what was said?", (DECISION,), do, back, button="Decide", why=(),
        warning=True, caption="The record", hint=_told(found),
    ))  # fmt: skip


def _told(one: Erasure) -> str:
    who = one.proposed_by.addressed if one.proposed_by else "The retention schedule"
    entries = "one entry" if len(one.entries) == 1 else f"{len(one.entries)} entries"
    why = f" {one.reason}" if one.reason else ""
    return (
        f"{who} proposes to erase what was said in {references.shown(one.matter.reference)} at {entries}. "
        f"{dict(AUTHORITIES)[one.authority]}.{why}"
    )


urls = [
    path("m/<str:reference>/erasing", propose, name="matter_erasing"),
    path("record/erasures", erasures, name="record_erasures"),
    path("record/erasures/<int:number>", decide, name="record_erasure"),
]
