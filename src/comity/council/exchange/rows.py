"""What is read from a file, whatever its format: rows, and a report of the lines that could not be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

LARGEST = 20_000_000
"""Files beyond this many bytes are not read: a whole county's councillors take less than one."""

EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")


class CannotRead(ValueError):
    """A file that cannot be read at all; the message says what is wrong, where, and what to do."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A line (from 1; for formats without lines, the record's number) of which something was not read."""

    line: int
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One Member as a file tells of them. `terms` are seats for the ward; empty where no dates are told."""

    line: int
    name: str
    ward: str
    group: str = ""
    title: str = ""
    honours: str = ""
    email: str = ""
    source: str = ""
    terms: tuple[tuple[date, date | None], ...] = ()


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """One line of the structure: a post and its place, and who holds it; without a name it is vacant."""

    line: int
    post: str
    name: str = ""
    title: str = ""
    honours: str = ""
    email: str = ""
    role: str = ""
    directorate: str = ""
    service: str = ""
    reports_to: str = ""


@dataclass(frozen=True, slots=True)
class Members:
    """The Members a file tells of, and what of it could not be read."""

    rows: tuple[MemberRow, ...]
    unread: tuple[Unread, ...] = ()


@dataclass(frozen=True, slots=True)
class Officers:
    """The posts and Officers a file tells of, and what of it could not be read."""

    rows: tuple[OfficerRow, ...]
    unread: tuple[Unread, ...] = ()


def check_size(data: bytes) -> None:
    """Refuse a file that is empty or far too large (CannotRead)."""
    if not data.strip():
        raise CannotRead("The file is empty.")
    if len(data) > LARGEST:
        raise CannotRead(f"The file has {len(data):,} bytes; at most {LARGEST:,} are read.")


def one_line(text: str | None) -> str:
    """Return text with its white space made single."""
    return " ".join((text or "").split())


def email_of(text: str) -> str | None:
    """Return an e-mail address in small letters, or None where it is not one."""
    address = one_line(text).lower().removeprefix("mailto:")
    return address if EMAIL.fullmatch(address) and len(address) <= 254 else None


def date_of(text: str) -> date | None:
    """Return a date written as 2026-05-07 or 07/05/2026, or None where it is not one."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text[:10], form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def vacant(name: str) -> bool:
    """Say whether a name only says that nobody is there."""
    return one_line(name).strip("()[]*- ").casefold() in {"vacant", "vacancy", "vacant seat", "tbc"}
