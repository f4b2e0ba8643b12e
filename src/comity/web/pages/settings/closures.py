"""Closure days: announced and withdrawn, and running deadlines counted anew with them."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from comity.council.changes import standing
from comity.council.models import ClosureDay
from comity.matters.recounting import recount
from comity.procedures.fields import Field, Said
from comity.web.administrators import for_administrators
from comity.web.pages.settings.changing import Change, by, day, offer, reason, today
from comity.web.places import url
from comity.web.visit import Visit
from comity.web.words import say_day


@require_safe
@for_administrators
def closures(request: Visit) -> HttpResponse:
    """The closure days that stand, those to come first, and those withdrawn."""
    on = today(request)
    stands = ClosureDay.objects.filter(withdrawn_on=None)
    context = {
        "coming": stands.filter(day__gte=on).order_by("day"),
        "past": stands.filter(day__lt=on).order_by("-day")[:30],
        "withdrawn": ClosureDay.objects.exclude(withdrawn_on=None).order_by("-withdrawn_on", "-id")[:30],
    }
    return render(request, "settings/closures.html.j2", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def announce(request: Visit) -> HttpResponse:
    """Announce that the offices are closed on a day."""

    def do(said: Said) -> str:
        closed = day(said, "day")
        standing.announce_closure(request.council, closed, announced_on=today(request), **by(request, said))
        moved = recount(
            request.council, f"{say_day(closed)} is a closure day: {reason(said)}", at=request.now
        )
        return f"The offices are closed on {say_day(closed)}. {moved_said(moved)}"

    return offer(request, Change(
        "announce_closure", "Announce a closure day",
        (Field("day", "On which day are the offices closed?", "date"),), do,
        url(request, "settings_closures"), button="Announce", hint=COUNTED,
    ))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def withdraw(request: Visit, number: int) -> HttpResponse:
    """Withdraw a closure day."""
    closure = ClosureDay.objects.filter(pk=number, withdrawn_on=None).first()
    if closure is None and request.method != "POST":
        raise Http404

    def do(said: Said) -> str:
        found = ClosureDay.objects.get(pk=number)
        standing.withdraw_closure(found, withdrawn_on=today(request), **by(request, said))
        why = f"{say_day(found.day)} is no closure day any more: {reason(said)}"
        moved = recount(request.council, why, at=request.now)
        return f"{say_day(found.day)} is a working day again. {moved_said(moved)}"

    title = f"Withdraw {say_day(closure.day)}" if closure else "Withdraw a closure day"
    return offer(request, Change(
        f"withdraw_closure_{number}", title, (), do, url(request, "settings_closures"),
        button="Withdraw", warning=True, hint=COUNTED,
    ))  # fmt: skip


COUNTED = (
    "Deadlines that are running are counted anew at once, and everybody concerned is told. None becomes "
    "earlier than was promised."
)


def moved_said(moved: int) -> str:
    """Say how many deadlines a change moved; never which."""
    if moved == 0:
        return "No running deadline moved."
    if moved == 1:
        return "One running deadline was counted anew and moved; those concerned are told."
    return f"{moved} running deadlines were counted anew and moved; those concerned are told."


urls = [
    path("settings/closure-days", closures, name="settings_closures"),
    path("settings/closure-days/announce", announce, name="settings_announce"),
    path("settings/closure-days/<int:number>/withdraw", withdraw, name="settings_withdraw"),
]
