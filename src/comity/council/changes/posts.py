"""Who holds a post, who covers it, and who keeps each body's door."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from comity.council.changes.people import close
from comity.council.changes.record import (
    Actor,
    ChangeRefused,
    NeedsSecondPerson,
    System,
    alter,
    check_dates,
    make,
    same_council,
)
from comity.council.models import Council, Cover, Holding, Keeper, Person, Post
from comity.council.resolve import KEPT


def appoint(
    post: Post,
    person: Person,
    *,
    since: date,
    actor: Actor,
    reason: str,
    at: datetime,
    until: date | None = None,
) -> Holding:
    """Appoint somebody to a post from a day on; a post may be shared.

    A statutory post needs two people: NeedsSecondPerson (use `statutory.propose`), except that the
    first set-up by command fills one that nobody has held.
    """
    if post.statutory and (not isinstance(actor, System) or Holding.objects.filter(post=post).exists()):
        raise NeedsSecondPerson(_two_people(post))
    return put_in_post(post, person, since=since, until=until, actor=actor, reason=reason, at=at)


def end_holding(holding: Holding, *, until: date, actor: Actor, reason: str, at: datetime) -> Holding:
    """End somebody's time in a post; `until` is the first day without it. Statutory posts need two people."""
    if holding.post.statutory:
        raise NeedsSecondPerson(_two_people(holding.post))
    close(holding, until=until, what="end_holding", actor=actor, reason=reason, at=at)
    return holding


def cover(
    post: Post,
    person: Person,
    *,
    since: date,
    until: date | None,
    actor: Actor,
    reason: str,
    at: datetime,
) -> Cover:
    """Let somebody stand in for a post while its holder is away or nobody holds it."""
    if post.statutory:
        raise NeedsSecondPerson(_two_people(post))
    return put_in_cover(post, person, since=since, until=until, actor=actor, reason=reason, at=at)


def end_cover(standing_in: Cover, *, until: date, actor: Actor, reason: str, at: datetime) -> Cover:
    """End cover early. Statutory posts need two people."""
    if standing_in.post.statutory:
        raise NeedsSecondPerson(_two_people(standing_in.post))
    close(standing_in, until=until, what="end_cover", actor=actor, reason=reason, at=at)
    return standing_in


def put_in_post(
    post: Post, person: Person, *, since: date, until: date | None, actor: Actor, reason: str, at: datetime
) -> Holding:
    """Make and record a holding; who may do so is decided by `appoint` and `statutory.approve`."""
    council = check_fit(post, person, since, until)
    held = Holding.objects.filter(post=post, person=person)
    if any(_overlap(row, since, until) for row in held):
        raise ChangeRefused(f"{person.name} holds {post.title} in that time already.")
    return make(
        "appoint",
        Holding(council_id=council, post=post, person=person, since=since, until=until),
        actor=actor,
        reason=reason,
        at=at,
    )


def put_in_cover(
    post: Post, person: Person, *, since: date, until: date | None, actor: Actor, reason: str, at: datetime
) -> Cover:
    """Make and record cover; who may do so is decided by `cover` and `statutory.approve`."""
    council = check_fit(post, person, since, until)
    return make(
        "cover",
        Cover(council_id=council, post=post, person=person, since=since, until=until, reason=reason[:200]),
        actor=actor,
        reason=reason,
        at=at,
    )


def set_keeper(
    council: Council,
    body: str,
    *,
    actor: Actor,
    reason: str,
    at: datetime,
    post: Post | None = None,
    outside_name: str = "",
    outside_address: str = "",
    outside_second: str = "",
    outside_telephone: str = "",
) -> Keeper:
    """Say who keeps the door of a body or procedure: a post, or somebody outside by name and address.

    `outside_second` is another address of theirs, for codes; it may not lead to where the links go.
    """
    if body not in KEPT:
        raise ChangeRefused(f"“{body}” has no keeper; these have: {', '.join(KEPT)}.")
    if (post is None) == (not outside_address.strip()):
        raise ChangeRefused("Give either a post of the council or an address outside it, not both.")
    new: dict[str, Any] = {
        "post": post,
        "outside_name": outside_name,
        "outside_address": outside_address.strip(),
        "outside_second": outside_second.strip().lower(),
        "outside_telephone": outside_telephone.strip()[:40],
    }
    if post is None:
        _two_places(new["outside_address"], new["outside_second"])
    same_council(Keeper(council=council), post)
    keeper = Keeper.objects.filter(body=body).first()
    if keeper is not None:
        return alter("set_keeper", keeper, new, actor=actor, reason=reason, at=at)
    keeper = Keeper(council=council, body=body, **new)
    return make("set_keeper", keeper, actor=actor, reason=reason, at=at)


def check_fit(post: Post, person: Person, since: date, until: date | None) -> int:
    """Refuse somebody who is not there that day, or a post that is not; return their council."""
    council = same_council(post, person)
    check_dates(since, until)
    if person.kind == "outside":
        raise ChangeRefused(f"{person.name} is from outside the council and cannot hold a post in it.")
    for row, called in ((person, person.name), (post, post.title)):
        if not row.holds(since):
            raise ChangeRefused(f"{called} is not with the council on {since:%-d %B %Y}.")
    return council


def _two_places(first: str, second: str) -> None:
    """Refuse an address that is none, and a second one whose letters arrive where the first one's do."""
    for address in (first, second):
        name, _, host = address.partition("@")
        if address and (not name or "." not in host or any(one in address for one in " ,;<>")):
            raise ChangeRefused(
                f"“{address[:60]}” is not an e-mail address. One looks like name@example.org."
            )
    if second and _mailbox(first) == _mailbox(second):
        raise ChangeRefused(
            "The second address is the same mailbox as the first. A code is worth something only where it "
            "goes somewhere else than the link: give another address, or leave it empty."
        )


def _mailbox(address: str) -> str:
    name, _, host = address.lower().partition("@")
    return f"{name.partition('+')[0]}@{host}"


def _overlap(row: Holding, since: date, until: date | None) -> bool:
    return (row.until is None or since < row.until) and (until is None or row.since < until)


def _two_people(post: Post) -> str:
    return f"{post.title} is a statutory post: one person proposes the change and another approves it."
