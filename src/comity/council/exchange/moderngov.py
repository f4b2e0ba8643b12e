"""Members from the XML of ModernGov's web service (GetCouncillorsByWard)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from xml.parsers import expat

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
    vacant,
)

DEEPEST = 40
NEVER_READ = "homeaddress"
UNTIL_FURTHER = {"", "unspecified", "current"}


@dataclass(slots=True)
class Element:
    """One element, with the line it begins on."""

    name: str
    line: int
    text: str = ""
    parts: list[Element] = field(default_factory=list)

    def all(self, name: str) -> list[Element]:
        """Return the elements of this name at any depth below."""
        return [found for part in self.parts for found in ([part] if part.name == name else part.all(name))]

    def said(self, *path: str) -> str:
        """Return the text at the end of a path of names, or nothing."""
        if not path:
            return one_line(self.text)
        return next((part.said(*path[1:]) for part in self.parts if part.name == path[0]), "")


def read(data: bytes) -> Members:
    """Read councillors by ward, each with their terms of office.

    Home addresses are passed over while parsing and are never held. Raises CannotRead for what is not
    such XML, or declares a document type.
    """
    check_size(data)
    root = _tree(data)
    if root.name != "councillorsbyward":
        raise CannotRead(
            f"The file begins with <{root.name}>, not <councillorsbyward>: save the answer of "
            "GetCouncillorsByWard and import that."
        )
    rows: list[MemberRow] = []
    unread: list[Unread] = []
    for ward in root.all("ward"):
        for councillor in ward.all("councillor"):
            row = _row(councillor, ward.said("wardtitle"), unread)
            if row is not None:
                rows.append(row)
    return Members(tuple(rows), tuple(unread))


def _row(told: Element, ward: str, unread: list[Unread]) -> MemberRow | None:
    full = told.said("fullusername")
    if not full or not ward:
        missing = "name" if not full else "ward"
        unread.append(Unread(told.line, full or f"a councillor in {ward}", f"there is no {missing}"))
        return None
    if vacant(full.removeprefix("Councillor")):
        unread.append(Unread(told.line, f"{full}, {ward}", "the seat is vacant"))
        return None
    name = split_name(full)
    address = told.said("workaddress", "email") or told.said("email")
    if address and email_of(address) is None:
        unread.append(Unread(told.line, f"{full}: {address}", "this is not an e-mail address"))
    number = told.said("councillorid")
    return MemberRow(
        line=told.line,
        name=name.name,
        title=name.title,
        honours=name.honours,
        ward=ward,
        group=told.said("politicalpartytitle"),
        email=email_of(address) or "",
        source=f"moderngov:{number}" if number else "",
        terms=_terms(told, full, unread),
    )


def _terms(told: Element, full: str, unread: list[Unread]) -> tuple[tuple[date, date | None], ...]:
    terms: list[tuple[date, date | None]] = []
    for term in told.all("termofoffice"):
        start, end = term.said("startdate"), term.said("enddate")
        since, until = date_of(start), date_of(end)
        if since is None or (until is None and end.casefold() not in UNTIL_FURTHER):
            unread.append(Unread(term.line, f"{full}: term from {start} to {end}", "these are not dates"))
        elif until is not None and until < since:
            unread.append(
                Unread(term.line, f"{full}: term from {start} to {end}", "it ends before it begins")
            )
        else:
            terms.append((since, until))
    return tuple(sorted(terms, key=lambda one: one[0]))


def _tree(data: bytes) -> Element:
    parser = expat.ParserCreate()
    top = Element("", 0)
    open_now = [top]
    passed_over = 0

    def start(name: str, _: object) -> None:
        nonlocal passed_over
        if passed_over or name.lower() == NEVER_READ:
            passed_over += 1
            return
        if len(open_now) > DEEPEST:
            raise CannotRead(f"Line {parser.CurrentLineNumber}: elements are nested too deeply.")
        element = Element(name.lower(), parser.CurrentLineNumber)
        open_now[-1].parts.append(element)
        open_now.append(element)

    def end(_: str) -> None:
        nonlocal passed_over
        if passed_over:
            passed_over -= 1
        else:
            open_now.pop()

    def text(said: str) -> None:
        if not passed_over:
            open_now[-1].text += said

    def refuse(*_: object) -> None:
        raise CannotRead(f"Line {parser.CurrentLineNumber}: the file declares a document type; remove it.")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise CannotRead(
            f"Line {error.lineno}: this is not XML ({expat.ErrorString(error.code)})."
        ) from error
    return top.parts[0]
