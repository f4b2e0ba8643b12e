"""Who stands behind the keys of a matter, in words: posts with their holders, Members, groups in a ward."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from comity.council.models import Person, PoliticalGroup, Post, Ward
from comity.council.models.posts import OWN_ROLES
from comity.council.readers import people_with_key
from comity.procedures.state import State
from comity.protocol import wording


def said(council: int, key: str, on: date) -> str:
    """A key as people would say it: "Dot Example, Director of Place"; vacant posts say so."""
    kind, _, rest = key.partition(":")
    if kind == "person":
        return _person(rest)
    holders = " and ".join(one.addressed for one in people_with_key(council, key, on))
    if kind == "post":
        title = Post.objects.filter(pk=rest).values_list("title", flat=True).first() or "A post"
        return f"{holders}, {title}" if holders else f"{title} (vacant)"
    if kind == "role":
        title = OWN_ROLES.get(rest) or wording.post(rest, {})
        return f"{title} ({holders})" if holders else f"{title} (nobody at present)"
    if kind == "support":
        return f"Staff who support {_person(rest)}" + (f": {holders}" if holders else " (nobody at present)")
    return _seats(rest, holders)


def _person(number: str) -> str:
    found = Person.objects.filter(pk=number).first()
    return found.addressed if found else "Somebody"


def _seats(rest: str, holders: str) -> str:
    ward, _, group = rest.partition(":group:")
    name = Ward.objects.filter(pk=ward).values_list("name", flat=True).first() or ""
    if not group:
        return f"The Members for {name}: {holders}"
    of = PoliticalGroup.objects.filter(pk=group).values_list("name", flat=True).first() or ""
    return f"The Members of the {of} group for {name}: {holders}"


def in_part(state: State, relations: Iterable[str], council: int, on: date) -> list[str]:
    """Everybody who stands in one of these relations to a matter today, as people would say it."""
    keys = dict.fromkeys(party.key for relation in relations for party in state.present(relation))
    return [
        said(council, key, on)
        for key in keys
        if not key.startswith("support:") or people_with_key(council, key, on)
    ]


#: Who sees how much, as parts: everybody at level 1, the Member's side and those who handle it, the latter.
READERS: dict[int, tuple[tuple[str, tuple[str, ...]], ...]] = {
    3: (("Those who handle it", ("handler", "rung", "triage")),),
    2: (("The Member’s side", ("asker", "support")),),
    1: (("Shared with", ("shared",)),),
}
SIGHT = {
    1: "everybody who can see this matter",
    2: "the Member, those who support them, and those who handle it",
    3: "only those who handle it",
}


def readers(state: State, council: int, on: date) -> list[tuple[str, list[str]]]:
    """Who can see a matter today, part by part, those who see most first."""
    found = []
    for level in (3, 2, 1):
        for title, relations in READERS[level]:
            people = in_part(state, relations, council, on)
            if people:
                found.append((title, people))
    return found
