"""Ways to sign in: given to somebody by an administrator; the password is chosen by themselves alone."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from comity.council import doors
from comity.council.changes.hearing import somewhere
from comity.council.models import Person, PersonKind
from comity.procedures.fields import Said
from comity.web.administrators import for_administrators
from comity.web.pages.settings.changing import Change, Proposed, by, needs_second, offer, propose
from comity.web.places import url
from comity.web.visit import Visit

HOW = (
    "They sign in by their council e-mail address, {}. They choose a password themselves by “Forgotten your "
    "password?” on the sign-in page; nobody else ever knows it."
)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def give(request: Visit, number: int) -> HttpResponse:
    """Let somebody sign in by their e-mail address."""
    found = Person.objects.filter(pk=number).exclude(kind=PersonKind.OUTSIDE).first()
    if found is None or not found.email:
        raise Http404
    two = somewhere(found)

    def do(said: Said) -> str:
        if found.account_id is None and (two or needs_second(request, hearers=(found.pk,))):
            return propose(request, said, Proposed(
                "give_account", f"Let {found.name} sign in by {found.email}", hearers=(found.pk,),
                row={"person": found},
            ))  # fmt: skip
        doors.let_in(found, by(request, said))
        return f"{found.name} can sign in now. Tell them to choose a password."

    return offer(request, Change(
        f"give_account_{number}", "Let them sign in", (), do, url(request, "settings_person", number=number),
        button="Let them sign in", caption=found.addressed, hint=HOW.format(found.email),
    ))  # fmt: skip


urls = [path("settings/people/<int:number>/sign-in", give, name="settings_account")]
