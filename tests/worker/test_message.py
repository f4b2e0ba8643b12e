"""A message cannot be made to say more, or to go to more people, than the letter does."""

from __future__ import annotations

import re
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as some

from comity.council.models import Council
from comity.matters.models import Letter
from comity.worker.message import BadAddress, message, message_id
from comity.worker.smtp_url import NotAServer, Server, read
from tests.cast import at

FROM = "comity@example.org"
NOW = at("2026-03-09 10:00")


def letter(subject: str = "Something new on ABCD-EFGH", body: str = "It is due on Monday.") -> Letter:
    return Letter(pk=7, subject=subject, body=body)


def council(name: str = "Netherby Borough Council") -> Council:
    return Council(slug="netherby", name=name)


@given(
    name=some.text(min_size=1, max_size=80),
    subject=some.text(max_size=120),
    body=some.text(alphabet=some.characters(exclude_categories=["Cs"]), max_size=300),
)
def test_no_name_subject_or_body_adds_a_line_to_the_head(name: str, subject: str, body: str) -> None:
    name = name.encode("utf-8", "replace").decode()
    subject = subject.encode("utf-8", "replace").decode()
    made = message(council(name), letter(subject, body), "ada@example.org", sender=FROM, at=NOW)
    read_back = message_from_bytes(made.as_bytes(), policy=policy.default)
    assert sorted(read_back.keys()) == [
        "Auto-Submitted",
        "Content-Transfer-Encoding",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
    ]
    assert [one.addr_spec for one in read_back["To"].addresses] == ["ada@example.org"]
    assert [one.addr_spec for one in read_back["From"].addresses] == [FROM]


def test_a_name_with_a_line_break_stays_one_name() -> None:
    made = message(
        council("Netherby\r\nBcc: all@example.org"), letter(), "ada@example.org", sender=FROM, at=NOW
    )
    assert b"\r\nBcc:" not in made.as_bytes()
    assert made["From"].addresses[0].display_name == "Netherby Bcc: all@example.org"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@example.org, bel@example.org",
        "ada@example.org\r\nBcc: bel@example.org",
        "a@b@c",
        "<a@b.org>",
    ],
)
def test_an_address_is_of_one_reader_or_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        message(council(), letter(), address, sender=FROM, at=NOW)


def test_a_letter_keeps_its_name_however_often_it_is_tried() -> None:
    first = message(council(), letter(), "ada@example.org", sender=FROM, at=NOW)
    again = message(
        council("Renamed"), letter(), "ada.new@example.org", sender=FROM, at=at("2026-03-10 10:00")
    )
    assert first["Message-ID"] == again["Message-ID"] == message_id(council(), letter(), FROM)
    named = re.fullmatch(r"<letter-(\d+)\.netherby@example\.org>", str(first["Message-ID"]))
    assert named
    assert int(named[1]) != 7, "a letter's name does not count letters"


def test_a_mail_server_is_named_by_its_address() -> None:
    assert read("") is None
    assert read("smtp://mail.example.org") == Server("mail.example.org", 25)
    assert read("smtp://127.0.0.1:2525") == Server("127.0.0.1", 2525)
    starttls = read("smtp+starttls://comity:p%40ss@mail.example.org")
    assert starttls == Server("mail.example.org", 587, "comity", "p@ss", "starttls")
    assert read("smtps://mail.example.org") == Server("mail.example.org", 465, security="tls")


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://host:port"]
)
def test_what_names_no_mail_server_is_refused_with_how_it_is_written(url: str) -> None:
    with pytest.raises(NotAServer, match="smtp://host:port"):
        read(url)
