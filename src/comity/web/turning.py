"""Whom to turn to: the people who hold today the posts that a Decision names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from comity.council.answers import About, Answer, Body, Holder, Holders, Outside, Vacant
from comity.council.lines import LADDERS
from comity.council.models import Person
from comity.council.resolve import resolve
from comity.protocol import wording
from comity.protocol.decision import Decision

BY_SERVICE = frozenset({*LADDERS, "cabinet_member", "shadow_cabinet_member", "line_manager"})
BY_WARD = frozenset({"ward_member"})


CONCERNED: Mapping[str, str] = {
    "member": "The Member concerned",
    "officer": "The Officer concerned",
    "author": "The Officer in whose name the report goes",
    "constituent": "The constituent concerned",
}
"""Those whom a matter itself makes known; where there is none yet, nobody can be named."""

THEMSELVES = "Whoever that is in what you have in mind."


@dataclass(frozen=True, slots=True)
class Somebody:
    """One person to turn to, by name: as what, in whose place, and where they can be written to."""

    person: int | None
    name: str
    title: str
    email: str = ""
    covering: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a post of the protocol means here today: the people, or why there is nobody."""

    post: str
    called: str
    people: tuple[Somebody, ...]
    because: str = ""
    through: str = ""


def turns(decision: Decision, about: About, names: Mapping[str, str], on: date) -> list[Turn]:
    """Return whom the Decision sends one to, post by post in its order, as they are on a day."""
    found = {
        post: resolve(post, about=about, narrow=decision.narrow, on=on)
        for post in decision.to
        if post not in CONCERNED
    }
    emails = _emails(found.values())
    return [
        _turn(post, found[post], names, emails)
        if post in found
        else Turn(post, CONCERNED[post], (), THEMSELVES)
        for post in decision.to
    ]


def asks_for(decision: Decision) -> tuple[bool, bool]:
    """Say whether it helps to know the service and the ward, to find the people meant."""
    posts = set(decision.to)
    return bool(posts & BY_SERVICE), bool(posts & BY_WARD) or decision.narrow == "own_ward"


def _turn(post: str, answer: Answer, names: Mapping[str, str], emails: Mapping[int, str]) -> Turn:
    called = wording.post(post, names)
    called = called[:1].upper() + called[1:]
    match answer:
        case Holders(people=people, away=away):
            absent = {holder.key: holder.name for holder in away}
            return Turn(post, called, tuple(_somebody(one, emails, absent) for one in people))
        case Vacant(because=because, cover=cover):
            return Turn(post, called, tuple(_somebody(one, emails, {}) for one in cover), because)
        case Outside(name=name, address=address):
            return Turn(post, called, (Somebody(None, name or called, "Outside the council", address),))
        case Body(keeper=keeper):
            inner = _turn(post, keeper, names, emails)
            return Turn(post, called, inner.people, inner.because, through="Reached through")
    raise AssertionError(f"{answer!r} is no answer that resolve gives")


def _somebody(holder: Holder, emails: Mapping[int, str], absent: Mapping[str, str]) -> Somebody:
    covering = absent.get(holder.key, "") if holder.capacity == "cover" else ""
    title = holder.title if holder.capacity == "holder" else f"{holder.title} (standing in)"
    return Somebody(holder.person, holder.name, title, emails.get(holder.person, ""), covering)


def _emails(found: Iterable[Answer]) -> dict[int, str]:
    ids = {holder.person for answer in found for holder in _holders(answer)}
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "email"))


def _holders(answer: Answer) -> tuple[Holder, ...]:
    match answer:
        case Holders(people=people):
            return people
        case Vacant(cover=cover):
            return cover
        case Body(keeper=keeper):
            return _holders(keeper)
    return ()
