"""From posts to the people who hold or cover them on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from comity.council import roll
from comity.council.answers import Capacity, Holder, Holders, Vacant
from comity.council.models import Cover, Holding, Post


def of_posts(
    role: str, posts: Sequence[Post], *, on: date, excluded: frozenset[int], none: str = ""
) -> Holders | Vacant:
    """Return who acts in these posts on this day, cover before holder, without the excluded.

    A holder is away while somebody covers the post; where the cover may not act (being the subject),
    the holder is asked after all. If none of the posts has a holder, it is Vacant, with the cover.
    `none` says why, where there is no such post at all.
    """
    if not posts:
        return Vacant(role, none or "The council has no such post.")
    found = roll.acting_in([post.pk for post in posts], on)
    held = _people(found[Holding], "holder", posts)
    covered = _people(found[Cover], "cover", posts)
    acting: list[Holder] = []
    away: list[Holder] = []
    standing_in: list[Holder] = []
    for post in posts:
        holders = _without(held[post.pk], excluded)
        cover = _without(covered[post.pk], excluded)
        if not held[post.pk]:
            standing_in += cover
        elif cover:
            acting += cover
            away += holders
        else:
            acting += holders
    if acting:
        return Holders(role, _once([*acting, *standing_in]), tuple(away))
    ids = tuple(post.pk for post in posts)
    if any(held.values()):
        return Vacant(role, "Whoever holds it has to do with the matter.", ids, _once(standing_in))
    return Vacant(role, "Nobody holds the post.", ids, _once(standing_in))


def _people(
    acting: Mapping[int, list[tuple[int, str]]], capacity: Capacity, posts: Sequence[Post]
) -> dict[int, list[Holder]]:
    return {
        post.pk: [
            Holder(person, name, f"post:{post.pk}", post.title, capacity, post.pk)
            for person, name in acting.get(post.pk, ())
        ]
        for post in posts
    }


def _without(people: Iterable[Holder], excluded: frozenset[int]) -> list[Holder]:
    return [holder for holder in people if holder.person not in excluded]


def _once(people: Iterable[Holder]) -> tuple[Holder, ...]:
    first: dict[tuple[int, str], Holder] = {}
    for holder in people:
        first.setdefault((holder.person, holder.key), holder)
    return tuple(first.values())
