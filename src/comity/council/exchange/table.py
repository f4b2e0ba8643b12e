"""A CSV file as people save it: any usual encoding and separator, columns known by several names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from comity.council.exchange.rows import CannotRead, Unread, check_size, one_line

NEVER_READ = ("address", "postcode", "post code", "telephone", "phone", "mobile", "street", "town")
"""Columns whose name holds one of these words are passed over: home addresses are never imported."""


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a CSV file, each with its number and its cells by our own column names."""

    lines: tuple[tuple[int, Mapping[str, str]], ...]
    unread: tuple[Unread, ...]


def read_table(data: bytes, columns: Mapping[str, tuple[str, ...]], needed: tuple[str, ...]) -> Table:
    """Read a CSV file whose columns are known by the names given, capitals and punctuation aside.

    `columns` maps our name to theirs; `needed` are ours that must be there. Raises CannotRead where one
    is missing, naming what was found.
    """
    check_size(data)
    text = _decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=False)
    header: list[str | None] | None = None
    lines: list[tuple[int, Mapping[str, str]]] = []
    unread: list[Unread] = []
    for number, cells in _numbered(reader):
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = _header(cells, columns, needed)
        elif len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            why = (
                f"it has {len(cells)} cells and the heading {len(header)}: is a comma not in quotation marks?"
            )
            unread.append(Unread(number, one_line(", ".join(cells))[:80], why))
        else:
            found = {name: one_line(cell) for name, cell in zip(header, cells, strict=False) if name}
            lines.append((number, found))
    if header is None:
        raise CannotRead("The file has no line with the names of its columns.")
    return Table(tuple(lines), tuple(unread))


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    number = 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1  # type: ignore[attr-defined]
    except csv.Error as error:
        raise CannotRead(f"Line {number}: this is not CSV ({error}).") from error


def _header(
    cells: list[str], columns: Mapping[str, tuple[str, ...]], needed: tuple[str, ...]
) -> list[str | None]:
    known = {_plain(theirs): ours for ours, names in columns.items() for theirs in (ours, *names)}
    header: list[str | None] = []
    for cell in cells:
        plain = _plain(cell)
        private = any(word in plain for word in NEVER_READ) and "email" not in plain and "e mail" not in plain
        ours = None if private else known.get(plain)
        header.append(ours if ours not in header else None)
    if missing := [name for name in needed if name not in header]:
        found = ", ".join(one_line(cell) for cell in cells)
        raise CannotRead(
            f"There is no column for {' or '.join(missing)}; the columns are: {found}. "
            "Name the column so in the file, or choose what else is in it."
        )
    return header


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return text.replace("\0", "")


def _separator(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t|", key=first.count)


def _plain(text: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text.casefold()).split())
