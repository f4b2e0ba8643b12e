"""Who may see what: one policy, from which lists, pages, search, letters and files all come.

A person sees a matter where one of the keys they hold today has sight of it, and of its entries those
up to the level of that sight, and single entries that were opened to them besides. What is not theirs
is not found, as if it had never existed.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Max, Q, QuerySet

from comity.matters import references
from comity.matters.models import Entry, Matter, Prose, Sight
from comity.matters.standing import state_of
from comity.procedures.catalogue import PROCEDURES


class NotYours(LookupError):
    """There is nothing here for this person: the matter does not exist, or is none of their business."""


class Seen(int):
    """How much of a matter somebody sees: 1 what is shared, 2 the Member's side, 3 all of it.

    `opened` holds the ordinals of single entries opened to them besides, as to the person a concern is about.
    """

    opened: frozenset[int] = frozenset()

    @classmethod
    def of(cls, level: int, opened: frozenset[int] = frozenset()) -> Seen:
        """So much of a matter, and these entries besides."""
        seen = cls(level)
        seen.opened = opened
        return seen

    def reads(self, entry: Entry) -> bool:
        """Whether they may read an entry."""
        return entry.level <= self or entry.ordinal in self.opened


def sights(keys: Iterable[str]) -> QuerySet[Sight]:
    """The rows by which these keys see anything: every other question of sight begins here."""
    return Sight.objects.filter(key__in=sorted(keys))


def visible(keys: Iterable[str]) -> QuerySet[Matter]:
    """The matters that somebody with these keys may see."""
    return Matter.objects.filter(pk__in=sights(keys).values("matter"))


def level(matter_id: int, keys: Iterable[str]) -> Seen | None:
    """How much of a matter these keys see; None where they see nothing of it at all."""
    held = frozenset(keys)
    most = sights(held).filter(matter_id=matter_id).aggregate(most=Max("level"))["most"]
    if most is None:
        return None
    return Seen.of(most, _opened(matter_id, held) if most == 0 else frozenset())


def _opened(matter_id: int, keys: frozenset[str]) -> frozenset[int]:
    opened = state_of(Matter.objects.get(pk=matter_id)).opened
    return frozenset().union(*(entries for key, entries in opened.items() if key in keys))


def fetch(typed: str, keys: Iterable[str]) -> tuple[Matter, Seen]:
    """The matter of this reference and how much of it these keys see. Raises NotYours."""
    try:
        reference = references.read(typed)
    except references.NotAReference as wrong:
        raise NotYours(str(wrong)) from None
    about = ("edition", "asker", "handler", "service", "ward")
    found = Matter.objects.select_related(*about).filter(reference=reference).first()
    seen = level(found.pk, keys) if found else None
    if found is None or seen is None:
        raise NotYours(f"Nothing with the reference {references.shown(reference)} is open to you.")
    return found, seen


def words(entry: Entry, seen: Seen) -> dict[str, str] | None:
    """What was said in words at an entry, as far as somebody who sees so much of the matter may read it.

    None where the words have been erased.
    """
    return all_words([entry], seen)[entry.pk]


def all_words(these: Iterable[Entry], seen: Seen) -> dict[int, dict[str, str] | None]:
    """The same for several entries at once, by their ids."""
    listed = list(these)
    said = dict(Prose.objects.filter(entry__in=listed).values_list("entry_id", "words"))
    return {entry.pk: _readable(entry, said.get(entry.pk), seen) for entry in listed}


def _readable(entry: Entry, said: dict[str, str] | None, seen: Seen) -> dict[str, str] | None:
    if not seen.reads(entry):
        return {}
    step = PROCEDURES[entry.matter.procedure].step(entry.step)
    return None if said is None else step.readable(said, seen)


def entries(matter: Matter, seen: Seen) -> QuerySet[Entry]:
    """The entries of a matter that somebody who sees so much of it may read, in their order."""
    read = Q(level__lte=int(seen)) | Q(ordinal__in=sorted(seen.opened))
    return Entry.objects.filter(read, matter=matter).order_by("ordinal")
