"""The register of enquiries: every matter one may see, filtered and in order, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from comity.council.models import Service, Ward
from comity.matters.lists import ORDERS, Wanted, read_place, walk
from comity.web.clock import today
from comity.web.pages.listed import KINDS, OUTCOMES, TOPICS, lines, stages
from comity.web.places import url
from comity.web.visit import Visit

Choices = list[tuple[str, str]]


@require_safe
def register(request: Visit) -> HttpResponse:
    """The register. A filter or order that is not known, or cannot be chosen, holds back nothing."""
    filters = filters_of(request)
    chosen = {name: _chosen(request, name, options) for name, (_, options) in filters.items()}
    by = request.GET.get("sort", "")
    by = by if by in ORDERS else "last"
    after = read_place(request.GET.get("after", ""), request.actor.keys)
    page = walk(request.actor.keys, _wanted(request, chosen), by=by, after=after)
    kept = {name: value for name, value in {**chosen, "sort": by if by != "last" else ""}.items() if value}
    here = url(request, "register")
    context = {
        "filters": [
            {"name": name, "label": label, "options": options, "chosen": chosen[name]}
            for name, (label, options) in filters.items()
        ],
        "sorts": list(ORDERS.items()),
        "sort": by,
        "listed": lines(page.lines, request),
        "next": f"{here}?{urlencode({**kept, 'after': str(page.next)})}" if page.next else "",
        "first": "" if after is None else f"{here}?{urlencode(kept)}" if kept else here,
        "filtered": any(chosen.values()),
        "in_words": _in_words(filters, chosen),
    }
    return render(request, "register/register.html.j2", context)


def filters_of(visit: Visit) -> dict[str, tuple[str, Choices]]:
    """The filters there are, each with its label and what may be chosen."""
    on = today(visit.now)
    return {
        "stage": ("Stage", list(stages(sealed=False).items())),
        "kind": ("Kind", list(KINDS.items())),
        "topic": ("About", list(TOPICS.items())),
        "service": ("Service", _named(Service, on)),
        "ward": ("Ward", _named(Ward, on)),
        "outcome": ("Outcome", list(OUTCOMES.items())),
        "late": ("Late", [("yes", "Only what is late")]),
    }


def _named(model: type[Service] | type[Ward], on: Any) -> Choices:
    rows = model.objects.on(on).order_by("name", "pk").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def _chosen(visit: Visit, name: str, options: Choices) -> str:
    typed = visit.GET.get(name, "")
    return typed if typed in {value for value, _ in options} else ""


def _wanted(visit: Visit, chosen: Mapping[str, str]) -> Wanted:
    return Wanted(
        least=1,  # of what only single entries were shown, no filter or order may tell more
        stage=chosen["stage"],
        kind=chosen["kind"],
        topic=chosen["topic"],
        outcome=chosen["outcome"],
        service=int(chosen["service"]) if chosen["service"] else None,
        ward=int(chosen["ward"]) if chosen["ward"] else None,
        late_at=visit.now if chosen["late"] else None,
    )


def _in_words(filters: Mapping[str, tuple[str, Choices]], chosen: Mapping[str, str]) -> list[str]:
    return [
        f"{label}: {dict(options)[chosen[name]]}"
        for name, (label, options) in filters.items()
        if chosen[name]
    ]


urls = [path("register", register, name="register")]
