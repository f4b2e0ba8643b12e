"""A small cast for stories: one council, a few Members and Officers, everybody by first name."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from comity.council.changes import people, posts, structure
from comity.council.changes.record import SYSTEM
from comity.council.context import within
from comity.council.models import (
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
from comity.matters.actors import Actor, actor
from comity.protocol import packs

LONDON = ZoneInfo("Europe/London")
LONG_AGO = date(2015, 1, 1)
_numbers = itertools.count(1)
_WHY = {"actor": SYSTEM, "reason": "The cast of a story", "at": datetime(2015, 1, 1, 12, tzinfo=UTC)}


def at(text: str) -> datetime:
    """A moment in London time: "2026-03-09 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@dataclass
class Cast:
    """A council and the people of a story, by first name; `post` and `ward` by short names."""

    council: Council
    edition: Edition
    people: dict[str, Person] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    wards: dict[str, Ward] = field(default_factory=dict)
    groups: dict[str, PoliticalGroup] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def acting(self, name: str, on: datetime, *, acting_for: str = "") -> Actor:
        """Somebody as they act on a day."""
        return actor(self.people[name], on.date(), acting_for=self.people[acting_for] if acting_for else None)

    def member(self, name: str, ward: str = "", group: str = "", role: str = "member") -> Person:
        """A Member, with a seat and a group where they have one."""
        person = self._person(name, "member", "Councillor")
        if ward:
            people.take_seat(person, self.wards[ward], since=LONG_AGO, **_WHY)
        if group:
            people.join_group(person, self.groups[group], since=LONG_AGO, role=role, **_WHY)
        return person

    def officer(
        self, name: str, role: str = "", *, title: str = "", service: str = "", under: str = ""
    ) -> Person:
        """An Officer in a post of their own, reporting to somebody else's."""
        person = self._person(name, "officer", "")
        place = {"service": self.services[service]} if service else {}
        if service:
            place["directorate"] = self.services[service].directorate
        if under:
            place["reports_to"] = self.posts[under]
        post = structure.create_post(
            self.council, title=title or role, role=role, since=LONG_AGO, **place, **_WHY
        )
        posts.appoint(post, person, since=LONG_AGO, **_WHY)
        self.posts[name] = post
        return person

    def _person(self, name: str, kind: str, title: str) -> Person:
        email = f"{name}{self.council.pk}@example.org"
        person = people.add_person(
            self.council,
            kind=kind,
            name=f"{name.capitalize()} Example",
            since=LONG_AGO,
            email=email,
            title=title,
            **_WHY,
        )
        self.people[name] = person
        return person


_GOVERNANCE = {"parish": ("parish", "parish")}


def council(pack: str = "coventry") -> Cast:
    """A council of its own for one story, with the small cast that most stories need.

    Ada (North, Blue, leader), Bel (North, Blue), Cy (North, Red), Dee (South) are Members; Hal is head of
    highways, Dot his director, Cass chief executive, Mo monitoring officer, Tess democratic services,
    Sue supports Ada. A parish has Clive the clerk and Stan of his staff instead.
    """
    read = packs.named(pack)
    number = next(_numbers)
    row = Council.objects.create(
        slug=f"{pack}-{number}",
        name=f"Example {pack} {number}",
        kind=read.about.kind,
        governance=read.about.governance,
        jurisdiction=read.about.jurisdiction,
        created=_WHY["at"],
    )
    with within(row, system=True):
        edition = install(row, read, actor=None, at=_WHY["at"], in_force_from=LONG_AGO)
        cast = Cast(row, edition)
        for ward in ("north", "south"):
            cast.wards[ward] = structure.establish(Ward, row, name=ward.capitalize(), since=LONG_AGO, **_WHY)
        for group in ("blue", "red"):
            cast.groups[group] = structure.establish(
                PoliticalGroup, row, name=group.capitalize(), since=LONG_AGO, **_WHY
            )
        cast.member("ada", "north", "blue", "leader")
        cast.member("bel", "north", "blue")
        cast.member("cy", "north", "red")
        cast.member("dee", "south")
        _parish(cast) if read.about.kind == "parish" else _principal(cast)
    return cast


def _principal(cast: Cast) -> None:
    place = structure.establish(Directorate, cast.council, name="Place", since=LONG_AGO, **_WHY)
    for name in ("highways", "parks"):
        cast.services[name] = structure.establish(
            Service, cast.council, name=name.capitalize(), since=LONG_AGO, directorate=place, **_WHY
        )
    cast.officer("cass", "chief_executive", title="Chief Executive")
    cast.officer("mo", "monitoring_officer", title="Monitoring Officer", under="cass")
    cast.officer("tess", "democratic_services", title="Democratic Services Officer", under="mo")
    cast.officer("sue", "", title="Member Support Officer", under="tess")
    people.support(cast.people["sue"], cast.people["ada"], since=LONG_AGO, **_WHY)
    director = structure.create_post(
        cast.council,
        title="Director of Place",
        role="director",
        since=LONG_AGO,
        directorate=place,
        reports_to=cast.posts["cass"],
        **_WHY,
    )
    cast.posts["dot"] = director
    posts.appoint(director, cast._person("dot", "officer", ""), since=LONG_AGO, **_WHY)
    cast.officer("hal", "head_of_service", title="Head of Highways", service="highways", under="dot")
    cast.officer("pam", "head_of_service", title="Head of Parks", service="parks", under="dot")
    cast.officer("joe", "officer", title="Highways Inspector", service="highways", under="hal")


def _parish(cast: Cast) -> None:
    cast.officer("clive", "clerk", title="Clerk")
    cast.officer("stan", "clerk_staff", title="Assistant", under="clive")
    for name, body in (("Council", "full_council"), ("Personnel", "personnel_committee")):
        committee = structure.establish(Committee, cast.council, name=name, since=LONG_AGO, body=body, **_WHY)
        people.join_committee(cast.people["dee"], committee, since=LONG_AGO, role="chair", **_WHY)
