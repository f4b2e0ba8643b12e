"""People come and go, take and leave seats, join groups and committees, and support one another."""

from __future__ import annotations

from datetime import date, datetime

from comity.council.changes.record import Actor, ChangeRefused, alter, check_dates, make, same_council
from comity.council.models import (
    Account,
    Committee,
    CommitteeMembership,
    Council,
    GroupMembership,
    Holding,
    Person,
    PersonKind,
    PoliticalGroup,
    Seat,
    Support,
    Term,
    Ward,
)


def add_person(
    council: Council,
    *,
    kind: str,
    name: str,
    since: date,
    actor: Actor,
    reason: str,
    at: datetime,
    email: str = "",
    title: str = "",
    honours: str = "",
    source: str = "",
    account: Account | None = None,
    until: date | None = None,
) -> Person:
    """Add somebody to a council: a Member, an Officer or somebody from outside."""
    if kind not in PersonKind.values:
        raise ChangeRefused(f"“{kind}” is not a kind of person; use one of {', '.join(PersonKind.values)}.")
    if not name.strip():
        raise ChangeRefused("A person needs a name.")
    check_dates(since, until)
    return make(
        "add_person",
        Person(
            council=council,
            kind=kind,
            name=name.strip(),
            since=since,
            until=until,
            email=email.strip().lower(),
            title=title,
            honours=honours,
            source=source,
            account=account,
        ),
        actor=actor,
        reason=reason,
        at=at,
    )


def give_account(person: Person, account: Account, *, actor: Actor, reason: str, at: datetime) -> Person:
    """Let somebody sign in by an account."""
    return alter("give_account", person, {"account": account}, actor=actor, reason=reason, at=at)


def end_term(term: Term, *, until: date, actor: Actor, reason: str, at: datetime) -> Term:
    """End a seat, a membership, support, somebody's time with the council, or a thing that is no more.

    `until` is the first day on which it no longer holds. Posts held are ended by `end_holding`.
    """
    if isinstance(term, Holding):
        raise ChangeRefused("A holding is ended by end_holding, which looks after statutory posts.")
    return close(term, until=until, what="end_term", actor=actor, reason=reason, at=at)


def close(term: Term, *, until: date, what: str, actor: Actor, reason: str, at: datetime) -> Term:
    """End any term and record it under the name of the change; the row stays."""
    check_dates(term.since, until)
    if term.until is not None and term.until <= until:
        raise ChangeRefused(f"It has ended already, on {term.until:%-d %B %Y}.")
    return alter(what, term, {"until": until}, actor=actor, reason=reason, at=at)


def take_seat(
    person: Person,
    ward: Ward,
    *,
    since: date,
    actor: Actor,
    reason: str,
    at: datetime,
    until: date | None = None,
) -> Seat:
    """Begin a Member's term for a ward."""
    council = _ready(person, ward, since, until, kind="member")
    return make(
        "take_seat",
        Seat(council_id=council, person=person, ward=ward, since=since, until=until),
        actor=actor,
        reason=reason,
        at=at,
    )


def join_group(
    person: Person,
    group: PoliticalGroup,
    *,
    since: date,
    actor: Actor,
    reason: str,
    at: datetime,
    role: str = "member",
    until: date | None = None,
) -> GroupMembership:
    """Begin a Member's time in a political group, as member, leader or deputy."""
    council = _ready(person, group, since, until, kind="member")
    return make(
        "join_group",
        GroupMembership(council_id=council, person=person, group=group, role=role, since=since, until=until),
        actor=actor,
        reason=reason,
        at=at,
    )


def join_committee(
    person: Person,
    committee: Committee,
    *,
    since: date,
    actor: Actor,
    reason: str,
    at: datetime,
    role: str = "member",
    until: date | None = None,
) -> CommitteeMembership:
    """Begin a Member's time on a committee, as chair, vice-chair or member."""
    council = _ready(person, committee, since, until, kind="member")
    return make(
        "join_committee",
        CommitteeMembership(
            council_id=council, person=person, committee=committee, role=role, since=since, until=until
        ),
        actor=actor,
        reason=reason,
        at=at,
    )


def support(
    officer: Person,
    member: Person,
    *,
    since: date,
    actor: Actor,
    reason: str,
    at: datetime,
    until: date | None = None,
) -> Support:
    """Let an Officer act for a Member from a day on."""
    council = _ready(member, officer, since, until, kind="member")
    if officer.kind != "officer":
        raise ChangeRefused(f"{officer.name} is not an Officer; only Officers may act for a Member.")
    return make(
        "support",
        Support(council_id=council, officer=officer, member=member, since=since, until=until),
        actor=actor,
        reason=reason,
        at=at,
    )


def _ready(person: Person, other: Term, since: date, until: date | None, *, kind: str) -> int:
    council = same_council(person, other)
    check_dates(since, until)
    if person.kind != kind:
        raise ChangeRefused(f"{person.name} is not a {kind.title()}.")
    if not person.holds(since):
        raise ChangeRefused(f"{person.name} is not with the council on {since:%-d %B %Y}.")
    if not other.holds(since):
        raise ChangeRefused(f"{other} does not exist on {since:%-d %B %Y}.")
    return council
