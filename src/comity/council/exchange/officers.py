"""Officers and the structure from a CSV file: one line for each post, with who holds it."""

from __future__ import annotations

from comity.council.exchange.names import split_name
from comity.council.exchange.rows import OfficerRow, Officers, Unread, email_of, vacant
from comity.council.exchange.table import read_table

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("officer", "officer name", "full name", "holder"),
    "email": ("e mail", "email address", "e mail address"),
    "role": ("post role", "role code", "vocabulary"),
    "post": ("title", "post title", "job title", "position", "post name"),
    "directorate": ("department", "group directorate"),
    "service": ("service area", "team", "division"),
    "reports to": ("line manager", "reports to post", "manager"),
}


def read(data: bytes, roles: frozenset[str]) -> Officers:
    """Read posts and Officers from CSV; `roles` are the posts of the vocabulary and Comity's own.

    A line needs a title; without a name, or with "Vacant", the post is vacant. A role that is not
    known is reported and left out, so that no post is taken for another. Raises CannotRead where
    there is no column for the title.
    """
    table = read_table(data, COLUMNS, needed=("post",))
    unread = list(table.unread)
    rows: list[OfficerRow] = []
    for line, cells in table.lines:
        title, full = cells.get("post", ""), cells.get("name", "")
        if not title:
            unread.append(Unread(line, full or "a line", "there is no title of a post"))
            continue
        role = cells.get("role", "").casefold().replace(" ", "_").replace("-", "_")
        if role and role not in roles:
            unread.append(Unread(line, f"{title}: {cells['role']}", "the vocabulary has no such post"))
            role = ""
        address = cells.get("email", "")
        if address and email_of(address) is None:
            unread.append(Unread(line, f"{full or title}: {address}", "this is not an e-mail address"))
        name = split_name(full) if full and not vacant(full) else None
        rows.append(
            OfficerRow(
                line=line,
                post=title,
                name=name.name if name else "",
                title=name.title if name else "",
                honours=name.honours if name else "",
                email=(email_of(address) or "") if name else "",
                role=role,
                directorate=cells.get("directorate", ""),
                service=cells.get("service", ""),
                reports_to=cells.get("reports to", ""),
            )
        )
    return Officers(tuple(rows), tuple(sorted(unread, key=lambda one: one.line)))
