"""The record proves itself: whatever is changed behind its back is found and named."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, ProgrammingError
from psycopg.types.json import Jsonb

import comity
from comity.cluster import OWNER, Cluster
from comity.council.context import within
from comity.matters import chain
from comity.matters.ledger import hashed
from comity.matters.models import Alarm, Clock, Entry, Matter, Party, Prose, Sight
from comity.matters.verify import rebuild, verify
from tests import cast as casting
from tests.cast import Cast
from tests.matters.telling import ANSWER, CASE, HOLD, ask, do, look, matter, time_passes

Tamper = Callable[..., None]


@pytest.fixture
def cast() -> Cast:
    return casting.council("coventry")


@pytest.fixture
def tamper(migrated: Cluster) -> Iterator[Tamper]:
    """Do what only the database's owner could do, its triggers and walls laid down for a moment."""

    def tamper(table: str, sql: str, *values: Any) -> None:
        with psycopg.connect(migrated.dsn(OWNER)) as owner:
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            done = owner.execute(sql, values)
            owner.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            assert done.rowcount > 0, "nothing was tampered with"

    yield tamper


def flaws(cast: Cast) -> list[str]:
    return look(cast, lambda: [f"{flaw.entry}: {flaw.what}" for flaw in verify(cast.council)])


def lived(cast: Cast) -> Entry:
    """A matter with something of everything in it."""
    entry = ask(cast, "2026-03-02 10:00", **CASE, ward=str(cast.wards["north"].pk), share="ward")
    do(cast, entry, "dot", "note", "2026-03-02 11:00", words="Hal knows more.")
    do(cast, entry, "dot", "hold", "2026-03-06 10:00", new_date="2026-03-11", **HOLD)
    do(cast, entry, "dot", "ask_more", "2026-03-09 10:00", words="Which lamp?")
    do(cast, entry, "ada", "tell_more", "2026-03-10 10:00", words="The one by the mill.")
    time_passes(cast, "2026-03-20 10:00")
    do(cast, entry, "ada", "climb", "2026-03-20 11:00")
    do(cast, entry, "dot", "hand_over", "2026-03-20 12:00", post=str(cast.posts["hal"].pk), reason="His.")
    do(cast, entry, "hal", "answer", "2026-03-23 10:00", **ANSWER)
    do(cast, entry, "ada", "reopen", "2026-03-24 10:00", reason="Another lamp.")
    return entry


def test_a_matter_that_was_lived_with_has_no_flaw(cast: Cast) -> None:
    lived(cast)
    assert flaws(cast) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("step", "acknowledge"),
        ("happened", "2026-03-01T10:00:00+00:00"),
        ("recorded", "2026-03-01T10:00:00+00:00"),
        ("level", 1),
        ("facts", Jsonb({"topic": "strategic"})),
        ("effects", Jsonb({})),
        ("decisions", Jsonb([{"outcome": "allow"}])),
        ("digests", Jsonb({})),
        ("capacity", Jsonb({"key": "system"})),
        ("said", "0" * 64),
        ("previous", "0" * 64),
        ("hash", "0" * 64),
        ("person_id", None),
    ],
)
def test_whatever_of_an_entry_is_changed_is_found_at_that_entry(
    cast: Cast, tamper: Tamper, column: str, value: object
) -> None:
    entry = ask(cast)
    noted = do(cast, entry, "dot", "note", "2026-03-09 11:00", words="Hal knows more.")
    do(cast, entry, "dot", "acknowledge", "2026-03-09 12:00")
    change = f"UPDATE matters_entry SET {column} = %s WHERE id = %s"  # noqa: S608
    tamper("matters_entry", change, value, noted.pk)
    found = flaws(cast)
    assert any(flaw.startswith("2: the entry is not what was written") for flaw in found), found
    assert not any(flaw.startswith("1: ") for flaw in found)


def test_words_that_are_changed_are_found(cast: Cast, tamper: Tamper) -> None:
    entry = ask(cast)
    tamper(
        "matters_prose",
        "UPDATE matters_prose SET words = %s WHERE entry_id = %s",
        Jsonb({"title": "Street lamp", "question": "Never mind."}),
        entry.pk,
    )
    assert flaws(cast) == ["1: what was said is not what was written"]


def test_words_that_are_taken_away_are_found(cast: Cast, tamper: Tamper) -> None:
    entry = ask(cast)
    tamper("matters_prose", "UPDATE matters_prose SET words = NULL WHERE entry_id = %s", entry.pk)
    assert flaws(cast) == ["1: what was said is gone, and nothing says why"]
    tamper("matters_prose", "DELETE FROM matters_prose WHERE entry_id = %s", entry.pk)
    assert flaws(cast) == ["1: what was said is missing"]


def _without(tamper: Tamper, entry: Entry) -> None:
    for table in ("matters_letter", "matters_prose"):
        tamper_quietly(tamper, table, entry)
    tamper("matters_entry", "DELETE FROM matters_entry WHERE id = %s", entry.pk)


def tamper_quietly(tamper: Tamper, table: str, entry: Entry) -> None:
    """Take away what hangs on an entry, where there is any."""
    gone = f"DELETE FROM {table} WHERE entry_id = %s RETURNING 1"  # noqa: S608
    tamper(table, f"WITH gone AS ({gone}) SELECT count(*) FROM gone", entry.pk)  # noqa: S608


def test_an_entry_taken_out_of_the_middle_is_named_as_missing(cast: Cast, tamper: Tamper) -> None:
    entry = ask(cast)
    noted = do(cast, entry, "dot", "note", "2026-03-09 11:00", words="Hal knows more.")
    do(cast, entry, "dot", "acknowledge", "2026-03-09 12:00")
    _without(tamper, noted)
    assert "2: this entry is missing" in flaws(cast)


def test_a_ledger_cut_short_is_found(cast: Cast, tamper: Tamper) -> None:
    entry = ask(cast)
    noted = do(cast, entry, "dot", "note", "2026-03-09 11:00", words="Hal knows more.")
    _without(tamper, noted)
    assert "None: the ledger does not end where the matter says it ends" in flaws(cast)


def test_an_entry_changed_and_hashed_again_is_found_at_the_next_one(cast: Cast, tamper: Tamper) -> None:
    entry = ask(cast)
    noted = do(cast, entry, "dot", "note", "2026-03-09 11:00", words="Hal knows more.")
    do(cast, entry, "dot", "acknowledge", "2026-03-09 12:00")
    kept = look(cast, lambda: Entry.objects.select_related("matter").get(pk=noted.pk))
    kept.level = 1
    new = chain.entry_hash(
        council=cast.council.slug,
        reference=kept.matter.reference,
        fields=hashed(kept),
        previous=kept.previous,
    )
    tamper("matters_entry", "UPDATE matters_entry SET level = 1, hash = %s WHERE id = %s", new, noted.pk)
    found = flaws(cast)
    assert any(flaw.startswith("3: the entry is not what was written") for flaw in found), found


def test_the_last_entry_changed_and_hashed_again_is_found_by_the_matters_head(
    cast: Cast, tamper: Tamper
) -> None:
    entry = ask(cast)
    noted = do(cast, entry, "dot", "note", "2026-03-09 11:00", words="Hal knows more.")
    kept = look(cast, lambda: Entry.objects.select_related("matter").get(pk=noted.pk))
    kept.level = 1
    new = chain.entry_hash(
        council=cast.council.slug,
        reference=kept.matter.reference,
        fields=hashed(kept),
        previous=kept.previous,
    )
    tamper("matters_entry", "UPDATE matters_entry SET level = 1, hash = %s WHERE id = %s", new, noted.pk)
    assert flaws(cast) == ["None: the ledger does not end where the matter says it ends"]


DERIVED = [
    ("matters_matter", "UPDATE matters_matter SET stage = 'closed' WHERE id = %s", "“stage” is 'closed'"),
    ("matters_matter", "UPDATE matters_matter SET due = due + '1 day' WHERE id = %s", "“due” is"),
    ("matters_matter", "UPDATE matters_matter SET late = NOT late WHERE id = %s", "“late” is"),
    ("matters_clock", "UPDATE matters_clock SET due = NULL WHERE matter_id = %s", "its clocks"),
    ("matters_party", "UPDATE matters_party SET level = 3 WHERE matter_id = %s", "its parties"),
    (
        "matters_sight",
        "UPDATE matters_sight SET level = 3 WHERE matter_id = %s",
        "somebody sees more or less",
    ),
    ("matters_sight", "DELETE FROM matters_sight WHERE matter_id = %s", "somebody sees more or less"),
]


@pytest.mark.parametrize(
    ("table", "sql", "what"), DERIVED, ids=[f"{t}-{n}" for n, (t, _, _) in enumerate(DERIVED)]
)
def test_a_derived_row_that_does_not_agree_is_named_and_made_again(
    cast: Cast, tamper: Tamper, table: str, sql: str, what: str
) -> None:
    entry = ask(cast)
    do(cast, entry, "dot", "hold", "2026-03-11 10:00", new_date="2026-03-20", **HOLD)
    tamper(table, sql, entry.matter_id)
    assert any(what in flaw for flaw in flaws(cast))
    look(cast, lambda: rebuild(Matter.objects.get(pk=entry.matter_id)))
    assert flaws(cast) == []


def test_rebuilding_brings_back_every_derived_row(cast: Cast, tamper: Tamper) -> None:
    entry = lived(cast)
    tables = (Clock, Party, Sight)

    def rows() -> list[set[tuple[object, ...]]]:
        columns = [[f.attname for f in t._meta.concrete_fields if f.name != "id"] for t in tables]
        return [
            {
                tuple(str(v) for v in row)
                for row in t.objects.filter(matter_id=entry.matter_id).values_list(*c)
            }
            for t, c in zip(tables, columns, strict=True)
        ]

    before, armed = look(cast, rows), look(cast, lambda: Alarm.objects.filter(fired=None).count())
    kept = matter(cast, entry)
    for table in ("matters_clock", "matters_party", "matters_sight", "matters_alarm"):
        more = " AND fired IS NULL" if table == "matters_alarm" else ""
        tamper(table, f"DELETE FROM {table} WHERE matter_id = %s{more}", entry.matter_id)  # noqa: S608
    look(cast, lambda: rebuild(Matter.objects.get(pk=entry.matter_id)))
    assert look(cast, rows) == before
    assert look(cast, lambda: Alarm.objects.filter(fired=None).count()) == armed
    again = matter(cast, entry)
    for column in Matter._meta.concrete_fields:
        assert getattr(again, column.attname) == getattr(kept, column.attname), column.name


@pytest.mark.parametrize("how", ["update", "delete"])
def test_the_application_can_neither_change_nor_delete_an_entry(cast: Cast, how: str) -> None:
    entry = ask(cast)
    with pytest.raises((DatabaseError, ProgrammingError)), within(cast.council, system=True):
        rows = Entry.objects.filter(pk=entry.pk)
        rows.update(level=1) if how == "update" else rows._raw_delete(rows.db)
    assert flaws(cast) == []


def test_nobodys_prose_is_in_the_chain(cast: Cast) -> None:
    """What the chain covers holds facts only: it can be shown to anybody who may check it."""
    entry = ask(cast, **CASE)
    kept = look(cast, lambda: Entry.objects.get(pk=entry.pk))
    hashed_bytes = chain.canonical(hashed(kept)).decode()
    for words in ("Petrichor", "Street lamp", "mended"):
        assert words not in hashed_bytes
    assert look(cast, lambda: Prose.objects.get(entry_id=entry.pk)).words["constituent"] == "Dora Petrichor"


#: The modules that write a table of the matters, and nothing else may.
WRITERS = {
    "matters/admissions.py": {"Admission", "Letter"},
    "matters/doorway.py": {"Admission"},
    "matters/erasure.py": {"Prose"},
    "matters/files.py": {"Document"},
    "matters/forms.py": {"FormUse"},
    "matters/ledger.py": {"Entry", "Matter", "Prose"},
    "matters/letters.py": {"Letter"},
    "matters/outbox.py": {"Letter"},
    "matters/rows.py": {"Alarm", "Clock", "Party", "Sight"},
    "matters/sweep.py": {"Alarm"},
    "matters/verify.py": {"Matter"},
}
TABLES = {table for written in WRITERS.values() for table in written}
WRITING = {"create", "bulk_create", "update", "bulk_update", "update_or_create", "get_or_create", "delete"}


def _written(tree: ast.AST) -> set[str]:
    """The tables that a module writes by their managers."""
    found = set()
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr in WRITING:
            names = {n.id for n in ast.walk(node.func) if isinstance(n, ast.Name)}
            found |= names & TABLES
    return found


def test_only_the_ledger_and_what_it_calls_write_these_tables() -> None:
    root = Path(comity.__file__).parent
    writers = {}
    for source in sorted(root.rglob("*.py")):
        if "migrations" in source.parts:
            continue
        text = source.read_text()
        if "comity.matters.models" not in text:
            continue
        here = source.relative_to(root).as_posix()
        assert "INSERT INTO matters_" not in text, here
        if written := _written(ast.parse(text)):
            writers[here] = written
    unexpected = {here: tables - WRITERS.get(here, set()) for here, tables in writers.items()}
    assert {here: tables for here, tables in unexpected.items() if tables} == {}
    assert writers["matters/rows.py"] == {"Alarm", "Clock", "Party", "Sight"}
