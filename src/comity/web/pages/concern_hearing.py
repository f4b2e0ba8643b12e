"""Who would hear a concern today, for each kind of person it could be about, rung by rung."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from comity.council.models import Council, Holding, Person, in_force
from comity.matters import sealed
from comity.matters.sealed_world import SealedWorld
from comity.procedures.concern.asks import DIRECTLY
from comity.procedures.fields import Said
from comity.procedures.state import State
from comity.protocol.decision import Decision
from comity.web import clock, plain
from comity.web.asking import InForce
from comity.web.pages import concern_ladders
from comity.web.pages.matter import who


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: the protocol's answer, who would hear it, and the posts with nobody in them.

    `directly` says that nobody hears it on this rung: they talk to one another first.
    """

    decision: Decision
    people: tuple[str, ...]
    vacant: tuple[str, ...] = ()
    directly: bool = False

    @property
    def nobody(self) -> bool:
        """Whether nobody in or outside the council would hear it on this rung."""
        return not self.people and not self.directly


@dataclass(frozen=True, slots=True)
class Heard:
    """One ladder as it is today: about whom (one line for each who is treated alike), of which natures."""

    side: str
    about: tuple[str, ...]
    natures: tuple[str, ...]
    rungs: tuple[Rung, ...]

    @property
    def nobody(self) -> bool:
        """Whether it has a rung that leads nowhere."""
        return any(rung.nobody for rung in self.rungs)


@dataclass(frozen=True, slots=True)
class _Case:
    """One case to look at: what it is called, who raises it (of officers), and whom it is about."""

    called: str
    about: str
    asker: Person | None
    subject: Person | None


_Alike = dict[tuple[tuple[object, ...], ...], tuple[list[str], tuple[Rung, ...]]]


def heard(council: Council, protocol: InForce, now: datetime) -> list[Heard]:
    """Every ladder as it is today; people and natures that are dealt with alike, together."""
    on = clock.today(now)
    return [
        Heard(side, tuple(dict.fromkeys(labels)), natures, rungs)
        for side, cases in (("officer", _officers(on)), ("member", _members(on)))
        for natures, alike in _by_nature(side, cases, council, protocol, now)
        for labels, rungs in alike.values()
    ]


def _by_nature(
    side: str, cases: list[_Case], council: Council, protocol: InForce, now: datetime
) -> list[tuple[tuple[str, ...], _Alike]]:
    """The ladders of these cases for each nature, or for several natures that are dealt with alike."""
    asked = concern_ladders.question(side)
    fact = next(one for one in asked.facts if one.name == "nature")
    found: dict[str, tuple[list[str], _Alike]] = {}
    for nature in fact.values:
        alike: _Alike = {}
        for case in cases:
            rungs = _rungs(side, str(nature), case, protocol, _world(case, council, protocol, now))
            key = tuple((one.decision.because, one.people, one.vacant) for one in rungs)
            alike.setdefault(key, ([], rungs))[0].append(case.called)
        same = repr([(key, labels) for key, (labels, _) in alike.items()])
        called = plain.answer(asked, fact, nature, protocol.pack.names)
        found.setdefault(same, ([], alike))[0].append(called)
    return [(tuple(natures), alike) for natures, alike in found.values()]


def _world(case: _Case, council: Council, protocol: InForce, now: datetime) -> SealedWorld:
    return SealedWorld(
        council, protocol.edition, at=now, state=State(), asker=case.asker, subject=case.subject, looking=True
    )


def _rungs(side: str, nature: str, case: _Case, protocol: InForce, world: SealedWorld) -> tuple[Rung, ...]:
    facts: dict[str, object] = {"about": case.about, "nature": nature}
    if side == "member":
        facts["raised_by"] = "officer"
    return tuple(_rung(one, world, protocol) for one in concern_ladders.rungs(side, facts, protocol))


def _rung(decision: Decision, world: SealedWorld, protocol: InForce) -> Rung:
    if set(decision.to) <= DIRECTLY:
        return Rung(decision, (), directly=True)
    route = world.route(decision, world.state, Said())
    people = tuple(who.said(world.council.pk, key, world.today) for key in route.keys)
    vacant = tuple(concern_ladders.post_named(post, protocol.pack.names) for post in route.passed_over)
    return Rung(decision, people, vacant)


def _officers(on: date) -> list[_Case]:
    """One officer for each kind of post in each service, and each of those who hold a post of rank."""
    found: dict[tuple[object, ...], _Case] = {}
    rows = Holding.objects.on(on).filter(in_force(on, "person__"), person__kind="officer")
    for row in rows.select_related("person", "post__service").order_by("post__title", "pk"):
        rank = sealed.rank(row.person, on, sealed.OFFICERS, "officer")
        place = (rank, row.post.service_id, row.post.role) if rank == "officer" else (rank, row.person_id)
        service = f", {row.post.service.name}" if row.post.service and rank == "officer" else ""
        found.setdefault(place, _Case(f"{row.post.title}{service}", rank, None, row.person))
    return list(found.values())


def _members(on: date) -> list[_Case]:
    """A Member without rank, and each with rank; raised by an officer of each service."""
    members = {
        sealed.rank(one, on, sealed.MEMBERS, "member"): one
        for one in Person.objects.on(on).filter(kind="member").order_by("-pk")
    }
    names = {
        "member": "A Member",
        "group_leader": "A group leader",
        "leader": "The Leader of the Council",
        "council_chair": "The chair of the council",
    }
    raisers = [case for case in _officers(on) if case.about == "officer"]
    return [
        _Case(f"{names[about]}, raised by: {raiser.called}", about, raiser.subject, subject)
        for about, subject in sorted(members.items(), key=lambda one: list(names).index(one[0]))
        for raiser in raisers
    ]
