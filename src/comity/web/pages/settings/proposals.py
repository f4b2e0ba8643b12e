"""Changes that need a second person: proposed by one, confirmed or refused by whom the lot falls on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from comity.council.changes import statutory
from comity.council.models import Person, Proposal
from comity.matters import handles, second
from comity.procedures.fields import Said
from comity.procedures.run import NotOpen
from comity.web.administrators import administers
from comity.web.pages.settings.changing import Change, offer, reason, today, told_apart
from comity.web.places import url
from comity.web.visit import Visit
from comity.web.words import say_day

WHAT = {
    "appoint": "Appoint {person} as {post}",
    "cover": "Let {person} stand in as {post}",
    "end_holding": "End {person}’s time as {post}",
    "end_cover": "End cover by {person} as {post}",
}


def for_the_circle(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only those see a page who may be asked to confirm a change; to everybody else it is not there."""

    @wraps(page)
    def seen(request: Visit, *args: object, **parts: object) -> HttpResponse:
        known = administers(request.actor.keys, request.council)
        if not known and not second.may_be_asked(request.person, today(request)):
            raise Http404
        return page(request, *args, **parts)

    return seen


@require_safe
@for_the_circle
def proposals(request: Visit) -> HttpResponse:
    """What one is asked to confirm, what one proposed, and what came of these. Others' are not here."""
    rows = Proposal.objects.select_related("post", "person", "proposed_by", "settled_by")
    mine = rows.filter(approved=None, proposed_by=request.person).order_by("pk")
    either = Q(proposed_by=request.person) | Q(settled_by=request.person)
    settled = rows.filter(either).exclude(approved=None).order_by("-settled_at", "-pk")[:20]
    context = {
        "asked": _numbered(second.waiting_for(request.person, today(request))),
        "mine": _numbered(mine),
        "settled": [(row, said(row)) for row in settled],
    }
    return render(request, "settings/proposals.html.j2", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_circle
def settle(request: Visit, number: int, how: str) -> HttpResponse:
    """Confirm a proposal, or refuse it: whoever is asked. Whoever proposed it may only withdraw it."""
    theirs = Q(proposed_by=request.person) | Q(settled_by=request.person)
    known = Proposal.objects.select_related("post", "person").filter(theirs)
    found = handles.found([*known, *second.waiting_for(request.person, today(request))], number)
    if found is None or how not in ("approve", "refuse"):
        raise Http404
    own = found.proposed_by_id == request.person.pk
    if found.approved is not None:
        messages.success(request, "This has been settled already; it was not done twice.")
        return HttpResponseRedirect(url(request, "settings_proposals"))
    if own and how == "approve":
        raise NotOpen("You proposed this: somebody else confirms it.")

    def do(told: Said) -> str:
        if how == "approve":
            second.confirm(found, actor=request.person, at=request.now)
            return f"Confirmed: {said(found)}."
        statutory.refuse(found, actor=request.person, reason=reason(told), at=request.now)
        return f"{'Withdrawn' if own else 'Refused'}: {said(found)}."

    verb = "Confirm" if how == "approve" else "Withdraw" if own else "Refuse"
    return offer(request, Change(
        f"{how}_{number}", f"{verb}: {said(found)}", (), do, url(request, "settings_proposals"),
        button=verb, warning=how == "refuse", hint=f"Proposed because: {found.reason}",
        lines=tuple(found.told.get("lines", ())),
    ))  # fmt: skip


def _numbered(rows: Iterable[Proposal]) -> list[tuple[int, Proposal, str]]:
    """Proposals as the page lists them: by a number that counts nothing, and in a sentence."""
    return [(handles.of(row), row, said(row)) for row in rows]


def said(row: Proposal) -> str:
    """What a proposal would do, in a sentence without its full stop."""
    what = _of_post(row) if row.what in WHAT else str(row.told.get("says", "A change"))
    begins = f" from {say_day(row.since)}" if row.since else ""
    return f"{what}{begins}{f' until {say_day(row.until)}' if row.until else ''}"


def _of_post(row: Proposal) -> str:
    post = row.post.title if row.post else "a post"
    return WHAT[row.what].format(person=_told_apart(row.person, row.what), post=post)


def _told_apart(person: Person | None, what: str) -> str:
    """Who it is; whoever is put into a place by the address too, as somebody else may have the same name."""
    if person is None:
        return "somebody"
    if what not in ("appoint", "cover"):
        return person.name
    return told_apart(person)


urls = [
    path("settings/proposals", proposals, name="settings_proposals"),
    path("settings/proposals/<int:number>/<slug:how>", settle, name="settings_settle"),
]
