"""The record of changes: what changed in who is who and in the settings, by whom, when and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from comity.council import models
from comity.council.models import OWN_ROLES, Change, Person, Post, Proposal
from comity.matters import handles
from comity.protocol import wording
from comity.protocol.calendars.hours import WEEKDAYS
from comity.web import plain
from comity.web.administrators import for_administrators
from comity.web.asking import question_named
from comity.web.places import url
from comity.web.visit import Visit
from comity.web.words import say_day

PAGE = 40

WHAT = {
    "add_person": "Added a person",
    "give_account": "Gave somebody a way to sign in",
    "end_term": "Ended a term",
    "take_seat": "Began a seat",
    "join_group": "Began a membership of a group",
    "join_committee": "Began a membership of a committee",
    "support": "Let an Officer act for a Member",
    "establish": "Set up a part of the council",
    "create_post": "Created a post",
    "move_post": "Moved a post",
    "appoint": "Appointed to a post",
    "end_holding": "Ended a time in a post",
    "cover": "Arranged cover",
    "end_cover": "Ended cover",
    "set_keeper": "Set a keeper",
    "announce_closure": "Announced a closure day",
    "withdraw_closure": "Withdrew a closure day",
    "set_opening_hours": "Changed office hours",
    "adopt_standard": "Adopted a standard",
    "change_person": "Changed a person’s particulars",
    "propose": "Proposed a change",
    "approve": "Approved a proposal",
    "refuse": "Refused a proposal",
}
FIELDS = {
    "since": "from",
    "until": "until",
    "day": "day",
    "role": "as",
    "announced_on": "announced",
    "withdrawn_on": "withdrawn",
    "weekday": "weekday",
    "opens": "opens",
    "closes": "closes",
    "body": "body",
    "question": "question",
    "kind": "kind",
}
LINKED = {"ward_id": models.Ward, "group_id": models.PoliticalGroup, "committee_id": models.Committee}


@require_safe
@for_administrators
def record(request: Visit) -> HttpResponse:
    """Changes, the latest first, a page at a time."""
    before = _before(request.GET.get("before", ""))
    rows = Change.objects.exclude(_others_waiting(request.person))
    rows = rows.select_related("by", "person", "post").order_by("-at", "-id")
    if before is not None:
        at, number = before
        last = handles.found(rows.filter(at=at), number)
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=last.pk if last else 0))
    found = list(rows[: PAGE + 1])
    shown, here = found[:PAGE], url(request, "settings_record")
    older = ""
    if len(found) > PAGE:
        older = f"{here}?{urlencode({'before': f'{shown[-1].at.isoformat()}~{handles.of(shown[-1])}'})}"
    names = _names(shown)
    context = {"lines": [_line(row, names) for row in shown], "older": older, "newer": here if before else ""}
    return render(request, "settings/record.html.j2", context)


def _others_waiting(reader: Person) -> Q:
    """That somebody else proposed something which waits: it changes nothing yet, and the lot tells of it."""
    waiting = Proposal.objects.filter(approved=None).exclude(proposed_by=reader)
    return Q(what="propose", table="proposal", row__in=waiting.values("pk"))


def _before(typed: str) -> tuple[datetime, int] | None:
    moment, _, number = typed.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        place = int(number)
    except ValueError:
        return None
    return (at, place) if at.tzinfo is not None and place > 0 else None


def _names(rows: Iterable[Change]) -> dict[tuple[str, int], str]:
    """The names of wards, groups and committees that changes speak of."""
    found: dict[tuple[str, int], str] = {}
    for key, model in LINKED.items():
        ids = {row.after[key] for row in rows if row.after and row.after.get(key)}
        found |= {(key, pk): name for pk, name in model.objects.filter(pk__in=ids).values_list("pk", "name")}
    return found


def _line(row: Change, names: dict[tuple[str, int], str]) -> dict[str, Any]:
    after, before = row.after or {}, row.before or {}
    told = [
        f"{word} {_value(name, after[name])}"
        for name, word in FIELDS.items()
        if after.get(name) not in (None, "") and after.get(name) != before.get(name)
    ]
    about: list[Person | Post | str] = [one for one in (row.person, row.post) if one is not None]
    about += [names[key, after[key]] for key in LINKED if (key, after.get(key)) in names]
    return {
        "what": WHAT.get(row.what, row.what.replace("_", " ").capitalize()),
        "about": about,
        "told": "; ".join(told),
        "by": row.by,
        "at": row.at,
        "reason": row.reason,
    }


def _value(name: str, kept: object) -> str:
    """A kept value as people say it: dates in words, posts and weekdays by their names."""
    if name == "weekday" and isinstance(kept, int):
        return WEEKDAYS[kept]
    if name in ("role", "body"):
        return OWN_ROLES.get(str(kept)) or wording.post(str(kept), {})
    if name == "question" and (question := question_named(str(kept))):
        return f"“{plain.title(question)}”"
    try:
        return say_day(date.fromisoformat(str(kept)))
    except ValueError:
        return wording.plain(str(kept)).removesuffix(":00")


urls = [path("settings/record", record, name="settings_record")]
