"""A concern in words: its parties, who sees which entry, and what the person it is about is told of it.

Whoever was shown single entries is told nothing besides: no name, no date, no count of anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from comity.council.models import Person
from comity.matters.models import Entry, Matter, Party
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.concern import says
from comity.procedures.fields import LEVELS

if TYPE_CHECKING:
    from comity.web.pages.matter.here import Here

FOUND: Mapping[str, str] = {
    "upheld": "Upheld",
    "in_part": "Upheld in part",
    "not_upheld": "Not upheld",
    "settled": "Settled",
    "passed_on": "Dealt with elsewhere",
    "withdrawn": "Withdrawn",
}
"""What came of a concern, as its tag says it."""

TIMES: Mapping[str, str] = {
    "decision": "It goes to the next in line if nothing is decided by",
    "follow_up": "It can be taken further until",
    "check_in": "Whoever raised it is asked how they are treated on",
}
"""The times that run on a concern, and what they are called."""

TO_YOU: Mapping[str, str] = {
    "put": "Put this to you",
    "tell_subject": "Told you",
    "leader": "Told you, as leader of the group",
    "meet": "Arranged a meeting",
    "respond": "You responded",
}
"""What an entry is called for whoever it was opened to."""

HEARS = "only those who hear it"
_SIGHT = {3: HEARS, 2: "whoever raised it, and those who hear it"}
_PARTS = {3: "Those who hear it", 2: "Whoever raised it", 0: "Only what was opened to them"}


def is_one(matter: Matter) -> bool:
    """Whether a matter is sealed."""
    return PROCEDURES[matter.procedure].sealed


def titles(matters: Iterable[tuple[Matter, int]]) -> dict[int, str]:
    """What sealed matters are called for somebody who sees so much of each, by their ids."""
    known = {one.pk: level for one, level in matters if is_one(one) and level >= LEVELS["asker"]}
    if not known:
        return {}
    first = Entry.objects.filter(matter__in=list(known), ordinal=1).values_list("matter_id", "facts")
    about = {matter: facts.get("subject") for matter, facts in first}
    people = Person.objects.in_bulk([one for one in about.values() if one])
    return {
        matter: f"Concern about {people[one].addressed}" for matter, one in about.items() if one in people
    }


def heard_by(matters: Iterable[Matter]) -> dict[int, list[str]]:
    """The keys of those who hear sealed matters now, by the matters' ids."""
    found: dict[int, list[str]] = {}
    sealed = [one.pk for one in matters if is_one(one)]
    if not sealed:
        return {}
    rows = Party.objects.filter(matter__in=sealed, relation__in=("handler", "rung"), until=None).order_by(
        "pk"
    )
    for matter, key in rows.values_list("matter_id", "key"):
        found.setdefault(matter, []).append(key)
    return found


def summary(here: Here) -> list[tuple[str, str]]:
    """How a concern stands, row by row, for whoever raised it and those who hear it."""
    if here.seen < LEVELS["asker"]:
        return []
    facts = here.state.facts
    subject = here.subject
    talking = here.state.stage == "talking"
    rows = [
        ("About", subject.addressed if subject else ""),
        ("Raised by", here.matter.asker.addressed if here.matter.asker else ""),
        ("Heard by", "Nobody yet: it stays with whoever raised it" if talking else _named(here, "handler")),
        ("Passed on to", _named(here, "rung")),
        ("How it is dealt with", dict(says.WAYS).get(str(facts.get("way")), "")),
        ("Treated well since", "No: see what they said" if facts.get("unwell") else ""),
    ]
    return [(title, text) for title, text in rows if text]


def _named(here: Here, part: str) -> str:
    return "; ".join(here.parts(part))


def readers(here: Here) -> list[tuple[str, list[str]]]:
    """Who can see it today, by how much, and for those who hear it, from whom it is kept."""
    if here.seen < LEVELS["asker"]:
        return []
    levels: dict[str, int] = {}
    for party in here.state.parties:
        if party.until is None and party.relation != "barred":
            levels[party.key] = max(party.level, levels.get(party.key, 0))
    shown = _PARTS if here.seen >= LEVELS["handling"] else {3: _PARTS[3], 2: _PARTS[2]}
    found = [(_PARTS[level], [key for key, most in levels.items() if most == level]) for level in shown]
    if here.seen >= LEVELS["handling"]:
        found.append(("Kept from", [party.key for party in here.state.present("barred")]))
    named = [(title, [text for text in map(here.say, keys) if text]) for title, keys in found]
    return [(title, people) for title, people in named if people]


def sight(here: Here, entry: Entry) -> str:
    """Who can see an entry."""
    if not here.seen:
        return "you, and those who hear it"
    opened = [here.say(key) for key, entries in here.state.opened.items() if entry.ordinal in entries]
    besides = "; ".join(text for text in opened if text)
    said = _SIGHT.get(entry.level, _SIGHT[2])
    return f"{said}; and it was opened to {besides}" if besides else said
