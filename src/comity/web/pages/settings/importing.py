"""Import and export: a file is read, what it would change is looked at, and only then is it done."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from comity.council import election
from comity.council.changes.record import ChangeRefused
from comity.council.exchange import councillors, importing, moderngov, officers, popolo, popolo_out
from comity.council.exchange.plan import Plan
from comity.council.exchange.rows import CannotRead, Members, Officers
from comity.council.models import OWN_ROLES, Person
from comity.procedures.fields import Field, Unheard
from comity.protocol import vocabulary
from comity.web.administrators import for_administrators
from comity.web.forms import keys
from comity.web.forms.form import form_of
from comity.web.pages.settings.changing import REASON, today
from comity.web.places import url
from comity.web.visit import Visit

LARGEST = 1_000_000
"""Bytes of a file that is imported in the browser: a county's councillors take a tenth of it."""

SALT = "comity.import"
FORMATS = (
    ("councillors", "Councillors, as CSV (a council’s own list or Open Council Data’s)"),
    ("moderngov", "Councillors, as XML of ModernGov (GetCouncillorsByWard)"),
    ("popolo", "Councillors, as Popolo JSON"),
    ("officers", "Officers and posts, as CSV"),
)
WHOLE = Field(
    "whole", "Does the file list everybody?", "yes_no",
    hint="If it does, who is not in it is taken to have left.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was read, as it waits to be looked at: its format, its bytes, and how it is meant."""

    kind: str
    data: bytes
    on: date
    whole: bool
    election: bool

    def read(self) -> Members | Officers:
        """Read it. Raises CannotRead."""
        if self.kind == "officers":
            return officers.read(self.data, frozenset({*vocabulary.load().posts, *OWN_ROLES}))
        readers = {"councillors": councillors.read, "moderngov": moderngov.read, "popolo": popolo.read}
        return readers[self.kind](self.data)

    def sealed(self) -> str:
        """Return it as text that only this server can have made."""
        told = [
            self.kind,
            base64.b64encode(self.data).decode(),
            self.on.isoformat(),
            self.whole,
            self.election,
        ]
        return signing.dumps(told, salt=SALT, compress=True)

    def mark(self) -> str:
        """Return what tells it from every other sheet; a form that applies it is bound to this."""
        told = [self.kind, self.on.isoformat(), str(self.whole), str(self.election)]
        return hashlib.sha256("|".join(told).encode() + b"|" + self.data).hexdigest()

    @classmethod
    def opened(cls, sealed: str) -> Sheet:
        """Return what was sealed, however long ago. Raises StaleForm where it is not ours."""
        try:
            kind, data, on, whole, at_election = signing.loads(sealed, salt=SALT)
        except signing.BadSignature:
            raise keys.StaleForm from None
        return cls(kind, base64.b64decode(data), date.fromisoformat(on), whole, at_election)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def upload(request: Visit) -> HttpResponse:
    """Choose a file; then see what it would change."""
    return _upload(request, "settings_import", at_election=False)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def elected(request: Visit) -> HttpResponse:
    """Choose the file of who was elected; then see whose terms end and begin."""
    return _upload(request, "settings_election", at_election=True)


def _upload(request: Visit, name: str, *, at_election: bool) -> HttpResponse:
    formats = FORMATS[:3] if at_election else FORMATS
    day = "On which day do the new Members take office?" if at_election else "From which day does it hold?"
    fields = (Field("format", "What is in the file?", "choice", choices=formats), Field("on", day, "date"),
              *(() if at_election else (WHOLE,)))  # fmt: skip
    form = form_of(request, fields, step=name, matter=request.path, initial={"on": today(request)})
    status = 200
    if request.method == "POST":
        keys.read_key(request, name, request.path)
        try:
            said = form.said()
            sheet = Sheet(
                str(said.get("format")), _bytes(request), date.fromisoformat(str(said.get("on"))),
                at_election or said.get("whole") is True, at_election,
            )  # fmt: skip
            return _look(request, sheet)
        except Unheard as wrong:
            form, status = form.with_errors(wrong.errors), 422
        except (CannotRead, ChangeRefused) as refused:
            form, status = form.with_errors({"file": str(refused)}), 422
    context = {"form": form, "election": at_election}
    return render(request, "settings/upload.html.j2", context, status=status)


def _bytes(request: Visit) -> bytes:
    sent = request.FILES.get("file")
    if sent is None:
        raise Unheard({"file": "Choose a file."})
    if sent.size is None or sent.size > LARGEST:
        raise Unheard(
            {"file": f"The file is larger than {LARGEST // 1000:,} kB. Use the command line for it."}
        )
    return bytes(sent.read())


def _look(request: Visit, sheet: Sheet, error: str = "", field: str = "") -> HttpResponse:
    plan, leaving = _plan(request, sheet)
    form = form_of(request, (REASON,), step="settings_apply", matter=sheet.mark(), anew=True)
    if error:
        form = form.with_errors({field: error})
    context = {
        "form": form,
        "plan": plan,
        "leaving": leaving,
        "sealed": sheet.sealed(),
        "digest": _digest(plan),
        "election": sheet.election,
    }
    return render(request, "settings/preview.html.j2", context, status=422 if error else 200)


def _plan(request: Visit, sheet: Sheet) -> tuple[Plan, tuple[Person, ...]]:
    told = sheet.read()
    if sheet.election and isinstance(told, Members):
        outcome = election.look(request.council, told, takes_office=sheet.on)
        return outcome.plan, outcome.leaving
    return importing.preview(request.council, told, on=sheet.on, whole=sheet.whole), ()


def _digest(plan: Plan) -> str:
    told = [[step.verb, step.what, step.says] for step in plan.steps]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


@require_http_methods(["POST"])
@for_administrators
def apply(request: Visit) -> HttpResponse:
    """Do what was looked at, if it is still the same; all of it or nothing."""
    sheet = Sheet.opened(request.POST.get("sheet", ""))
    try:
        keys.read_key(request, "settings_apply", sheet.mark())
    except keys.LayTooLong:
        return _look(request, sheet, "This lay open for more than a week. Look at it again, then make it.")
    why = request.POST.get("reason", "").strip()
    plan, _ = _plan(request, sheet)
    if not why:
        return _look(request, sheet, "Say why: every change is recorded with its reason.", "reason")
    if _digest(plan) != request.POST.get("digest"):
        return _look(
            request,
            sheet,
            "The council’s people have changed meanwhile. Look at it again: this is how it is now.",
        )
    try:
        with transaction.atomic():
            done = importing.apply(plan, actor=request.person, at=request.now, reason=why[:500])
    except ChangeRefused as refused:
        return _look(request, sheet, str(refused))
    waits = len(done.proposals)
    then = f" {waits} of them wait for a second person." if waits else ""
    messages.success(request, f"{len(done.steps)} changes were made.{then}")
    return HttpResponseRedirect(url(request, "settings_people"))


@require_safe
@for_administrators
def exported(request: Visit) -> HttpResponse:
    """The Members, wards and groups of today as Popolo JSON, to be saved."""
    on = today(request)
    response = JsonResponse(
        popolo_out.write(request.council, on=on), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    name = f"{request.council.slug}-members-{on.isoformat()}.json"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


urls = [
    path("settings/import", upload, name="settings_import"),
    path("settings/import/apply", apply, name="settings_apply"),
    path("settings/election", elected, name="settings_election"),
    path("settings/popolo.json", exported, name="settings_popolo"),
]
