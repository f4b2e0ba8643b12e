"""Heads are stated when it is time, signed, and sent to those who keep them, one message each."""

from __future__ import annotations

import json
import threading
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import override_settings

from comity.council.changes.record import ChangeRefused
from comity.council.context import within
from comity.council.models import Change
from comity.matters import heads, witnessing
from comity.matters.models import ChangeLink, Statement, StatementLetter
from comity.worker import statements
from tests.cast import Cast, at
from tests.record.business import business, stated, verifier


class Post:
    """Keeps what is handed in; refuses where it is told to."""

    def __init__(self, refuses: bool = False) -> None:
        self.got: list[EmailMessage] = []
        self.refuses = refuses

    def __call__(self, message: EmailMessage) -> None:
        if self.refuses:
            raise OSError("the line is dead")
        self.got.append(BytesParser(policy=policy.default).parsebytes(message.as_bytes()))  # type: ignore[arg-type]


def name(cast: Cast, who: str, address: str, when: str = "2026-03-02 09:00") -> None:
    with within(cast.council, cast.tess):
        witnessing.name_witness(
            cast.council, who, address, actor=cast.tess, reason="Resolved by the council", at=at(when)
        )


def turn(cast: Cast, when: str, post: Post) -> tuple[bool, tuple[int, int]]:
    made = statements.make(cast.council, at=at(when))
    return made, statements.send(cast.council, post, sender="comity@example.org", at=at(when))


def test_once_a_day_each_witness_gets_one_message_with_the_statement_in_it() -> None:
    cast, _ = business()
    name(cast, "Group leader of Red", "red@example.org")
    name(cast, "External auditor", "Audit@Example.org")
    post = Post()
    assert turn(cast, "2026-03-05 12:00", post) == (True, (2, 0))
    assert turn(cast, "2026-03-06 11:59", post) == (False, (0, 0))
    assert turn(cast, "2026-03-06 12:00", post) == (True, (2, 0))
    assert [one["To"] for one in post.got[:2]] == ["red@example.org", "audit@example.org"] or [
        one["To"] for one in post.got[:2]
    ] == ["audit@example.org", "red@example.org"]
    for message in post.got:
        assert message["Cc"] is None
        assert message["Bcc"] is None
        (file,) = message.iter_attachments()
        kept = json.loads(file.get_content())
        key = json.loads(kept["text"])["key"]
        assert verifier().signed(key, kept["text"].encode(), kept["signature"])
    assert len({one["Message-ID"] for one in post.got}) == 4


def test_a_statement_that_could_not_go_is_tried_again_and_given_up_in_the_end() -> None:
    cast, _ = business()
    name(cast, "Auditor", "audit@example.org")
    dead, well = Post(refuses=True), Post()
    assert turn(cast, "2026-03-05 12:00", dead) == (True, (0, 1))
    assert turn(cast, "2026-03-05 12:01", well) == (False, (0, 0))
    assert turn(cast, "2026-03-05 12:03", well) == (False, (1, 0))
    with within(cast.council, system=True):
        StatementLetter.objects.update(sent=None, attempts=7)
    assert turn(cast, "2026-03-05 13:00", dead) == (False, (0, 1))
    with within(cast.council, system=True):
        assert StatementLetter.objects.get().dropped_why == "it could not be delivered"


def test_a_new_witness_gets_the_latest_at_once_and_an_ended_one_no_more() -> None:
    cast, _ = business()
    stated(cast, "2026-03-05 12:00")
    name(cast, "Auditor", "audit@example.org", "2026-03-05 13:00")
    with pytest.raises(ChangeRefused, match="already"):
        name(cast, "Auditor again", "AUDIT@example.org", "2026-03-05 13:00")
    post = Post()
    assert turn(cast, "2026-03-05 13:01", post) == (False, (1, 0))
    with within(cast.council, cast.tess):
        (row,) = heads.witnesses(cast.council, at=at("2026-03-06 09:00"))
        how = {"actor": cast.tess, "reason": "A new auditor", "at": at("2026-03-06 09:00")}
        witnessing.end_witness(row, **how)
        assert {one.what for one in Change.objects.filter(by=cast.tess)} == {"name_witness", "end_witness"}
    assert turn(cast, "2026-03-06 12:00", post) == (True, (0, 0))


def test_each_council_sets_how_often() -> None:
    cast, _ = business()
    how = {"actor": cast.tess, "reason": "Audit asked for it", "at": at("2026-03-05 10:00")}
    with within(cast.council, cast.tess):
        witnessing.set_hours(cast.council, 1, **how)
        witnessing.set_hours(cast.council, 2, **how)
        with pytest.raises(ChangeRefused, match="168"):
            witnessing.set_hours(cast.council, 0, **how)
    when = ["2026-03-05 12:00", "2026-03-05 13:59", "2026-03-05 14:00"]
    assert [statements.make(cast.council, at=at(one)) for one in when] == [True, False, True]


def test_two_workers_at_once_make_one_statement() -> None:
    cast, _ = business()
    ready = threading.Barrier(2)

    def work() -> None:
        ready.wait()
        statements.make(cast.council, at=at("2026-03-05 12:00"))
        connection.close()

    both = [threading.Thread(target=work) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    with within(cast.council, system=True):
        assert [one.number for one in Statement.objects.all()] == [1]


def test_every_change_to_who_is_who_has_one_place_in_the_chain() -> None:
    cast, _ = business()
    stated(cast, "2026-03-05 12:00")
    name(cast, "Auditor", "audit@example.org")
    stated(cast, "2026-03-06 12:00")
    with within(cast.council, system=True):
        linked = list(ChangeLink.objects.order_by("ordinal").values_list("ordinal", "change_id"))
        assert [ordinal for ordinal, _ in linked] == list(range(1, Change.objects.count() + 1))
        assert {change for _, change in linked} == set(Change.objects.values_list("pk", flat=True))
        assert heads.flaws(cast.council) == []


def test_without_a_key_nothing_is_stated_and_it_says_what_to_do() -> None:
    cast, _ = business()
    with override_settings(COMITY_RECORD_KEY=""):
        assert statements.make(cast.council, at=at("2026-03-05 12:00")) is False
        with pytest.raises(ImproperlyConfigured, match="comity setup"):
            stated(cast, "2026-03-05 12:00")
