"""The people behind a key on a day: whom a letter to "the holder of this post" reaches."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from comity.council.models import (
    CommitteeMembership,
    Cover,
    GroupMembership,
    Holding,
    Person,
    Seat,
    Support,
    in_force,
)


def people_with_key(council_id: int, key: str, on: date) -> list[Person]:
    """Return the people of a council who hold this key on this day, in the order of their names.

    It is `comity.council.keys.keys_of` the other way round, for the keys by which somebody is party to a
    matter: person, post, role of a post, seat (with or without a group), group and who leads it,
    committee and who chairs it, support, and a place together with a person. Raises ValueError for any other.
    """
    place, _, person = key.rpartition("+")
    if place:
        return [one for one in people_with_key(council_id, place, on) if one.pk == int(person)]
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
        return seated & _behind("group", group, on) if group else seated
    if kind in {"group", "leader", "deputy"}:
        members = GroupMembership.objects.on(on).filter(group=rest)
        return Q(pk__in=(members if kind == "group" else members.filter(role=kind)).values("person"))
    if kind in {"committee", "chair", "vice_chair"}:
        sitting = CommitteeMembership.objects.on(on).filter(committee=rest)
        return Q(pk__in=(sitting if kind == "committee" else sitting.filter(role=kind)).values("person"))
    raise ValueError(f"Nobody is party to a matter by the key “{kind}”.")


def _holding(model: type[Holding] | type[Cover], post: Q, on: date) -> QuerySet:
    return model.objects.on(on).filter(in_force(on, "post__"), post).values("person")
