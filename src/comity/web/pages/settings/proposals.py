"""Changes to statutory posts: proposed by one person, approved or refused by another."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from comity.council.changes import statutory
from comity.council.models import Proposal
from comity.procedures.fields import Said
from comity.web.administrators import for_administrators
from comity.web.pages.settings.changing import Change, alone, offer, reason
from comity.web.places import url
from comity.web.visit import Visit
from comity.web.words import say_day

WHAT = {
    "appoint": "Appoint {person} as {post}",
    "cover": "Let {person} stand in as {post}",
    "end_holding": "End {person}’s time as {post}",
    "end_cover": "End cover by {person} as {post}",
}


@require_safe
@for_administrators
def proposals(request: Visit) -> HttpResponse:
    """What waits, and what was settled lately."""
    rows = Proposal.objects.select_related("post", "person", "proposed_by", "settled_by")
    context = {
        "waiting": [
            (row, said(row), _not_mine(request, row)) for row in rows.filter(approved=None).order_by("pk")
        ],
        "settled": [
            (row, said(row)) for row in rows.exclude(approved=None).order_by("-settled_at", "-pk")[:20]
        ],
    }
    return render(request, "settings/proposals.html.j2", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def settle(request: Visit, number: int, how: str) -> HttpResponse:
    """Approve a proposal, or refuse it; whoever proposed it may only withdraw it."""
    found = Proposal.objects.select_related("post", "person").filter(pk=number).first()
    if found is None or how not in ("approve", "refuse"):
        raise Http404

    def do(told: Said) -> str:
        if how == "approve":
            alone(request, [f"post:{found.post_id}"])
            statutory.approve(found, actor=request.person, at=request.now)
            return f"Approved: {said(found)}."
        statutory.refuse(found, actor=request.person, reason=reason(told), at=request.now)
        return f"Refused: {said(found)}."

    own = found.proposed_by_id == request.person.pk
    verb = "Approve" if how == "approve" else "Withdraw" if own else "Refuse"
    return offer(request, Change(
        f"{how}_{number}", f"{verb}: {said(found)}", (), do, url(request, "settings_proposals"),
        button=verb, warning=how == "refuse", hint=f"Proposed because: {found.reason}",
    ))  # fmt: skip


def said(row: Proposal) -> str:
    """What a proposal would do, in a sentence without its full stop."""
    what = WHAT[row.what].format(person=row.person.name if row.person else "somebody", post=row.post.title)
    begins = f" from {say_day(row.since)}" if row.since else ""
    return f"{what}{begins}{f' until {say_day(row.until)}' if row.until else ''}"


def _not_mine(request: Visit, row: Proposal) -> str:
    """Why whoever looks may not approve it; empty where they may."""
    if row.proposed_by_id == request.person.pk:
        return "You proposed this: somebody else must approve it."
    if row.person_id == request.person.pk:
        return "This concerns you: somebody else must approve it."
    return ""


urls = [
    path("settings/proposals", proposals, name="settings_proposals"),
    path("settings/proposals/<int:number>/<slug:how>", settle, name="settings_settle"),
]
