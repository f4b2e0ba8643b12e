"""Wards, groups, directorates, services, committees and posts are set up; they end like any term."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

from comity.council.changes.record import Actor, ChangeRefused, alter, make, same_council
from comity.council.models import OWN_ROLES, STATUTORY_ROLES, Council, Post, Term
from comity.protocol import vocabulary

T = TypeVar("T", bound=Term)


def establish(
    kind: type[T],
    council: Council,
    *,
    name: str,
    since: date,
    actor: Actor,
    reason: str,
    at: datetime,
    **fields: Any,
) -> T:
    """Set up a Ward, PoliticalGroup, Directorate, Service or Committee from a day on.

    `fields` are the model's own (a Service's directorate, keywords and portfolio; a Committee's body;
    a PoliticalGroup's in_control; a Ward's seats).
    """
    if not name.strip():
        raise ChangeRefused(f"A {kind._meta.verbose_name} needs a name.")
    row = kind(council=council, since=since, **{"name": name.strip(), **fields})
    return make("establish", row, actor=actor, reason=reason, at=at)


def create_post(
    council: Council,
    *,
    title: str,
    since: date,
    actor: Actor,
    reason: str,
    at: datetime,
    role: str = "",
    **place: Any,
) -> Post:
    """Create a post. `role` is a post of the vocabulary, one of `OWN_ROLES`, or empty.

    `place` may hold service, directorate, committee, group, portfolio and reports_to. Chief Executive,
    Monitoring Officer, Chief Finance Officer and Clerk are statutory posts.
    """
    if role and role not in vocabulary.load().posts and role not in OWN_ROLES:
        raise ChangeRefused(f"“{role}” is not a post that the protocol's vocabulary knows; leave it empty.")
    post = Post(council=council, role=role, since=since, statutory=role in STATUTORY_ROLES, **place)
    same_council(post, *(row for row in place.values() if isinstance(row, Term)))
    post.title = title.strip() or vocabulary.load().posts.get(role, role)
    return make("create_post", post, actor=actor, reason=reason, at=at)


def move_post(post: Post, *, actor: Actor, reason: str, at: datetime, **place: Any) -> Post:
    """Change where a post stands: its service, directorate, portfolio or the post it reports to."""
    allowed = {"service", "directorate", "committee", "group", "portfolio", "reports_to", "title"}
    if unknown := set(place) - allowed:
        raise ChangeRefused(f"A post has no {', '.join(sorted(unknown))}.")
    same_council(post, *(row for row in place.values() if isinstance(row, Term)))
    return alter("move_post", post, place, actor=actor, reason=reason, at=at)
