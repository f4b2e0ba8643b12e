"""Sending a form of a matter: once, with its files, and never over what somebody else did meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import QueryDict
from django.utils.html import format_html

from comity.matters import files, forms, ledger, policy
from comity.matters.models import Entry, Matter
from comity.procedures.fields import Said, Unheard
from comity.procedures.shape import Step
from comity.web.forms.form import Form
from comity.web.pages.matter.here import Here
from comity.web.visit import Visit

SEEN = "seen_entry"
"""The box, not shown, that says which entry was the last one that its writer could read."""


class Meanwhile(Exception):
    """Somebody else did the same, or moved the matter on, since the form was opened: by `entry`."""

    def __init__(self, entry: Entry) -> None:
        super().__init__("Somebody else was quicker.")
        self.entry = entry


def uploads(visit: Visit) -> tuple[files.Upload, ...]:
    """The files that came with a form. Raises Unheard."""
    sent = visit.FILES.getlist("files")
    return files.receive(files.Upload(one.name or "", one.read()) for one in sent)


def heard(visit: Visit, form: Form) -> tuple[Said, tuple[files.Upload, ...]]:
    """What was said and attached; everything that is wrong with either at once. Raises Unheard."""
    errors: dict[str, str] = {}
    found: list[Any] = []
    readers: tuple[Callable[[], Any], ...] = (form.said, partial(uploads, visit))
    for read in readers:
        try:
            found.append(read())
        except Unheard as wrong:
            errors |= wrong.errors
    if errors:
        raise Unheard(errors)
    return found[0], found[1]


def once(
    visit: Visit,
    step: str,
    said: Said,
    do: Callable[[], Entry],
    *,
    key: str,
    taken: Sequence[files.Upload],
    about: str = "",
) -> tuple[Entry, bool]:
    """Do what a form asks, once: the entry, and whether it is new. Raises SaidOtherwise."""
    digests = tuple(f"{one.name}:{hashlib.sha256(one.content).hexdigest()}" for one in taken)
    return forms.once(key, visit.person, step, said, do, about=about, files=digests)


def watched(form: Form, last: str) -> Form:
    """The form, with the last entry that its writer had before them."""
    mark = format_html('<input type="hidden" name="{}" value="{}">', SEEN, last)
    sent = form.sent.copy()
    sent.pop(SEEN, None)
    return replace(form, hidden=form.hidden + mark, sent=sent)


def mark_of(sent: QueryDict, here: Here) -> str:
    """The mark of the last entry that the writer had before them when the form was opened."""
    mark = sent.get(SEEN)
    return here.last_read if mark is None else str(mark)


def nobody_meanwhile(here: Here, step: Step, mark: str) -> Matter | None:
    """Lock the matter, and raise Meanwhile where somebody else did the same or moved it on since `mark`."""
    locked = ledger.lock(here.matter.pk)
    if (step.audience == "handling" and not step.to) or (locked and _all_seen(here, locked, mark)):
        return locked
    since = policy.entries(here.matter, here.seen).filter(ordinal__gt=here.ordinal(mark))
    others = since.exclude(person=here.visit.person).select_related("person", "matter")
    for entry in others.exclude(person=None).order_by("-ordinal"):
        if entry.step == step.name or (step.to and entry.effects.get("stage")):
            raise Meanwhile(entry)
    return locked


def _all_seen(here: Here, locked: Matter, mark: str) -> bool:
    """Whether the writer had every entry of the matter before them, so that nobody can have come between."""
    return here.ordinal(mark) == locked.entries
