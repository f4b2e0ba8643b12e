"""The record is proved at work: what was changed is found, and what is derived is mended."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from comity.cluster import OWNER, Cluster
from comity.council.context import within
from comity.matters import ledger
from comity.matters.files import Upload
from comity.matters.models import Document, Entry, Matter, Sight
from comity.procedures.fields import hear
from comity.site.proving import count, prove
from tests import cast as casting
from tests.cast import Cast, at
from tests.worker.stories import QUESTION, STEPS, ask


@pytest.fixture(autouse=True)
def _database(database: None) -> None:
    """Every story here needs the database."""


def test_a_sound_record_has_no_flaw() -> None:
    cast = casting.council("coventry")
    ask(cast, "2026-03-09 10:00")
    ask(cast, "2026-03-10 10:00")
    assert (count(cast.council), list(prove(cast.council))) == (2, [])


def test_what_is_derived_is_made_again_from_the_ledger() -> None:
    cast = casting.council("coventry")
    entry = ask(cast, "2026-03-09 10:00")
    with within(cast.council, system=True):
        Matter.objects.filter(pk=entry.matter_id).update(late=True)
        Sight.objects.filter(matter=entry.matter_id, part="handler").delete()
    flaws = list(prove(cast.council))
    assert any("“late” is True; its ledger makes it False" in flaw for flaw in flaws)
    assert any("somebody sees more or less of it" in flaw for flaw in flaws)
    assert list(prove(cast.council, rebuild=True)) == []
    assert list(prove(cast.council)) == []


def test_an_entry_that_was_altered_stays_a_flaw_whatever_is_rebuilt(migrated: Cluster) -> None:
    cast = casting.council("coventry")
    entry = ask(cast, "2026-03-09 10:00")
    with psycopg.connect(migrated.dsn(OWNER)) as owner:
        owner.execute("ALTER TABLE matters_entry DISABLE ROW LEVEL SECURITY")
        owner.execute("ALTER TABLE matters_entry DISABLE TRIGGER USER")
        changed = owner.execute(
            "UPDATE matters_entry SET recorded = recorded + interval '1 day' WHERE id = %s", [entry.pk]
        )
        assert changed.rowcount == 1
        owner.execute("ALTER TABLE matters_entry ENABLE TRIGGER USER")
        owner.execute("ALTER TABLE matters_entry ENABLE ROW LEVEL SECURITY")
    for rebuild in (False, True):
        flaws = list(prove(cast.council, rebuild=rebuild))
        assert any("entry 1: the entry is not what was written" in flaw for flaw in flaws)


def with_a_file(cast: Cast) -> Path:
    """Ada asks, with a list; return where its bytes are kept."""
    moment = at("2026-03-09 10:00")
    with within(cast.council, cast.ada):
        said = hear(STEPS.step("ask").says, QUESTION)
        by, paper = cast.acting("ada", moment), Upload(f"{cast.council.slug}.txt", cast.council.slug.encode())
        entry: Entry = ledger.begin(
            cast.council, cast.edition, "enquiry", "ask", said, by=by, at=moment, uploads=[paper]
        )
        digest = Document.objects.get(matter=entry.matter_id).digest
    return Path(settings.COMITY_FILES) / digest[:2] / digest[2:4] / digest


def test_a_file_that_is_gone_or_changed_is_found() -> None:
    cast = casting.council("coventry")
    kept = with_a_file(cast)
    assert list(prove(cast.council)) == []
    kept.write_bytes(b"something else")
    (flaw,) = prove(cast.council)
    assert "an attached file is not what was attached" in flaw
    kept.unlink()
    (flaw,) = prove(cast.council)
    assert "an attached file is missing" in flaw
