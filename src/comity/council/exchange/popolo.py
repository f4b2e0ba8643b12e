"""Members from Popolo JSON, the open format for people, organizations and memberships."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from comity.council.exchange.names import split_name
from comity.council.exchange.rows import (
    CannotRead,
    MemberRow,
    Members,
    Unread,
    check_size,
    date_of,
    email_of,
    one_line,
)

PARTIES = {"party", "political group", "group", "faction", "parliamentary group"}


def read(data: bytes) -> Members:
    """Read Members from Popolo: a person with a membership in an area is a Member for that ward.

    Contact details that are addresses or telephones are passed over. Raises CannotRead for what is not
    JSON or has no persons.
    """
    check_size(data)
    try:
        told = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise CannotRead(
            f"Line {line}: this is not JSON. Choose what the file really is, or save it as JSON."
        ) from error
    if not isinstance(told, dict) or not isinstance(told.get("persons"), list):
        raise CannotRead(
            "There is no list of “persons”: this is not Popolo JSON. Choose what the file really is."
        )
    rows: list[MemberRow] = []
    unread: list[Unread] = []
    book = _Book(told)
    for number, person in enumerate(told["persons"], start=1):
        row = _row(number, person, book, unread)
        if row is not None:
            rows.append(row)
    return Members(tuple(rows), tuple(unread))


class _Book:
    """What the rest of the file says, by id."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.areas = _by_id(told.get("areas"))
        self.posts = _by_id(told.get("posts"))
        self.organizations = _by_id(told.get("organizations"))
        self.memberships: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for membership in _objects(told.get("memberships")):
            self.memberships[str(membership.get("person_id"))].append(membership)

    def ward(self, membership: Mapping[str, Any]) -> str:
        post = self.posts.get(str(membership.get("post_id")), {})
        area = membership.get("area") or post.get("area") or {}
        known = self.areas.get(str(membership.get("area_id") or post.get("area_id")), {})
        return one_line(str((area if isinstance(area, dict) else {}).get("name") or known.get("name") or ""))

    def party(self, membership: Mapping[str, Any]) -> str:
        on_behalf = self.organizations.get(str(membership.get("on_behalf_of_id")))
        own = self.organizations.get(str(membership.get("organization_id")), {})
        told = on_behalf or (own if str(own.get("classification", "")).casefold() in PARTIES else {})
        return one_line(str(told.get("name", "")))


def _row(number: int, person: Any, book: _Book, unread: list[Unread]) -> MemberRow | None:
    full = one_line(str(person.get("name") or "")) if isinstance(person, dict) else ""
    if not full:
        unread.append(Unread(number, f"person {number}", "there is no name"))
        return None
    held = book.memberships[str(person.get("id"))]
    seats = [(book.ward(membership), membership) for membership in held if book.ward(membership)]
    if not seats:
        unread.append(Unread(number, full, "there is no membership with an area, so no ward"))
        return None
    ward = max(seats, key=lambda seat: str(seat[1].get("end_date") or "9999"))[0]
    name = split_name(full)
    return MemberRow(
        line=number,
        name=name.name,
        title=one_line(str(person.get("honorific_prefix") or name.title)),
        honours=one_line(str(person.get("honorific_suffix") or name.honours)),
        ward=ward,
        group=next((party for party in map(book.party, _current(held)) if party), ""),
        email=_email(person),
        source=_source(person),
        terms=_terms(number, full, [seat for told, seat in seats if told == ward], unread),
    )


def _current(memberships: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(memberships, key=lambda one: str(one.get("end_date") or "9999"), reverse=True)


def _terms(
    number: int, full: str, seats: list[Mapping[str, Any]], unread: list[Unread]
) -> tuple[tuple[date, date | None], ...]:
    terms = []
    for seat in seats:
        start, end = str(seat.get("start_date") or ""), str(seat.get("end_date") or "")
        since, until = date_of(start), date_of(end)
        if start and since is not None and (until is not None or not end):
            terms.append((since, until))
        elif start or end:
            unread.append(Unread(number, f"{full}: term from {start} to {end}", "these are not dates"))
    return tuple(sorted(terms, key=lambda one: one[0]))


def _email(person: Mapping[str, Any]) -> str:
    told = [str(person.get("email") or "")]
    told += [
        str(c.get("value") or "") for c in _objects(person.get("contact_details")) if c.get("type") == "email"
    ]
    return next((address for address in map(email_of, told) if address), "")


def _source(person: Mapping[str, Any]) -> str:
    for known in _objects(person.get("identifiers")):
        if known.get("scheme") and known.get("identifier"):
            return f"{known['scheme']}:{known['identifier']}"[:200]
    return f"popolo:{person['id']}"[:200] if person.get("id") else ""


def _objects(told: Any) -> list[Mapping[str, Any]]:
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def _by_id(told: Any) -> dict[str, Mapping[str, Any]]:
    return {str(one.get("id")): one for one in _objects(told)}
