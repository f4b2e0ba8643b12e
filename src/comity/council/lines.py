"""Which posts are meant for a service: by the service, its directorate and the reporting lines."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from comity.council import roll
from comity.council.answers import About
from comity.council.models import Post, Service

LADDERS: dict[str, tuple[str, ...]] = {
    "officer": ("officer", "service_manager", "head_of_service", "director"),
    "service_manager": ("service_manager", "head_of_service"),
    "senior_officer": ("service_manager", "head_of_service", "director"),
    "head_of_service": ("head_of_service",),
    "director": ("director",),
}
"""For each role within a service, the roles that stand for it, in order, where there are fewer tiers."""

LONGEST_LINE = 12
"""Reporting lines are followed no further than this, so that a ring of posts ends."""


def posts_in_service(role: str, about: About, on: date) -> list[Post]:
    """Return the posts of this role for the matter's service, else for the service of its Officer.

    Without any service, the one post of the role is meant if there is only one.
    """
    service = _service(about, on)
    for stands in LADDERS[role]:
        posts = _of_role(stands, service, on)
        if posts:
            return posts
    return []


def posts_with_portfolio(role: str, about: About, on: date) -> list[Post]:
    """Return the posts whose portfolio covers the matter's service; all of the role without a service."""
    posts = roll.posts(on, role=role)
    service = _service(about, on)
    return posts if service is None else [post for post in posts if _covers(post, service)]


def _covers(post: Post, service: Service) -> bool:
    if post.service_id is None and service.directorate_id and post.directorate_id == service.directorate_id:
        return True
    named = service.portfolio and post.portfolio.casefold() == service.portfolio.casefold()
    return post.service_id == service.pk or bool(named)


def managers(about: About, on: date) -> list[Post]:
    """Return the posts to which the subject reports; without one, the officer; without one, the asker."""
    for person in (about.subject, about.officer, about.asker):
        above = [post.reports_to_id for post in _posts_of(person, on) if post.reports_to_id]
        if above:
            return roll.posts(on, pk__in=above)
    return []


def posts_below(role: str, below: str, on: date) -> list[Post]:
    """Return posts of a role and those that report straight to a post of another role."""
    return list(Post.objects.on(on).filter(Q(role=role) | Q(role="", reports_to__role=below)).order_by("id"))


def _service(about: About, on: date) -> Service | None:
    if about.service is not None:
        return roll.service(about.service, on)
    for person in (about.subject, about.officer):
        for post in _posts_of(person, on):
            if post.service_id:
                return roll.service(post.service_id, on)
    return None


def _posts_of(person: int | None, on: date) -> list[Post]:
    return [] if person is None else roll.held_by(person, on)


def _of_role(role: str, service: Service | None, on: date) -> list[Post]:
    if service is None:
        only = roll.posts(on, role=role)
        return only if len(only) == 1 else []
    here = roll.posts(on, role=role, service=service.pk)
    if not here and service.directorate_id:
        here = roll.posts(on, role=role, service=None, directorate=service.directorate_id)
    return here or _up_the_line(role, service, on)


def _up_the_line(role: str, service: Service, on: date) -> list[Post]:
    """Follow the reporting lines up from the service's own posts to the nearest of this role."""
    level = {post.reports_to_id for post in roll.posts(on, service=service.pk) if post.reports_to_id}
    for _ in range(LONGEST_LINE):
        posts = roll.posts(on, pk__in=level)
        found = [post for post in posts if post.role == role]
        if found or not posts:
            return found
        level = {post.reports_to_id for post in posts if post.reports_to_id}
    return []
