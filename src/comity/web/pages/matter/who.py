"""Who stands behind the keys of a matter, in words: posts with their holders, Members, groups in a ward."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from comity.council.models import Committee, Person, PersonKind, PoliticalGroup, Post, Ward
from comity.council.models.posts import OWN_ROLES
from comity.council.readers import people_with_keys
from comity.procedures.state import State
from comity.protocol import wording
from comity.protocol.faults import listed

OUTSIDE = "outside:"


@dataclass(frozen=True, slots=True)
class Named:
    """Who stands behind some keys on a day, asked for together.

    `posts` are those of the keys and of their roles; `holders` has each of the keys, and each of the posts
    by a key of its own; all others are by id.
    """

    holders: Mapping[str, list[Person]]
    posts: Mapping[int, Post]
    people: Mapping[int, Person]
    wards: Mapping[int, str]
    groups: Mapping[int, str]
    committees: Mapping[int, str]

    @classmethod
    def of(cls, council: int, keys: Iterable[str], on: date) -> Named:
        """Ask for everything that these keys name. Raises ValueError for a key that nobody is party by."""
        asked = [key for key in dict.fromkeys(keys) if not key.startswith(OUTSIDE)]
        posts = _posts(asked)
        holders = people_with_keys(council, dict.fromkeys((*asked, *(f"post:{one}" for one in posts))), on)
        known = {one.pk: one for these in holders.values() for one in these}
        left = _people(asked) - set(known)
        known |= Person.objects.in_bulk(left) if left else {}
        seats = [key.split(":") for key in asked if key.startswith("seat:")]
        return cls(
            holders,
            posts,
            known,
            _names(Ward, (int(one[1]) for one in seats)),
            _names(PoliticalGroup, (int(one[3]) for one in seats if len(one) > 3)),
            _names(Committee, (_id(key) for key in asked if key.startswith("chair:"))),
        )

    def say(self, key: str) -> str:
        """A key as people would say it: "Dot Example, Director of Place"; vacant posts say so."""
        if key.startswith(OUTSIDE):
            return f"{key.partition(':')[2]}, outside the council"
        holders = listed([one.addressed for one in self.holders[key]], "and")
        kind, _, rest = key.partition("+")[0].partition(":")
        say = _SAYS.get(kind)
        return say(self, rest, holders, key.rpartition("+")[2] if "+" in key else "") if say else holders

    def person(self, number: str) -> str:
        """Somebody by their id."""
        found = self.people.get(int(number))
        if found is None:
            return "Somebody"
        return f"{found.name}, outside the council" if found.kind == PersonKind.OUTSIDE else found.addressed


def said(council: int, key: str, on: date) -> str:
    """One key as people would say it."""
    return Named.of(council, [key], on).say(key)


def _id(key: str) -> int:
    return int(key.partition("+")[0].partition(":")[2])


def _posts(keys: Iterable[str]) -> dict[int, Post]:
    ids = {_id(key) for key in keys if key.startswith("post:")}
    roles = {key.partition(":")[2] for key in keys if key.startswith("role:")}
    return (
        {one.pk: one for one in Post.objects.filter(Q(pk__in=ids) | Q(role__in=roles))} if ids | roles else {}
    )


def _people(keys: Iterable[str]) -> set[int]:
    """The people whom keys name themselves."""
    alone = {int(key.rpartition("+")[2]) for key in keys if "+" in key}
    return alone | {_id(key) for key in keys if key.startswith(("person:", "support:"))}


def _names(model: type[Ward | PoliticalGroup | Committee], ids: Iterable[int]) -> dict[int, str]:
    wanted = set(ids)
    rows = model.objects.filter(pk__in=wanted).values_list("pk", "name") if wanted else ()
    return dict(rows)


def _post(named: Named, rest: str, holders: str, alone: str) -> str:
    """A post with whoever holds it; with `alone`, the one person meant, who may have left it."""
    post = named.posts.get(int(rest))
    title = (post.title if post else "") or "A post"
    if holders or not alone:
        return f"{holders}, {title}" if holders else f"{title} (vacant)"
    return f"{named.person(alone)}, no longer {title}"


def _role(named: Named, rest: str, holders: str, alone: str) -> str:
    title = OWN_ROLES.get(rest) or wording.post(rest, {})
    return f"{title} ({holders or 'nobody at present'})"


def _chair(named: Named, rest: str, holders: str, alone: str) -> str:
    of = named.committees.get(int(rest)) or "a committee"
    return f"{holders}, chair of {of}" if holders else f"{named.person(alone)}, no longer chair of {of}"


def _support(named: Named, rest: str, holders: str, alone: str) -> str:
    return f"Staff who support {named.person(rest)}: {holders}" if holders else ""


def _seats(named: Named, rest: str, holders: str, alone: str) -> str:
    ward, _, group = rest.partition(":group:")
    name = named.wards.get(int(ward), "")
    if not group:
        return f"The Members for {name}: {holders}"
    return f"The Members of the {named.groups.get(int(group), '')} group for {name}: {holders}"


_SAYS: Mapping[str, Callable[[Named, str, str, str], str]] = {
    "person": lambda named, rest, holders, alone: named.person(rest),
    "post": _post,
    "role": _role,
    "support": _support,
    "seat": _seats,
    "chair": _chair,
}
"""How each kind of key is said: of what stands behind the colon, the holders, and the one person meant."""

Say = Callable[[str], str]
"""Says a key in words; empty where nobody stands behind it."""


def in_part(state: State, relations: Iterable[str], say: Say) -> list[str]:
    """Everybody who stands in one of these relations to a matter today, as people would say it."""
    keys = dict.fromkeys(party.key for relation in relations for party in state.present(relation))
    return [text for text in map(say, keys) if text]


SIGHT = {
    1: "everybody who can see this matter",
    2: "the Member, those who support them, and those who handle it",
    3: "only those who handle it",
}
