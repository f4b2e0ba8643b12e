"""Proving the record: every chain, every fold and every sight, and nothing taken on trust."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from comity.council.models import Council
from comity.matters import chain, erasure, references, rows
from comity.matters.ledger import hashed
from comity.matters.models import Clock, Entry, Matter, Party, Prose, Sight
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.state import State, fold


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something in the record that does not agree: in which matter, at which entry, and what."""

    reference: str
    entry: int | None
    what: str

    def __str__(self) -> str:
        where = f"{references.shown(self.reference)}" + (f", entry {self.entry}" if self.entry else "")
        return f"{where}: {self.what}"


def verify(council: Council) -> Iterator[Flaw]:
    """Every flaw in the record of a council; none where it stands as it was written."""
    for matter in Matter.objects.filter(council=council).order_by("pk").iterator(chunk_size=200):
        yield from flaws_of(council, matter)


def flaws_of(council: Council, matter: Matter) -> Iterator[Flaw]:
    """Every flaw in the record of one matter; lock its row first where the council is at work."""
    yield from _chain(council, matter)
    yield from _fold(matter)


def _chain(council: Council, matter: Matter) -> Iterator[Flaw]:
    previous, expected = chain.BEGINNING, 1
    words = dict(Prose.objects.filter(entry__matter=matter).values_list("entry_id", "words"))
    salts = dict(Prose.objects.filter(entry__matter=matter).values_list("entry_id", "salt"))
    erased = erasure.erased(matter)
    for entry in Entry.objects.filter(matter=matter).order_by("ordinal"):
        if entry.ordinal != expected:
            yield Flaw(matter.reference, expected, "this entry is missing")
        digest = chain.entry_hash(
            council=council.slug, reference=matter.reference, fields=hashed(entry), previous=previous
        )
        if entry.previous != previous or entry.hash != digest:
            yield Flaw(
                matter.reference, entry.ordinal, "the entry is not what was written: its digest differs"
            )
        if entry.pk not in salts:
            yield Flaw(matter.reference, entry.ordinal, "what was said is missing")
        elif (said := words[entry.pk]) is None:
            if entry.ordinal not in erased:
                yield Flaw(matter.reference, entry.ordinal, "what was said is gone, and nothing says why")
        elif chain.said_digest(salts[entry.pk], said) != entry.said:
            yield Flaw(matter.reference, entry.ordinal, "what was said is not what was written")
        previous, expected = entry.hash, entry.ordinal + 1
    if previous != matter.head or expected - 1 != matter.entries:
        yield Flaw(matter.reference, None, "the ledger does not end where the matter says it ends")


def _state(matter: Matter) -> State:
    return fold(Entry.objects.filter(matter=matter).order_by("ordinal").values_list("step", "effects"))


def _fold(matter: Matter) -> Iterator[Flaw]:
    procedure, state = PROCEDURES[matter.procedure], _state(matter)
    for name, value in rows.columns(state, procedure).items():
        if getattr(matter, name) != value:
            yield Flaw(
                matter.reference,
                None,
                f"“{name}” is {getattr(matter, name)!r}; its ledger makes it {value!r}",
            )
    kept = (
        {
            (c.clock, c.round): {name: getattr(c, name) for name in rows.clock_columns(state.clocks[0])}
            for c in Clock.objects.filter(matter=matter)
        }
        if state.clocks
        else {}
    )
    wanted = {(c.clock, c.round): rows.clock_columns(c) for c in state.clocks}
    if kept != wanted:
        yield Flaw(matter.reference, None, "its clocks are not those that its ledger started")
    parties = {(p.relation, p.key, p.level, p.since, p.until) for p in Party.objects.filter(matter=matter)}
    if parties != {(p.relation, p.key, p.level, p.since, p.until) for p in state.parties}:
        yield Flaw(matter.reference, None, "its parties are not those that its ledger names")
    kept_sights = list(Sight.objects.filter(matter=matter))
    if {s.key: (s.level, s.part, s.waits) for s in kept_sights} != rows.sight(state, procedure):
        yield Flaw(matter.reference, None, "somebody sees more or less of it than its ledger says")
    alike = rows.sight_columns(matter, state, procedure)
    if any({name: getattr(one, name) for name in alike} != alike for one in kept_sights):
        yield Flaw(matter.reference, None, "lists show it elsewhere than its ledger makes it stand")


def rebuild(matter: Matter) -> None:
    """Make every derived row of a matter again from its ledger, as `comity verify --rebuild` does."""
    procedure, state = PROCEDURES[matter.procedure], _state(matter)
    with transaction.atomic():
        for name, value in rows.columns(state, procedure).items():
            setattr(matter, name, value)
        last = Entry.objects.filter(matter=matter).order_by("-ordinal").first()
        if last is not None:
            matter.head, matter.last = last.hash, last.recorded
        matter.save()
        rows.write_anew(matter, state, procedure)
