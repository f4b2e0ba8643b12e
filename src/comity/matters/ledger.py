"""The only code that changes a matter: one step, taken by somebody, at a moment.

In one transaction it locks the matter, asks whether this person may take this step now, asks the
protocol, appends an entry to the chain, makes the derived rows agree, arms and stops clocks, and queues
the letters. Nothing else writes these tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from comity.council.models import Council, Person
from comity.editions.models import Edition
from comity.matters import admissions, chain, files, letters, references, rows, search
from comity.matters.actors import Actor
from comity.matters.closed import Kept, standing_for_posts
from comity.matters.models import Entry, Matter, Prose
from comity.matters.sealed_world import SealedWorld
from comity.matters.standing import asker_of, capacity, relations, state_of
from comity.matters.world import CouncilWorld, layer_digests
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import Said
from comity.procedures.run import NotOpen, Taken
from comity.procedures.run import take as work_out
from comity.procedures.shape import Procedure, Relation, Step, Taker
from comity.procedures.state import State
from comity.procedures.world import Attempt


@dataclass(frozen=True, slots=True)
class _Turn:
    """Everything one step is taken with."""

    council: Council
    edition: Edition
    procedure: Procedure
    step: Step
    said: Said
    by: Actor
    at: datetime
    happened: datetime
    uploads: Sequence[files.Upload] = field(default=())

    def attempt(self, taker: Taker) -> Attempt:
        """The step as the procedure takes it."""
        return Attempt(self.step, self.said, taker, self.at, self.happened)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a matter already: its row, by `lock`, and how it stood when its ledger was read."""

    locked: Matter | None = None
    state: State | None = None


def begin(
    council: Council,
    edition: Edition,
    procedure: str,
    step: str,
    said: Said,
    *,
    by: Actor,
    at: datetime,
    uploads: Sequence[files.Upload] = (),
) -> Entry:
    """Begin a matter with its first step, and return the entry; `entry.matter` is the new matter.

    Raises NotOpen where this person may not begin it, Unheard where something said does not fit.
    """
    shape = PROCEDURES[procedure]
    turn = _Turn(council, edition, shape, shape.step(step), said, by, at, _happened(said, at), uploads)
    member = said.facts.get("member")
    asker = by.acting_for or (
        Person.objects.filter(pk=member).first() if isinstance(member, int) else by.person
    )
    world = _world(turn, State(), asker)
    world.check(turn.step.says, said)
    taker = Taker(
        _opening(by), person=by.person.pk if by.person else None, rank=world.raised_by, about=world.concerns
    )
    taken = work_out(shape, State(), turn.attempt(taker), world)
    opened = {"received": turn.happened.isoformat(), "asker": asker.pk if asker else None}
    if shape.sealed:
        opened |= {"about": world.concerns, "raised_by": world.raised_by}
    with _written(shape):
        matter = Matter(
            council=council,
            reference=references.new(),
            procedure=procedure,
            edition=edition,
            opened=turn.happened,
            last=at,
            head=chain.BEGINNING,
        )
        return _append(matter, turn, State(), _with_facts(taken, opened), world)


def take(
    matter_id: int,
    step: str,
    said: Said,
    *,
    by: Actor,
    at: datetime,
    uploads: Sequence[files.Upload] = (),
    duty: frozenset[Relation] = frozenset(),
    known: Known | None = None,
) -> Entry:
    """Take a step in a matter, and return its entry.

    `duty` is what somebody is to every matter by their post and not as a party: who keeps the record.
    `known` is what was read of the matter before, in the same transaction.
    Raises NotOpen where the step is not open to this person now (whoever came first has taken it, or the
    protocol says no), Unheard where something said does not fit. Changes nothing then.
    """
    known = known or Known()
    matter = known.locked or lock(matter_id)
    if matter is None:
        raise Matter.DoesNotExist(f"There is no matter {matter_id} here.")
    shape = PROCEDURES[matter.procedure]
    turn = _Turn(
        matter.council, matter.edition, shape, shape.step(step), said, by, at, _happened(said, at), uploads
    )
    state = state_of(matter, known.state)
    world = _world(turn, state, asker_of(matter))
    world.check(turn.step.says, said)
    person = by.person.pk if by.person else None
    senior = turn.step.by_rank and world.is_senior(by.person)
    taker = Taker(relations(state, by) | duty, senior=senior, keys=by.keys, person=person)
    taken = work_out(shape, state, turn.attempt(taker), world)
    if (
        turn.step.clocks
        and all(act.act == "recount" for act in turn.step.clocks)
        and not taken.effects["clocks"]
    ):
        raise NotOpen("The change of the calendar moves no date of this matter.")
    taken = _with_facts(taken, _closing(turn, taken, matter, world))
    kept = standing_for_posts(turn.step, state, taken.state, shape, by=by, on=world.today)
    with _written(shape):
        return _append(matter, turn, state, _with_kept(taken, kept), world)


def lock(matter_id: int, *, waiting: bool = True) -> Matter | None:
    """A matter, with its council, edition and asker, that nobody else changes until the transaction ends.

    None where there is none, or where it is not `waiting` and somebody else has it. Raises Django's
    TransactionManagementError outside a transaction.
    """
    found = Matter.objects.select_for_update(of=("self",), skip_locked=not waiting)
    return found.select_related("council", "edition", "asker").filter(pk=matter_id).first()


def _written(procedure: Procedure) -> transaction.Atomic:
    """The writing of one entry, all of it or nothing.

    Only where somebody outside is to be let in may a step still be refused once it is being written: then
    what was written is undone and the page goes on. Anything else that fails there ends the transaction.
    """
    return transaction.atomic(savepoint=procedure.sealed)


def _world(turn: _Turn, state: State, asker: Person | None) -> CouncilWorld:
    if not turn.procedure.sealed:
        return CouncilWorld(turn.council, turn.edition, at=turn.at, state=state, asker=asker)
    subject = state.facts.get("subject") or turn.said.facts.get("subject")
    person = Person.objects.filter(pk=subject).first() if isinstance(subject, int) else None
    return SealedWorld(turn.council, turn.edition, at=turn.at, state=state, asker=asker, subject=person)


def _opening(by: Actor) -> frozenset[Relation]:
    if by.person is None:
        return frozenset({"system"})
    if by.acting_for is not None:
        return frozenset({"support"} if f"support:{by.acting_for.pk}" in by.keys else ())
    if f"person:{by.person.pk}" not in by.keys:
        return frozenset()  # no longer with the council, or not yet
    return frozenset(
        {"member"} if by.person.kind == "member" else {"officer"} if by.person.kind == "officer" else ()
    )


def _happened(said: Said, at: datetime) -> datetime:
    happened = said.facts.get("happened")
    return min(datetime.fromisoformat(happened), at) if isinstance(happened, str) else at


def _closing(turn: _Turn, taken: Taken, matter: Matter, world: CouncilWorld) -> dict[str, Any]:
    """What closing or reopening adds to what is known: when, whether in time, in how much working time."""
    stage = taken.state.stage
    if stage == matter.stage or {stage, matter.stage} <= turn.procedure.open_stages:
        return {}
    if stage in turn.procedure.open_stages:
        return {
            "closed": None,
            "in_time": None,
            "minutes": None,
            "window_over": None,
            "late": False,
            "rung_late": False,
        }
    counting = taken.state.counting(turn.procedure.counts)
    promised = datetime.fromisoformat(counting.promised) if counting and counting.promised else None
    return {
        "closed": turn.at.isoformat(),
        "in_time": None if promised is None else turn.at <= promised,
        "minutes": world.working_minutes(counting, turn.at) if counting else None,
    }


def _with_facts(taken: Taken, more: Mapping[str, Any]) -> Taken:
    if not more:
        return taken
    facts = {**taken.effects["facts"], **more}
    state = replace(taken.state, facts={**taken.state.facts, **more})
    return replace(taken, effects={**taken.effects, "facts": facts}, state=state)


def _with_kept(taken: Taken, kept: Kept | None) -> Taken:
    if kept is None:
        return taken
    state = replace(taken.state, kept={key: tuple(keys) for key, keys in kept.items()})
    return replace(taken, effects={**taken.effects, "kept": kept}, state=state)


def _append(matter: Matter, turn: _Turn, before: State, taken: Taken, world: CouncilWorld) -> Entry:
    changed = {
        name: value
        for name, value in rows.columns(taken.state, turn.procedure).items()
        if getattr(matter, name) != value
    }
    for name, value in changed.items():
        setattr(matter, name, value)
    matter.last = turn.at
    kept = [files.keep(upload) for upload in turn.uploads]
    salt = chain.salt()
    entry = _entry(matter, turn, before, taken, kept, said=chain.said_digest(salt, turn.said.prose))
    entry.hash = chain.entry_hash(
        council=turn.council.slug, reference=matter.reference, fields=hashed(entry), previous=entry.previous
    )
    matter.head = entry.hash
    matter.save(update_fields=[*changed, "last", "head"] if matter.pk else None)
    entry.matter = matter
    entry.save(force_insert=True)
    Prose.objects.create(council=turn.council, entry=entry, salt=salt, words=dict(turn.said.prose))
    files.attach(entry, kept)
    rows.write(matter, before, taken.state, turn.procedure)
    search.put(matter, entry, turn.step, turn.said.prose, kept)
    linked = admissions.follow(entry, turn.step, turn.procedure, taken.state, at=turn.at)
    letters.queue(entry, turn.step, turn.procedure, taken, world, by=turn.by, at=turn.at, told_already=linked)
    return entry


def _entry(
    matter: Matter, turn: _Turn, before: State, taken: Taken, kept: Sequence[files.Kept], *, said: str
) -> Entry:
    acting_for = turn.by.acting_for
    if (
        acting_for is None
        and "support" in relations(before, turn.by)
        and "asker" not in relations(before, turn.by)
    ):
        acting_for = asker_of(matter)
    facts = dict(turn.said.facts) | ({"files": [one.as_fact() for one in kept]} if kept else {})
    return Entry(
        council=turn.council,
        ordinal=taken.state.entries,
        step=turn.step.name,
        person=turn.by.person,
        acting_for=acting_for,
        capacity=capacity(before, turn.step, turn.by),
        happened=turn.happened,
        recorded=turn.at,
        level=turn.step.level(before, turn.said),
        facts=facts,
        effects=dict(taken.effects),
        decisions=[decision.as_json() for decision in taken.decisions],
        digests=digests(turn.edition, turn.procedure),
        said=said,
        previous=matter.head,
    )


def digests(edition: Edition, procedure: Procedure) -> dict[str, object]:
    """What was in force when an entry was made: digests of protocol, layers and vocabulary, the procedure."""
    return {"pack": edition.digest, "procedure": f"{procedure.name} {procedure.version}", **layer_digests()}


def hashed(entry: Entry) -> dict[str, object]:
    """Everything of an entry that its digest covers: all but the prose, which has a digest of its own."""
    return {
        "ordinal": entry.ordinal,
        "step": entry.step,
        "person": entry.person_id,
        "acting_for": entry.acting_for_id,
        "capacity": entry.capacity,
        "happened": entry.happened,
        "recorded": entry.recorded,
        "level": entry.level,
        "facts": entry.facts,
        "effects": entry.effects,
        "decisions": entry.decisions,
        "digests": entry.digests,
        "said": entry.said,
    }
