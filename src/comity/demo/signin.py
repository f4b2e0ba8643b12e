"""Signing in to a demonstration: choose who to be. There are no passwords, and no real councils."""

from __future__ import annotations

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from comity.council.context import enter
from comity.council.models import Account, Council, Person
from comity.demo import guard, roll
from comity.web import clock, places

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Everybody one may be, council by council."""
    try:
        guard.check()
    except guard.NotADemonstration as why:
        return _refused(request, str(why))
    councils = []
    with transaction.atomic():
        for council in Council.objects.filter(suspended=None).order_by("pk"):
            enter(council.pk)
            people = roll.people(council, clock.today(request.now))  # type: ignore[attr-defined]
            councils.append({"council": council, "people": people})
    return render(request, "choose.html.j2", {"councils": councils, "next": request.GET.get("next", "")})


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Become the person chosen, and go to their desk."""
    try:
        guard.check()
    except guard.NotADemonstration as why:
        return _refused(request, str(why))
    found = _chosen(request)
    if found is None:
        return HttpResponseRedirect(reverse("account_login"))
    account, council = found
    login(request, account, backend=BACKEND)
    there = request.POST.get("next", "")
    home = places.home_of(council)
    inside = there.startswith(home) and url_has_allowed_host_and_scheme(there, allowed_hosts=None)
    return HttpResponseRedirect(there if inside else home)


def _chosen(request: HttpRequest) -> tuple[Account, Council] | None:
    council = Council.objects.filter(slug=request.POST.get("council", ""), made_by_demo=True).first()
    number = request.POST.get("person", "")
    if council is None or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    with transaction.atomic():
        enter(council.pk)
        day = clock.today(request.now)  # type: ignore[attr-defined]
        person = Person.objects.on(day).filter(pk=int(number)).exclude(account=None).first()
        if person is None:
            return None
        account = Account.objects.filter(pk=person.account_id, is_active=True).first()
    return (account, council) if account else None


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    return render(request, "refused_demonstration.html.j2", {"why": why}, status=403)
