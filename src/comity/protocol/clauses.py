"""The clauses of a protocol as printed, and what makes each of them real."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from comity.protocol import tables
from comity.protocol.faults import ProtocolError, nearest
from comity.protocol.packs import CLAUSES, PROTOCOL, Pack
from comity.protocol.tables import Table
from comity.protocol.vocabulary import Vocabulary

FORCES = ("states", "expects", "may", "should", "must", "should_not", "must_not")
WAYS = ("decide", "prompt", "record", "notify", "read")
_KEYS = ("summary", "party", "force", "how", "topics", "settle")

_CLAUSE = re.compile(r"^\*\*\[((?:[^\[\]]|\[[^\[\]]*\])+)\]\*\*\s*(.*)$")
_NEARLY = re.compile(r"^(?:\*\*\d[\w.()]*\*\*|\[\d[\w.()\[\]]*\]|\*\*\[[^*]*$)")
_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the protocol, with its depth (1 is the title)."""

    text: str
    depth: int
    line: int


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its reference as printed, its text, and the headings above it, outermost first."""

    reference: str
    text: str
    headings: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing a clause says: whom it binds, how strongly, and what makes it real."""

    reference: str
    summary: str
    party: str
    force: str
    how: tuple[str, ...]
    topics: tuple[str, ...]
    settle: str | None
    line: int | None


def read(source: bytes) -> tuple[tuple[Clause, ...], tuple[ProtocolError, ...]]:
    """The clauses of protocol.md in order, and what cannot be cited in it."""
    found: list[Clause] = []
    faults = _undecoded(source)
    headings: list[Heading] = []
    parts: list[str] | None = None
    for number, line in enumerate(source.decode("utf-8", "replace").splitlines(), 1):
        heading, start = _HEADING.match(line), _CLAUSE.match(line)
        if heading:
            depth = len(heading.group(1))
            headings = [one for one in headings if one.depth < depth]
            headings.append(Heading(heading.group(2).strip(), depth, number))
            parts = None
        elif start:
            parts = [start.group(2)]
            above = tuple(one.text for one in headings)
            found.append(Clause(start.group(1).strip(), "", above, number))
        elif parts is not None:
            parts.append(line)
        if _NEARLY.match(line) and not start:
            mend = "Write **[7.1]** before the clause."
            faults.append(
                ProtocolError(
                    "this looks like a reference, but is not one", file=PROTOCOL, line=number, mend=mend
                )
            )
        if parts is not None and found:
            last = found[-1]
            found[-1] = Clause(last.reference, "\n".join(parts).strip(), last.headings, last.line)
    return tuple(found), (*faults, *_twice(found))


def _undecoded(source: bytes) -> list[ProtocolError]:
    try:
        source.decode("utf-8")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        return [ProtocolError("this is not UTF-8 text", file=PROTOCOL, line=line, mend="Save it as UTF-8.")]
    return []


def _twice(found: list[Clause]) -> list[ProtocolError]:
    seen: dict[str, int] = {}
    faults = []
    for clause in found:
        if clause.reference in seen:
            what = f'the reference "{clause.reference}" is already used in line {seen[clause.reference]}'
            faults.append(
                ProtocolError(what, file=PROTOCOL, line=clause.line, mend="Give one of them another.")
            )
        seen.setdefault(clause.reference, clause.line)
    return faults


def of(pack: Pack) -> tuple[Clause, ...]:
    """The clauses of a pack, in the order they are printed."""
    return read(pack.files.get(PROTOCOL, b""))[0]


def statements(source: bytes, words: Vocabulary) -> tuple[tuple[Statement, ...], tuple[ProtocolError, ...]]:
    """What clauses.toml says of each clause, and every fault in it."""
    try:
        found, faults = tables.read(source, CLAUSES)
    except ProtocolError as error:
        return (), (error,)
    made = []
    for table in found:
        wrong = _faults_of(table, words)
        faults.extend(wrong)
        if not wrong:
            made.append(_statement(table))
    return tuple(made), tuple(faults)


def _statement(table: Table) -> Statement:
    holds = table.holds
    return Statement(
        reference=table.name,
        summary=holds["summary"],
        party=holds["party"],
        force=holds["force"],
        how=tuple(holds["how"]),
        topics=tuple(holds.get("topics", ())),
        settle=holds.get("settle"),
        line=table.line,
    )


def _faults_of(table: Table, words: Vocabulary) -> list[ProtocolError]:
    holds = table.holds
    wrong = [
        table.fault(f'a clause has no "{key}"', nearest(key, _KEYS), key=key)
        for key in holds
        if key not in _KEYS
    ]
    known: Mapping[str, tuple[str, ...]] = {
        "party": (*words.posts, "both", "council"),
        "force": FORCES,
        "how": WAYS,
        "topics": tuple(words.questions),
    }
    for key in ("summary", "party", "force", "settle"):
        value = holds.get(key, "left out" if key == "settle" else None)
        if not isinstance(value, str) or not value.strip():
            wrong.append(
                table.fault(f'"{key}" must be words in quotation marks', f'Write {key} = "…".', key=key)
            )
        elif key in known and value not in known[key]:
            wrong.append(table.fault(f'"{key}" cannot be "{value}"', nearest(value, known[key]), key=key))
    for key in ("how", "topics"):
        values = holds.get(key, [] if key == "topics" else None)
        if not isinstance(values, list) or (key == "how" and not values):
            wrong.append(table.fault(f'"{key}" must be a list', f'Write {key} = ["…"].', key=key))
            continue
        strange = [value for value in values if value not in known[key]]
        wrong += [
            table.fault(f'"{key}" knows no "{one}"', nearest(one, known[key]), key=key) for one in strange
        ]
    return wrong
