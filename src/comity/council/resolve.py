"""Who is meant: from a post of the protocol's vocabulary to people, on a day.

This is the only code that turns posts into people.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from comity.council import lines, roll, seats
from comity.council.answers import About, Answer, Body, Holder, Holders, Outside, Vacant
from comity.council.holders import of_posts
from comity.council.models import BODIES, OWN_ROLES, Post
from comity.protocol import vocabulary

__all__ = ["About", "Answer", "Body", "Holder", "Holders", "Outside", "Vacant", "resolve"]

PROCEDURES = (
    "disciplinary_procedure",
    "grievance_procedure",
    "whistleblowing_policy",
    "code_of_conduct_procedure",
)
ELSEWHERE = (
    "principal_monitoring_officer",
    "county_association",
    "conciliator",
    "independent_adviser",
    "information_commissioner",
    "external_auditor",
)
KEPT: tuple[str, ...] = (*BODIES, *PROCEDURES, *ELSEWHERE)
"""What each council maps to a keeper: bodies that meet, procedures, and those outside it."""

CHAIRS: dict[str, tuple[str, str | None]] = {
    "committee_chair": ("chair", None),
    "committee_vice_chair": ("vice_chair", None),
    "personnel_committee_chair": ("chair", "personnel_committee"),
    "council_chair": ("chair", "full_council"),
}
"""Roles that a seat on a committee gives: which seat, and on which body; None is the matter's committee."""

MEMBERS: dict[str, str | None] = {"member": None, "ward_member": "own_ward", "political_group": "own_group"}
"""Roles that are Members by where they sit, and how each is narrowed; None is as the Decision says."""

NARROWS = (None, "own_group", "other_groups", "own_ward", "own_service")


def resolve(post: str, *, about: About, on: date, narrow: str | None = None) -> Answer:
    """Return who is meant by a post of the vocabulary, in a matter, on a day.

    `narrow` is the Decision's: own_group, other_groups, own_ward, own_service or None. The subject of
    the matter and everybody barred are never in the answer. Raises ValueError for a word that is
    neither in the vocabulary nor one of `OWN_ROLES`. Runs inside a council's context.
    """
    if narrow not in NARROWS:
        raise ValueError(f"“{narrow}” is not a way to narrow a post; use one of {NARROWS[1:]}.")
    if post not in vocabulary.load().posts and post not in OWN_ROLES:
        raise ValueError(f"“{post}” is not a post of the vocabulary.")
    if post in KEPT:
        return _kept(post, about, on)
    if post == "constituent":
        return Vacant(post, "The individual is reached by whoever deals with their matter.")
    by_seat = _by_seat(post, about, narrow, on)
    posts = _posts(post, about, narrow, on)
    if by_seat is None:
        return of_posts(post, posts, on=on, excluded=about.excluded, none=_no_such_post(post, about))
    fit = tuple(holder for holder in by_seat if holder.person not in about.excluded)
    if fit or (by_seat and not posts):
        return Holders(post, fit) if fit else Vacant(post, "Whoever holds it has to do with the matter.")
    if posts:
        return of_posts(post, posts, on=on, excluded=about.excluded)
    return Vacant(post, "Nobody holds it now.")


def _by_seat(role: str, about: About, narrow: str | None, on: date) -> list[Holder] | None:
    """Return who holds a role by where they sit, or by the matter itself; None for what is only a post."""
    if role in CHAIRS:
        seat, body = CHAIRS[role]
        which = None if body else about.committee
        look = lambda: seats.committee_members(on, role=seat, committee=which, body=body)  # noqa: E731
        return roll.once(on, ("chairs", role, which), look)
    if role in ("group_leader", "minority_group_leader"):
        lead = lambda: seats.group_leaders(about, narrow, on, minority=role != "group_leader")  # noqa: E731
        return roll.once(on, (role, narrow, about.group, about.asker), lead)
    if role in MEMBERS:
        asked = ("members", role, narrow, about.group, about.ward, about.asker)
        return roll.once(on, asked, lambda: seats.members(about, MEMBERS[role] or narrow, on))
    if role == "scrutiny_member":
        return seats.committee_members(on, committee=about.committee, body="scrutiny_committee")
    if role in ("officer", "author") and about.officer is not None:
        person = about.officer
        return roll.once(on, ("officer", person), lambda: seats.one(person, "Officer concerned", on))
    return None


def _posts(role: str, about: About, narrow: str | None, on: date) -> Sequence[Post]:
    if role in lines.LADDERS:
        if role == "senior_officer" and (above := lines.managers(_line(about), on)):
            return above
        return lines.posts_in_service(role, about, on)
    match role:
        case "line_manager":
            return lines.managers(about, on)
        case "cabinet_member" | "shadow_cabinet_member":
            return lines.posts_with_portfolio(role, about, on)
        case "clerk_staff":
            return lines.posts_below("clerk_staff", "clerk", on)
    posts = roll.posts(on, role=role)
    if role in ("committee_chair", "committee_vice_chair") and about.committee is not None:
        posts = [post for post in posts if post.committee_id == about.committee]
    if narrow in ("own_group", "other_groups"):
        own = [about.group] if about.group is not None else seats.groups_of(about.asker, on)
        posts = [post for post in posts if (post.group_id in own) == (narrow == "own_group")]
    return posts


def _line(about: About) -> About:
    """Return the matter as seen by who is senior in it: the asker's own line does not count."""
    return About(subject=about.subject, officer=about.officer)


def _kept(role: str, about: About, on: date) -> Body | Outside | Vacant:
    """Return a body by its keeper and members; Vacant where the council has not said who keeps it."""
    name = vocabulary.load().posts[role]
    which = about.committee if role in ("committee", "scrutiny_committee") else None
    look = lambda: seats.committee_members(on, committee=which, body=role)  # noqa: E731
    sitting = roll.once(on, ("sitting", role, which), look) if role in BODIES else []
    members = tuple(holder for holder in sitting if holder.person not in about.excluded)
    keeper = roll.keeper_of(role, on)
    if keeper is None:
        vacant = Vacant(role, "The council has not said who keeps it.")
        return Body(role, name, vacant, members) if members else vacant
    if keeper.post is None:
        return Outside(role, keeper.outside_name, keeper.outside_address)
    posts = [keeper.post] if keeper.post.holds(on) else []
    found = of_posts(keeper.post.role or role, posts, on=on, excluded=about.excluded)
    return Body(role, name, found, members)


def _no_such_post(role: str, about: About) -> str:
    if role in lines.LADDERS and about.service is None:
        return "It is not known which service the matter belongs to, and several have such a post."
    return "The council has no such post for this matter."
