"""What was closed before somebody came to a post: that it is there, and opening it with a recorded reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from comity.matters import ledger, policy, references
from comity.matters.actors import Actor
from comity.matters.closed import NEWCOMER
from comity.matters.models import Entry, Matter, Party
from comity.matters.policy import NotYours
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import Said

STEP = "look_back"
PAGE = 25


@dataclass(frozen=True, slots=True)
class Earlier:
    """A page of matters that were closed before somebody came, by reference and closing date alone.

    `more` is the reference from which the next page goes on; empty at the end.
    """

    matters: tuple[tuple[str, datetime], ...]
    more: str


def earlier(by: Actor, *, after: str = "") -> Earlier:
    """The matters of somebody's posts that were closed before they came, the last closed first.

    `after` is the reference with which the page before ended; any other text begins with the first page.
    """
    found = _closed_before(by)
    last = _one(found, after)
    if last is not None:
        found = found.filter(Q(closed__lt=last.closed) | Q(closed=last.closed, pk__lt=last.pk))
    listed = found.order_by("-closed", "-pk").values_list("reference", "closed")[: PAGE + 1]
    rows = [(reference, closed) for reference, closed in listed if closed]
    return Earlier(tuple(rows[:PAGE]), rows[PAGE - 1][0] if len(rows) > PAGE else "")


def find(typed: str, by: Actor) -> Matter:
    """The matter of this reference that was closed before somebody came to its post. Raises NotYours."""
    found = _one(_closed_before(by), typed)
    if found is None:
        raise NotYours("None of your posts has a matter with this reference that was closed before you came.")
    return found


def look_back(matter: Matter, said: Said, *, by: Actor, at: datetime) -> Entry:
    """Open for somebody what was closed before they came to its post; the reason stays on the record.

    Raises NotOpen where it was not, or is not closed any more.
    """
    return ledger.take(matter.pk, STEP, said, by=by, at=at, duty=NEWCOMER)


def _closed_before(by: Actor) -> QuerySet[Matter]:
    posts = [key for key in by.keys if key.startswith(("post:", "role:")) and "+" not in key]
    theirs = Party.objects.filter(key__in=posts, until=None).values("matter")
    open_ones = [name for name, procedure in PROCEDURES.items() if not procedure.sealed]
    closed = Matter.objects.filter(pk__in=theirs, procedure__in=open_ones, closed__isnull=False)
    return closed.exclude(pk__in=policy.sights(by.keys).values("matter"))


def _one(found: QuerySet[Matter], typed: str) -> Matter | None:
    try:
        return found.filter(reference=references.read(typed)).first()
    except references.NotAReference:
        return None
