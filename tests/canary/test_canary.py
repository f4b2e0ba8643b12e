"""Canaries: a word of its own in every box of every step, drawn anew for each run; elsewhere it is nowhere.

The oracle's tables say who may read which word on a page. Here everything else is searched for them: what
goes beside a page, what leaves by post, what is written to a log, and every table of the database. Each
search has a control: one word planted there is found.
"""

from __future__ import annotations

import json
import logging
import random
import secrets
from email.message import EmailMessage
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core import mail, signing
from django.db import DatabaseError, connection
from django.test import Client, override_settings

from comity.cluster import OWNER, Cluster
from comity.council.context import within
from comity.council.exchange import popolo_out
from comity.matters.models import Prose
from comity.web.forms import keys
from comity.web.models import KeptForm
from comity.web.signin.adapter import POST
from comity.worker import rounds
from tests.canary import searching
from tests.oracle import stage
from tests.oracle.people import CITY, PARISH, PEOPLE
from tests.oracle.probing import MARKS, Asker, Probe, once_each
from tests.oracle.scene import NOW
from tests.oracle.told import MATTERS, mark

SEED, SHARE = 1066, 120
WORD = mark("sealed/put", 1, "account")
"""A word that most people may not read, for the controls."""


def _probes() -> list[Probe]:
    """A share of each address for each person, and of the matters' own pages."""
    drawn = random.Random(SEED)  # noqa: S311 - so that it can be drawn again
    whos = [who for who, one in PEOPLE.items() if one.councils]
    asked = [Probe("matter", told.council, who, told.name) for told in MATTERS.values() for who in whos]
    likely = [one for one in asked if one.expected == 200]
    shares = ((once_each(), SHARE), (asked, SHARE // 3), (likely, SHARE // 3))
    return [probe for every, many in shares for probe in drawn.sample(every, many)]


def test_no_word_goes_beside_a_page(asker: Asker) -> None:
    """Not in a head, a cookie, an address or a form's key, whoever reads the page; nor in the log."""
    with searching.logged() as log:
        wrong, read = searching.on_pages(asker, _probes())
    assert wrong == []
    assert read > 100, "the words stand on the pages of those who may read them"
    assert MARKS.findall(log.getvalue()) == []


def test_what_is_exported_as_a_table_or_for_other_programs_holds_none(asker: Asker) -> None:
    pages = [
        ("figures_file", "tess"), ("figures_file", "abe"), ("figures", "tess"), ("settings_popolo", "adm"),
        ("statements_file", "nobody"), ("settings_record", "adm"), ("people", "gwen"),
    ]  # fmt: skip
    wrong, _ = searching.on_pages(asker, [Probe(name, _home(name), who) for name, who in pages])
    assert wrong == []
    for council in (CITY, PARISH):
        with within(asker.scene.council(council), system=True):
            told = popolo_out.write(asker.scene.council(council), on=NOW.date())
        assert told["persons"]
        assert MARKS.findall(json.dumps(told)) == []


def _home(name: str) -> str:
    return "" if name.startswith("statement") else CITY


def test_no_word_leaves_by_post(migrated: Cluster, asker: Asker) -> None:
    """Letters, reminders and statements as messages, head and body; and what the worker logs about them."""
    sent: list[EmailMessage] = []
    with stage.copied(migrated, "canary_post"), stage.playing("canary_post"), searching.logged() as log:
        did = rounds.go_round(sent.append, sender="comity@example.net", now=lambda: NOW)
        found, letters = searching.in_letters(asker.scene)
    assert did.failed == 0
    assert len(sent) >= 20
    assert letters > 100
    assert found == []
    assert MARKS.findall("\n".join(one.as_string() for one in sent) + log.getvalue()) == []


def test_no_word_is_in_a_mail_about_signing_in(asker: Asker) -> None:
    backend = "django.core.mail.backends.locmem.EmailBackend"
    with override_settings(EMAIL_BACKEND=backend), searching.logged() as log:
        answer = Client(SERVER_NAME="localhost").post(
            "/account/forgotten", {"email": asker.scene.accounts["abe"].email}, secure=True
        )
        POST.submit(lambda: None).result(timeout=60)  # it leaves beside the request
        (one,) = mail.outbox
    assert answer.status_code == 302
    assert MARKS.findall(str(one.message()) + log.getvalue()) == []


def test_no_word_lies_in_a_column_that_is_not_made_for_words(migrated: Cluster, asker: Asker) -> None:
    """Sessions, counters, clocks, alarms (which are all that a job is told) and the index among them."""
    found = searching.in_columns(migrated)
    assert ("public.matters_prose", "words") in found
    assert found <= set(searching.HOLDS_WORDS)


def test_what_somebody_was_sending_when_their_session_had_ended_is_kept_unreadable(
    migrated: Cluster, asker: Asker
) -> None:
    told, scene = MATTERS["sealed/talking"], asker.scene
    person, matter = scene.person(CITY, "abe"), scene.matters[told.name]
    assert person is not None
    key = signing.dumps([person.pk, matter.reference, "add", secrets.token_urlsafe(12)], salt=keys.SALT)
    address = f"/c/{scene.council(CITY).slug}/m/{matter.reference}/add"
    away = Client(SERVER_NAME="localhost")
    with stage.copied(migrated, "canary_kept") as name, stage.playing(name), searching.logged() as log:
        answer = away.post(address, {keys.NAME: key, "words": WORD}, secure=True)
        assert answer.status_code == 302
        assert KeptForm.objects.count() == 1
        assert searching.in_columns(migrated, name) <= set(searching.HOLDS_WORDS)
    assert searching.beside(answer) == []
    assert MARKS.findall(log.getvalue()) == []


def test_a_page_that_breaks_says_and_logs_no_word(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: Any) -> Any:
        raise RuntimeError(f"It broke over {WORD}")

    monkeypatch.setattr("comity.web.pages.matter.page.shown", broken)
    probe = Probe("matter", CITY, "abe", "sealed/put")
    with searching.logged() as log:
        answer = asker.browser("abe").get(asker.address(probe), secure=True)
    assert answer.status_code == 500
    assert "RuntimeError" in log.getvalue()
    assert MARKS.findall(answer.content.decode() + log.getvalue()) == []
    assert searching.beside(answer) == []


def test_what_postgresql_refuses_does_not_stand_in_its_log(migrated: Cluster, asker: Asker) -> None:
    """A row it will not take: neither statement nor row is written to its log, only what was wrong."""
    before = migrated.log.stat().st_size
    with pytest.raises(DatabaseError), within(asker.scene.council(CITY), system=True):
        told = Prose.objects.filter(entry__matter=asker.scene.matters["sealed/put"]).first()
        Prose.objects.create(council=told.council, entry=told.entry, salt="0", words={"account": WORD})
    connection.close()
    written = migrated.log.read_bytes()[before:].decode("utf-8", "replace")
    assert "one_prose_an_entry" in written
    assert MARKS.findall(written) == []
    assert MARKS.findall(migrated.log.read_text("utf-8", "replace")) == []


def test_one_word_on_one_page_too_many_is_found(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    from comity.web import navigation

    plain = navigation.items
    monkeypatch.setattr(navigation, "items", lambda visit: [{**one, "text": WORD} for one in plain(visit)])
    wrong, _ = searching.on_pages(asker, [Probe("register", CITY, "tess"), Probe("register", CITY, "abe")])
    assert [line for line in wrong if "tess" in line]
    assert not [line for line in wrong if "abe" in line], "whoever may read it may read it anywhere"


def test_one_word_in_a_head_a_letter_a_log_or_a_table_is_found(migrated: Cluster, asker: Asker) -> None:
    answer = asker.browser("abe").get(asker.address(Probe("desk", CITY, "abe")), secure=True)
    answer["X-Planted"] = WORD
    assert searching.beside(answer) == [WORD]
    with searching.logged() as log:
        logging.getLogger("comity").warning("Planted: %s", WORD)
    assert MARKS.findall(log.getvalue()) == [WORD]
    with stage.copied(migrated, "canary_control") as name:
        with psycopg.connect(migrated.dsn(OWNER, name)) as owner:
            owner.execute("ALTER TABLE matters_letter NO FORCE ROW LEVEL SECURITY")
            first = "id = (SELECT min(id) FROM matters_letter)"
            owner.execute(f"UPDATE matters_letter SET subject = %s WHERE {first}", [WORD])  # noqa: S608
            owner.execute("ALTER TABLE matters_letter FORCE ROW LEVEL SECURITY")
        assert searching.in_columns(migrated, name) - set(searching.HOLDS_WORDS) == {
            ("public.matters_letter", "subject")
        }
        with stage.playing(name):
            assert searching.in_letters(asker.scene)[0] == [WORD]
    assert settings.DEBUG is False
