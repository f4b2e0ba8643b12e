"""How stories of matters are told: somebody asks, somebody does something, and how it then stands."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from comity.council.context import within
from comity.council.readers import people_with_key
from comity.matters import ledger
from comity.matters.files import Upload
from comity.matters.models import Alarm, Entry, Letter, Matter
from comity.matters.standing import state_of
from comity.matters.sweep import Swept, sweep
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import Said, hear
from comity.procedures.state import State
from tests.cast import Cast, at

ENQUIRY = PROCEDURES["enquiry"]
QUESTION = {
    "topic": "operational",
    "title": "Street lamp in Mill Lane",
    "question": "When will it be mended?",
    "share": "nobody",
    "emergency": "no",
}
CASE = {
    "topic": "casework",
    "constituent": "Dora Petrichor",
    "lives_in_members_ward": "yes",
    "says_represents_them": "yes",
    "necessary_for_complaint": "yes",
}
ANSWER = {"whole": "whole", "personal": "none", "answer": "On Friday."}
HOLD = {"reason": "The contractor has not replied.", "owner": "Hal Example, Head of Highways"}


def say(step: str, **typed: object) -> Said:
    """What is typed at a step."""
    return hear(ENQUIRY.step(step).says, {**(QUESTION if step in {"ask", "log"} else {}), **typed})


def ask(
    cast: Cast,
    when: str = "2026-03-09 10:00",
    *,
    who: str = "ada",
    step: str = "ask",
    acting_for: str = "",
    uploads: Sequence[Upload] = (),
    **more: object,
) -> Entry:
    """Somebody asks; about highways, where the council has such a service."""
    moment = at(when)
    if "highways" in cast.services:
        more = {"service": str(cast.services["highways"].pk), **more}
    with within(cast.council, cast.people[who]):
        return ledger.begin(
            cast.council,
            cast.edition,
            "enquiry",
            step,
            say(step, **more),
            by=cast.acting(who, moment, acting_for=acting_for),
            at=moment,
            uploads=uploads,
        )


def do(
    cast: Cast,
    entry: Entry,
    who: str,
    step: str,
    when: str | datetime,
    *,
    uploads: Sequence[Upload] = (),
    **typed: object,
) -> Entry:
    """Somebody takes a step."""
    moment = at(when) if isinstance(when, str) else when
    with within(cast.council, cast.people[who]):
        return ledger.take(
            entry.matter_id, step, say(step, **typed), by=cast.acting(who, moment), at=moment, uploads=uploads
        )


def look(cast: Cast, what: Callable[[], Any]) -> Any:
    """Look at something as the product itself."""
    with within(cast.council, system=True):
        return what()


def matter(cast: Cast, entry: Entry) -> Matter:
    """The matter's row as it stands."""
    return look(cast, lambda: Matter.objects.get(pk=entry.matter_id))


def state(cast: Cast, entry: Entry) -> State:
    """How it stands by its ledger."""
    return look(cast, lambda: state_of(Matter.objects.get(pk=entry.matter_id)))


def steps(cast: Cast, entry: Entry) -> list[str]:
    """What has been done, in order."""
    found = Entry.objects.filter(matter_id=entry.matter_id).order_by("ordinal")
    return look(cast, lambda: list(found.values_list("step", flat=True)))


def alarms(cast: Cast, entry: Entry) -> set[tuple[str, str]]:
    """Which alarms are armed: of which clock, and what for."""
    found = Alarm.objects.filter(matter_id=entry.matter_id, fired=None)
    return look(cast, lambda: set(found.values_list("clock", "kind")))


def letters(cast: Cast, entry: Entry) -> list[Letter]:
    """The letters that an entry caused."""
    found = Letter.objects.filter(entry_id=entry.pk).select_related("person").order_by("pk")
    return look(cast, lambda: list(found))


def told(cast: Cast, entry: Entry) -> set[str]:
    """Who was told of an entry, by first name."""
    return {letter.person.name.split()[0].lower() for letter in letters(cast, entry)}


def time_passes(cast: Cast, until: str | datetime) -> Swept:
    """The worker looks at the clocks."""
    return sweep(cast.council, at=at(until) if isinstance(until, str) else until)


def handler(cast: Cast, entry: Entry, when: str = "2026-03-09 10:00") -> str:
    """The first name of whoever handles it."""
    key = state(cast, entry).present("handler")[0].key
    found = look(cast, lambda: people_with_key(cast.council.pk, key, at(when).date()))
    return found[0].name.split()[0].lower()


def at_once(*doings: Callable[[], Any]) -> list[Any]:
    """Several people do something at the same moment, each in a process of their own as it were."""
    line = threading.Barrier(len(doings))
    came: list[Any] = [None] * len(doings)

    def run(number: int, doing: Callable[[], Any]) -> None:
        try:
            line.wait()
            came[number] = doing()
        except Exception as wrong:  # handed to the story, which says which it expects
            came[number] = wrong
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came
