"""Ways to sign in: given to somebody by an administrator; the password is chosen by themselves alone."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from comity.council.changes import people as changes
from comity.council.changes.record import ChangeRefused
from comity.council.models import Account, Person, PersonKind
from comity.procedures.fields import Said
from comity.web.administrators import for_administrators
from comity.web.pages.settings.changing import Change, by, offer
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

    def do(said: Said) -> str:
        if found.account_id is not None:
            raise ChangeRefused(f"{found.name} can sign in already.")
        account = Account.objects.filter(email=found.email).first()
        if account is None:
            account = Account.objects.create_account(found.email, created=request.now)
        elif Person.objects.filter(account=account).exists():
            raise ChangeRefused("Somebody else in the council signs in by this e-mail address.")
        changes.give_account(found, account, **by(request, said))
        return f"{found.name} can sign in now. Tell them to choose a password."

    return offer(request, Change(
        f"give_account_{number}", "Let them sign in", (), do, url(request, "settings_person", number=number),
        button="Let them sign in", caption=found.addressed, hint=HOW.format(found.email),
    ))  # fmt: skip


urls = [path("settings/people/<int:number>/sign-in", give, name="settings_account")]
