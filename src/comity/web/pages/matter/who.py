"""Who stands behind the keys of a matter, in words: posts with their holders, Members, groups in a ward."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from comity.council.models import Person, PoliticalGroup, Post, Ward
from comity.council.models.posts import OWN_ROLES
from comity.council.readers import people_with_key
from comity.procedures.state import State
from comity.protocol import wording


def said(council: int, key: str, on: date) -> str:
    """A key as people would say it: "Dot Example, Director of Place"; vacant posts say so."""
    holders = " and ".join(one.addressed for one in people_with_key(council, key, on))
    kind, _, rest = key.partition("+")[0].partition(":")
    match kind:
        case "person":
            return _person(rest)
        case "post":
            title = Post.objects.filter(pk=rest).values_list("title", flat=True).first() or "A post"
            return f"{holders}, {title}" if holders else f"{title} (vacant)"
        case "role":
            title = OWN_ROLES.get(rest) or wording.post(rest, {})
            return f"{title} ({holders or 'nobody at present'})"
        case "support":
            return f"Staff who support {_person(rest)}: {holders}" if holders else ""
        case "seat":
            return _seats(rest, holders)
    return holders


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
PARTS = {3: "Those who handle it", 2: "The Member’s side", 1: "Shared with", 0: "Single entries"}


def readers(state: State, say: Say) -> list[tuple[str, list[str]]]:
    """Who can see a matter today, by how much they see, those who see most first."""
    levels: dict[str, int] = {}
    for party in sorted(state.parties, key=lambda one: one.relation not in {"handler", "rung", "asker"}):
        if party.until is None:
            levels[party.key] = max(party.level, levels.get(party.key, 0))
    found = [(PARTS[level], [say(key) for key, most in levels.items() if most == level]) for level in PARTS]
    return [(title, people) for title, texts in found if (people := [text for text in texts if text])]
