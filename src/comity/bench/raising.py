"""Puts up the councils in which is measured: their people by the door everybody takes, some at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from comity.bench.town import Shape, Town, description
from comity.council.changes import people
from comity.council.changes.record import SYSTEM
from comity.council.context import within
from comity.council.models import (
    Account,
    Council,
    Directorate,
    Person,
    PoliticalGroup,
    Post,
    Service,
    Ward,
)
from comity.demo.building import Built, add_officer, build, found
from comity.editions.models import Edition

AT_ONCE = 50
"""People in one transaction."""

Told = Callable[[str], None]
"""Shows progress: a line of words, over the one before."""


def council_of(slug: str, shape: Shape, *, at: datetime, told: Told) -> Town:
    """The council of this name, put up as far as it is not there yet, everybody able to sign in."""
    about = description(slug, shape)
    council = Council.objects.filter(slug=slug).first() or found(about, at=at)
    with within(council, system=True):
        begun = Edition.objects.filter(council=council).exists()
        if not begun:
            build(council, {**about, "officer": []}, since=council.created.date(), at=council.created)
    officers: list[Mapping[str, Any]] = about["officer"]
    for done, some in _some(officers):
        with within(council, system=True):
            _add(_built(council, about), some)
        told(f"{council.name}: {done + len(some):,} of {len(officers):,} officers …")
    with within(council, system=True):
        town = Town.found(council, Edition.objects.get(council=council).pk, shape)
    for done, few in _some(list(town.people.items())):
        with within(council, system=True):
            _let_in(town, few)
        told(f"{council.name}: {done + len(few):,} of {len(town.people):,} people can sign in …")
    return town


def _some(everything: Sequence[Any]) -> Iterator[tuple[int, Sequence[Any]]]:
    for done in range(0, len(everything), AT_ONCE):
        yield done, everything[done : done + AT_ONCE]


def _add(built: Built, officers: Sequence[Mapping[str, Any]]) -> None:
    there = {one.name for one in built.people.values()}
    for one in officers:
        if one["name"] not in there:
            add_officer(built, one)


def _built(council: Council, about: Mapping[str, Any]) -> Built:
    """The council as far as it is built, as `comity.demo.building` goes on with it."""
    built = Built(council, Edition.objects.get(council=council), council.created.date(), council.created)
    everybody = {one.name: one for one in Person.objects.filter(council=council)}
    held = {one.title: one for one in Post.objects.filter(council=council)}
    for one in (*about["member"], *about["officer"]):
        if one["name"] in everybody:
            built.people[one["short"]] = everybody[one["name"]]
        if one.get("post") in held:
            built.posts[one["short"]] = held[one["post"]]
    built.wards.update({row.name: row for row in Ward.objects.filter(council=council)})
    built.services.update({row.name: row for row in Service.objects.filter(council=council)})
    built.groups.update({row.name: row for row in PoliticalGroup.objects.filter(council=council)})
    built.directorates.update({row.name: row for row in Directorate.objects.filter(council=council)})
    return built


def _let_in(town: Town, some: Sequence[tuple[str, Person]]) -> None:
    how: dict[str, Any] = {"actor": SYSTEM, "reason": "Made for measuring", "at": town.council.created}
    for short, person in some:
        if person.account_id is not None:
            continue
        account = Account.objects.create_account(person.email, created=town.council.created)
        people.give_account(person, account, **how)
        if short[0] == "a":
            since = town.council.created.date()
            for place in range(3):
                people.support(person, town.people[f"m{short[1:]}.{place}"], since=since, **how)
