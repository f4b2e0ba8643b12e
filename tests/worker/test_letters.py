"""Letters as they go out: one reader each, in office hours where they are an officer's, once."""

from __future__ import annotations

import threading
from email.message import EmailMessage
from functools import partial

import pytest

from comity.council.changes import people as changes
from comity.council.changes.record import SYSTEM
from comity.council.context import within
from comity.matters.models import Letter
from comity.worker.message import message_id
from comity.worker.post import by_smtp
from comity.worker.rounds import Did, send
from tests import cast as casting
from tests.cast import Cast, at
from tests.worker.conftest import Catcher
from tests.worker.stories import ask, do, letters

FROM = "comity@example.org"
ANSWER = {"whole": "whole", "personal": "none", "answer": "On Friday, between nine and ten."}


def go(cast: Cast, catcher: Catcher, when: str) -> Did:
    return send(cast.council, by_smtp(catcher.server), sender=FROM, now=lambda: at(when))


def test_an_officer_is_not_written_to_on_a_saturday(catcher: Catcher) -> None:
    cast = casting.council("coventry")
    ask(cast, "2026-03-07 10:00")
    assert go(cast, catcher, "2026-03-07 10:01") == Did()
    assert go(cast, catcher, "2026-03-09 08:59") == Did()
    assert go(cast, catcher, "2026-03-09 09:00") == Did(sent=1)
    assert [readers for readers, _ in catcher.got] == [[cast.dot.email]]
    (letter,) = letters(cast)
    assert (letter.held_why, letter.sent) == ("held for office hours", at("2026-03-09 09:00"))


def test_a_member_is_written_to_at_once_on_a_saturday(catcher: Catcher) -> None:
    cast = casting.council("coventry")
    entry = ask(cast, "2026-03-05 10:00")
    go(cast, catcher, "2026-03-05 10:01")
    do(cast, entry, "dot", "answer", "2026-03-07 21:00", **ANSWER)
    assert go(cast, catcher, "2026-03-07 21:00") == Did(sent=1)
    assert len(catcher.to(cast.ada.email)) == 1


def test_an_emergency_does_not_wait_for_monday(catcher: Catcher) -> None:
    cast = casting.council("coventry")
    ask(cast, "2026-03-07 22:00", emergency="yes", emergency_reason="The wall leans over the footway.")
    assert go(cast, catcher, "2026-03-07 22:00") == Did(sent=1)
    assert len(catcher.to(cast.dot.email)) == 1


def test_a_letter_says_what_counts_and_nothing_that_was_said(catcher: Catcher) -> None:
    cast = casting.council("coventry")
    entry = ask(cast, "2026-03-09 10:00")
    go(cast, catcher, "2026-03-09 10:00")
    (message,) = catcher.to(cast.dot.email)
    text = message.get_content()
    assert "7.1" in text
    assert "Monday 16 March 2026" in text
    for secret in ("Mill Lane", "mended", "Street lamp"):
        assert secret not in message.as_string()
    (letter,) = letters(cast)
    assert message["Message-ID"] == message_id(cast.council, letter, FROM)
    assert message["From"].addresses[0].display_name == cast.council.name
    assert message["From"].addresses[0].addr_spec == FROM
    assert [one.addr_spec for one in message["To"].addresses] == [cast.dot.email]
    assert message["Cc"] is None
    assert message["Bcc"] is None
    assert message.get_content_type() == "text/plain"
    assert letter.entry_id == entry.pk


def test_who_may_no_longer_know_is_not_told(catcher: Catcher) -> None:
    cast = casting.council("coventry")
    ask(cast, "2026-03-07 10:00")
    with within(cast.council, system=True):
        changes.end_term(
            cast.dot,
            until=at("2026-03-09 00:00").date(),
            actor=SYSTEM,
            reason="Left",
            at=at("2026-03-08 12:00"),
        )
    assert go(cast, catcher, "2026-03-09 09:00") == Did()
    (letter,) = letters(cast)
    assert letter.dropped == at("2026-03-09 09:00")
    assert letter.dropped_why == "the reader may no longer see the matter"
    assert catcher.got == []


def test_a_server_that_is_down_is_tried_again(catcher: Catcher) -> None:
    cast = casting.council("coventry")
    ask(cast, "2026-03-09 10:00")

    def nobody_there(message: object) -> None:
        raise ConnectionRefusedError("no mail server")

    did = send(cast.council, nobody_there, sender=FROM, now=lambda: at("2026-03-09 10:00"))
    assert did == Did(unsent=1)
    assert go(cast, catcher, "2026-03-09 10:01") == Did()
    assert go(cast, catcher, "2026-03-09 10:03") == Did(sent=1)
    assert go(cast, catcher, "2026-03-09 10:30") == Did()
    (letter,) = letters(cast)
    assert (letter.attempts, letter.dropped) == (1, None)


def test_a_letter_that_never_gets_through_is_given_up_and_says_so() -> None:
    cast = casting.council("coventry")
    ask(cast, "2026-03-09 10:00")
    tried = []

    def refuse(message: object) -> None:
        tried.append(message)
        raise TimeoutError

    for hour in range(10, 24):
        send(cast.council, refuse, sender=FROM, now=partial(at, f"2026-03-09 {hour}:59"))
    for hour in range(12):
        send(cast.council, refuse, sender=FROM, now=partial(at, f"2026-03-10 {hour:02}:59"))
    (letter,) = letters(cast)
    assert len(tried) == 8
    assert letter.dropped_why == "it could not be delivered"


def test_a_worker_that_dies_keeps_one_letter_waiting_and_no_other(catcher: Catcher) -> None:
    cast = casting.council("coventry")
    for _ in range(5):
        ask(cast, "2026-03-09 10:00")

    class Killed(BaseException):
        """The end of the process, in the middle of a delivery."""

    def die(message: EmailMessage) -> None:
        raise Killed

    with pytest.raises(Killed):
        send(cast.council, die, sender=FROM, now=partial(at, "2026-03-09 10:01"))
    assert go(cast, catcher, "2026-03-09 10:02") == Did(sent=4)
    assert go(cast, catcher, "2026-03-09 10:05") == Did()
    assert go(cast, catcher, "2026-03-09 10:06") == Did(sent=1)


def test_nobody_else_takes_a_letter_while_a_slow_post_works_towards_it(catcher: Catcher) -> None:
    cast = casting.council("coventry")
    for _ in range(3):
        ask(cast, "2026-03-09 10:00")
    minutes = iter(range(60))
    sent: list[str] = []

    def slow(message: EmailMessage) -> None:
        sent.append(message["Message-ID"])
        assert go(cast, catcher, f"2026-03-09 10:{next(minutes):02}") == Did(sent=2 if len(sent) == 1 else 0)

    send(cast.council, slow, sender=FROM, now=lambda: at(f"2026-03-09 10:{next(minutes):02}"))
    names = sent + [message["Message-ID"] for _, message in catcher.got]
    assert len(names) == len(set(names)) == 3


def test_two_workers_send_each_letter_once(catcher: Catcher) -> None:
    cast = casting.council("coventry")
    for _ in range(12):
        ask(cast, "2026-03-09 10:00")
    ready = threading.Barrier(2)

    def work() -> None:
        from django.db import connection

        ready.wait()
        for _ in range(4):
            go(cast, catcher, "2026-03-09 10:05")
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    names = [message["Message-ID"] for _, message in catcher.got]
    assert len(names) == len(set(names)) == 12
    with within(cast.council, system=True):
        assert Letter.objects.filter(sent=None).count() == 0
