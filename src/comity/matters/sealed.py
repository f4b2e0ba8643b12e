"""Sealed matters: seen by persons, not by whoever comes to hold a post after them.

Every key by which a sealed matter is seen belongs to one person: their own, or a post's together with
them ("post:12+7"), which ends when they leave the post and does not pass to whoever follows. So a bar by
person beats every key: a key that belongs to somebody barred is never written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from comity.council.answers import Holder
from comity.council.keys import keys_of
from comity.council.models import Person
from comity.procedures.state import State

#: What an officer is in a concern about them, by their roles, the highest first (`concern.officer.about`).
OFFICERS = (
    "chief_executive",
    "monitoring_officer",
    "chief_finance_officer",
    "hr_director",
    "clerk",
    "director",
)
#: What a Member is in a concern about them, likewise (`concern.member.about`).
MEMBERS = ("leader", "council_chair", "group_leader")
#: What an officer is who raises a concern (`concern.member.raised_by`).
RAISERS = ("chief_executive", "clerk", "director")


def seal(holder: Holder) -> str:
    """The key of one person in the place in which they were found."""
    return holder.key if holder.key.startswith("person:") else f"{holder.key}+{holder.person}"


def person_behind(key: str) -> int | None:
    """Whose a sealed key is; None for a key that is not one person's."""
    place, _, person = key.rpartition("+")
    if place:
        return int(person)
    kind, _, number = key.partition(":")
    return int(number) if kind == "person" else None


def barred(state: State) -> frozenset[int]:
    """The persons from whom a matter is kept, whatever they hold."""
    return frozenset(int(p.key.partition(":")[2]) for p in state.present("barred"))


def kept_from(key: str, bars: Iterable[int]) -> bool:
    """Whether a key is that of somebody barred."""
    return person_behind(key) in set(bars)


def rank(person: Person, on: date, ranks: Iterable[str], otherwise: str) -> str:
    """What somebody is in the vocabulary's words: the first of these roles they hold, or the plain word."""
    return highest(keys_of(person, on), ranks, otherwise)


def highest(keys: Collection[str], ranks: Iterable[str], otherwise: str) -> str:
    """The first of these roles that somebody with these keys holds, or the plain word."""
    return next((role for role in ranks if f"role:{role}" in keys), otherwise)
