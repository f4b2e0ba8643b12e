"""Builds a demonstration council from a plain description: every row through the door it always takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from comity.council.changes import people, posts, structure
from comity.council.changes.record import SYSTEM
from comity.council.models import (
    Account,
    Committee,
    Council,
    Directorate,
    Person,
    PoliticalGroup,
    Post,
    Service,
    Ward,
)
from comity.editions.models import Edition
from comity.editions.shelf import install
from comity.protocol import packs, wording

REASON = "Made for the demonstration"


@dataclass
class Built:
    """A council as it was built, with its people and posts by the short names of its description."""

    council: Council
    edition: Edition
    since: date
    at: datetime
    people: dict[str, Person] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    wards: dict[str, Ward] = field(default_factory=dict)
    groups: dict[str, PoliticalGroup] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    directorates: dict[str, Directorate] = field(default_factory=dict)

    @property
    def how(self) -> dict[str, Any]:
        """What every change here says: who made it, why, and when."""
        return {"actor": SYSTEM, "reason": REASON, "at": self.at}


def found(description: Mapping[str, Any], *, at: datetime) -> Council:
    """Make the row of a demonstration council, which is marked as one."""
    about = packs.named(description["pack"]).about
    return Council.objects.create(
        slug=description["slug"],
        name=description["name"],
        kind=about.kind,
        governance=about.governance,
        jurisdiction=about.jurisdiction,
        made_by_demo=True,
        created=at,
    )


def build(council: Council, description: Mapping[str, Any], *, since: date, at: datetime) -> Built:
    """Put everything the description names into a council, from a day on. Within the council's context."""
    pack = packs.named(description["pack"])
    built = Built(council, install(council, pack, actor=None, at=at, in_force_from=since), since, at)
    _structure(built, description)
    for one in description["member"]:
        _member(built, one)
    for one in description["officer"]:
        add_officer(built, one)
    for one in description.get("committee", ()):
        _committee(built, one)
    for body, keeper in description.get("keepers", {}).items():
        _keeper(built, body, keeper)
    return built


def let_in(built: Built) -> None:
    """Let everybody sign in. Done last of all: a council in which nobody can sign in is not finished."""
    for person in built.people.values():
        account = Account.objects.create_account(person.email, created=built.at)
        people.give_account(person, account, **built.how)


def _structure(built: Built, description: Mapping[str, Any]) -> None:
    council, since = built.council, built.since
    for name in description.get("wards", ()):
        built.wards[name] = structure.establish(Ward, council, name=name, since=since, **built.how)
    for name, in_control in description.get("groups", {}).items():
        built.groups[name] = structure.establish(
            PoliticalGroup, council, name=name, since=since, in_control=in_control, **built.how
        )
    for name in description.get("directorates", ()):
        built.directorates[name] = structure.establish(
            Directorate, council, name=name, since=since, **built.how
        )
    for one in description.get("service", ()):
        built.services[one["name"]] = structure.establish(
            Service,
            council,
            name=one["name"],
            since=since,
            directorate=built.directorates.get(one.get("directorate", "")),
            portfolio=one.get("portfolio", ""),
            keywords=one.get("keywords", ""),
            **built.how,
        )


def _person(built: Built, one: Mapping[str, Any], kind: str, title: str) -> Person:
    first, _, last = one["name"].partition(" ")
    email = f"{first}.{last.replace(' ', '-')}@{built.council.slug}.example.org".lower()
    made = people.add_person(
        built.council,
        kind=kind,
        name=one["name"],
        since=built.since,
        email=email,
        title=title,
        **built.how,
    )
    built.people[one["short"]] = made
    return made


def _member(built: Built, one: Mapping[str, Any]) -> None:
    person = _person(built, one, "member", one.get("title", "Councillor"))
    if "ward" in one:
        people.take_seat(person, built.wards[one["ward"]], since=built.since, **built.how)
    if "group" in one:
        group = built.groups[one["group"]]
        people.join_group(person, group, since=built.since, role=one.get("in_group", "member"), **built.how)
    if "post" in one:
        _post(built, one, person, title=one["post"])


def add_officer(built: Built, one: Mapping[str, Any]) -> None:
    """Add an officer with their post, or a post that nobody holds. Within the council's context."""
    person = _person(built, one, "officer", "") if "name" in one else None
    _post(built, one, person, title=one["post"])
    if "supports" in one and person is not None:
        people.support(person, built.people[one["supports"]], since=built.since, **built.how)


def _post(built: Built, one: Mapping[str, Any], person: Person | None, *, title: str) -> None:
    place: dict[str, Any] = {"portfolio": one.get("portfolio", "")}
    if "service" in one:
        place["service"] = built.services[one["service"]]
        place["directorate"] = built.services[one["service"]].directorate
    if "directorate" in one:
        place["directorate"] = built.directorates[one["directorate"]]
    if "under" in one:
        place["reports_to"] = built.posts[one["under"]]
    post = structure.create_post(
        built.council, title=title, role=one.get("role", ""), since=built.since, **place, **built.how
    )
    built.posts[one["short"]] = post
    if person is not None:
        posts.appoint(post, person, since=built.since, **built.how)


def _committee(built: Built, one: Mapping[str, Any]) -> None:
    made = structure.establish(
        Committee, built.council, name=one["name"], since=built.since, body=one["body"], **built.how
    )
    for short in one["members"]:
        role = "chair" if short == one.get("chair") else "member"
        people.join_committee(built.people[short], made, since=built.since, role=role, **built.how)


def _keeper(built: Built, body: str, keeper: str) -> None:
    if "@" in keeper:
        name = one_word(body)
        posts.set_keeper(built.council, body, outside_name=name, outside_address=keeper, **built.how)
    else:
        posts.set_keeper(built.council, body, post=built.posts[keeper], **built.how)


def one_word(body: str) -> str:
    """The name of a body outside, as people write it: "Monitoring Officer of the principal authority"."""
    called = wording.post(body, {})
    return called[:1].upper() + called[1:]
