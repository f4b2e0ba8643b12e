"""What was said is erased under authority: everywhere, by two people, and the record still proves itself."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from comity.cluster import OWNER
from comity.council.context import enter, within
from comity.matters import erased_files, erasure, search, verify
from comity.matters.erasure import PLACES
from comity.matters.files import Upload
from comity.matters.models import Document, Entry, Erasure, Letter, Matter, Prose
from comity.matters.policy import NotYours
from comity.procedures.run import NotOpen
from tests import cast as casting
from tests.cast import Cast, at
from tests.record.business import LETTER, ask, business, difference, do, exported, held, stated

WHY = {"authority": "erasure_right", "reason": "She asked for it on 9 March."}


def propose(cast: Cast, entry: Entry, who: str, ordinals: list[int], when: str, **more: str) -> Erasure:
    moment = at(when)
    with within(cast.council, cast.people[who]):
        matter = Matter.objects.get(pk=entry.matter_id)
        by = cast.acting(who, moment)
        return erasure.propose(matter, ordinals, by=by, at=moment, **{**WHY, **more})


def approve(cast: Cast, proposal: Erasure, who: str, when: str) -> Entry:
    moment = at(when)
    with within(cast.council, cast.people[who]):
        return erasure.approve(cast.council, proposal.pk, by=cast.acting(who, moment), at=moment)


def found(cast: Cast, who: str, words: str) -> list[int]:
    moment = at("2026-03-10 12:00")
    with within(cast.council, cast.people[who]):
        enter(cast.council.pk, cast.people[who].pk, keys=cast.acting(who, moment).keys)
        return [number for number, _ in search.find(words)]


def rows(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def test_the_words_go_from_every_place_and_the_chain_still_verifies() -> None:
    cast, (_, _, asked) = business()
    before = held(stated(cast, "2026-03-05 12:00"))
    assert found(cast, "ada", "ramp") == [asked.matter_id]
    proposal = propose(cast, asked, "tess", [1], "2026-03-09 10:00")
    entry = approve(cast, proposal, "mo", "2026-03-09 11:00")
    assert found(cast, "ada", "ramp") == []
    with within(cast.council, system=True):
        prose = Prose.objects.get(entry=asked)
        assert (prose.words, prose.salt) == (None, "")
        assert Document.objects.get(matter=asked.matter_id).name == ""
        assert {one.body for one in Letter.objects.filter(entry=asked)} == {erasure.GONE}
        assert list(verify.verify(cast.council)) == []
        assert not rows(
            "select 1 from matters_entry where id = %s and to_jsonb(matters_entry)::text ~* 'wilma'", asked.pk
        )
        assert entry.step == "erase"
        assert entry.facts["entries"] == [1]
        assert entry.facts["proposed_by"] == cast.tess.pk
        assert entry.person_id == cast.mo.pk
        assert Erasure.objects.get().reason == ""
    assert difference(exported(cast, "2026-03-10 12:00"), before) == ""


def test_nothing_of_the_words_is_left_in_any_column_of_any_table(migrated: Any) -> None:
    import psycopg

    cast, (_, _, asked) = business()
    do(
        cast,
        asked,
        "dot",
        "answer",
        "2026-03-06 10:00",
        whole="whole",
        personal="none",
        answer="Zanzibar ramp.",
    )
    approve(cast, propose(cast, asked, "tess", [1, 2], "2026-03-09 10:00"), "mo", "2026-03-09 11:00")
    with psycopg.connect(migrated.dsn(OWNER), autocommit=False) as owner:
        tables = owner.execute(
            "select schemaname, tablename from pg_tables where schemaname in ('public', 'search')"
        ).fetchall()
        looked, signs = 0, f"zanzibar|waits for a ramp|{LETTER.name}"
        for schema, table in tables:
            owner.execute(f'alter table "{schema}"."{table}" no force row level security')
            ours = "to_jsonb(t) ->> 'council_id' is not distinct from %s"
            query = f'select count(*) from "{schema}"."{table}" t where to_jsonb(t)::text ~* %s and {ours}'  # noqa: S608
            assert owner.execute(query, [signs, str(cast.council.pk)]).fetchone() == (0,), (schema, table)
            looked += 1
        owner.rollback()
    assert looked > 40


def test_every_column_that_holds_prose_is_on_the_list_or_is_said_to_hold_none(migrated: Any) -> None:
    columns = {
        f"{table}.{column}"
        for table, column in rows(
            "select table_name, column_name from information_schema.columns "
            "where table_schema = 'public' and table_name like 'matters\\_%%' "
            "and data_type in ('text', 'jsonb', 'character varying', 'tsvector')"
        )
    }
    listed = {place for place, _ in PLACES} - {"search.words.words"}
    assert listed <= columns
    assert columns - listed == NO_PROSE, "a new column: does it hold what was said?"


def test_the_bytes_of_a_file_go_once_nobody_names_them_any_more() -> None:
    letter = Upload("letter.txt", b"Attached here, there and elsewhere, and in no other story.")
    cast, elsewhere = casting.council("coventry"), casting.council("nottinghamshire")
    asked = ask(cast, "2026-03-06 08:00", question="A letter.", files=(letter,))
    again = ask(cast, "2026-03-06 09:00", question="The same letter.", files=(letter,))
    third = ask(elsewhere, "2026-03-06 09:00", question="Here too.", files=(letter,))
    place = _place(letter.content)
    for story, entry in ((cast, asked), (cast, again), (elsewhere, third)):
        assert place.exists()
        approve(story, propose(story, entry, "ada", [1], "2026-03-09 10:00"), "mo", "2026-03-09 11:00")
        assert erased_files.take_away(story.council, at=at("2026-03-09 11:01")) == 1
    assert not place.exists()
    assert erased_files.take_away(cast.council, at=at("2026-03-09 11:02")) == 0
    for story in (cast, elsewhere):
        assert difference(exported(story, "2026-03-10 12:00")) == ""


@pytest.mark.parametrize("who", ["tess", "dot", "ada", "cass"])
def test_only_the_monitoring_officer_approves(who: str) -> None:
    cast, (_, _, asked) = business()
    proposal = propose(cast, asked, "ada", [1], "2026-03-09 10:00")
    with pytest.raises(NotYours):
        approve(cast, proposal, who, "2026-03-09 11:00")
    with within(cast.council, system=True):
        assert Prose.objects.get(entry=asked).words is not None


def test_in_a_parish_it_is_the_clerk_and_nobody_approves_their_own_proposal() -> None:
    cast = casting.council("cottingham")
    asked = ask(cast, "2026-03-02 10:00", question="Is Wilma Oakes on the list?")
    own = propose(cast, asked, "clive", [1], "2026-03-09 10:00")
    with pytest.raises(NotYours):
        approve(cast, own, "clive", "2026-03-09 11:00")
    proposal = propose(cast, asked, "ada", [1], "2026-03-09 10:00")
    approve(cast, proposal, "clive", "2026-03-09 11:00")
    with pytest.raises(NotYours):
        approve(cast, own, "stan", "2026-03-09 12:00")


def test_nobody_proposes_what_they_may_not_read_or_what_is_gone() -> None:
    cast, (_, noted, asked) = business()
    with pytest.raises(NotYours):
        propose(cast, asked, "pam", [1], "2026-03-09 10:00")
    with pytest.raises(NotOpen, match="that you may read"):
        propose(cast, noted, "ada", [2], "2026-03-09 10:00")
    first = propose(cast, asked, "ada", [1], "2026-03-09 10:00")
    second = propose(cast, asked, "tess", [1], "2026-03-09 10:05")
    approve(cast, first, "mo", "2026-03-09 11:00")
    with pytest.raises(NotOpen, match="erased already"):
        approve(cast, second, "mo", "2026-03-09 11:05")
    with pytest.raises(NotOpen, match="not been erased"):
        propose(cast, asked, "ada", [1], "2026-03-09 12:00")
    with pytest.raises(NotOpen, match="authority"):
        propose(cast, noted, "ada", [1], "2026-03-09 12:00", authority="retention_schedule")


def test_words_that_vanish_without_an_entry_are_found() -> None:
    cast, (first, _, _) = business()
    kept = held(stated(cast, "2026-03-05 12:00"))
    with within(cast.council, system=True):
        Prose.objects.filter(entry=first).update(words=None, salt="")
        flaws = [str(flaw) for flaw in verify.verify(cast.council)]
    assert len(flaws) == 1
    assert "what was said is gone" in flaws[0]
    assert "nothing says why" in difference(exported(cast), kept)


def test_that_something_was_erased_is_seen_by_those_who_could_read_it() -> None:
    cast, (_, noted, _) = business()
    entry = approve(cast, propose(cast, noted, "tess", [2], "2026-03-09 10:00"), "mo", "2026-03-09 11:00")
    assert (entry.level, entry.facts["readers"]) == (3, "handling")


def _place(content: bytes) -> Path:
    digest = hashlib.sha256(content).hexdigest()
    return Path(settings.COMITY_FILES) / digest[:2] / digest[2:4] / digest


#: Ids, digests, enumerated words, and the names of those who keep statements: nothing said in a matter.
NO_PROSE = {
    "matters_admission.closed_why",
    "matters_admission.code",
    "matters_admission.link",
    "matters_alarm.clock",
    "matters_alarm.kind",
    "matters_changelink.hash",
    "matters_changelink.previous",
    "matters_clock.clock",
    "matters_clock.receipt",
    "matters_document.digest",
    "matters_document.kind",
    "matters_accessrequest.authority",
    "matters_entry.capacity",
    "matters_entry.decisions",
    "matters_entry.digests",
    "matters_entry.effects",
    "matters_entry.facts",
    "matters_entry.hash",
    "matters_entry.previous",
    "matters_entry.said",
    "matters_entry.step",
    "matters_erasedfile.digest",
    "matters_erasure.authority",
    "matters_erasure.entries",
    "matters_formuse.digest",
    "matters_formuse.key",
    "matters_formuse.step",
    "matters_head.head",
    "matters_letter.dropped_why",
    "matters_letter.held_why",
    "matters_letter.kind",
    "matters_letter.subject",
    "matters_matter.head",
    "matters_matter.kind",
    "matters_matter.outcome",
    "matters_matter.procedure",
    "matters_matter.reference",
    "matters_matter.stage",
    "matters_matter.topic",
    "matters_party.key",
    "matters_party.relation",
    "matters_prose.salt",
    "matters_retentionrule.procedure",
    "matters_retentionrule.whose",
    "matters_sight.key",
    "matters_sight.kind",
    "matters_sight.outcome",
    "matters_sight.part",
    "matters_sight.stage",
    "matters_sight.topic",
    "matters_statement.changes_head",
    "matters_statement.salt",
    "matters_statement.signature",
    "matters_statement.text",
    "matters_statementletter.dropped_why",
    "matters_witness.address",
    "matters_witness.name",
}
