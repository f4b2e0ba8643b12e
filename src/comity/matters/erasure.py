"""Erasing what was said, under an authority: everywhere it was copied to, at once, and on the record.

One person proposes, another approves: the Monitoring Officer, in a parish the clerk, and never somebody from
whom the matter is kept. The chain holds digests and no words, so it verifies as before; the entry says under
which authority and why something was erased, and never what it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from comity.council.models import Council, Kind, Person
from comity.matters import ledger, policy, search
from comity.matters.actors import Actor
from comity.matters.models import Document, Entry, ErasedFile, Erasure, Letter, Matter, Prose
from comity.matters.sealed import barred
from comity.matters.standing import state_of
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import LEVELS, Said
from comity.procedures.keeping import AUTHORITIES, ERASE
from comity.procedures.run import NotOpen

GONE = "What this letter was about has been erased."
DUTY = frozenset({"record"})
BY_SCHEDULE = "retention_schedule"


@dataclass(frozen=True, slots=True)
class Erasing:
    """Entries of one matter whose words are to go, at a moment."""

    matter: Matter
    entries: Sequence[int]
    at: datetime


def _prose(this: Erasing) -> int:
    return Prose.objects.filter(entry__in=this.entries).update(words=None, salt="")


def _files(this: Erasing) -> int:
    attached = Document.objects.filter(entry__in=this.entries).exclude(name="")
    digests = sorted(set(attached.values_list("digest", flat=True)))
    ErasedFile.objects.bulk_create(
        ErasedFile(council_id=this.matter.council_id, digest=digest, erased=this.at) for digest in digests
    )
    return attached.update(name="")


def _letters(this: Erasing) -> int:
    about = Letter.objects.filter(entry__in=this.entries)
    about.filter(sent=None, dropped=None).update(
        dropped=this.at, dropped_why="what it was about has been erased", claimed=None
    )
    return about.update(body=GONE)


def _search(this: Erasing) -> int:
    search.again(this.matter)
    return len(this.entries)


def _reasons(this: Erasing) -> int:
    return Erasure.objects.filter(matter=this.matter, approved=False).update(reason="")


PLACES: tuple[tuple[str, Callable[[Erasing], int]], ...] = (
    ("matters_prose.words", _prose),
    ("matters_document.name", _files),
    ("matters_letter.body", _letters),
    ("search.words.words", _search),
    ("matters_erasure.reason", _reasons),
)
"""Every place to which what was said is copied, and how it goes from there. A test compares it with the
database's own columns. The bytes of files follow as soon as the worker has seen that nothing else names them
(`comity.matters.erased_files`); a form kept for somebody who was signed out lies sealed for an hour, under a
key that is in that person's browser alone."""


def approves(keys: Collection[str], council: Council) -> bool:
    """Whether somebody with these keys may approve that something is erased."""
    return ("role:clerk" if council.kind == Kind.PARISH else "role:monitoring_officer") in keys


def erased(matter: Matter) -> frozenset[int]:
    """The ordinals of the entries of a matter of which an entry says that their words were erased."""
    said = Entry.objects.filter(matter=matter, step=ERASE).values_list("facts", flat=True)
    return frozenset(number for facts in said for number in facts.get("entries", ()))


def erasable(matter: Matter, seen: policy.Seen) -> list[Entry]:
    """The entries that somebody may propose to erase: those they may read and that are still there."""
    gone = erased(matter)
    return [entry for entry in policy.entries(matter, seen) if entry.ordinal not in gone]


def propose(
    matter: Matter, ordinals: Collection[int], *, authority: str, reason: str, by: Actor, at: datetime
) -> Erasure:
    """Propose to erase what was said at entries of a matter; a second person decides.

    Raises NotYours where the proposer sees nothing of the matter, NotOpen where they may not read one of the
    entries, or it is erased already, or the authority is none.
    """
    seen = policy.level(matter.pk, by.keys)
    if seen is None or by.person is None:
        raise policy.NotYours("There is nothing here for you.")
    known = {entry.ordinal for entry in erasable(matter, seen)}
    if not ordinals or not set(ordinals) <= known:
        raise NotOpen("Choose entries of this matter that you may read and that have not been erased.")
    if authority not in dict(AUTHORITIES) or authority == BY_SCHEDULE:
        raise NotOpen("Choose the authority under which it is to be erased.")
    return Erasure.objects.create(
        council_id=matter.council_id,
        matter=matter,
        entries=sorted(ordinals),
        authority=authority,
        reason=reason.strip(),
        proposed_by=by.person,
        proposed_at=at,
    )


def waiting(council: Council, by: Actor) -> list[Erasure]:
    """The proposals that this person may decide: none of their own, none of a matter kept from them."""
    found = Erasure.objects.filter(council=council, approved=None).select_related("matter", "proposed_by")
    return [one for one in found.order_by("proposed_at", "pk") if _may_settle(one, council, by)]


def _may_settle(one: Erasure, council: Council, by: Actor) -> bool:
    if by.person is None or by.person.pk == one.proposed_by_id or not approves(by.keys, council):
        return False
    sealed = PROCEDURES[one.matter.procedure].sealed
    if sealed and not policy.level(one.matter_id, by.keys):
        return False
    return by.person.pk not in barred(state_of(one.matter))


def approve(council: Council, number: int, *, by: Actor, at: datetime) -> Entry:
    """Approve a proposal, and erase. Raises NotYours for a proposal that is not this person's to decide."""
    with transaction.atomic():
        one = _settle(council, number, by=by, at=at, approved=True)
        entry = erase(
            one.matter,
            one.entries,
            authority=one.authority,
            reason=one.reason,
            proposed_by=one.proposed_by,
            by=by,
            at=at,
        )
        # The reason stands in the entry now, and nowhere else.
        Erasure.objects.filter(pk=one.pk).update(entry=entry, reason="")
    return entry


def refuse(council: Council, number: int, *, by: Actor, at: datetime) -> Erasure:
    """Refuse a proposal: everything stays as it is. Raises NotYours."""
    with transaction.atomic():
        return _settle(council, number, by=by, at=at, approved=False)


def _settle(council: Council, number: int, *, by: Actor, at: datetime, approved: bool) -> Erasure:
    one = Erasure.objects.select_for_update(of=("self",)).select_related("matter").filter(pk=number).first()
    if one is None or not _may_settle(one, council, by):
        raise policy.NotYours("There is no such proposal for you to decide.")
    if one.approved is not None:
        raise NotOpen("This proposal has been decided already.")
    one.approved, one.settled_by, one.settled_at = approved, by.person, at
    one.save(update_fields=["approved", "settled_by", "settled_at"])
    return one


def erase(
    matter: Matter,
    ordinals: Sequence[int],
    *,
    authority: str,
    reason: str,
    proposed_by: Person | None,
    by: Actor,
    at: datetime,
) -> Entry:
    """Erase what was said at entries of a matter from every place, and write the entry that says so.

    `approve` and `comity.matters.retention.dispose` say who may. Raises NotOpen where somebody else has
    erased one of them meanwhile.
    """
    with transaction.atomic():
        Matter.objects.select_for_update().get(pk=matter.pk)
        if erased(matter) & set(ordinals):
            raise NotOpen("One of these entries has been erased already. Propose the others anew.")
        chosen = list(Entry.objects.filter(matter=matter, ordinal__in=ordinals))
        readers = next(name for name, level in LEVELS.items() if level >= max(e.level for e in chosen))
        facts = {
            "authority": authority,
            "entries": sorted(entry.ordinal for entry in chosen),
            "readers": readers,
            "proposed_by": proposed_by.pk if proposed_by else None,
        }
        said = Said(facts, {"reason": reason} if reason else {})
        entry = ledger.take(matter.pk, ERASE, said, by=by, at=at, duty=DUTY)  # type: ignore[arg-type]
        this = Erasing(Matter.objects.get(pk=matter.pk), [one.pk for one in chosen], at)
        for _, take_from in PLACES:
            take_from(this)
    return entry
