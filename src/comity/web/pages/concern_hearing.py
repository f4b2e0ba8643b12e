"""Who would hear a concern today, for each kind of person it could be about, rung by rung."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from comity.council import roll
from comity.council.keys import keys_of_all
from comity.council.lines import LADDERS
from comity.council.models import Council, Holding, Person, in_force
from comity.matters import sealed
from comity.matters.sealed_world import SealedWorld
from comity.procedures.concern.asks import DIRECTLY
from comity.procedures.fields import Said
from comity.procedures.state import State
from comity.procedures.world import Route
from comity.protocol.decision import Decision
from comity.web import clock, plain
from comity.web.asking import InForce
from comity.web.pages import concern_ladders
from comity.web.pages.matter import who

BY_LINE = frozenset({*LADDERS, "line_manager"})
"""Posts that are found by the line of the officer who raises a concern about a Member."""


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
    with roll.read(on):
        looking = _Looking(council, protocol, now)
        officers = _officers(on)
        return [
            Heard(side, tuple(dict.fromkeys(labels)), natures, rungs)
            for side, cases in (("officer", officers), ("member", _members(on, officers)))
            for natures, alike in _by_nature(side, cases, looking)
            for labels, rungs in alike.values()
        ]


def _by_nature(side: str, cases: list[_Case], looking: _Looking) -> list[tuple[tuple[str, ...], _Alike]]:
    """The ladders of these cases for each nature, or for several natures that are dealt with alike."""
    asked = concern_ladders.question(side)
    fact = next(one for one in asked.facts if one.name == "nature")
    found: dict[str, tuple[list[str], _Alike]] = {}
    for nature in fact.values:
        alike: _Alike = {}
        for case in cases:
            decisions = looking.decisions(side, case.about, str(nature))
            rungs = tuple(looking.rung(decision, case) for decision in decisions)
            key = tuple((one.decision.because, one.people, one.vacant) for one in rungs)
            alike.setdefault(key, ([], rungs))[0].append(case.called)
        same = repr([(key, labels) for key, (labels, _) in alike.items()])
        called = plain.answer(asked, fact, nature, looking.protocol.pack.names)
        found.setdefault(same, ([], alike))[0].append(called)
    return [(tuple(natures), alike) for natures, alike in found.values()]


class _Looking:
    """Looking up, each thing once: what the protocol answers, and whom its posts mean in a case."""

    def __init__(self, council: Council, protocol: InForce, now: datetime) -> None:
        self.council = council
        self.protocol = protocol
        self.now = now
        self.on = clock.today(now)
        self._decisions: dict[tuple[str, str, str], tuple[Decision, ...]] = {}
        self._routes: dict[tuple[object, ...], Route] = {}
        self._said: dict[str, str] = {}

    def decisions(self, side: str, about: str, nature: str) -> tuple[Decision, ...]:
        """The protocol's answers for one kind of person and nature, rung by rung."""
        asked = (side, about, nature)
        if asked not in self._decisions:
            facts = {"about": about, "nature": nature} | (
                {"raised_by": "officer"} if side == "member" else {}
            )
            self._decisions[asked] = concern_ladders.rungs(side, facts, self.protocol)
        return self._decisions[asked]

    def rung(self, decision: Decision, case: _Case) -> Rung:
        """One rung in one case."""
        if set(decision.to) <= DIRECTLY:
            return Rung(decision, (), directly=True)
        route = self._route(decision, case)
        names = self.protocol.pack.names
        vacant = tuple(concern_ladders.post_named(post, names) for post in route.passed_over)
        return Rung(decision, tuple(self._say(key) for key in route.keys), vacant)

    def _route(self, decision: Decision, case: _Case) -> Route:
        """Whom a Decision means; by the officer's line alone where it names such posts, else without it."""
        asker, subject = case.asker, case.subject
        if asker is not None and set(decision.to) <= BY_LINE:
            subject = None
        elif not set(decision.to) & BY_LINE:
            asker = None
        people = tuple(one.pk if one else None for one in (asker, subject))
        asked = (people, decision.to, decision.to_mode, decision.narrow)
        if asked not in self._routes:
            world = SealedWorld(
                self.council, self.protocol.edition, at=self.now, state=State(),
                asker=asker, subject=subject, looking=True,
            )  # fmt: skip
            self._routes[asked] = world.route(decision, world.state, Said())
        return self._routes[asked]

    def _say(self, key: str) -> str:
        if key not in self._said:
            self._said[key] = _named(key, self.on) or who.said(self.council.pk, key, self.on)
        return self._said[key]


def _named(key: str, on: date) -> str:
    """Somebody in a post, as the roll has them; empty for any other key."""
    place, _, person = key.partition("+")
    kind, _, post = place.partition(":")
    read = roll.current(on)
    if read is None or kind != "post" or not person:
        return ""
    return f"{read.people[int(person)].addressed}, {read.posts[int(post)].title}"


def _officers(on: date) -> list[_Case]:
    """One officer for each kind of post in each service, and each of those who hold a post of rank."""
    found: dict[tuple[object, ...], _Case] = {}
    rows = Holding.objects.on(on).filter(in_force(on, "person__"), person__kind="officer")
    listed = list(rows.select_related("person", "post__service").order_by("post__title", "pk"))
    keys = keys_of_all([row.person for row in listed], on)
    for row in listed:
        rank = sealed.highest(keys[row.person_id], sealed.OFFICERS, "officer")
        place = (rank, row.post.service_id, row.post.role) if rank == "officer" else (rank, row.person_id)
        service = f", {row.post.service.name}" if row.post.service and rank == "officer" else ""
        found.setdefault(place, _Case(f"{row.post.title}{service}", rank, None, row.person))
    return list(found.values())


def _members(on: date, officers: list[_Case]) -> list[_Case]:
    """A Member without rank, and each with rank; raised by an officer of each service."""
    listed = list(Person.objects.on(on).filter(kind="member").order_by("-pk"))
    keys = keys_of_all(listed, on)
    members = {sealed.highest(keys[one.pk], sealed.MEMBERS, "member"): one for one in listed}
    names = {
        "member": "A Member",
        "group_leader": "A group leader",
        "leader": "The Leader of the Council",
        "council_chair": "The chair of the council",
    }
    raisers = [case for case in officers if case.about == "officer"]
    return [
        _Case(f"{names[about]}, raised by: {raiser.called}", about, raiser.subject, subject)
        for about, subject in sorted(members.items(), key=lambda one: list(names).index(one[0]))
        for raiser in raisers
    ]
