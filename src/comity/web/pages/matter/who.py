"""Who stands behind the keys of a matter, in words: posts with their holders, Members, groups in a ward."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from comity.council.models import Committee, Person, PersonKind, PoliticalGroup, Post, Ward
from comity.council.models.posts import OWN_ROLES
from comity.council.readers import people_with_key
from comity.procedures.state import State
from comity.protocol import wording
from comity.protocol.faults import listed


def said(council: int, key: str, on: date) -> str:
    """A key as people would say it: "Dot Example, Director of Place"; vacant posts say so."""
    if key.startswith("outside:"):
        return f"{key.partition(':')[2]}, outside the council"
    holders = listed([one.addressed for one in people_with_key(council, key, on)], "and")
    kind, _, rest = key.partition("+")[0].partition(":")
    say = _SAYS.get(kind)
    return say(rest, holders, key.rpartition("+")[2] if "+" in key else "") if say else holders


def _post(rest: str, holders: str, alone: str) -> str:
    """A post with whoever holds it; with `alone`, the one person meant, who may have left it."""
    title = Post.objects.filter(pk=rest).values_list("title", flat=True).first() or "A post"
    if holders or not alone:
        return f"{holders}, {title}" if holders else f"{title} (vacant)"
    return f"{_person(alone)}, no longer {title}"


def _role(rest: str, holders: str, alone: str) -> str:
    title = OWN_ROLES.get(rest) or wording.post(rest, {})
    return f"{title} ({holders or 'nobody at present'})"


def _chair(rest: str, holders: str, alone: str) -> str:
    of = Committee.objects.filter(pk=rest).values_list("name", flat=True).first() or "a committee"
    return f"{holders}, chair of {of}" if holders else f"{_person(alone)}, no longer chair of {of}"


def _support(rest: str, holders: str, alone: str) -> str:
    return f"Staff who support {_person(rest)}: {holders}" if holders else ""


def _person(number: str) -> str:
    found = Person.objects.filter(pk=number).first()
    if found is None:
        return "Somebody"
    return f"{found.name}, outside the council" if found.kind == PersonKind.OUTSIDE else found.addressed


def _seats(rest: str, holders: str, alone: str) -> str:
    ward, _, group = rest.partition(":group:")
    name = Ward.objects.filter(pk=ward).values_list("name", flat=True).first() or ""
    if not group:
        return f"The Members for {name}: {holders}"
    of = PoliticalGroup.objects.filter(pk=group).values_list("name", flat=True).first() or ""
    return f"The Members of the {of} group for {name}: {holders}"


_SAYS: Mapping[str, Callable[[str, str, str], str]] = {
    "person": lambda rest, holders, alone: _person(rest),
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
