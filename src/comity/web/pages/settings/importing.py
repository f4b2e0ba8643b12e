"""Import and export: a file is read, what it would change is looked at, and only then is it done."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from comity.council.changes.record import ChangeRefused
from comity.council.exchange import popolo_out
from comity.council.exchange.plan import Plan
from comity.council.exchange.rows import CannotRead
from comity.council.exchange.sheets import Sheet, digest
from comity.procedures.fields import Field, Said, Unheard
from comity.web.administrators import for_administrators
from comity.web.forms import keys
from comity.web.forms.form import form_of
from comity.web.pages.settings.changing import REASON, Proposed, once, propose, today
from comity.web.places import url
from comity.web.visit import Visit
from comity.web.words import say_day

LARGEST = 1_000_000
"""Bytes of a file that is imported in the browser: a county's councillors take a tenth of it."""

SALT = "comity.import"
LASTS = 60 * 60
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


def _sealed(sheet: Sheet) -> str:
    """A sheet as text that only this server can have made."""
    return signing.dumps(sheet.told(), salt=SALT, compress=True)


def _opened(sealed: str) -> Sheet:
    """What was sealed. Raises StaleForm where it is not ours or more than an hour old."""
    try:
        return Sheet.of(signing.loads(sealed, salt=SALT, max_age=LASTS))
    except signing.BadSignature:
        raise keys.StaleForm from None


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
    plan, leaving = sheet.look(request.council)
    form = form_of(request, (REASON,), step="settings_apply", matter=sheet.mark(), anew=True)
    if error:
        form = form.with_errors({field: error})
    context = {
        "form": form,
        "plan": plan,
        "leaving": leaving,
        "sealed": _sealed(sheet),
        "digest": digest(plan),
        "election": sheet.election,
    }
    return render(request, "settings/preview.html.j2", context, status=422 if error else 200)


@require_http_methods(["POST"])
@for_administrators
def apply(request: Visit) -> HttpResponse:
    """Propose what was looked at, if it is still the same: a second person confirms all of it or nothing."""
    sheet = _opened(request.POST.get("sheet", ""))
    unique = keys.read_key(request, "settings_apply", sheet.mark())
    why = request.POST.get("reason", "").strip()
    plan, _ = sheet.look(request.council)
    if not why:
        return _look(request, sheet, "Say why: every change is recorded with its reason.", "reason")
    if digest(plan) != request.POST.get("digest"):
        return _look(
            request,
            sheet,
            "The council’s people have changed meanwhile. Look at it again: this is how it is now.",
        )
    said = Said({"reason": why[:500]}, {})
    try:
        with transaction.atomic():
            told = once(unique, said, lambda: propose(request, said, _proposed(sheet, plan)))
    except ChangeRefused as refused:
        return _look(request, sheet, str(refused))
    messages.success(request, told)
    return HttpResponseRedirect(url(request, "settings_proposals"))


def _proposed(sheet: Sheet, plan: Plan) -> Proposed:
    """A whole import as it is proposed, with every step for the second person to read."""
    what = "Election night" if sheet.election else "Import"
    many = len(plan.changes)
    says = f"{what}: {many} {'change' if many == 1 else 'changes'} from {say_day(plan.on)}"
    lines = [step.says for step in plan.changes]
    told = {**sheet.told(), "digest": digest(plan), "lines": lines}
    return Proposed("import", says, told, people=tuple(sorted(plan.concerned)))


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
