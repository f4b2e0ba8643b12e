"""Whom a concern goes to, rung by rung, as the council's protocol says it today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from comity.council.models import Holding, Person, in_force
from comity.council.models.posts import OWN_ROLES
from comity.matters import sealed
from comity.procedures.concern.asks import DIRECTLY, RUNGS
from comity.protocol import vocabulary, wording
from comity.protocol.decision import Decision
from comity.protocol.vocabulary import Question, Value
from comity.web import plain
from comity.web.asking import InForce

QUESTIONS: Mapping[str, str] = {"officer": "concern.officer", "member": "concern.member"}
VENUES = ("public_meeting", "press", "social_media")


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs for one kind of person and the natures that are dealt with alike (empty: all of them)."""

    about: str
    natures: tuple[str, ...]
    rungs: tuple[Decision, ...]

    @property
    def talks_first(self) -> bool:
        """Whether they talk to the person directly before anybody else hears it."""
        return bool(self.rungs) and bool(self.rungs[0].to) and set(self.rungs[0].to) <= DIRECTLY


def question(side: str) -> Question:
    """The question that a concern about an officer, or about a Member, puts to the protocol."""
    return vocabulary.load().questions[QUESTIONS[side]]


def rungs(
    side: str, facts: Mapping[str, object], protocol: InForce, *, all_of_them: bool = False
) -> tuple[Decision, ...]:
    """The protocol's answers from the first rung to the last; one that only repeats the last is left out."""
    found: list[Decision] = []
    for stage in range(1, RUNGS[side] + 1):
        decision = protocol.decide(QUESTIONS[side], {**facts, "stage": stage})
        repeats = found and (found[-1].to, found[-1].because) == (decision.to, decision.because)
        if all_of_them or not repeats:
            found.append(decision)
    return tuple(found)


def ladders(side: str, about: Value, protocol: InForce, *, raised_by: str = "") -> list[Ladder]:
    """The ladders for one kind of person, natures that are dealt with alike together; without fraud."""
    asked = question(side)
    names = protocol.pack.names
    fact = next(one for one in asked.facts if one.name == "nature")
    alike: dict[tuple[tuple[object, ...], ...], tuple[list[str], tuple[Decision, ...]]] = {}
    natures = [one for one in fact.values if one != "fraud"]
    for nature in natures:
        facts = {"about": about, "nature": nature} | ({"raised_by": raised_by} if side == "member" else {})
        found = rungs(side, facts, protocol)
        key = tuple((one.to, one.because, one.layer) for one in found)
        alike.setdefault(key, ([], found))[0].append(plain.answer(asked, fact, nature, names))
    called = called_as(side, about, protocol)
    several = len(alike) > 1
    return [Ladder(called, tuple(labels) if several else (), found) for labels, found in alike.values()]


def called_as(side: str, about: Value, protocol: InForce) -> str:
    """What the person is whom it is about, in the page's words."""
    asked = question(side)
    fact = next(one for one in asked.facts if one.name == "about")
    return plain.answer(asked, fact, about, protocol.pack.names)


def kinds(side: str, on: date) -> list[Value]:
    """What somebody here is today whom it could be about: the plain word first, then the posts held."""
    fact = next(one for one in question(side).facts if one.name == "about")
    if side == "member":
        return list(fact.values)
    held = set(Holding.objects.on(on).filter(in_force(on, "person__")).values_list("post__role", flat=True))
    return [value for value in fact.values if value == "officer" or value in held]


def fraud(side: str, protocol: InForce, *, raised_by: str = "") -> Decision:
    """Where a suspicion of fraud goes instead."""
    about: dict[str, object] = {"about": side, "nature": "fraud", "stage": 1}
    return protocol.decide(QUESTIONS[side], about | ({"raised_by": raised_by} if side == "member" else {}))


def venues(protocol: InForce) -> list[tuple[tuple[str, ...], Decision]]:
    """Why nothing is raised in public: the answers for each public place, those alike together."""
    asked = vocabulary.load().questions["concern.venue"]
    alike: dict[tuple[object, ...], tuple[list[str], Decision]] = {}
    for venue in VENUES:
        decision = protocol.decide("concern.venue", {"venue": venue})
        place = plain.answer(asked, asked.facts[0], venue, protocol.pack.names)
        alike.setdefault((decision.because, decision.outcome), ([], decision))[0].append(place)
    return [(tuple(places), decision) for places, decision in alike.values()]


def rank_of(person: Person, on: date) -> str:
    """What somebody is who raises a concern about a Member, in the vocabulary's words."""
    return sealed.rank(person, on, sealed.RAISERS, "officer")


def post_named(role: str, names: Mapping[str, str]) -> str:
    """What the council calls a post or body."""
    said = OWN_ROLES.get(role) or wording.post(role, names)
    return said[:1].upper() + said[1:]


def posts_of(decisions: Iterable[Decision]) -> list[str]:
    """The posts that these answers name, each once, without those that stand for the person concerned."""
    return list(dict.fromkeys(post for one in decisions for post in one.to if post not in DIRECTLY))
