"""Sending what is queued: claimed letter by letter, so that no two workers send the same one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from comity.council.calendars import day_of
from comity.council.context import within
from comity.council.keys import keys_of
from comity.council.models import Council, Person
from comity.matters import admissions, policy
from comity.matters.models import Admission, Letter

CLAIM = timedelta(minutes=5)
ATTEMPTS = 8
NO_ADDRESS = "the reader has no e-mail address"
NO_RIGHT = "the reader may no longer see the matter"
GIVEN_UP = "it could not be delivered"


def claim(council: Council, *, at: datetime, most: int = 20) -> list[Letter]:
    """Take letters that are ready to go, for five minutes; after a crash they are taken again later."""
    taken: list[Letter] = []
    with within(council, system=True):
        while ready := _ready(council, at=at, most=most - len(taken)):
            taken += [letter for letter in ready if not _dropped(letter, at=at)]
    return taken


def _ready(council: Council, *, at: datetime, most: int) -> list[Letter]:
    ready = list(
        Letter.objects.select_for_update(skip_locked=True)
        .filter(council=council, sent=None, dropped=None, held_until__lte=at)
        .exclude(claimed__gt=at)
        .order_by("held_until", "pk")[:most]
    )
    Letter.objects.filter(pk__in=[letter.pk for letter in ready]).update(claimed=at + CLAIM)
    return ready


def _dropped(letter: Letter, *, at: datetime) -> bool:
    reader = Person.objects.get(pk=letter.person_id)
    gone = not reader.holds(day_of(at))
    seen = None if gone else policy.level(letter.matter_id, keys_of(reader, day_of(at)))
    reads = seen is not None and _still_reads(letter, seen)
    reads = reads and bool(admissions.let_in(letter.matter_id, [reader]))
    address = admissions.second_address(reader) if letter.kind == "code" else reader.email
    why = NO_RIGHT if not reads else NO_ADDRESS if not address else ""
    if why:
        _drop(letter, why, at=at)
    return bool(why)


def _drop(letter: Letter, why: str, *, at: datetime) -> None:
    Letter.objects.filter(pk=letter.pk).update(dropped=at, dropped_why=why, claimed=None)


def _still_reads(letter: Letter, seen: policy.Seen) -> bool:
    return seen >= letter.level or letter.entry.ordinal in seen.opened


def send(council: Council, letter: Letter, deliver: Callable[[Letter, str], None], *, at: datetime) -> bool:
    """Hand one claimed letter to the post, outside any transaction, and note what came of it.

    `deliver(letter, address)` raises OSError where it could not. Says whether it was sent: it is dropped
    where somebody outside lost their way in since it was claimed.
    """
    with within(council, system=True):
        try:
            letter.body, address = admissions.filled(council, letter, at=at)
        except Admission.DoesNotExist:  # their way in closed after the letter was claimed
            _drop(letter, NO_RIGHT, at=at)
            return False
    try:
        deliver(letter, address)
    except OSError:
        _failed(council, letter, at=at)
        return False
    with within(council, system=True):
        Letter.objects.filter(pk=letter.pk, sent=None).update(sent=at, claimed=None)
    return True


def _failed(council: Council, letter: Letter, *, at: datetime) -> None:
    attempts = letter.attempts + 1
    with within(council, system=True), transaction.atomic():
        kept = Letter.objects.filter(pk=letter.pk, sent=None)
        if attempts >= ATTEMPTS:
            kept.update(attempts=attempts, dropped=at, dropped_why=GIVEN_UP, claimed=None)
        else:
            kept.update(attempts=attempts, claimed=at + timedelta(minutes=2**attempts))
