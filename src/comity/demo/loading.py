"""Puts the demonstration councils into a database, once; what is there already is left as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from comity.council.context import within
from comity.council.models import Council, Person
from comity.demo import guard
from comity.demo.building import Built, build, found, let_in
from comity.demo.description import NAMES, read
from comity.demo.telling import Telling, beginning
from comity.matters.models import Letter
from comity.site.instance import NotReady
from comity.worker.message import message
from comity.worker.post import into_folder

SENDER = "comity@example.org"

Told = Callable[[str], None]
"""Shows progress: a line of words, over the one before."""


def load(*, now: datetime, outbox: Path, told: Told) -> int:
    """Make the demonstration councils that are missing, and say how many that were.

    Their weeks of life end at `now`; letters that would have gone out lie in `outbox` as files. Raises
    NotADemonstration where the database holds any other council, HalfMade where this was broken off before.
    """
    guard.check()
    missing = [one for one in map(read, NAMES) if not _finished(one["slug"])]
    for description in missing:
        _make(description, now=now, outbox=outbox, told=told)
    return len(missing)


class HalfMade(NotReady):
    """A demonstration council is only half there; the message says what to do, `what` what happened."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} Begin anew: comity reset")
        self.what = what


def _finished(slug: str) -> bool:
    """Whether a council of this name is there, down to the last thing: that people can sign in.

    Raises HalfMade where its making was broken off.
    """
    council = Council.objects.filter(slug=slug).first()
    if council is None:
        return False
    with within(council, system=True):
        if Person.objects.exclude(account=None).exists():
            return True
    raise HalfMade(f"The making of {council.name} was broken off.")


def _make(description: Mapping[str, Any], *, now: datetime, outbox: Path, told: Told) -> None:
    began = beginning(now)
    told(f"{description['name']}: its people …")
    council = found(description, at=began)
    with within(council, system=True):
        built = build(council, description, since=began.date(), at=began)
    _tell(built, list(description.get("story", ())), now=now, outbox=outbox, told=told)
    with within(council, system=True):
        let_in(built)


def _tell(built: Built, stories: list[Mapping[str, Any]], *, now: datetime, outbox: Path, told: Told) -> None:
    council = built.council
    deliver = into_folder(outbox)

    def deliver_to(letter: Letter, address: str) -> None:
        deliver(message(council, letter, address, sender=SENDER, at=letter.held_until))

    telling = Telling(built, stories, now=now, deliver=deliver_to)
    steps = len(telling.lines)
    for number, _ in enumerate(telling.tell(), start=1):
        told(f"{council.name}: what happened there, step {number} of {steps} …")
