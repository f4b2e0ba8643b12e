"""Members from a CSV file: a council's own list, or Open Council Data's."""

from __future__ import annotations

import re
from collections.abc import Mapping

from comity.council.exchange.names import split_name
from comity.council.exchange.rows import MemberRow, Members, Unread, date_of, email_of, vacant
from comity.council.exchange.table import read_table

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("councillor name", "councillor", "full name", "fullname", "member", "member name"),
    "first": ("first name", "forename", "forenames", "given name"),
    "last": ("last name", "surname", "family name"),
    "ward": ("ward name", "division", "division name", "electoral division", "area", "ward or division"),
    "group": ("party", "party name", "political party", "political group", "group name"),
    "email": ("e mail", "email address", "e mail address"),
    "page": ("url", "uri", "profile", "web page", "link"),
    "source": ("id", "uid", "councillor id", "member id"),
    "council": ("council name", "authority"),
    "since": ("start date", "elected", "date elected", "term start"),
    "until": ("end date", "term end"),
    "next election": ("next election year",),
}
MODERNGOV = re.compile(r"mgUserInfo\.aspx\?(?:[^#]*&)?UID=(\d+)", re.IGNORECASE)


def read(data: bytes) -> Members:
    """Read Members from CSV. Needs a column for the ward and one for the name (or for first and last).

    Columns of addresses and telephones are passed over. Raises CannotRead without those it needs.
    """
    table = read_table(data, COLUMNS, needed=("ward",))
    unread = list(table.unread)
    rows: list[MemberRow] = []
    for line, cells in table.lines:
        row = _row(line, cells, unread)
        if row is not None:
            rows.append(row)
    return Members(tuple(rows), tuple(sorted(unread, key=lambda one: one.line)))


def _row(line: int, cells: Mapping[str, str], unread: list[Unread]) -> MemberRow | None:
    full = cells.get("name") or f"{cells.get('first', '')} {cells.get('last', '')}".strip()
    ward = cells.get("ward", "")
    what = ", ".join(part for part in (full, ward) if part) or "an empty line"
    if not full or not ward:
        unread.append(Unread(line, what, f"there is no {'name' if not full else 'ward'}"))
        return None
    if vacant(full):
        unread.append(Unread(line, what, "the seat is vacant"))
        return None
    address = cells.get("email", "")
    if address and email_of(address) is None:
        unread.append(Unread(line, f"{full}: {address}", "this is not an e-mail address"))
    since, until = cells.get("since", ""), cells.get("until", "")
    for told in (since, until):
        if told and date_of(told) is None:
            unread.append(
                Unread(line, f"{full}: {told}", "this is not a date: write 2026-05-07 or 07/05/2026")
            )
    began = date_of(since)
    name = split_name(full)
    return MemberRow(
        line=line,
        name=name.name,
        title=name.title,
        honours=name.honours,
        ward=ward,
        group=cells.get("group", ""),
        email=email_of(address) or "",
        source=_source(cells),
        terms=((began, date_of(until)),) if began else (),
    )


def _source(cells: Mapping[str, str]) -> str:
    page = MODERNGOV.search(cells.get("page", ""))
    if page:
        return f"moderngov:{page.group(1)}"
    return f"list:{cells['source']}" if cells.get("source") else ""
