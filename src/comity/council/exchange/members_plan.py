"""What importing a list of Members would do: wards, groups, people, seats and memberships."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from comity.council.changes.hearing import heard_in
from comity.council.changes.people import add_person, close, end_term, join_group
from comity.council.changes.posts import end_holding
from comity.council.changes.record import alter, make
from comity.council.changes.structure import establish
from comity.council.exchange.matching import Register, key_of
from comity.council.exchange.plan import Doing, Step, found_or_made
from comity.council.exchange.rows import MemberRow
from comity.council.models import (
    CommitteeMembership,
    GroupMembership,
    Holding,
    Person,
    PoliticalGroup,
    Seat,
    Ward,
)


def steps_for_members(rows: Iterable[MemberRow], *, on: date, whole: bool, election: bool) -> Iterator[Step]:
    """Yield the steps in the order in which they are done."""
    register = Register("member", on)
    rows = list(rows)
    yield from _places(rows, register, on)
    matched: set[int] = set()
    for row in rows:
        person = register.find(row)
        if person is not None and person.pk in matched:
            yield Step("keep", "person", f"{row.name} ({row.ward}) is in the file twice; once is enough.")
            continue
        if person is not None:
            matched.add(person.pk)
        yield from _person(row, person, on)
        yield from _seats(row, person, register, on, election)
        yield from _group(row, person, register, on)
    if whole:
        for person in register.people:
            if person.pk not in matched:
                yield from _leaves(person, on)


def _places(rows: list[MemberRow], register: Register, on: date) -> Iterator[Step]:
    first: dict[str, tuple[str, date]] = {}
    for row in rows:
        begins = min((since for since, _ in row.terms), default=on)
        name, so_far = first.get(key_of(row.ward), (row.ward, begins))
        first[key_of(row.ward)] = (name, min(begins, so_far))
    for key, (name, since) in first.items():
        if key not in register.wards:
            yield _establish("ward", Ward, name, since)
    for name in dict.fromkeys(row.group for row in rows if row.group):
        if key_of(name) not in register.groups and not any(
            key_of(name) == key_of(other) and other != name for other in _before(name, rows)
        ):
            yield _establish("group", PoliticalGroup, name, on)


def _before(name: str, rows: list[MemberRow]) -> Iterator[str]:
    for row in rows:
        if row.group == name:
            return
        yield row.group


def _establish(what: str, kind: type[Ward] | type[PoliticalGroup], name: str, since: date) -> Step:
    def do(doing: Doing) -> None:
        doing.made[f"{what}:{key_of(name)}"] = establish(
            kind, doing.council, name=name, since=since, **doing.by
        )

    called = "ward" if what == "ward" else "political group"
    return Step("add", what, f"The {called} {name} is added.", do)


def _person(row: MemberRow, person: Person | None, on: date) -> Iterator[Step]:
    told: dict[str, Any] = {
        "title": row.title,
        "honours": row.honours,
        "email": row.email,
        "source": row.source,
    }
    if person is None:
        since = min((begins for begins, _ in row.terms), default=on)

        def add(doing: Doing) -> None:
            doing.made[f"person:{row.line}"] = add_person(
                doing.council, kind="member", name=row.name, since=min(since, on), **told, **doing.by
            )

        yield Step("add", "person", f"{row.name} is added as a Member for {row.ward}.", add)
        return
    new = {name: value for name, value in told.items() if value and value != getattr(person, name)}
    if not new:
        yield Step("keep", "person", f"{person.name} stays as they are.")
        return
    said = ", ".join(
        sorted({"source": "number in the source", "email": "e-mail"}.get(name, name) for name in new)
    )
    yield Step("change", "person", f"{person.name}: {said} as in the file.", _changed(person, new))


def _changed(person: Person, new: Mapping[str, str]) -> Callable[[Doing], object]:
    return lambda doing: alter("change_person", person, new, **doing.by)


def _seats(
    row: MemberRow, person: Person | None, register: Register, on: date, election: bool
) -> Iterator[Step]:
    held = register.seats(person)
    current = [seat for seat in held if seat.holds(on) or seat.since >= on]
    begun_anew = [seat for seat in current if seat.since == on]
    for seat in current:
        elsewhere = key_of(seat.ward.name) != key_of(row.ward)
        if seat not in begun_anew and (elsewhere or election):
            yield _ends(seat, f"{row.name}'s term for {seat.ward.name}", on)
    terms = ((on, None),) if election or not row.terms else row.terms
    here = [seat for seat in held if key_of(seat.ward.name) == key_of(row.ward)]
    for since, until in terms:
        same = [
            seat
            for seat in here
            if _overlaps(seat, since, until) and not (election and seat not in begun_anew)
        ]
        if not same:
            yield _sits(row, person, register, since, until)
        elif until is not None and same[-1].until is None:
            yield _ends(same[-1], f"{row.name}'s term for {row.ward}", until)
        else:
            yield Step("keep", "seat", f"{row.name} sits for {row.ward} since {same[-1].since:%-d %B %Y}.")


def _overlaps(seat: Seat, since: date, until: date | None) -> bool:
    return (until is None or seat.since < until) and (seat.until is None or since < seat.until)


def _sits(row: MemberRow, person: Person | None, register: Register, since: date, until: date | None) -> Step:
    def do(doing: Doing) -> None:
        seat = Seat(
            council=doing.council,
            person=found_or_made(doing, f"person:{row.line}", person),
            ward=found_or_made(doing, f"ward:{key_of(row.ward)}", register.wards.get(key_of(row.ward))),
            since=since,
            until=until,
        )
        make("take_seat", seat, **doing.by)

    ends = f" until {until:%-d %B %Y}" if until else ""
    says = f"{row.name} sits for {row.ward} from {since:%-d %B %Y}{ends}."
    return Step("add", "seat", says, do, person.pk if person else None)


def _group(row: MemberRow, person: Person | None, register: Register, on: date) -> Iterator[Step]:
    if not row.group:
        return
    held = register.memberships(person)
    for membership in held:
        if key_of(membership.group.name) == key_of(row.group):
            yield Step("keep", "membership", f"{row.name} belongs to {row.group}.")
            return
    for membership in held:
        yield _ends(membership, f"{row.name}'s time in {membership.group.name}", on)

    def do(doing: Doing) -> None:
        join_group(
            found_or_made(doing, f"person:{row.line}", person),
            found_or_made(doing, f"group:{key_of(row.group)}", register.groups.get(key_of(row.group))),
            since=on,
            **doing.by,
        )

    yield Step("add", "membership", f"{row.name} joins {row.group} on {on:%-d %B %Y}.", do)


def _leaves(person: Person, on: date) -> Iterator[Step]:
    """End what somebody who is no longer listed held as a Member; they stay as a person.

    The chair of the council stays in office until a successor takes it (Local Government Act 1972 ss.3
    and 15), so that chair is left to be ended by hand.
    """
    for seat in Seat.objects.on(on).filter(person=person).select_related("ward"):
        yield _ends(seat, f"{person.name}'s term for {seat.ward.name}", on)
    for membership in GroupMembership.objects.on(on).filter(person=person).select_related("group"):
        yield _ends(membership, f"{person.name}'s time in {membership.group.name}", on)
    sittings = CommitteeMembership.objects.on(on).filter(person=person).select_related("committee")
    for sitting in sittings:
        if sitting.committee.body == "full_council" and sitting.role == "chair":
            yield Step("keep", "committee", f"{person.name} chairs the council until a successor does.")
        else:
            yield _ends(sitting, f"{person.name}'s place on {sitting.committee.name}", on)
    for holding in Holding.objects.on(on).filter(person=person, post__statutory=False).select_related("post"):
        yield _leaves_post(holding, on)


def _leaves_post(holding: Holding, on: date) -> Step:
    def do(doing: Doing) -> None:
        end_holding(holding, until=on, **doing.by)

    says = f"{holding.person.name} leaves the post {holding.post.title} on {on:%-d %B %Y}."
    return Step("end", "holding", says, do, concerns=frozenset({holding.person_id}))


def _ends(term: Seat | GroupMembership | CommitteeMembership, called: str, on: date) -> Step:
    def do(doing: Doing) -> None:
        if term.until is not None and on < term.until:
            close(term, until=on, what="end_term", **doing.by)
        else:
            end_term(term, until=on, **doing.by)

    whose = frozenset({term.person_id} if heard_in(term) else ())
    return Step(
        "end", term._meta.model_name or "term", f"{called} ends on {on:%-d %B %Y}.", do, concerns=whose
    )
