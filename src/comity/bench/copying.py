"""Multiplies lives: each copy has other people, another place, other words, and a chain of its own.

Written as the database's owner with COPY, and so that a whole batch is there or nothing of it.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from comity.bench import prose
from comity.bench.mould import TABLES, Mould, columns, said
from comity.bench.town import Town, directorate
from comity.matters import chain, references, search
from comity.matters.models import Entry, Matter

_WALLED = (
    *(str(table._meta.db_table) for table in TABLES),
    "council_person",
    "council_post",
    "council_ward",
    "council_service",
    "editions_edition",
)
"""The tables that are written, and those they refer to."""

_STAGE = "CREATE TEMP TABLE said (matter bigint, level smallint, entry int, words text) ON COMMIT DROP"
_TOGETHER = """
    CREATE AGGREGATE pg_temp.together (tsvector) (sfunc = tsvector_concat, stype = tsvector, initcond = '')
"""
_FINDABLE = """
    INSERT INTO search.words (council_id, matter_id, level, words, last)
    SELECT %s, m.id, s.level,
        pg_temp.together(to_tsvector('english', s.words) ORDER BY s.entry), max(e.recorded)
    FROM said s JOIN matters_matter m ON m.id = s.matter
    JOIN matters_entry e ON e.council_id = m.council_id AND e.matter_id = m.id AND e.ordinal = s.entry
    GROUP BY m.id, s.level
"""


@dataclass(frozen=True)
class Cast:
    """Who stands in a copy for those of the life it is made from: all of another ward and another service.

    Where a life is told between a Member of ward 3 and an officer of service 7, the copy is between the
    Member of the same place in ward 3 + `wards` and an officer of service `service`.
    """

    town: Town
    wards: int
    service: int
    officers: int

    def id_of(self, kind: str, short: str) -> str:
        """The id of whoever or whatever stands for this short name."""
        rows: Mapping[str, Any] = {
            "person": self.town.people, "post": self.town.posts,
            "ward": self.town.wards, "service": self.town.services,
        }[kind]  # fmt: skip
        return str(rows[self.short(short)].pk)

    def short(self, short: str) -> str:
        """The short name that stands for another."""
        kind, rest = short[0], short[1:]
        if not rest[:1].isdigit():
            return short
        number, dot, last = rest.partition(".")
        if kind in "mwa":
            return f"{kind}{(int(number) + self.wards) % self.town.shape.wards}{dot}{last}"
        if kind == "d":
            return f"d{directorate(self.service)}"
        officer = f".{(int(last) + self.officers) % self.town.shape.staff}" if dot else ""
        return f"{kind}{self.service}{officer}"

    def value(self, gap: str) -> str:
        """What a gap is filled with, where it depends on who is who alone."""
        kind, _, short = gap.partition(":")
        match kind:
            case "name":
                return str(self.town.people[self.short(short)].name)
            case "title":
                return str(self.town.posts[self.short(short)].title)
            case "council":
                return str(self.town.council.pk)
            case "slug":
                return str(self.town.council.slug)
            case "edition":
                return str(self.town.edition)
        return self.id_of(kind, short)


_MADE = frozenset({"matter", "entry", "reference", "shown", "hash", "said", "salt", "words"})


@dataclass(frozen=True)
class Copy:
    """One matter to be: its lines by table, and what can be found in it at which level by which entry."""

    lines: list[tuple[Any, str]]
    found: list[tuple[int, int, int, str]]


def copy(mould: Mould, town: Town, number: int, *, seed: str, ids: Mapping[Any, Iterator[int]]) -> Copy:
    """The copy of this number: the same seed and number make the same one, but for the ids of its rows."""
    draw = random.Random(f"{seed}:{number}")  # noqa: S311 - it is to be the same each time
    cast = Cast(
        town,
        draw.randrange(town.shape.wards),
        draw.randrange(town.shape.services),
        draw.randrange(town.shape.staff),
    )
    values = {gap: cast.value(gap) for gap in mould.gaps if gap.partition(":")[0] not in _MADE}
    body = "".join(draw.choices(references.ALPHABET, k=references.LENGTH))
    reference = body + references.check(body)
    matter = next(ids[Matter])
    values |= {"matter": str(matter), "reference": reference, "shown": references.shown(reference)}
    values["hash:0"] = chain.BEGINNING
    found = []
    for told in mould.entries:
        spoken = prose.instead(told.prose, draw)
        salt = draw.randbytes(32).hex()
        place = told.ordinal
        values[f"entry:{place}"], values[f"salt:{place}"] = str(next(ids[Entry])), salt
        values[f"words:{place}"], values[f"said:{place}"] = said(spoken, salt)
        values[f"hash:{place}"] = hashlib.sha256(told.digest.fill(values).encode()).hexdigest()
        parts = search.readable(told.level, told.step, spoken, ())
        found += [(matter, level, place, text) for level, text in parts]
    return Copy([(table, line.fill(values)) for table, line in mould.rows], found)


def write(
    owner: psycopg.Connection[Any], town: Town, moulds: Sequence[Mould], numbers: Iterable[int], *, seed: str
) -> None:
    """Write the copies of these numbers, all or none.

    For the length of the transaction the owner's own walls are down, as in a migration that adds a
    reference: COPY cannot pass them, and every reference would otherwise ask them for each row.
    """
    chosen = [(number, moulds[number % len(moulds)]) for number in numbers]
    with owner.transaction(), owner.cursor() as cursor:
        _walls(cursor, down=True)
        ids = {
            Matter: _ids(cursor, Matter, len(chosen)),
            Entry: _ids(cursor, Entry, sum(len(mould.entries) for _, mould in chosen)),
        }
        copies = [copy(mould, town, number, seed=seed, ids=ids) for number, mould in chosen]
        for table in TABLES:
            _fill(cursor, table, (line for one in copies for to, line in one.lines if to is table))
        cursor.execute(_STAGE)
        with cursor.copy("COPY said (matter, level, entry, words) FROM STDIN") as stage:
            for one in copies:
                for row in one.found:
                    stage.write_row(row)
        cursor.execute(_FINDABLE, [town.council.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _walls(cursor, down=False)


def ready(owner: psycopg.Connection[Any]) -> None:
    """Prepare a connection of the owner for writing copies."""
    owner.execute(_TOGETHER)


def _walls(cursor: psycopg.Cursor[Any], *, down: bool) -> None:
    for name in _WALLED:
        change = sql.SQL("ALTER TABLE {} {} FORCE ROW LEVEL SECURITY")
        cursor.execute(change.format(sql.Identifier(*name.split(".")), sql.SQL("NO" if down else "")))


def _ids(cursor: psycopg.Cursor[Any], table: type[Any], number: int) -> Iterator[int]:
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
        [table._meta.db_table, number],
    )
    return iter([int(row[0]) for row in cursor.fetchall()])


def _fill(cursor: psycopg.Cursor[Any], table: type[Any], lines: Iterable[str]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns(table)))
    )
    with cursor.copy(statement) as into:
        into.write("".join(f"{line}\n" for line in lines))
