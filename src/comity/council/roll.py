"""The posts of a council and who holds them, read once: for a page that looks up everybody at once.

Within `read`, the look-ups of this package take posts, holders, keepers and memberships from what was read
for that day, in a few statements; outside it each asks the database for what it needs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db import connection

from comity.council.models import Cover, Holding, Keeper, Person, Post, Service

T = TypeVar("T")


Acting = dict[type[Holding] | type[Cover], dict[int, list[tuple[int, str]]]]
"""Who holds and who covers which post, by id and name."""


@dataclass(slots=True)
class Roll:
    """One day of a council: its posts by id, who holds and covers each, keepers, services, people.

    `kept` holds what was asked already, by question.
    """

    on: date
    posts: dict[int, Post]
    acting: Acting
    held: dict[int, list[Post]]
    keepers: dict[str, Keeper]
    services: dict[int, Service]
    people: dict[int, Person]
    kept: dict[Hashable, Any] = field(default_factory=dict)


_ROLL: ContextVar[Roll | None] = ContextVar("roll", default=None)


@contextmanager
def read(on: date) -> Iterator[Roll]:
    """Read the roll of a day, and answer from it until the end of the block. Within the council."""
    token = _ROLL.set(roll := _read(on))
    try:
        yield roll
    finally:
        _ROLL.reset(token)


def current(on: date) -> Roll | None:
    """The roll that was read for this day, if one was."""
    roll = _ROLL.get()
    return roll if roll is not None and roll.on == on else None


def once(on: date, question: Hashable, ask: Callable[[], T]) -> T:
    """The answer to a question: asked of the database, once where a roll was read."""
    roll = current(on)
    if roll is None:
        return ask()
    if question not in roll.kept:
        roll.kept[question] = ask()
    return roll.kept[question]


def posts(on: date, **equal: Any) -> list[Post]:
    """The posts of a day whose fields are these, in their order; "pk__in" takes ids."""
    roll = current(on)
    if roll is None:
        return list(Post.objects.on(on).filter(**equal).order_by("id"))
    return [post for post in roll.posts.values() if all(_is(post, *one) for one in equal.items())]


def held_by(person: int, on: date) -> list[Post]:
    """The posts that somebody holds on a day, in their order."""
    roll = current(on)
    if roll is not None:
        return roll.held.get(person, [])
    held = Holding.objects.on(on).filter(person=person).values("post_id")
    return list(Post.objects.on(on).filter(pk__in=held).order_by("id"))


def acting_in(wanted: list[int], on: date) -> Acting:
    """Who holds and who covers each of these posts on a day, by id and name, in the order in which they came.

    In one statement, where no roll was read.
    """
    roll = current(on)
    return roll.acting if roll is not None else _acting(on, wanted)


def keeper_of(body: str, on: date) -> Keeper | None:
    """Who keeps a body or procedure."""
    roll = current(on)
    if roll is not None:
        return roll.keepers.get(body)
    return Keeper.objects.filter(body=body).select_related("post").first()


def service(number: int, on: date) -> Service | None:
    """A service by its id."""
    roll = current(on)
    return roll.services.get(number) if roll is not None else Service.objects.filter(pk=number).first()


def _read(on: date) -> Roll:
    found = {post.pk: post for post in Post.objects.on(on).order_by("id")}
    held: defaultdict[int, list[Post]] = defaultdict(list)
    for post, person in sorted(set(Holding.objects.on(on).values_list("post_id", "person_id"))):
        if post in found:
            held[person].append(found[post])
    return Roll(
        on,
        found,
        _acting(on, None),
        dict(held),
        {row.body: row for row in Keeper.objects.select_related("post")},
        Service.objects.in_bulk(),
        Person.objects.on(on).in_bulk(),
    )


def _acting(on: date, posts: list[int] | None) -> Acting:
    """Who acts in these posts, or in every post there is."""
    acting: dict[str, defaultdict[int, list[tuple[int, str]]]] = {
        "holds": defaultdict(list),
        "covers": defaultdict(list),
    }
    with connection.cursor() as cursor:
        cursor.execute(_ACTING, {"on": on, "posts": posts})
        for how, post, person, name in cursor.fetchall():
            acting[how][post].append((person, name))
    return {Holding: acting["holds"], Cover: acting["covers"]}


_ACTING = """
    SELECT t.how, t.post_id, t.person_id, p.name
    FROM (
        SELECT 'holds' AS how, post_id, person_id, since, until, id FROM council_holding
        UNION ALL
        SELECT 'covers', post_id, person_id, since, until, id FROM council_cover
    ) t
    JOIN council_person p ON p.id = t.person_id
    WHERE t.since <= %(on)s AND (t.until IS NULL OR t.until > %(on)s)
    AND p.since <= %(on)s AND (p.until IS NULL OR p.until > %(on)s)
    AND (%(posts)s::bigint[] IS NULL OR t.post_id = ANY (%(posts)s))
    ORDER BY t.since, t.id
"""


def _is(post: Post, name: str, value: Any) -> bool:
    if name == "pk__in":
        return post.pk in value
    attribute = Post._meta.get_field(name).attname  # type: ignore[union-attr]
    return bool(getattr(post, attribute) == getattr(value, "pk", value))
