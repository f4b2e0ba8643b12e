"""The scene: both councils of the tables, built through the doors that everything takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
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
from comity.matters import files, heads, ledger, sweep
from comity.matters.actors import actor
from comity.matters.models import Document, Matter
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import Field, hear
from tests import cast as casting
from tests.cast import _WHY, LONG_AGO, Cast, at
from tests.oracle.matters import FILED, MATTERS, TAKES_FILES, mark, plainly
from tests.oracle.matters import Matter as Told
from tests.oracle.people import CITY, PARISH, PEOPLE

NOW = at("2026-03-09 10:00")
ENQUIRY = PROCEDURES["enquiry"]
PACKS = {CITY: "coventry", PARISH: "cottingham"}
FACTS: dict[str, dict[str, str]] = {
    "answer": {"whole": "whole", "personal": "none"},
    "answer_in_part": {"whole": "in_part", "personal": "none"},
    "answer_personal": {"whole": "whole", "personal": "constituent"},
    "convert": {"kind": "foi"},
    "record_consent": {"given": "yes", "way": "telephone"},
}
CASEWORK = {"lives_in_members_ward": "yes", "says_represents_them": "yes", "necessary_for_complaint": "yes"}


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
    with within(scene.council(PARISH), system=True):
        scene.casts[PARISH].member("two", "south")
    for who, one in PEOPLE.items():
        if one.signed_in:
            _let_in(scene, who)
    for name, cast in scene.casts.items():
        with within(cast.council, system=True):
            scene.ids[name] = _things(cast)
    for told in MATTERS.values():
        _tell(scene, told)
    for told in MATTERS.values():
        _late(scene, told)
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
    posts.appoint(other, cast._person("vic", "officer", ""), since=LONG_AGO, **_WHY)
    posts.cover(cast.posts["dot"], cast.cov, since=date(2026, 1, 5), until=None, **_WHY)
    planning = establish(Committee, "Planning", body="")
    changes.join_committee(cast.dee, planning, since=LONG_AGO, role="chair", **_WHY)


def _things(cast: Cast) -> dict[str, int]:
    """One of each thing that settings are about."""
    standing.adopt_standard(
        cast.council, "clock.target", 'when = { clock = "consent" }\noutcome = "require"\nby = ["officer"]\n'
        'within = { working_days = 20 }\nbecause = "We wait twenty days."', whose="Cabinet",
        adopted_on=LONG_AGO, since=LONG_AGO, **_WHY,
    )  # fmt: skip
    statutory = next(one for one in cast.posts.values() if one.statutory)
    proposing.propose(
        "cover",
        statutory,
        person=cast.people["ada"],
        since=date(2027, 1, 4),
        **{**_WHY, "actor": _anybody(cast)},
    )
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
    ids["post"] = Holding.objects.get(pk=ids["holding"]).post_id
    return {**ids, "person": person.pk, "seat": Seat.objects.get(person=person).pk}


def _anybody(cast: Cast) -> Person:
    return cast.people["tess"] if "tess" in cast.people else cast.people["stan"]


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


def _tell(scene: Scene, told: Told) -> None:
    late = "late" in told.path.true
    moment = at("2026-02-16 10:00") if late else at("2026-03-06 10:00")
    asker = told.was or told.asker
    entry = _step(scene, told, (1, told.begun), told.begun_by or asker, moment, begins=asker)
    for place, (who, step) in enumerate(told.path.taken, start=2):
        if step != "climb":
            taker = {"handler": _first_handler(told), "new handler": told.handlers[:1], "asker": (asker,)}
            names = taker.get(who) or ("tess",)
            _step(scene, told, (place, step), names[0], at(f"2026-03-06 {10 + place}:00"), matter=entry)
    with within(scene.council(told.council), system=True):
        scene.matters[told.name] = Matter.objects.get(pk=entry)


def _first_handler(told: Told) -> tuple[str, ...]:
    """Who had it first: whoever it was handed over by, where it was."""
    return ("dot",) if told.name == "handed" else told.handlers[:1] or ("tess",)


def _late(scene: Scene, told: Told) -> None:
    """Let its time run out, and take it to the next rung where the tables say so."""
    if "late" not in told.path.true:
        return
    matter = scene.matters[told.name].pk
    sweep.sweep(scene.council(told.council), at=at("2026-03-05 10:00"), most=1000)
    for place, (_, step) in enumerate(told.path.taken, start=2):
        _step(scene, told, (place, step), told.asker, at("2026-03-06 10:00"), matter=matter)


def _step(
    scene: Scene,
    told: Told,
    at_step: tuple[int, str],
    who: str,
    moment: datetime,
    *,
    begins: str = "",
    matter: int = 0,
) -> int:
    cast, (place, step) = scene.casts[told.council], at_step
    plain = plainly(step)
    person = cast.people[who.removeprefix("p-")]
    shape = ENQUIRY.step(plain)
    with within(cast.council, person):
        said = hear(shape.says, _typed(cast, told, (place, step), shape.says, moment))
        uploads = _uploads(told, place, plain)
        if not begins:
            by = actor(person, moment.date())
            entry = ledger.take(matter, plain, said, by=by, at=moment, uploads=uploads)
        else:
            acting = cast.people[begins.removeprefix("p-")] if begins != who and plain == "ask" else None
            by = actor(person, moment.date(), acting_for=acting)
            entry = ledger.begin(
                cast.council, cast.edition, "enquiry", plain, said, by=by, at=moment, uploads=uploads
            )
        for document in Document.objects.filter(entry=entry):
            scene.files[told.name, place] = document.pk
    return int(entry.matter_id)


def _uploads(told: Told, place: int, step: str) -> tuple[files.Upload, ...]:
    if told.name not in FILED or step not in TAKES_FILES:
        return ()
    text = mark(told.name, place, "inside")
    return (files.Upload(f"{mark(told.name, place, 'file')}.txt", text.encode()),)


def _typed(
    cast: Cast, told: Told, at_step: tuple[int, str], fields: tuple[Field, ...], moment: datetime
) -> dict[str, object]:
    place, step = at_step
    plain = plainly(step)
    given: dict[str, object] = dict(FACTS.get(step, FACTS.get(plain, {})))
    given |= {box: mark(told.name, place, box) for at_, _, box, _ in told.words() if at_ == place}
    if plain == "hold":
        given["new_date"] = {CITY: "2026-03-13", PARISH: "2026-03-20"}[told.council]
    if plain in {"ask", "log"}:
        given |= {
            "topic": told.topic,
            "share": told.share,
            "emergency": "no",
            "ward": str(cast.wards["north"].pk),
        }
        given |= CASEWORK if told.topic == "casework" else {}
        if told.share == "named":
            given["share_with"] = [str(cast.people[_named(told)].pk)]
        if cast.services and told.handlers:
            given["service"] = str(cast.services["highways"].pk)
    if plain == "log":
        given |= {
            "member": str(cast.people[told.asker].pk),
            "way": "telephone",
            "happened": moment.isoformat(),
        }
    if plain == "hand_over":
        given["post"] = str(cast.posts[told.handlers[0]].pk)
    if plain == "pass_on":
        given |= {"member": str(cast.people[told.asker].pk), "consented": "yes"}
    return given


def _named(told: Told) -> str:
    return "nan" if told.council == CITY else "dee"
