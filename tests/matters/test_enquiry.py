"""A Member's enquiry, from asking to answered, as the five protocols would have it."""

from __future__ import annotations

import pytest

from comity.council.context import within
from comity.matters import ledger
from comity.matters.models import Entry, Letter, Matter
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import hear
from comity.procedures.run import NotOpen
from tests import cast as casting
from tests.cast import Cast, at

ENQUIRY = PROCEDURES["enquiry"]
QUESTION = {
    "topic": "operational",
    "title": "Street lamp in Mill Lane",
    "question": "When will it be mended?",
    "share": "nobody",
    "emergency": "no",
}


def say(step: str, **typed: object):
    return hear(ENQUIRY.step(step).says, {**(QUESTION if step == "ask" else {}), **typed})


def ask(cast: Cast, when: str = "2026-03-09 10:00", **more: object) -> Entry:
    moment = at(when)
    with within(cast.council, cast.ada):
        return ledger.begin(
            cast.council,
            cast.edition,
            "enquiry",
            "ask",
            say("ask", **more),
            by=cast.acting("ada", moment),
            at=moment,
        )


def do(cast: Cast, entry: Entry, who: str, step: str, when: str, **typed: object) -> Entry:
    moment = at(when)
    with within(cast.council, cast.people[who]):
        return ledger.take(entry.matter_id, step, say(step, **typed), by=cast.acting(who, moment), at=moment)


def matter(cast: Cast, entry: Entry) -> Matter:
    with within(cast.council, system=True):
        return Matter.objects.get(pk=entry.matter_id)


def test_it_goes_to_the_director_and_is_due_in_five_working_days() -> None:
    cast = casting.council("coventry")
    entry = ask(cast, service=str(cast.services["highways"].pk))
    kept = matter(cast, entry)
    assert kept.handler_id == cast.posts["dot"].pk
    assert kept.due == at("2026-03-16 17:00")
    assert [d["cites"][0] for d in entry.decisions] == ["3.2(e)", "7.1"]


def test_an_answer_closes_it_in_time_and_the_member_is_told() -> None:
    cast = casting.council("coventry")
    entry = ask(cast, service=str(cast.services["highways"].pk))
    do(cast, entry, "dot", "answer", "2026-03-11 10:00", whole="whole", personal="none", answer="On Friday.")
    kept = matter(cast, entry)
    assert (kept.stage, kept.outcome, kept.in_time) == ("closed", "answered", True)
    with within(cast.council, system=True):
        assert Letter.objects.filter(matter=kept, person=cast.ada, kind="step").exists()


def test_a_stranger_cannot_answer() -> None:
    cast = casting.council("coventry")
    entry = ask(cast, service=str(cast.services["highways"].pk))
    with pytest.raises(NotOpen, match="Only"):
        do(cast, entry, "pam", "answer", "2026-03-11 10:00", whole="whole", personal="none", answer="No.")
