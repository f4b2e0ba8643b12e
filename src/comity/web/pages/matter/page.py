"""The page of a matter: how it stands, what the protocol says here, what happened, and what one can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.matters.models import Letter
from comity.procedures.enquiry.asks import topmost
from comity.procedures.fields import LEVELS
from comity.procedures.shape import Step
from comity.procedures.state import ClockState
from comity.protocol.calendars import CreditedPause, Receipt
from comity.protocol.decision import Decision
from comity.web.pages import listed
from comity.web.pages.matter import of_concern
from comity.web.pages.matter import readers as who_reads
from comity.web.pages.matter.beforehand import CLOCKS
from comity.web.pages.matter.here import Here
from comity.web.pages.matter.timeline import timeline
from comity.web.places import url
from comity.web.visit import Visit

WHY = {
    "reminder": "Reminder",
    "link": "The link by which it is opened",
    "code": "A code, to their other address",
}
"""Why a letter goes out that does not tell of a step."""
_WAITING = "waiting for the Member’s reply"


@require_safe
def matter(request: Visit, reference: str) -> HttpResponse:
    """One matter, as far as this visitor may see it."""
    return render(request, "matter/matter.html.j2", shown(Here.of(request, reference)))


def shown(here: Here) -> dict[str, Any]:
    """Everything that the page shows."""
    return {
        "matter": here.matter,
        "title": here.title,
        "kind": listed.KINDS.get(here.matter.kind, here.procedure.title),
        "standing": listed.standing(here.matter, here.visit.now) if here.seen else listed.SINGLE,
        "summary": summary(here),
        "says": says(here),
        "names": here.names,
        "receipts": receipts(here),
        "timeline": timeline(here),
        "readers": readers(here),
        "letters": letters(here),
        "handles": here.seen >= LEVELS["handling"],
        **steps(here),
    }


def readers(here: Here) -> list[tuple[str, list[str]]]:
    """Who can see it, by how much they see; nothing for whoever was shown single entries."""
    if here.procedure.sealed:
        return of_concern.readers(here)
    return who_reads.readers(here.state, here.named) if here.seen else []


def summary(here: Here) -> list[tuple[str, str]]:
    """How it stands, row by row."""
    if here.procedure.sealed:
        return of_concern.summary(here)
    if not here.seen:
        return []  # whoever was shown single entries is told nothing besides
    matter, state = here.matter, here.state
    rows = [("Asked by", matter.asker.addressed if matter.asker else "")]
    logged = next((e for e in here.entries if e.step == "log"), None)
    if logged and logged.person:
        rows.append(("Logged by", f"{logged.person.addressed}, for the Member"))
    rows.append(("With", "; ".join(here.parts("handler"))))
    rows.append(("Taken up with", "; ".join(here.parts("rung"))))
    rows.append(("Waits for", _waits_for(here)))
    rows.append(("About", listed.TOPICS.get(matter.topic, "")))
    rows.append(("Service", str(matter.service or "")))
    rows.append(("Ward", str(matter.ward or "")))
    rows.append(("Shared with", "; ".join(here.parts("shared"))))
    rows.append(("Emergency", "Yes: officers are told at once, day or night" if matter.emergency else ""))
    if state.facts.get("topic") == "casework" and here.seen >= LEVELS["asker"]:
        rows.append(("Consent", _consent(here)))
    return [(title, text) for title, text in rows if text]


def _waits_for(here: Here) -> str:
    relations = here.procedure.waits_for.get(here.matter.stage, frozenset())
    if not relations:
        return ""
    if relations & {"asker"}:
        return here.matter.asker.addressed if here.matter.asker else "The Member"
    return "; ".join(here.parts("handler", "rung")) if here.parts("rung") else ""


def _consent(here: Here) -> str:
    given = here.state.facts.get("explicit_consent")
    if given is not None:
        return "Given" if given else "Refused"
    return "Asked for; no answer yet" if here.state.clock("consent") else "Not asked for"


def says(here: Here) -> list[Decision]:
    """The Decisions that matter now: the latest answer to each question, of the entries one may read."""
    latest: dict[tuple[str, str], Decision] = {}
    for entry in here.entries if here.seen else ():
        for kept in entry.decisions:
            decision = Decision.from_json(kept)
            name = str(decision.facts.get("clock", "")) if decision.question == "clock.target" else ""
            latest.pop((decision.question, name), None)
            latest[decision.question, name] = decision
    return list(latest.values())


def _title(name: str, here: Here, called: Mapping[str, str]) -> str:
    if name == "rung" and not here.procedure.sealed and topmost(here.state):
        return "Whoever was asked last has until"
    return called.get(name, "A time that runs")


def receipts(here: Here) -> list[dict[str, Any]]:
    """The deadlines that count, each with how it was counted; those of consent and rungs for both sides."""
    found = []
    called = of_concern.TIMES if here.procedure.sealed else CLOCKS
    names = dict.fromkeys((*here.procedure.counts, *(clock.clock for clock in here.state.clocks)))
    for name in names if here.seen else ():
        clock = here.state.clock(name)
        if (
            clock is None
            or not clock.receipt
            or (name in {"rung", "consent"} and here.seen < LEVELS["asker"])
        ):
            continue
        if name == "follow_up" and here.state.facts.get("window_over") is True:
            continue
        counts = name in here.procedure.counts
        if clock.stopped and not (counts and here.matter.closed is not None):
            continue
        met = here.matter.in_time if clock.stopped else None
        found.append(
            {
                "receipt": _as_it_is(clock),
                "title": _title(name, here, called),
                "met": met,
                "counts": counts,
            }
        )
    return found


def _as_it_is(clock: ClockState) -> Receipt:
    """The receipt, with the pause that still lasts."""
    kept = Receipt.from_json(clock.receipt)
    if clock.paused is None:
        return kept
    pause = CreditedPause(
        datetime.fromisoformat(clock.paused).astimezone(kept.received.tzinfo), None, _WAITING, None
    )
    return replace(kept, due=None, pauses=(*kept.pauses, pause))


def letters(here: Here) -> list[dict[str, Any]]:
    """The letters about it, for those who handle it: to whom, and sent, held or dropped."""
    if here.seen < LEVELS["handling"]:
        return []
    rows = (
        Letter.objects.filter(matter=here.matter)
        .select_related("person", "entry")
        .defer("body", "entry__facts", "entry__effects", "entry__decisions", "entry__digests")
        .order_by("queued", "pk")
    )
    return [
        {
            "to": one.person.addressed,
            "why": WHY.get(one.kind) or _done(here.step_of(one.entry)),
            "queued": one.queued,
            **_came_of(one, here.visit.now),
        }
        for one in rows
    ]


def _done(step: Step) -> str:
    return step.done[:1].upper() + step.done[1:]


def _came_of(letter: Letter, now: datetime) -> dict[str, Any]:
    if letter.sent:
        return {"state": "Sent", "at": letter.sent, "because": ""}
    if letter.dropped:
        return {"state": "Not sent", "at": letter.dropped, "because": letter.dropped_why}
    if letter.held_until > now:
        return {"state": "Held until", "at": letter.held_until, "because": letter.held_why}
    return {"state": "Waiting to be sent", "at": None, "because": ""}


def _order(here: Here, step: Step) -> tuple[bool, bool]:
    """Late or not answered: that comes first; then one’s own steps; what is done for somebody else, last."""
    handling = here.relations & {"handler", "rung", "triage"} and not here.relations & {"asker", "support"}
    return step.name not in {"climb", "reopen"}, bool(handling and step.who & {"asker", "support"})


def steps(here: Here) -> dict[str, Any]:
    """The steps that are the visitor's: open as buttons, the others each with its reason."""
    place = {"reference": here.matter.reference}
    mine = sorted(here.buttons, key=lambda one: _order(here, one.step))
    return {
        "open": [
            {
                "title": one.step.title,
                "href": url(here.visit, "matter_step", **place, step=one.step.name),
                "hint": one.step.hint,
            }
            for one in mine
            if one.open
        ],
        "shut": [{"title": one.step.title, "why": one.reason} for one in mine if not one.open],
    }
