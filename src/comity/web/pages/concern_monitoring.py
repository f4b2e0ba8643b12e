"""The Monitoring Officer's page: sealed matters they may see, and where the ladders lead nowhere today.

In a parish it is the clerk's. It shows no matter that they could not open, and counts none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from comity.council.models import Keeper
from comity.council.resolve import KEPT
from comity.matters import policy
from comity.matters.models import Matter
from comity.matters.standing import state_of
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import LEVELS
from comity.web import clock
from comity.web.administrators import monitors
from comity.web.asking import InForce, with_protocol
from comity.web.pages import concern_ladders, listed
from comity.web.pages.concern_hearing import Heard, heard
from comity.web.pages.matter import of_concern, who
from comity.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Sealed:
    """One sealed matter as the page lists it: its title, stage, age in days, who hears it, the bars."""

    reference: str
    title: str
    stage: str
    days: int
    heard_by: tuple[str, ...]
    kept_from: tuple[str, ...]


@require_safe
@with_protocol
def monitoring(request: Visit, protocol: InForce) -> HttpResponse:
    """Everything on one page."""
    if not monitors(request.actor.keys, request.council):
        raise Http404
    found = heard(request.council, protocol, request.now)
    matters = sealed_matters(request)
    context: dict[str, Any] = {
        "stages": _by_stage(matters),
        "any": bool(matters),
        "heard": found,
        "nowhere": [one for one in found if one.nobody],
        "vacant": _vacant(found),
        "unkept": _unkept(found, protocol),
        "names": protocol.pack.names,
    }
    return render(request, "concern/monitoring.html.j2", context)


def sealed_matters(visit: Visit) -> list[Sealed]:
    """The sealed matters that this visitor sees with their parties, the oldest first."""
    sealed = [name for name, one in PROCEDURES.items() if one.sealed]
    whole = policy.sights(visit.actor.keys).filter(level__gte=LEVELS["asker"]).values("matter")
    rows = Matter.objects.filter(pk__in=whole, procedure__in=sealed).order_by("opened", "pk")
    return [_sealed(visit, one) for one in rows]


def _sealed(visit: Visit, matter: Matter) -> Sealed:
    state, on = state_of(matter), clock.today(visit.now)
    level = int(policy.level(matter.pk, visit.actor.keys) or 0)
    say = lambda key: who.said(visit.council.pk, key, on)  # noqa: E731
    bars = state.present("barred") if level >= LEVELS["handling"] else ()
    return Sealed(
        matter.reference,
        of_concern.titles([(matter, level)]).get(matter.pk, PROCEDURES[matter.procedure].title),
        listed.stages()[matter.stage],
        _days(matter.opened, on),
        tuple(who.in_part(state, ("handler", "rung"), say)),
        tuple(text for text in (say(party.key) for party in bars) if text),
    )


def _days(opened: datetime, on: date) -> int:
    return (on - clock.today(opened)).days


def _by_stage(matters: list[Sealed]) -> list[tuple[str, list[Sealed]]]:
    order = [name for one in PROCEDURES.values() if one.sealed for name in one.stage_names.values()]
    found = [(stage, [one for one in matters if one.stage == stage]) for stage in order]
    return [(stage, these) for stage, these in found if these]


def _vacant(found: list[Heard]) -> list[str]:
    return sorted({post for one in found for rung in one.rungs for post in rung.vacant})


def _unkept(found: list[Heard], protocol: InForce) -> list[str]:
    """The bodies and procedures on a ladder for which the council has named no keeper."""
    named = set(Keeper.objects.values_list("body", flat=True))
    asked = {post for one in found for rung in one.rungs for post in rung.decision.to}
    missing = [body for body in KEPT if body in asked and body not in named]
    return [concern_ladders.post_named(body, protocol.pack.names) for body in missing]


urls = [path("monitoring", monitoring, name="monitoring")]
