"""The protocol's time kept: what was armed rings, once, and is told to those whom it concerns."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from comity.cluster import OWNER, Cluster
from comity.council.context import within
from comity.matters import ledger
from comity.matters.models import Alarm, Entry, Matter
from comity.procedures.fields import hear
from comity.worker.rounds import Did, councils, go_round, ring
from tests import cast as casting
from tests.cast import Cast, at
from tests.worker.stories import QUESTION, STEPS, ask, letters


def steps(cast: Cast, entry: Entry) -> list[str]:
    with within(cast.council, system=True):
        found = Entry.objects.filter(matter=entry.matter_id).order_by("ordinal")
        return list(found.values_list("step", flat=True))


def test_a_reminder_and_then_lateness_on_the_live_path() -> None:
    cast = casting.council("coventry")
    entry = ask(cast, "2026-03-09 10:00")
    with within(cast.council, system=True):
        armed = dict(Alarm.objects.filter(matter=entry.matter_id).values_list("kind", "rings"))
    assert armed["late"] == at("2026-03-16 17:00")
    assert at("2026-03-09 10:00") < armed["reminder"] < armed["late"]

    assert ring(cast.council, at=armed["reminder"] - timedelta(seconds=1)) == Did()
    assert ring(cast.council, at=armed["reminder"]) == Did(rang=1)
    reminders = [one for one in letters(cast) if one.kind == "reminder"]
    assert [one.person_id for one in reminders] == [cast.dot.pk]
    assert "is due soon" in reminders[0].subject
    assert steps(cast, entry) == ["ask"]

    assert ring(cast.council, at=at("2026-03-16 17:00")) == Did(rang=1)
    assert steps(cast, entry) == ["ask", "late"]
    with within(cast.council, system=True):
        kept = Matter.objects.get(pk=entry.matter_id)
        late = Entry.objects.get(matter=kept, step="late")
    assert (kept.late, late.person_id, late.recorded) == (True, None, at("2026-03-16 17:00"))
    told = {one.person_id for one in letters(cast) if one.entry_id == late.pk}
    assert told == {cast.ada.pk, cast.dot.pk}

    assert ring(cast.council, at=at("2026-03-20 12:00")) == Did()
    assert steps(cast, entry) == ["ask", "late"]


def test_two_workers_let_an_alarm_ring_once() -> None:
    cast = casting.council("coventry")
    asked = [ask(cast, "2026-03-09 10:00") for _ in range(4)]
    ready = threading.Barrier(2)

    def work() -> None:
        from django.db import connection

        ready.wait()
        for _ in range(3):
            ring(cast.council, at=at("2026-03-17 09:00"))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert [steps(cast, entry) for entry in asked] == [["ask", "late"]] * 4


@pytest.fixture
def nobody_else(migrated: Cluster) -> Iterator[None]:
    """Every council of earlier stories rests, so that a round is a round of this story's."""
    with psycopg.connect(migrated.dsn(OWNER), autocommit=True) as owner:
        resting = owner.execute(
            "UPDATE council_council SET suspended = now() WHERE suspended IS NULL RETURNING id"
        ).fetchall()
        yield
        ids = [number for (number,) in resting]
        owner.execute("UPDATE council_council SET suspended = NULL WHERE id = ANY(%s)", [ids])


def test_what_fails_in_one_council_keeps_neither_it_nor_another_waiting(nobody_else: None) -> None:
    broken, sound = casting.council("coventry"), casting.council("cottingham")
    late_here, late_there = ask(broken, "2026-03-09 10:00"), _ask_parish(sound)
    with within(broken.council, system=True):
        Alarm.objects.create(
            council=broken.council,
            matter_id=late_here.matter_id,
            clock="reply",
            round=1,
            kind="a step there is not",
            rings=at("2026-03-10 09:00"),
        )
    did = go_round(None, sender="comity@example.org", now=lambda: at("2026-04-20 12:00"))
    assert did.failed == 1
    assert steps(broken, late_here) == ["ask", "late"]
    assert steps(sound, late_there)[:2] == ["ask", "late"]
    with within(broken.council, system=True):
        Alarm.objects.filter(kind="a step there is not").delete()


def _ask_parish(cast: Cast) -> Entry:
    moment = at("2026-03-09 10:00")
    with within(cast.council, cast.ada):
        said = hear(STEPS.step("ask").says, QUESTION)
        by = cast.acting("ada", moment)
        return ledger.begin(cast.council, cast.edition, "enquiry", "ask", said, by=by, at=moment)


def test_a_suspended_council_rests(migrated: Cluster) -> None:
    cast = casting.council("coventry")
    assert cast.council.pk in [council.pk for council in councils()]
    with psycopg.connect(migrated.dsn(OWNER), autocommit=True) as owner:
        owner.execute("UPDATE council_council SET suspended = now() WHERE id = %s", [cast.council.pk])
    assert cast.council.pk not in [council.pk for council in councils()]
