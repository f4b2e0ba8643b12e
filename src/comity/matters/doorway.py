"""How somebody outside the council comes in: the link brings them to the door, and the code opens it.

Whatever is wrong (no such link, withdrawn, expired, locked, another council's, a wrong code) is answered
alike and costs the same slow hash, so that nobody learns from the door whether anything is behind it.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import lru_cache

from django.contrib.auth.hashers import check_password, make_password

from comity.council.calendars import day_of
from comity.council.models import Person
from comity.matters import ledger, policy, references
from comity.matters.actors import SYSTEM, actor
from comity.matters.admissions import MOST_WRONG, SIGNS, digest
from comity.matters.models import Admission, Matter
from comity.procedures.fields import Said
from comity.procedures.run import NotOpen
from comity.procedures.shape import Relation

COMES_IN: frozenset[Relation] = frozenset({"outside"})


def open_by(token: str, typed: str, *, at: datetime) -> Admission | None:
    """Open a way in by the token of its link and a code as it was typed; None where that opens nothing.

    Within the council and a transaction that may write: opening is an entry in the matter, and so is that a
    code was locked after so many wrong ones.
    """
    row = _behind(digest(token))
    usable = row is not None and _usable(row, at)
    nobodys = _nobodys()  # made in either case, so that the first one takes as long
    right = check_password(_plain(typed), row.code if row is not None and usable else nobodys)
    if row is None or not usable:
        return None
    if not right:
        _wrong(row, at=at)
        return None
    return row if _entered(row, at=at) else None


def in_vain(typed: str) -> None:
    """Hold a code against nobody's, where there is not even a council: it takes as long as elsewhere."""
    check_password(_plain(typed), _nobodys())


def still_open(number: int, round_: int, *, at: datetime) -> Admission | None:
    """The way in by which somebody came, if it is open as it was then and they may still see the matter."""
    rows = Admission.objects.select_related("person", "matter")
    row = rows.filter(pk=number, closed=None, round=round_).first()
    if row is None or policy.level(row.matter_id, actor(row.person, day_of(at)).keys) is None:
        return None
    return row


def _behind(link: str) -> Admission | None:
    """The way in of a link, locked; its matter first, as every step locks it first."""
    found = Admission.objects.filter(link=link, closed=None).values_list("matter", flat=True).first()
    if found is None:
        return None
    Matter.objects.select_for_update().get(pk=found)
    rows = Admission.objects.select_related("matter").select_for_update(of=("self",))
    return rows.filter(link=link, closed=None).first()


def _usable(row: Admission, at: datetime) -> bool:
    return bool(row.code) and row.locked is None and row.code_until is not None and at < row.code_until


def _plain(typed: str) -> str:
    """A code as it is kept, of what somebody typed: small letters, dashes and spaces forgiven."""
    return typed[:100].strip().upper().translate(references.MISREAD)


@lru_cache(maxsize=1)
def _nobodys() -> str:
    """The hash of a code that nobody was given: what is typed where nothing is, is held against it."""
    return make_password(secrets.token_hex(SIGNS))


def _wrong(row: Admission, *, at: datetime) -> None:
    wrong = row.wrong + 1
    full = wrong >= MOST_WRONG
    Admission.objects.filter(pk=row.pk).update(wrong=wrong, locked=at if full else None)
    if full:
        ledger.take(row.matter_id, "outside_locked", Said(), by=SYSTEM, at=at)


def _entered(row: Admission, *, at: datetime) -> bool:
    person = Person.objects.get(pk=row.person_id)
    by = actor(person, day_of(at))
    if policy.level(row.matter_id, by.keys) is None:
        return False
    try:
        ledger.take(row.matter_id, "outside_enter", Said(), by=by, at=at, duty=COMES_IN)
    except NotOpen:
        return False
    return True
