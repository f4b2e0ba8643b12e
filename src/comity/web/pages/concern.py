"""Raising a concern: first what it means, in plain words, then the form, then who hears it now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from comity.council.models import Keeper
from comity.editions import shelf
from comity.matters import admissions, ledger, policy, references
from comity.matters.files import Upload
from comity.matters.forms import SaidOtherwise
from comity.matters.models import Entry
from comity.matters.policy import NotYours
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import Said, Unheard
from comity.procedures.run import NotOpen
from comity.procedures.shape import Step
from comity.procedures.state import State, fold
from comity.protocol.calendars import Receipt
from comity.protocol.decision import Decision
from comity.web.asking import InForce, with_protocol
from comity.web.clock import today
from comity.web.forms.form import Form, form_of
from comity.web.forms.keys import read_key
from comity.web.forms.typed import raw
from comity.web.pages import concern_ladders
from comity.web.pages.matter import choices, who
from comity.web.pages.matter.sending import heard, once
from comity.web.pages.matter.step import FILES
from comity.web.pages.matter.told import as_typed, sentence
from comity.web.places import url
from comity.web.visit import Visit
from comity.web.words import say_day

PROCEDURE = PROCEDURES["concern"]


@dataclass(frozen=True, slots=True)
class Raising:
    """One way to raise a concern: about an officer or a Member, by whom, and by which step."""

    side: str
    by: str
    title: str
    step: Step
    refused: str


RAISINGS = {
    "officer": Raising(
        "officer",
        "member",
        "Raise a concern about an officer",
        PROCEDURE.step("raise_officer"),
        "Members raise concerns about officers here. An officer who has a concern about a colleague turns to "
        "their manager, or to the council’s grievance or whistleblowing arrangements.",
    ),
    "member": Raising(
        "member",
        "officer",
        "Raise a concern about a Member",
        PROCEDURE.step("raise_member"),
        "Officers raise concerns about Members here. A Member who has a concern about another Member turns "
        "to the leader of the group, or to the arrangements for complaints under the Members’ code.",
    ),
}
ELSEWHERE = ("whistleblowing_policy", "grievance_procedure", "code_of_conduct_procedure")


@require_safe
@with_protocol
def explain(request: Visit, side: str, protocol: InForce) -> HttpResponse:
    """What raising a concern means, before anything is written."""
    raising = _raising(request, side)
    on, names = today(request.now), protocol.pack.names
    rank = concern_ladders.rank_of(request.person, on) if side == "member" else ""
    told = [
        concern_ladders.ladders(side, about, protocol, raised_by=rank)
        for about in concern_ladders.kinds(side, on)
    ]
    context = {
        "raising": raising,
        "names": names,
        "ladders": told,
        "talks_first": told[0][0].talks_first,
        "fraud": concern_ladders.fraud(side, protocol, raised_by=rank),
        "venues": concern_ladders.venues(protocol),
        "keepers": _keepers(names),
        "parish": request.council.kind == "parish",
    }
    return render(request, "concern/explain.html.j2", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_protocol
def raise_it(request: Visit, side: str, protocol: InForce) -> HttpResponse:
    """The form, and sending it once."""
    raising = _raising(request, side)
    form = _form(request, raising)
    if request.method != "POST":
        return _shown(request, raising, protocol, form)
    key = read_key(request, raising.step.name, request.path)
    try:
        said, taken = heard(request, form)
        _fits_the_day(request, said)
        do = partial(_begin, request, raising, protocol, said, taken)
        entry, _ = once(request, raising.step.name, said, do, key=key, taken=taken, about=request.path)
    except Unheard as wrong:
        return _shown(request, raising, protocol, form.with_errors(wrong.errors), status=422)
    except SaidOtherwise as other:
        again = _form(request, raising, anew=True)
        more = {"first": other.first, "sentence": sentence(other.first, request.now)}
        return _shown(request, raising, protocol, again, status=409, **more)
    except NotOpen as shut:
        more = {"reason": shut.reason, "decision": shut.decision, "typed": as_typed(form)}
        return _shown(request, raising, protocol, None, status=409, **more)
    return HttpResponseRedirect(url(request, "concern_raised", reference=entry.matter.reference))


@require_safe
def raised(request: Visit, reference: str) -> HttpResponse:
    """What came of raising it, for whoever raised it: who hears it now, or that it stays with them."""
    entry = _first(request, reference)
    state = fold([(entry.step, entry.effects)])
    clock = state.clock("decision")
    on = today(request.now)
    context = {
        "matter": entry.matter,
        "talking": state.stage == "talking",
        "heard_by": [who.said(request.council.pk, party.key, on) for party in state.present("handler")],
        "outside": _outside(state),
        "decisions": [Decision.from_json(kept) for kept in entry.decisions],
        "receipt": Receipt.from_json(clock.receipt) if clock else None,
        "names": shelf.pack_of(entry.matter.edition).names,
    }
    return render(request, "concern/raised.html.j2", context)


def _outside(state: State) -> list[tuple[str, str, str]]:
    """Those who hear it outside the council: name, where the link goes, and the address for codes, if any."""
    return [(one.name, one.email, admissions.second_address(one)) for one in admissions.outsiders(state)]


def _raising(visit: Visit, side: str) -> Raising:
    if side not in RAISINGS:
        raise NotYours("There is no such concern.")
    raising = RAISINGS[side]
    if visit.person.kind != raising.by:
        raise NotOpen(raising.refused)
    return raising


def _begin(visit: Visit, raising: Raising, protocol: InForce, said: Said, taken: tuple[Upload, ...]) -> Entry:
    return ledger.begin(
        visit.council, protocol.edition, PROCEDURE.name, raising.step.name, said,
        by=visit.actor, at=visit.now, uploads=taken,
    )  # fmt: skip


def _form(visit: Visit, raising: Raising, *, anew: bool = False) -> Form:
    says = raising.step.says
    options = choices.options(says, today(visit.now), but=visit.person.pk)
    form = form_of(visit, says, step=raising.step.name, matter=visit.path, options=options, anew=anew)
    on = _day(raw(says, form.sent).get("happened_on")) or today(visit.now)
    clauses = choices.clauses(visit.council, on)
    return form.with_options({"clause": clauses})


def _day(typed: object) -> date | None:
    try:
        return date.fromisoformat(str(typed))
    except ValueError:
        return None


def _fits_the_day(visit: Visit, said: Said) -> None:
    """Refuse a day that has not come, and a clause that the protocol did not have on the day."""
    on = _day(said.get("happened_on"))
    if on is None:
        return
    if on > today(visit.now):
        raise Unheard({"happened_on": "That day has not come yet. Give the day on which it happened."})
    clause = said.get("clause")
    if clause and str(clause) not in dict(choices.clauses(visit.council, on)):
        raise Unheard(
            {
                "clause": f"The protocol as it stood on {say_day(on)} has no such clause. The list now holds "
                "those of that day: choose one of them, or none."
            }
        )


def _shown(
    visit: Visit,
    raising: Raising,
    protocol: InForce,
    form: Form | None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "raising": raising,
        "form": form,
        "files_hint": FILES,
        "names": protocol.pack.names,
        **more,
    }
    return render(visit, "concern/raise.html.j2", context, status=status)


def _keepers(names: Any) -> list[tuple[str, str]]:
    """Where else one can go that the council has named: what it is, and who receives it."""
    rows = {one.body: one for one in Keeper.objects.filter(body__in=ELSEWHERE).select_related("post")}
    return [
        (concern_ladders.post_named(body, names), rows[body].post.title)
        if rows[body].post
        else (concern_ladders.post_named(body, names), rows[body].outside_address)
        for body in ELSEWHERE
        if body in rows
    ]


def _first(visit: Visit, reference: str) -> Entry:
    """The entry by which this very person raised a concern. Raises NotYours for everybody else."""
    try:
        plain = references.read(reference)
    except references.NotAReference as wrong:
        raise NotYours(str(wrong)) from None
    found = Entry.objects.filter(
        matter__reference=plain, matter__procedure=PROCEDURE.name, ordinal=1, person=visit.person
    )
    entry = found.select_related("matter__edition").first()
    if entry is None or policy.level(entry.matter_id, visit.actor.keys) is None:
        raise NotYours("You raised no concern with this reference.")
    return entry


urls = [
    path("concern/about/<slug:side>", explain, name="concern"),
    path("concern/about/<slug:side>/raise", raise_it, name="concern_raise"),
    path("concern/raised/<str:reference>", raised, name="concern_raised"),
]
