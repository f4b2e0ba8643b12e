"""Asking: as a Member, for a Member one supports, or logged for a Member who asked in another way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from comity.council.models import Person, Seat
from comity.editions import shelf
from comity.editions.models import Edition
from comity.matters import ledger, policy, references
from comity.matters.actors import actor
from comity.matters.files import Upload
from comity.matters.forms import SaidOtherwise
from comity.matters.models import Entry
from comity.matters.policy import NotYours
from comity.matters.world import CouncilWorld
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.enquiry import says
from comity.procedures.fields import Field, Said, Unheard
from comity.procedures.run import NotOpen
from comity.procedures.shape import Step
from comity.procedures.state import State, fold
from comity.protocol import wording
from comity.protocol.calendars import Receipt
from comity.protocol.decision import Decision
from comity.web.clock import today
from comity.web.forms.form import Form, form_of
from comity.web.forms.keys import read_key
from comity.web.pages.matter import choices, who
from comity.web.pages.matter.sending import heard, once
from comity.web.pages.matter.step import FILES
from comity.web.pages.matter.told import as_typed, sentence
from comity.web.places import url
from comity.web.visit import Visit

PROCEDURE = PROCEDURES["enquiry"]


@dataclass(frozen=True, slots=True)
class Asking:
    """One way to ask: its step, for which Member somebody acts (None for oneself), and its form's mark."""

    step: Step
    title: str
    member: Person | None = None

    @property
    def mark(self) -> str:
        """What the form's key is bound to besides the step."""
        return f"for:{self.member.pk}" if self.member else ""


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Visit) -> HttpResponse:
    """A Member asks."""
    if request.person.kind != "member":
        raise NotOpen(
            "Members ask here. Officers log what a Member asked of them, or ask for a Member they support."
        )
    return _page(request, Asking(PROCEDURE.step("ask"), "Ask an enquiry"))


@require_http_methods(["GET", "HEAD", "POST"])
def ask_for(request: Visit, member: int) -> HttpResponse:
    """Staff who support a Member ask in the Member's name; the record names both."""
    found = Person.objects.on(today(request.now)).filter(pk=member, kind="member").first()
    if found is None or f"support:{found.pk}" not in request.actor.keys:
        raise NotYours("You support no such Member.")
    return _page(request, Asking(PROCEDURE.step("ask"), f"Ask for {found.addressed}", found))


@require_http_methods(["GET", "HEAD", "POST"])
def log(request: Visit) -> HttpResponse:
    """An Officer logs what a Member asked by telephone, in a letter or in person."""
    if request.person.kind != "officer":
        raise NotOpen("Officers log here what a Member asked of them. As a Member, ask yourself.")
    return _page(request, Asking(PROCEDURE.step("log"), "Log an enquiry for a Member"))


def _page(visit: Visit, asking: Asking) -> HttpResponse:
    edition = shelf.in_force(visit.council, today(visit.now))
    if visit.method != "POST":
        return _shown(visit, asking, edition, _form(visit, asking))
    key = read_key(visit, asking.step.name, asking.mark)
    try:
        said, taken = heard(visit, _form(visit, asking, read=True))
        do = partial(_begin, visit, asking, edition, said, taken)
        entry, _ = once(visit, asking.step.name, said, do, key=key, taken=taken, about=asking.mark)
    except Unheard as wrong:
        again = _form(visit, asking).with_errors(wrong.errors)
        return _shown(visit, asking, edition, again, status=422)
    except SaidOtherwise as other:
        first = other.first
        more = {"first": first, "sentence": sentence(first, visit.now)}
        return _shown(visit, asking, edition, _form(visit, asking, anew=True), status=409, **more)
    except NotOpen as shut:
        more = {"reason": shut.reason, "decision": shut.decision, "typed": as_typed(_form(visit, asking))}
        return _shown(visit, asking, edition, None, status=409, **more)
    return HttpResponseRedirect(url(visit, "sent", reference=entry.matter.reference))


def _begin(visit: Visit, asking: Asking, edition: Edition, said: Said, taken: tuple[Upload, ...]) -> Entry:
    by = actor(visit.person, today(visit.now), acting_for=asking.member) if asking.member else visit.actor
    return ledger.begin(
        visit.council, edition, PROCEDURE.name, asking.step.name, said, by=by, at=visit.now, uploads=taken
    )


def _form(visit: Visit, asking: Asking, *, anew: bool = False, read: bool = False) -> Form:
    """The form; where it is only `read`, without what stands in it at first and what may be chosen."""
    if read:
        return form_of(visit, _says(asking), step=asking.step.name, matter=asking.mark)
    on = today(visit.now)
    asker = asking.member or (visit.person if visit.person.kind == "member" else None)
    wards = list(Seat.objects.on(on).filter(person=asker).values_list("ward_id", flat=True)) if asker else []
    initial: dict[str, object] = {"share": "nobody", "emergency": False}
    if len(wards) == 1:
        initial["ward"] = wards[0]
    if asking.step.name == "log":
        initial["happened"] = visit.now
    return form_of(
        visit,
        _says(asking),
        step=asking.step.name,
        matter=asking.mark,
        options=choices.options(asking.step.says, on, but=asker.pk if asker else None),
        initial=initial,
        anew=anew,
    )


def _says(asking: Asking) -> tuple[Field, ...]:
    return says.in_their_name(asking.step.says) if asking.member else asking.step.says


def _shown(
    visit: Visit, asking: Asking, edition: Edition, form: Form | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "asking": asking,
        "form": form,
        "files_hint": FILES,
        "names": shelf.pack_of(edition).names,
        **_beforehand(visit, asking, edition),
        **more,
    }
    return render(visit, "enquiry/ask.html.j2", context, status=status)


def _beforehand(visit: Visit, asking: Asking, edition: Edition) -> dict[str, Any]:
    """What the protocol says beforehand: to whom for each topic, how soon, and by when from now."""
    world = CouncilWorld(
        visit.council, edition, at=visit.now, state=State(), asker=asking.member or visit.person
    )
    names = shelf.pack_of(edition).names
    topics = []
    for topic, label in says.TOPICS:
        decision = world.decide("enquiry.address", {"topic": topic})
        topics.append({"label": label, "to": _to(decision, names), "decision": decision})
    reply = world.decide("enquiry.reply", {})
    answers = [reply] if reply.within else [reply, world.decide("clock.target", {"clock": "reply"})]
    return {"topics": topics, "how_soon": answers, "due_now": world.due(visit.now, answers, "council")}


def _to(decision: Decision, names: Any) -> str:
    mode = decision.to_mode if decision.to_mode in {"any", "in_order"} else "and"
    said = wording.posts(decision.to, names, mode)
    return said[:1].upper() + said[1:]


@require_safe
def sent(request: Visit, reference: str) -> HttpResponse:
    """What came of asking, for whoever asked or logged it: whom it went to and why, and by when."""
    entry = _first(request, reference)
    state = fold([(entry.step, entry.effects)])
    clock = state.clock("reply")
    on = today(request.now)
    decisions = [Decision.from_json(kept) for kept in entry.decisions]
    context = {
        "matter": entry.matter,
        "entry": entry,
        "mine": policy.level(entry.matter_id, request.actor.keys) is not None,
        "member": entry.matter.asker,
        "went_to": [who.said(request.council.pk, party.key, on) for party in state.present("handler")],
        "fallback": any(party.key.startswith("role:") for party in state.present("handler")),
        "decisions": decisions,
        "receipt": Receipt.from_json(clock.receipt) if clock else None,
        "names": shelf.pack_of(entry.matter.edition).names,
    }
    return render(request, "enquiry/sent.html.j2", context)


def _first(visit: Visit, reference: str) -> Entry:
    """The entry by which this very person asked or logged. Raises NotYours for everybody else."""
    try:
        plain = references.read(reference)
    except references.NotAReference as wrong:
        raise NotYours(str(wrong)) from None
    found = Entry.objects.filter(
        matter__reference=plain, matter__procedure="enquiry", ordinal=1, person=visit.person
    )
    entry = found.select_related("matter__asker", "matter__edition").first()
    if entry is None:
        raise NotYours("You asked nothing with this reference.")
    return entry


urls = [
    path("ask", ask, name="enquire"),
    path("ask/for/<int:member>", ask_for, name="enquire_for"),
    path("log", log, name="log"),
    path("sent/<str:reference>", sent, name="sent"),
]
