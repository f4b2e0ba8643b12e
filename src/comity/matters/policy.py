"""Who may see what: one policy, from which lists, pages, search, letters and files all come.

A person sees a matter where one of the keys they hold today has sight of it, and of its entries those
up to the level of that sight. What is not theirs is not found, as if it had never existed.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max, QuerySet

from comity.matters import references
from comity.matters.models import Entry, Matter, Prose, Sight
from comity.procedures.catalogue import PROCEDURES


class NotYours(LookupError):
    """There is nothing here for this person: the matter does not exist, or is none of their business."""


def sights(keys: Iterable[str]) -> QuerySet[Sight]:
    """The rows by which these keys see anything: every other question of sight begins here."""
    return Sight.objects.filter(key__in=sorted(keys))


def visible(keys: Iterable[str]) -> QuerySet[Matter]:
    """The matters that somebody with these keys may see."""
    return Matter.objects.filter(pk__in=sights(keys).values("matter"))


def level(matter_id: int, keys: Iterable[str]) -> int:
    """How much of a matter these keys see: 0 nothing, 1 what is shared, 2 the Member's side, 3 all of it."""
    seen = sights(keys).filter(matter_id=matter_id).aggregate(most=Max("level"))["most"]
    return int(seen or 0)


def fetch(typed: str, keys: Iterable[str]) -> tuple[Matter, int]:
    """The matter of this reference and how much of it these keys see. Raises NotYours."""
    try:
        reference = references.read(typed)
    except references.NotAReference as wrong:
        raise NotYours(str(wrong)) from None
    found = Matter.objects.filter(reference=reference).first()
    seen = level(found.pk, keys) if found else 0
    if found is None or not seen:
        raise NotYours(f"Nothing with the reference {references.shown(reference)} is open to you.")
    return found, seen


def words(entry: Entry, seen: int) -> dict[str, str] | None:
    """What was said in words at an entry, as far as somebody who sees so much of the matter may read it.

    None where the words have been erased.
    """
    if entry.level > seen:
        return {}
    said = Prose.objects.filter(entry=entry).values_list("words", flat=True).first()
    step = PROCEDURES[entry.matter.procedure].step(entry.step)
    return None if said is None else step.readable(said, seen)


def entries(matter: Matter, seen: int) -> QuerySet[Entry]:
    """The entries of a matter that somebody who sees so much of it may read, in their order."""
    return Entry.objects.filter(matter=matter, level__lte=seen).order_by("ordinal")
