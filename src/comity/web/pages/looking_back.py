"""What was closed before somebody came to their post: by reference and date, and opened with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from comity.matters import forms, looking_back
from comity.matters.forms import SaidOtherwise
from comity.matters.models import Entry
from comity.matters.policy import NotYours
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import Field, Said, Unheard, hear
from comity.procedures.run import NotOpen
from comity.web.forms.form import Form, form_of
from comity.web.forms.keys import read_key
from comity.web.places import url
from comity.web.visit import Visit

STEP = PROCEDURES["enquiry"].step(looking_back.STEP)
WHICH = Field("reference", "Which matter?", "line", hint="Its reference, as it stands on letters or below.")


@require_http_methods(["GET", "HEAD", "POST"])
def look_back(request: Visit) -> HttpResponse:
    """Matters of one’s posts that were closed before one came, and opening one of them with a reason."""
    if request.person.kind != "officer":
        raise NotOpen("This is for Officers who came to a post after a matter of it was closed.")
    form = form_of(
        request,
        (WHICH, *STEP.says),
        step=STEP.name,
        initial={"reference": request.GET.get("reference", "")},
    )
    if request.method != "POST":
        return _page(request, form)
    key = read_key(request, STEP.name)
    try:
        entry = _open(request, form.said(), key)
    except Unheard as wrong:
        return _page(request, form.with_errors(wrong.errors), status=422)
    except NotYours as none:
        return _page(request, form.with_errors({"reference": str(none)}), status=422)
    except (SaidOtherwise, NotOpen) as refused:
        return _page(request, form.with_errors({"": str(refused)}), status=409)
    messages.success(request, "You can see this matter now. Your reason stands with it.")
    return HttpResponseRedirect(url(request, "matter", reference=entry.matter.reference))


def _open(visit: Visit, typed: Said, key: str) -> Entry:
    """Open it, once for each form. Raises NotYours, NotOpen, SaidOtherwise."""
    reference = typed.prose["reference"]
    said = hear(STEP.says, {"reason": typed.prose["reason"]})

    def do() -> Entry:
        matter = looking_back.find(reference, visit.actor)
        return looking_back.look_back(matter, said, by=visit.actor, at=visit.now)

    entry, _ = forms.once(key, visit.person, STEP.name, said, do, about=reference)
    return entry


def _page(visit: Visit, form: Form, *, status: int = 200) -> HttpResponse:
    listed = looking_back.earlier(visit.actor, after=visit.GET.get("after", ""))
    here = url(visit, "look_back")
    context = {
        "form": form,
        "listed": [
            (reference, closed, f"{here}?{urlencode({'reference': reference})}#reference")
            for reference, closed in listed.matters
        ],
        "older": f"{here}?{urlencode({'after': listed.more})}" if listed.more else "",
        "newest": here if "after" in visit.GET else "",
    }
    return render(visit, "register/looking_back.html.j2", context, status=status)


urls = [path("register/closed-before", look_back, name="look_back")]
