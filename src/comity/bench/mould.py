"""One life as the ledger wrote it down, with gaps for all that differs from one matter to the next.

What stands between the gaps is kept as it was written; so a copy is what the ledger would have written
had the same happened between others, with other words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from comity.bench.town import Town
from comity.matters import chain, references
from comity.matters.ledger import hashed
from comity.matters.models import Alarm, Clock, Entry, Letter, Matter, Party, Prose, Sight
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.shape import Step

TABLES: tuple[type[Model], ...] = (Matter, Entry, Prose, Party, Sight, Clock, Alarm, Letter)
"""The tables that hold a matter without files, in the order in which they are filled."""

_OPENS, _SHUTS, _BARE = "\ue000", "\ue001", "\ue002"
_GAP = re.compile(f'"{_OPENS}{_BARE}([^{_SHUTS}]*){_SHUTS}"|{_OPENS}([^{_SHUTS}]*){_SHUTS}')
_KEY = re.compile(r"\b(person|support|post|seat):(\d+)(?:\+(\d+))?")
_KEPT_UNDER = {"support": "person", "seat": "ward"}
_IDS = {
    "asker": "person", "member": "person", "share_with": "person", "service": "service", "ward": "ward",
    "post": "post", "asker_id": "person", "person_id": "person", "acting_for_id": "person",
    "person": "person", "acting_for": "person", "handler_id": "post", "service_id": "service",
    "ward_id": "ward",
}  # fmt: skip
_NOTHING, _NEXT = "\ue003", "\ue004"
_PLAIN = {None: _NOTHING, True: "t", False: "f"}
_ESCAPED = str.maketrans({_NOTHING: "\\N", _NEXT: "\t", "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})


class Text:
    """A text with gaps."""

    def __init__(self, marked: str, *, for_copy: bool = False) -> None:
        pieces = _GAP.split(marked)
        plain = [piece.translate(_ESCAPED) if for_copy else piece for piece in pieces[::3]]
        self.gaps = [bare or quoted for bare, quoted in zip(pieces[1::3], pieces[2::3], strict=True)]
        self._pieces: list[str] = [part for one in zip(plain, [*self.gaps, ""], strict=True) for part in one]

    def fill(self, values: Mapping[str, str]) -> str:
        """The text with these put into its gaps."""
        made = self._pieces.copy()
        made[1:-1:2] = [values[gap] for gap in self.gaps]
        return "".join(made)


@dataclass(frozen=True)
class Told:
    """One entry of a life: how its digest is worked out, and what was said at it in words."""

    ordinal: int
    digest: Text
    step: Step
    level: int
    prose: Mapping[str, str]


@dataclass(frozen=True)
class Mould:
    """A life with gaps: its rows by table, as lines for COPY, its entries, and the names of all its gaps."""

    rows: tuple[tuple[type[Model], Text], ...]
    entries: tuple[Told, ...]
    gaps: frozenset[str]


def columns(table: type[Model]) -> list[str]:
    """The columns of a table that a copy fills in; where nothing points to a row, its id is left out."""
    names = [str(one.column) for one in table._meta.concrete_fields]
    return names if table in (Matter, Entry) else [name for name in names if name != "id"]


def moulds(town: Town, matters: list[Matter]) -> Iterator[Mould]:
    """The moulds of matters that were told in a council. Within its context."""
    marks = _Marks(town)
    for matter in matters:
        entries = list(Entry.objects.filter(matter=matter).order_by("ordinal"))
        if all(_keeps_its_order(one) for one in entries):
            yield _mould(marks, matter, entries)


def _keeps_its_order(entry: Entry) -> bool:
    """Whether what is digested stays in order with other ids: not where two posts are names in one list."""
    kept = entry.effects.get("kept") or {}
    return sum(key.startswith("post:") for key in kept) < 2


def _mould(marks: _Marks, matter: Matter, entries: list[Entry]) -> Mould:
    here = _Here(marks, matter, {one.pk: one.ordinal for one in entries})
    rows: list[tuple[type[Model], Text]] = [(Matter, here.row(matter))]
    rows += [(Entry, here.row(one)) for one in entries]
    rows += [(Prose, here.row(one)) for one in Prose.objects.filter(entry__in=entries).order_by("pk")]
    for table in TABLES[3:]:
        rows += [
            (table, here.row(one)) for one in table._default_manager.filter(matter=matter).order_by("pk")
        ]
    words = dict(Prose.objects.filter(entry__in=entries).values_list("entry_id", "words"))
    steps = PROCEDURES[matter.procedure]
    told = tuple(
        Told(one.ordinal, here.digest(one), steps.step(one.step), one.level, words[one.pk] or {})
        for one in entries
    )
    gaps = {gap for _, row in rows for gap in row.gaps} | {gap for one in told for gap in one.digest.gaps}
    return Mould(tuple(rows), told, frozenset(gaps))


class _Marks:
    """Whose every id and name of a council is, by their short names."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.short = {
            kind: {row.pk: short for short, row in rows.items()}
            for kind, rows in (
                ("person", town.people), ("post", town.posts),
                ("ward", town.wards), ("service", town.services),
            )
        }  # fmt: skip
        called = {row.name: f"name:{short}" for short, row in town.people.items()}
        self.called = called | {row.title: f"title:{short}" for short, row in town.posts.items()}
        longest = sorted(self.called, key=len, reverse=True)
        self.names = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b")

    def of(self, kind: str, number: int) -> str:
        """The gap for somebody's or something's id."""
        return f"{kind}:{self.short[kind][number]}"


@dataclass(frozen=True)
class _Here:
    """One matter while gaps are cut into it."""

    marks: _Marks
    matter: Matter
    ordinals: Mapping[int, int]

    def row(self, row: Model) -> Text:
        """A row as a line for COPY."""
        table = type(row)
        cells = []
        for one in table._meta.concrete_fields:
            if one.column in columns(table):
                cells.append(self._cell(row, str(one.column), getattr(row, one.attname)))
        return Text(_NEXT.join(cells), for_copy=True)

    def digest(self, entry: Entry) -> Text:
        """What the digest of an entry is made of."""
        fields = {name: self._marked(value, name) for name, value in hashed(entry).items()}
        given = {"council": _gap("slug"), "reference": _gap("reference")}
        given |= {"previous": _gap(f"hash:{entry.ordinal - 1}")}
        said = {"said": _gap(f"said:{entry.ordinal}")}
        return Text(chain.canonical({**fields, **given, **said}).decode())

    def _cell(self, row: Model, column: str, value: Any) -> str:
        special = self._special(row, column)
        if special is not None:
            return _gap(special)
        if value is None or isinstance(value, bool):
            return _PLAIN[value]
        if isinstance(value, datetime):
            return value.isoformat()
        if column in _IDS and isinstance(value, int):
            return _gap(self.marks.of(_IDS[column], value))
        if isinstance(value, dict | list):
            return chain.canonical(self._marked(value)).decode()
        return self._text(str(value))

    def _special(self, row: Model, column: str) -> str | None:
        """The gap of a column that is another in every copy."""
        if isinstance(row, Entry) and column in {"id", "said", "hash", "previous"}:
            kind = {"id": "entry", "previous": "hash"}.get(column, column)
            return f"{kind}:{row.ordinal - (column == 'previous')}"
        if isinstance(row, Prose) and column in {"salt", "words"}:
            return f"{column}:{self.ordinals[row.entry_id]}"
        if column == "entry_id":
            return f"entry:{self.ordinals[row.entry_id]}"  # type: ignore[attr-defined]
        if isinstance(row, Matter) and column in {"id", "reference", "head"}:
            return {"id": "matter", "head": f"hash:{row.entries}"}.get(column, column)
        return {"council_id": "council", "edition_id": "edition", "matter_id": "matter"}.get(column)

    def _marked(self, value: Any, under: str = "") -> Any:
        if isinstance(value, dict):
            return {self._text(name): self._marked(one, name) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [self._marked(one, under) for one in value]
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, int) and not isinstance(value, bool) and under in _IDS:
            return _gap(_BARE + self.marks.of(_IDS[under], value))
        return value

    def _text(self, text: str) -> str:
        text = text.replace(references.shown(self.matter.reference), _gap("shown"))
        text = self.marks.names.sub(lambda found: _gap(self.marks.called[found[0]]), text)
        return _KEY.sub(self._key, text)

    def _key(self, found: re.Match[str]) -> str:
        """A key, which may be that of one person in a post."""
        who = f"+{_gap(self.marks.of('person', int(found[3])))}" if found[3] else ""
        return f"{found[1]}:{_gap(self._behind(found[1], int(found[2])))}{who}"

    def _behind(self, kind: str, number: int) -> str:
        return self.marks.of(_KEPT_UNDER.get(kind, kind), number)


def _gap(name: str) -> str:
    return f"{_OPENS}{name}{_SHUTS}"


def said(prose: Mapping[str, str], salt: str) -> tuple[str, str]:
    """What was said, as a cell for COPY, and its digest."""
    text = json.dumps(dict(prose), ensure_ascii=False)
    return text.translate(_ESCAPED), chain.said_digest(salt, prose)
