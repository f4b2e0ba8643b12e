"""The scene: both councils of the tables, built through the doors that everything takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from comity.council.changes import people as changes
from comity.council.changes import posts, standing, structure
from comity.council.changes import statutory as proposing
from comity.council.context import within
from comity.council.models import (
    Account,
    ClosureDay,
    Committee,
    Council,
    Directorate,
    Holding,
    Person,
    PoliticalGroup,
    Post,
    Proposal,
    Seat,
    Standard,
    Ward,
)
from comity.matters import handles, heads, sweep
from comity.matters.models import Matter
from tests import cast as casting
from tests.cast import _WHY, LONG_AGO, Cast, at
from tests.oracle import telling
from tests.oracle.people import CITY, PARISH, PEOPLE
from tests.oracle.told import MATTERS

NOW = at("2026-03-09 10:00")
PACKS = {CITY: "coventry", PARISH: "cottingham"}
CITY_KEEPERS = {"disciplinary_procedure": "vic", "whistleblowing_policy": "", "external_auditor": ""}


@dataclass
class Scene:
    """Both councils, with an account for everybody and the ids by the names of the tables."""

    casts: dict[str, Cast] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    matters: dict[str, Matter] = field(default_factory=dict)
    files: dict[tuple[str, int], int] = field(default_factory=dict)
    ids: dict[str, dict[str, int]] = field(default_factory=dict)
    password: str = field(default_factory=lambda: make_password("three unrelated words"))

    def council(self, name: str) -> Council:
        """A council by its name in the tables."""
        return self.casts[name].council

    def person(self, council: str, name: str) -> Person | None:
        """Somebody of the tables as a person of a council."""
        return self.casts[council].people.get(name.removeprefix("p-"))


def build() -> Scene:
    """Build everything."""
    scene = Scene()
    for name, pack in PACKS.items():
        scene.casts[name] = casting.council(pack)
    with within(scene.council(CITY), system=True):
        _city(scene.casts[CITY])
        _keep(scene.casts[CITY], CITY_KEEPERS)
    with within(scene.council(PARISH), system=True):
        scene.casts[PARISH].member("two", "south")
        _keep(scene.casts[PARISH], {"grievance_procedure": "clive", "principal_monitoring_officer": ""})
    for who, one in PEOPLE.items():
        if one.signed_in:
            _let_in(scene, who)
    for name, cast in scene.casts.items():
        with within(cast.council, system=True):
            scene.ids[name] = _things(cast)
    for told in MATTERS.values():
        telling.tell(scene, told)
    for cast in scene.casts.values():
        sweep.sweep(cast.council, at=at("2026-03-05 10:00"), most=1000)
    for told in MATTERS.values():
        telling.climb(scene, told)
    for cast in scene.casts.values():
        with within(cast.council, system=True):
            heads.state(cast.council, at=NOW)
    return scene


def _city(cast: Cast) -> None:
    def establish(kind: Any, name: str, **more: Any) -> Any:
        return structure.establish(kind, cast.council, name=name, since=LONG_AGO, **more, **_WHY)

    cast.groups["green"] = establish(PoliticalGroup, "Green")
    for name, one in PEOPLE.items():
        if CITY in one.councils and one.side == "member" and name not in cast.people:
            cast.member(name, one.ward, one.group, "leader" if name == "lew" else "member")
    cast.officer("sid", "", title="Member Support Officer", under="tess")
    changes.support(cast.sid, cast.abe, since=LONG_AGO, **_WHY)
    elsewhere = establish(Directorate, "Corporate")
    cast.officer("adm", "administrator", title="Administrator of Comity", under="cass")
    cast.officer("cov", "", title="Project Officer", under="cass")
    cast.officer("leo", "officer", title="Highways Inspector", service="highways", under="hal")
    other = structure.create_post(
        cast.council, title="Director of Corporate", role="director", since=LONG_AGO, directorate=elsewhere,
        reports_to=cast.posts["cass"], **_WHY,
    )  # fmt: skip
    cast.posts["vic"] = other
    posts.appoint(other, cast._person("vic", "officer", ""), since=LONG_AGO, **_WHY)
    posts.cover(cast.posts["dot"], cast.cov, since=date(2026, 1, 5), until=None, **_WHY)
    planning = establish(Committee, "Planning", body="")
    changes.join_committee(cast.dee, planning, since=LONG_AGO, role="chair", **_WHY)


def _keep(cast: Cast, keepers: dict[str, str]) -> None:
    """Who keeps which body or procedure: somebody's post, or (where nobody is named) somebody outside."""
    for body, who in keepers.items():
        outside = {"outside_name": "The hotline", "outside_address": f"{body}@elsewhere.example.net"}
        given: dict[str, Any] = {"post": cast.posts[who]} if who else outside
        posts.set_keeper(cast.council, body, **given, **_WHY)


def _things(cast: Cast) -> dict[str, int]:
    """One of each thing that settings are about."""
    standing.adopt_standard(
        cast.council, "clock.target", 'when = { clock = "consent" }\noutcome = "require"\nby = ["officer"]\n'
        'within = { working_days = 20 }\nbecause = "We wait twenty days."', whose="Cabinet",
        adopted_on=LONG_AGO, since=LONG_AGO, **_WHY,
    )  # fmt: skip
    statutory = next(one for one in cast.posts.values() if one.statutory)
    proposed = proposing.propose(
        "cover",
        statutory,
        person=cast.people["ada"],
        since=date(2027, 1, 4),
        **{**_WHY, "actor": _somebody(cast, "adm", "clive")},
    )
    proposing.refuse(proposed, **{**_WHY, "actor": _somebody(cast, "mo", "dee")})
    closed = date(2027, 12, 23)
    standing.announce_closure(cast.council, closed, announced_on=LONG_AGO, **_WHY)
    person = cast.people["ada"]
    found: dict[str, Any] = {
        "closure": ClosureDay, "standard": Standard, "proposal": Proposal, "ward": Ward, "post": Post,
        "holding": Holding,
    }  # fmt: skip
    ids = {
        kind: model.objects.order_by("pk").values_list("pk", flat=True)[0] for kind, model in found.items()
    }
    ids["proposal"] = handles.of(Proposal.objects.get(pk=ids["proposal"]))
    ids["post"] = Holding.objects.get(pk=ids["holding"]).post_id
    return {**ids, "person": person.pk, "seat": Seat.objects.get(person=person).pk}


def _somebody(cast: Cast, *names: str) -> Person:
    return next(cast.people[name] for name in names if name in cast.people)


def _let_in(scene: Scene, who: str) -> None:
    one = PEOPLE[who]
    account = Account.objects.create_account(f"{who}-{scene.council(CITY).pk}@oracle.example.org")
    Account.objects.filter(pk=account.pk).update(password=scene.password)
    account.refresh_from_db()
    scene.accounts[who] = account
    for council in one.councils:
        person = scene.person(council, who)
        assert person is not None, who
        with within(scene.council(council), system=True):
            changes.give_account(person, account, **_WHY)
            if one.left:
                Person.objects.filter(pk=person.pk).update(until=NOW.date())


def close_accounts(scene: Scene) -> None:
    """Close the account of whoever the tables say; their session stays open."""
    Account.objects.filter(pk=scene.accounts["closed"].pk).update(is_active=False)
