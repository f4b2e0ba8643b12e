"""Editions of a protocol: kept byte for byte, in force from a day, and never altered unnoticed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest

from comity.cluster import OWNER, Cluster
from comity.council.context import within
from comity.editions import shelf
from comity.editions.models import Edition, EditionFile
from comity.editions.shelf import NoEdition, in_force, install, pack_of
from comity.protocol import deciding, packs
from comity.protocol.packs import Pack
from tests import cast as casting
from tests.cast import LONG_AGO, at
from tests.matters.telling import ANSWER, ask, do, look, matter, state, time_passes

PACKS = sorted(packs.shipped())
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TURN = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def _database(database: None) -> None:
    """Every story here needs the database."""


def slower(tmp_path: Path) -> Pack:
    """Coventry's protocol as it might be amended: fifteen working days where it gave five."""
    read = packs.named("coventry")
    read.write(tmp_path)
    rules = tmp_path / "provisions.toml"
    text = rules.read_text()
    assert text.count("working_days = 5 }") >= 1
    rules.write_text(text.replace("working_days = 5 }", "working_days = 15 }"))
    return packs.load(tmp_path, slug="coventry")


@pytest.mark.parametrize("slug", PACKS)
def test_an_edition_is_read_back_byte_for_byte(slug: str, tmp_path: Path) -> None:
    cast = casting.council(slug)
    read = packs.named(slug)
    shelf._read.cache_clear()
    kept = look(cast, lambda: pack_of(cast.edition))
    assert kept.export() == read.export()
    assert (kept.digest, kept.slug, kept.edition) == (read.digest, read.slug, read.edition)
    kept.write(tmp_path)
    assert packs.load(tmp_path, slug=slug).digest == read.digest


@pytest.mark.parametrize("slug", PACKS)
def test_an_edition_that_was_kept_decides_as_the_one_that_was_shipped(slug: str) -> None:
    cast = casting.council(slug)
    kept = look(cast, lambda: pack_of(cast.edition))
    for question in ("enquiry.reply", "enquiry.overdue", "concern.officer"):
        own = deciding.decide(kept, question, {}, on=TURN)
        assert own == deciding.decide(packs.named(slug), question, {}, on=TURN)


def test_the_same_pack_from_the_same_day_is_the_same_edition() -> None:
    cast = casting.council("coventry")
    read = packs.named("coventry")
    again = look(cast, lambda: install(cast.council, read, actor=None, at=NOW, in_force_from=LONG_AGO))
    assert again.pk == cast.edition.pk
    assert look(cast, Edition.objects.count) == 1


def test_the_edition_in_force_is_the_latest_that_has_begun(tmp_path: Path) -> None:
    cast = casting.council("coventry")
    new = look(cast, lambda: install(cast.council, slower(tmp_path), actor=None, at=NOW, in_force_from=TURN))
    assert look(cast, lambda: in_force(cast.council, date(2026, 3, 9))).pk == cast.edition.pk
    assert look(cast, lambda: in_force(cast.council, TURN)).pk == new.pk
    with pytest.raises(NoEdition, match=r"no protocol in force on 1 January 2014\. Install one first\."):
        look(cast, lambda: in_force(cast.council, date(2014, 1, 1)))


def test_what_began_under_an_edition_is_decided_by_it_to_the_end(tmp_path: Path) -> None:
    cast = casting.council("coventry")
    old = ask(cast, "2026-03-09 10:00")
    cast.edition = look(
        cast, lambda: install(cast.council, slower(tmp_path), actor=None, at=NOW, in_force_from=TURN)
    )
    new = ask(cast, "2026-03-10 10:00")
    assert matter(cast, old).due == at("2026-03-16 17:00")
    assert matter(cast, new).due == at("2026-03-31 17:00")
    time_passes(cast, "2026-03-17 10:00")
    do(cast, old, "dot", "answer", "2026-03-17 11:00", **ANSWER)
    again = do(cast, old, "ada", "reopen", "2026-03-18 10:00", reason="Another lamp.")
    assert matter(cast, old).due == at("2026-03-25 17:00")
    assert again.digests["pack"] == old.digests["pack"] != new.digests["pack"]
    assert state(cast, old).count("reopen") == 1


def test_a_file_that_was_altered_is_noticed(migrated: Cluster) -> None:
    cast = casting.council("coventry")
    with psycopg.connect(migrated.dsn(OWNER)) as owner:
        owner.execute("ALTER TABLE editions_editionfile DISABLE TRIGGER USER")
        owner.execute("ALTER TABLE editions_editionfile NO FORCE ROW LEVEL SECURITY")
        done = owner.execute(
            "UPDATE editions_editionfile SET content = content || %s WHERE edition_id = %s AND name = %s",
            [b"\n", cast.edition.pk, "protocol.md"],
        )
        assert done.rowcount == 1
        owner.execute("ALTER TABLE editions_editionfile FORCE ROW LEVEL SECURITY")
        owner.execute("ALTER TABLE editions_editionfile ENABLE TRIGGER USER")
    shelf._read.cache_clear()
    with pytest.raises(NoEdition, match="not those that were put into force"):
        look(cast, lambda: pack_of(cast.edition))


def test_editions_of_one_council_are_nothing_to_another() -> None:
    mine, other = casting.council("coventry"), casting.council("cottingham")

    def files() -> int:
        return EditionFile.objects.filter(edition_id=mine.edition.pk).count()

    assert look(mine, files) == len(packs.named("coventry").export())
    assert look(other, files) == 0
    with within(other.council, system=True), pytest.raises(NoEdition):
        in_force(mine.council, TURN)


def test_two_packs_that_say_the_same_and_differ_in_a_byte_are_two(tmp_path: Path) -> None:
    read = packs.named("coventry")
    changed = slower(tmp_path)
    assert changed.digest != read.digest
    assert replace(read, slug="other").digest == read.digest
    decided = (deciding.decide(pack, "enquiry.reply", {}).within for pack in (read, changed))
    assert [within.amount for within in decided if within] == [5, 15]
