"""Statements of the record: where every ledger ended, under one digest that is signed and sent out.

A statement says which council, its number, when, the digest, the statement before it, and the key. It tells
its readers no reference and no count (see `commitment`); only a bundle opens it. Once one is in the hands of
somebody who does not answer to whoever runs the database, nothing that it covers can be changed unnoticed.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from comity.council.calendars import day_of
from comity.council.models import Change, Council
from comity.matters import chain, signing
from comity.matters.commitment import End, root
from comity.matters.models import ChangeLink, Head, HeadSchedule, Matter, Statement, StatementLetter, Witness

HOURS = 24
"""How often heads are stated where a council has not said otherwise."""

CHANGES = "changes"
"""The name of the ledger of changes to who is who, among those that are named by references."""

_FIELDS = ("what", "table", "row", "person_id", "post_id", "before", "after", "by_id", "at", "reason")


def hours(council: Council) -> int:
    """How many hours lie between two statements of a council."""
    found = HeadSchedule.objects.filter(council=council).values_list("hours", flat=True).first()
    return found or HOURS


def due(council: Council, *, at: datetime) -> bool:
    """Whether it is time for a statement; two workers that ask at once may both be told so."""
    made = (
        Statement.objects.filter(council=council).order_by("-number").values_list("made", flat=True).first()
    )
    return made is None or made + timedelta(hours=hours(council)) <= at


def state_if_due(council: Council, *, at: datetime) -> Statement | None:
    """Make a statement where it is time for one; of two workers at once, one makes it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"{council.pk}:statement"]
        )
        (mine,) = cursor.fetchone() or (False,)
    return state(council, at=at) if mine and due(council, at=at) else None


def state(council: Council, *, at: datetime) -> Statement:
    """Make a statement, keep it, and queue it to the witnesses, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{council.pk}:statement"])
    before = Statement.objects.filter(council=council).order_by("-number").first()
    link_changes(council)
    last = ChangeLink.objects.filter(council=council).order_by("-ordinal").first()
    changes = End(last.ordinal, last.hash) if last else End(0, chain.BEGINNING)
    now = {
        (number, reference): End(entries, head)
        for number, reference, entries, head in Matter.objects.filter(council=council).values_list(
            "pk", "reference", "entries", "head"
        )
    }
    salt = chain.salt()
    ends = {reference: end for (_, reference), end in now.items()} | {CHANGES: changes}
    text = chain.canonical(
        {
            "comity": "statement of heads",
            "council": council.slug,
            "number": before.number + 1 if before else 1,
            "made": at,
            "digest": root(salt, ends),
            "previous": digest(before.text) if before else chain.BEGINNING,
            "key": signing.public(),
        }
    )
    made = Statement.objects.create(
        council=council,
        number=before.number + 1 if before else 1,
        made=at,
        text=text.decode(),
        signature=signing.sign(text),
        salt=salt,
        changes=changes.entries,
        changes_head=changes.head,
    )
    known = stated(council, made.number)
    Head.objects.bulk_create(
        (
            Head(council=council, statement=made, matter_id=number, entries=end.entries, head=end.head)
            for (number, reference), end in sorted(now.items())
            if known.get(reference) != end
        ),
        batch_size=5000,
    )
    _queue(made, at=at)
    return made


def stated(council: Council, number: int) -> dict[str, End]:
    """Where each matter's ledger ended in a statement, by reference."""
    latest = (
        Head.objects.filter(council=council, statement__number__lte=number)
        .order_by("matter_id", "-statement__number")
        .distinct("matter_id")
    )
    return {
        reference: End(entries, head)
        for reference, entries, head in latest.values_list("matter__reference", "entries", "head")
    }


def link_changes(council: Council) -> None:
    """Give every change to who is who that has none yet its place in the council's chain."""
    last = ChangeLink.objects.filter(council=council).order_by("-ordinal").first()
    ordinal, previous = (last.ordinal, last.hash) if last else (0, chain.BEGINNING)
    linked = ChangeLink.objects.filter(council=council).values("change_id")
    made = []
    for change in Change.objects.filter(council=council).exclude(pk__in=linked).order_by("pk"):
        ordinal += 1
        digested = change_hash(council, change, ordinal, previous)
        made.append(
            ChangeLink(council=council, change=change, ordinal=ordinal, previous=previous, hash=digested)
        )
        previous = digested
    ChangeLink.objects.bulk_create(made, batch_size=5000)


def change_fields(change: Change, ordinal: int) -> dict[str, Any]:
    """Everything of a change that its digest covers."""
    return {"ordinal": ordinal, **{name: getattr(change, name) for name in _FIELDS}}


def change_hash(council: Council, change: Change, ordinal: int, previous: str) -> str:
    """The digest of a change in its place."""
    return chain.entry_hash(
        council=council.slug, reference=CHANGES, fields=change_fields(change, ordinal), previous=previous
    )


def digest(text: str) -> str:
    """The digest of a statement, by which the next one names it."""
    return hashlib.sha256(text.encode()).hexdigest()


def shown(statement: Statement) -> dict[str, str]:
    """A statement as everybody may have it, and as the verifier reads it."""
    return {"text": statement.text, "signature": statement.signature}


def as_sent(statement: Statement) -> str:
    """A statement on one line, as it is sent out, published and kept."""
    return chain.canonical(shown(statement)).decode()


def key_of(statement: Statement) -> str:
    """The public key that a statement is signed with, in hexadecimal."""
    return str(json.loads(statement.text)["key"])


def witnesses(council: Council, *, at: datetime) -> QuerySet[Witness]:
    """Those to whom statements are sent today."""
    return Witness.objects.on(day_of(at)).filter(council=council).order_by("name", "pk")


def _queue(statement: Statement, *, at: datetime) -> None:
    council = Council.objects.get(pk=statement.council_id)
    StatementLetter.objects.bulk_create(
        StatementLetter(council=council, statement=statement, witness=one, queued=at)
        for one in witnesses(council, at=at)
    )


def flaws(council: Council) -> list[str]:
    """What does not agree between the record and the statements that this database itself holds of it."""
    found = []
    previous = chain.BEGINNING
    for link in ChangeLink.objects.filter(council=council).order_by("ordinal").select_related("change"):
        if link.hash != change_hash(council, link.change, link.ordinal, previous):
            found.append(f"change {link.ordinal} to who is who is not what was written")
        previous = link.hash
    previous = chain.BEGINNING
    for one in Statement.objects.filter(council=council).order_by("number"):
        ends = stated(council, one.number) | {CHANGES: End(one.changes, one.changes_head)}
        said = json.loads(one.text)
        if (said["digest"], said["previous"]) != (root(one.salt, ends), previous):
            found.append(f"statement {one.number} of {one.made:%-d %B %Y} is not of this record")
        previous = digest(one.text)
    return found
