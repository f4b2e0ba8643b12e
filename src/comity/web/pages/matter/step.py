"""The page of a step: what the protocol says to it, its form, and what came of sending it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from comity.matters import handles, ledger, policy
from comity.matters.files import KINDS, LARGEST, MOST, Upload
from comity.matters.forms import SaidOtherwise
from comity.matters.models import Entry
from comity.procedures.fields import Said, Unheard
from comity.procedures.run import NotOpen
from comity.procedures.shape import Step
from comity.web.forms.form import Form, form_of
from comity.web.forms.keys import read_key
from comity.web.pages.matter import choices, handing_on
from comity.web.pages.matter.beforehand import VARIANTS, Saying, sayings
from comity.web.pages.matter.here import Here
from comity.web.pages.matter.sending import (
    Meanwhile,
    heard,
    mark_of,
    nobody_meanwhile,
    once,
    watched,
)
from comity.web.pages.matter.timeline import asked, said_at
from comity.web.pages.matter.told import as_typed, sentence
from comity.web.places import url
from comity.web.visit import Visit

FILES = f"At most {MOST} files, each up to {LARGEST // 1024 // 1024} MB: {', '.join(KINDS)}."


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Visit, reference: str, step: str) -> HttpResponse:
    """One step of a matter: read what the protocol says, fill in the form, send it."""
    here = Here.of(request, reference)
    offer = here.offer(step)
    if request.method == "POST":
        return _send(here, offer.step)
    if offer.reason:
        typed = as_typed(_form(here, offer.step)) if request.kept else []
        return _page(here, offer.step, reason=offer.reason, typed=typed, status=409)
    said = _sayings(here, offer.step)
    shut = [one for one in said if one.shut]
    if shut and offer.step.name not in VARIANTS:
        return _page(here, offer.step, said=shut, reason=shut[0].decision.because, status=409)
    return _page(here, offer.step, form=_form(here, offer.step), said=said)


def _sayings(here: Here, step: Step) -> list[Saying]:
    return sayings(step, here.taker, here.world)


def _form(here: Here, step: Step, *, anew: bool = False, mark: str | None = None) -> Form:
    form = form_of(
        here.visit,
        step.says,
        step=step.name,
        matter=here.matter.reference,
        options=choices.options(step.says, here.on, but=here.matter.asker_id, state=here.state),
        initial=_initial(here, step),
        anew=anew,
    )
    return watched(form, here.last_read if mark is None else mark)


def _read(here: Here, step: Step, mark: str) -> Form:
    """The form as it was sent, to be read: without what stands in it at first and what may be chosen."""
    return watched(form_of(here.visit, step.says, step=step.name, matter=here.matter.reference), mark)


def _initial(here: Here, step: Step) -> dict[str, object]:
    """What stands in the boxes at first."""
    if step.name == "hold":
        posts = sorted(key for key in here.visit.actor.keys if key.startswith("post:") and "+" not in key)
        title = choices.title_of(int(posts[0].partition(":")[2])) if posts else ""
        return {"owner": ", ".join(text for text in (here.visit.person.addressed, title) if text)}
    if any(field.kind == "outsider" for field in step.says):
        listed = choices.outsiders(here.state)
        return {"whom": listed[0][0]} if len(listed) == 1 else {}
    if step.name == "share":
        return {name: here.state.facts.get(name) for name in ("share", "share_with")}
    return {}


def _send(here: Here, step: Step) -> HttpResponse:
    visit = here.visit
    key = read_key(visit, step.name, here.matter.reference)
    mark = mark_of(visit.POST, here)
    try:
        said, taken = heard(visit, _read(here, step, mark))
        do = partial(_take, here, step, said, taken, mark)
        entry, new = once(visit, step.name, said, do, key=key, taken=taken, about=here.matter.reference)
    except Unheard as wrong:
        again = _form(here, step, mark=mark).with_errors(wrong.errors)
        return _page(here, step, form=again, said=_sayings(here, step), status=422)
    except SaidOtherwise as other:
        return _otherwise(here, step, other.first)
    except Meanwhile as quicker:
        return _meanwhile(here, step, quicker.entry)
    except NotOpen as shut:
        typed = as_typed(_form(here, step))
        return _page(here, step, reason=shut.reason, decision=shut.decision, typed=typed, status=409)
    return _done(here, step, entry, new)


def _take(here: Here, step: Step, said: Said, taken: tuple[Upload, ...], mark: str) -> Entry:
    known = ledger.Known(nobody_meanwhile(here, step, mark), here.state)
    by, at = here.visit.actor, here.visit.now
    uploads = taken if step.files else ()
    return ledger.take(here.matter.pk, step.name, said, by=by, at=at, uploads=uploads, known=known)


def _done(here: Here, step: Step, entry: Entry, new: bool) -> HttpResponse:
    """Lead back to the matter, or to the desk where the step took it out of their sight."""
    visit = here.visit
    if new and step.name == "outside_code":
        return handing_on.code(here, entry)
    text = f"{step.title}: done." if new else f"{step.title}: this had been sent before. It was done once."
    messages.success(visit, text)
    moved = not new or entry.effects["parties"] or "kept" in entry.effects
    if not moved or policy.level(here.matter.pk, visit.actor.keys) is not None:
        place = url(visit, "matter", reference=here.matter.reference)
        return HttpResponseRedirect(f"{place}#entry-{handles.of(entry)}" if here.seen else place)
    return HttpResponseRedirect(url(visit, "desk"))


def _otherwise(here: Here, step: Step, first: Entry) -> HttpResponse:
    """The same form came twice with different words: show both, and ask."""
    form = _form(here, step, anew=True)
    reason = here.offer(step.name).reason
    context = {
        "first": first,
        "first_said": said_at(here, first),
        "sentence": sentence(first, here.visit.now),
    }
    if reason:
        return _page(here, step, reason=reason, typed=as_typed(form), status=409, **context)
    return _page(here, step, form=form, status=409, **context)


def _meanwhile(here: Here, step: Step, entry: Entry) -> HttpResponse:
    """Somebody else was quicker: one sentence, the matter as it is now, and the typed words given back."""
    now = Here.of(here.visit, here.matter.reference)
    form = _form(now, step, anew=True)
    reason = now.offer(step.name).reason
    context = {"quicker": sentence(entry, here.visit.now), "quicker_entry": handles.of(entry)}
    if reason:
        return _page(now, step, typed=as_typed(form), status=409, **context)
    return _page(now, step, form=form, said=_sayings(now, step), status=409, **context)


def _page(here: Here, step: Step, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "matter": here.matter,
        "title": here.title,
        "step": step,
        "names": here.names,
        "files_hint": FILES,
        "asked": asked(here),
        **more,
    }
    return render(here.visit, "matter/step.html.j2", context, status=status)
