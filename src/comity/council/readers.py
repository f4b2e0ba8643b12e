"""The people behind a key on a day: whom a letter to "the holder of this post" reaches."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from comity.council.models import Cover, GroupMembership, Holding, Person, Seat, Support, in_force


def people_with_key(council_id: int, key: str, on: date) -> list[Person]:
    """Return the people of a council who hold this key on this day, in the order of their names.

    It is `comity.council.keys.keys_of` the other way round, for the keys by which somebody is party to a
    matter: person, post, role of a post, seat (with or without a group) and support. Raises ValueError
    for any other.
    """
    kind, _, rest = key.partition(":")
    here = Person.objects.on(on).filter(council_id=council_id).exclude(kind="outside")
    found = (
        Person.objects.on(on).filter(council_id=council_id, pk=rest)
        if kind == "person"
        else here.filter(_behind(kind, rest, on))
    )
    return list(found.order_by("name", "pk"))


def _behind(kind: str, rest: str, on: date) -> Q:
    if kind in {"post", "role"}:
        post = Q(post=rest) if kind == "post" else Q(post__role=rest)
        return Q(pk__in=_holding(Holding, post, on)) | Q(pk__in=_holding(Cover, post, on))
    if kind == "support":
        return Q(pk__in=Support.objects.on(on).filter(member=rest).values("officer"))
    if kind == "seat":
        ward, _, group = rest.partition(":group:")
        seated = Q(pk__in=Seat.objects.on(on).filter(ward=ward).values("person"))
        if not group:
            return seated
        return seated & Q(pk__in=GroupMembership.objects.on(on).filter(group=group).values("person"))
    raise ValueError(f"Nobody is party to a matter by the key “{kind}”.")


def _holding(model: type[Holding] | type[Cover], post: Q, on: date) -> QuerySet:
    return model.objects.on(on).filter(in_force(on, "post__"), post).values("person")
