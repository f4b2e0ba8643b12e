"""Who may not alone change who is who: nobody touches the place of somebody who hears a concern about them.

The answer is yes or no and nothing else, so that a page can ask for a second person without saying why.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from comity.matters.models import Party
from comity.matters.sealed import person_behind
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.shape import Relation

HEARS: tuple[Relation, ...] = ("handler", "rung")


def tied(people: Iterable[int], *, places: Iterable[str] = (), hearers: Iterable[int] = ()) -> bool:
    """Whether an open sealed matter is kept from one of these people and heard in one of these places.

    `people` are ids of who makes a change and whom it is for; `places` are keys without a person
    ("post:12", "chair:3"), `hearers` ids of people, whatever place they hear it in. Within the council.
    """
    heard = Party.objects.filter(matter__in=_kept_from(people), relation__in=HEARS, until=None)
    found = set(heard.values_list("key", flat=True))
    wanted, these = set(places), set(hearers)
    return any(key.partition("+")[0] in wanted or person_behind(key) in these for key in found)


def tied_at_all(person: int) -> bool:
    """Whether any open sealed matter is kept from somebody: for what may touch every place."""
    return _kept_from([person]).exists()


def _kept_from(people: Iterable[int]) -> QuerySet:
    keys = [f"person:{one}" for one in people]
    sealed = [name for name, one in PROCEDURES.items() if one.sealed]
    return Party.objects.filter(
        relation="barred", key__in=keys, until=None, matter__procedure__in=sealed, matter__closed=None
    ).values("matter")
