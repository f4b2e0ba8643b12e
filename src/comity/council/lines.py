"""Which posts are meant for a service: by the service, its directorate and the reporting lines."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from comity.council.answers import About
from comity.council.models import Holding, Post, Service

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
    posts = Post.objects.on(on).filter(role=role).order_by("id")
    service = _service(about, on)
    if service is None:
        return list(posts)
    covers = Q(service=service)
    if service.directorate_id:
        covers |= Q(service=None, directorate=service.directorate_id)
    if service.portfolio:
        covers |= Q(portfolio__iexact=service.portfolio)
    return list(posts.filter(covers))


def managers(about: About, on: date) -> list[Post]:
    """Return the posts to which the subject reports; without one, the officer; without one, the asker."""
    for person in (about.subject, about.officer, about.asker):
        above = [post.reports_to_id for post in _posts_of(person, on) if post.reports_to_id]
        if above:
            return list(Post.objects.on(on).filter(pk__in=above).order_by("id"))
    return []


def posts_below(role: str, below: str, on: date) -> list[Post]:
    """Return posts of a role and those that report straight to a post of another role."""
    return list(Post.objects.on(on).filter(Q(role=role) | Q(role="", reports_to__role=below)).order_by("id"))


def _service(about: About, on: date) -> Service | None:
    if about.service is not None:
        return Service.objects.filter(pk=about.service).first()
    for person in (about.subject, about.officer):
        for post in _posts_of(person, on):
            if post.service_id:
                return Service.objects.get(pk=post.service_id)
    return None


def _posts_of(person: int | None, on: date) -> list[Post]:
    if person is None:
        return []
    held = Holding.objects.on(on).filter(person=person).values("post_id")
    return list(Post.objects.on(on).filter(pk__in=held).order_by("id"))


def _of_role(role: str, service: Service | None, on: date) -> list[Post]:
    posts = Post.objects.on(on).filter(role=role).order_by("id")
    if service is None:
        only = list(posts[:2])
        return only if len(only) == 1 else []
    here = list(posts.filter(service=service))
    if not here and service.directorate_id:
        here = list(posts.filter(service=None, directorate=service.directorate_id))
    return here or _up_the_line(role, service, on)


def _up_the_line(role: str, service: Service, on: date) -> list[Post]:
    """Follow the reporting lines up from the service's own posts to the nearest of this role."""
    level = set(Post.objects.on(on).filter(service=service).values_list("reports_to_id", flat=True)) - {None}
    for _ in range(LONGEST_LINE):
        posts = list(Post.objects.on(on).filter(pk__in=level).order_by("id"))
        found = [post for post in posts if post.role == role]
        if found or not posts:
            return found
        level = {post.reports_to_id for post in posts if post.reports_to_id}
    return []
