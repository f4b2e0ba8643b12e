"""TOML with its line numbers: tables of rules, clauses and examples, and where each one stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comity.protocol.faults import ProtocolError

_HEADING = re.compile(r"""^\s*\[\[\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*\]\]""")
_ANY_HEADING = re.compile(r"^\s*\[")
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file: its name, what it holds, and the lines it stands on."""

    name: str
    holds: Mapping[str, Any]
    file: str
    line: int | None
    key_lines: Mapping[str, int]

    def fault(self, what: str, mend: str = "", *, key: str | None = None) -> ProtocolError:
        """A fault of this table, at the line of the key where it is known."""
        line = self.key_lines.get(key, self.line) if key else self.line
        return ProtocolError(what, file=self.file, line=line, mend=mend)


def parse(source: bytes, file: str) -> dict[str, Any]:
    """The contents of a TOML file. Raises ProtocolError with the line that cannot be read."""
    try:
        text = source.decode("utf-8")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise ProtocolError(
            "this is not UTF-8 text", file=file, line=line, mend="Save it as UTF-8."
        ) from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax(text, str(error), file) from error


def _syntax(text: str, said: str, file: str) -> ProtocolError:
    found = _PLACE.search(said)
    line = int(found.group(1)) if found and found.group(1) else text.count("\n") + 1
    reason = _PLACE.sub("", said)
    mend = "Look for a missing quotation mark, bracket, comma or equals sign on or above this line."
    return ProtocolError(
        f"this is not TOML: {reason[:1].lower()}{reason[1:]}", file=file, line=line, mend=mend
    )


def read(source: bytes, file: str) -> tuple[list[Table], list[ProtocolError]]:
    """Every [[table]] of a file in the order of its names, and what is not such a table.

    Raises ProtocolError where the file is not TOML at all.
    """
    tree = parse(source, file)
    places = _places(source.decode("utf-8"))
    tables: list[Table] = []
    faults: list[ProtocolError] = []
    for name, rows in tree.items():
        if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
            mend = f'Write [["{name}"]] above what belongs to it.'
            faults.append(ProtocolError(f'"{name}" is not a list of tables', file=file, mend=mend))
            continue
        known = places.get(name, [])
        spots = known if len(known) == len(rows) else [(None, {})] * len(rows)
        for row, (line, keys) in zip(rows, spots, strict=True):
            tables.append(Table(name=name, holds=row, file=file, line=line, key_lines=keys))
    return tables, faults


def only(source: bytes, name: str) -> bytes:
    """A file with the tables of one name alone, and blank lines for the rest: every line keeps its number."""
    text = source.decode("utf-8", "replace")
    if '"""' in text or "'''" in text:
        return source  # words over several lines may hold what looks like a heading
    kept: list[str] = []
    wanted = False
    for line in text.splitlines():
        found = _HEADING.match(line)
        if found:
            wanted = name in found.groups()
        kept.append(line if wanted else "")
    return "\n".join(kept).encode()


def _places(text: str) -> dict[str, list[tuple[int | None, dict[str, int]]]]:
    """For each heading the line of each of its tables, and the lines of the keys in it."""
    places: dict[str, list[tuple[int | None, dict[str, int]]]] = {}
    keys: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        found = _HEADING.match(line)
        if found:
            keys = {}
            name = next(group for group in found.groups() if group is not None)
            places.setdefault(name, []).append((number, keys))
        elif _ANY_HEADING.match(line) and not line.strip().startswith("[ "):
            continue
        elif "=" in line:
            keys.setdefault(line.split("=", 1)[0].strip().strip('"'), number)
    return places
