"""How somebody stands to a matter today, and which steps are open to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from comity.council.models import Person, PersonKind, Post
from comity.matters import admissions
from comity.matters.actors import Actor
from comity.matters.models import Entry, Matter
from comity.matters.sealed import barred
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.shape import Relation, Step, refusal
from comity.procedures.state import State, fold

HOSTS = frozenset({"asker", "handler", "rung"})
"""What somebody inside is to a matter who may see to it that somebody outside comes in."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A step of a matter as it is offered to somebody: open, or closed with the reason."""

    step: Step
    reason: str | None

    @property
    def open(self) -> bool:
        """Whether it can be taken now."""
        return self.reason is None


def state_of(matter: Matter, known: State | None = None) -> State:
    """How a matter stands, folded from its ledger.

    `known` is how it stood when the ledger was read before: where nothing was added since, it stands so.
    """
    if known is not None and known.entries == matter.entries:
        return known
    ledger = Entry.objects.filter(matter_id=matter.pk).order_by("ordinal").values_list("step", "effects")
    return fold(ledger)


def relations(state: State, by: Actor) -> frozenset[Relation]:
    """How somebody stands to a matter: the relations of all the keys they hold today."""
    if by.person is None:
        return frozenset({"system"})
    held = frozenset(
        p.relation for p in state.parties if p.until is None and by.keys.intersection(state.standing_for(p))
    )
    if by.person.pk in barred(state):
        return held & {"subject"}  # type: ignore[return-value]
    inside = by.person.kind != PersonKind.OUTSIDE and held & HOSTS
    return held | {"host"} if inside and admissions.outsiders(state) else held  # type: ignore[return-value]


def offers(matter: Matter, state: State, by: Actor) -> tuple[Offer, ...]:
    """The steps of a matter for this person: those open to them, and those which their part has but not now.

    Steps that belong to others altogether are left out: a button nobody could ever press explains nothing.
    """
    procedure = PROCEDURES[matter.procedure]
    mine = relations(state, by)
    listed = (s for s in procedure.steps if not s.opens() and s.who & mine)
    return tuple(Offer(step, refusal(step, state, mine, procedure)) for step in listed)


def capacity(state: State, step: Step, by: Actor) -> Mapping[str, str]:
    """As what somebody takes a step: the key that lets them, and the title of the post where it is one's."""
    if by.person is None:
        return {"key": "system"}
    keys = sorted(
        key
        for p in state.parties
        if p.until is None and p.relation in step.who
        for key in by.keys.intersection(state.standing_for(p))
    )
    posts = [key for key in keys if key.startswith("post:")] or sorted(
        k for k in by.keys if k.startswith("post:")
    )
    if by.person.kind == "officer" and posts:
        number = posts[0].partition(":")[2].partition("+")[0]
        title = Post.objects.filter(pk=int(number)).values_list("title", flat=True).first()
        return {"key": posts[0], "title": title or ""}
    return {"key": keys[0] if keys else f"person:{by.person.pk}"}


def asker_of(matter: Matter) -> Person | None:
    """The Member whose matter it is."""
    return matter.asker
