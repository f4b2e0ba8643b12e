"""Matters as lines of a list: what each is called, where it stands, and whether it is late, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from comity.matters.lists import Line
from comity.matters.models import Matter
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.enquiry import says
from comity.web.clock import ZONE, today
from comity.web.pages.matter import of_concern, who
from comity.web.visit import Visit
from comity.web.words import say_day, say_moment

OUTCOMES: Mapping[str, str] = {
    "answered": "Answered",
    "in_part": "Answered in part",
    "refused": "Declined as inappropriate",
    "not_ours": "Not the council’s",
    "withdrawn": "Withdrawn",
}
KINDS: Mapping[str, str] = dict(says.KINDS)
TOPICS: Mapping[str, str] = {
    "operational": "Day-to-day service",
    "strategic": "Policy or plans",
    "casework": "Casework",
}


def stages(*, sealed: bool = True) -> dict[str, str]:
    """Every stage a matter can be at, and what it is called; those of sealed matters too, or without."""
    shown = [one for one in PROCEDURES.values() if sealed or not one.sealed]
    return {name: text for one in shown for name, text in one.stage_names.items()}


def lines(found: Sequence[Line], visit: Visit) -> list[dict[str, Any]]:
    """The lines of a list, for the template matter/list.html.j2."""
    titles = of_concern.titles((one.matter, one.level) for one in found)
    hearers = of_concern.heard_by(one.matter for one in found if one.level)
    shown = [line(one, visit) for one in found]
    for one, told in zip(found, shown, strict=True):
        if of_concern.is_one(one.matter):
            told["title"] = titles.get(one.matter.pk, told["title"])
            said = (
                who.said(visit.council.pk, key, today(visit.now)) for key in hearers.get(one.matter.pk, ())
            )
            told["handler"] = "; ".join(text for text in said if text)
    return shown


def line(found: Line, visit: Visit) -> dict[str, Any]:
    """One line of a list, as an enquiry is shown."""
    matter = found.matter
    title = PROCEDURES[matter.procedure].title
    return {
        "reference": matter.reference,
        "title": found.title or title,
        "asker": matter.asker.addressed if matter.asker and found.level else "",
        "service": matter.service.name if matter.service else "",
        "ward": matter.ward.name if matter.ward else "",
        "handler": _with(matter, visit) if found.level else "",
        "kind": KINDS.get(matter.kind, title),
        "topic": TOPICS.get(matter.topic, ""),
        "last": matter.last,
        "opened": matter.opened,
        **(standing(matter, visit.now) if found.level else SINGLE),
    }


SINGLE: Mapping[str, Any] = {
    "tag": "Shown to you",
    "colour": "grey",
    "late": False,
    "due": "",
    "due_at": None,
}
"""How a matter stands for whoever was shown single entries of it: they are told nothing besides."""


def _with(matter: Matter, visit: Visit) -> str:
    return matter.handler.title if matter.handler else fallback(visit)


def fallback(visit: Visit) -> str:
    """Who looks after Members' business where no post of the protocol's has a matter."""
    return "Clerk" if visit.council.kind == "parish" else "Democratic services"


def standing(matter: Matter, now: datetime) -> dict[str, Any]:
    """Where a matter stands, as words: `tag`, its `colour`, whether it is `late`, and when it is due."""
    late = is_late(matter, now)
    if matter.closed is not None:
        tag, colour = (
            (of_concern.FOUND if of_concern.is_one(matter) else OUTCOMES).get(matter.outcome, "Closed"),
            "green" if matter.outcome == "answered" else "grey",
        )
    elif late:
        tag, colour = "Late", "red"
    elif matter.stage == "asked_back":
        tag, colour = "Member to reply", "yellow"
    elif matter.held and matter.due != matter.promised:
        tag, colour = "Held", "purple"
    elif matter.stage == "waiting":
        tag, colour = "To be answered", "blue"
    else:
        tag, colour = stages().get(matter.stage, "Open"), "blue"
    return {"tag": tag, "colour": colour, "late": late, "due": when(matter, now), "due_at": matter.due}


def is_late(matter: Matter, now: datetime) -> bool:
    """Whether its date has passed without an answer."""
    return matter.closed is None and matter.due is not None and matter.due < now


def when(matter: Matter, now: datetime) -> str:
    """When it is due, or was closed, in words."""
    if matter.closed is not None:
        return f"Closed on {say_day(matter.closed)}"
    if matter.due is None:
        return "The clock stands still"
    days = (matter.due.astimezone(ZONE).date() - today(now)).days
    if matter.due < now:
        return f"Was due {_by(days, matter.due)}"
    return f"Due {_by(days, matter.due)}"


def _by(days: int, due: datetime) -> str:
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
    moment = say_moment(due)
    return f"{near}, {moment}" if near else moment
