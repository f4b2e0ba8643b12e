"""Places in which a concern may be heard: whoever changes who holds them changes who hears concerns.

A change to such a place always needs a second person, whether there is a concern or not. So to be asked for
a second person says nothing of anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from comity.council.models import (
    BODIES,
    STATUTORY_ROLES,
    Committee,
    CommitteeMembership,
    Cover,
    GroupMembership,
    Holding,
    Keeper,
    Person,
    PoliticalGroup,
    Post,
    Term,
)

ROLES: frozenset[str] = STATUTORY_ROLES | {
    "administrator",
    "democratic_services",
    "deputy_chief_executive",
    "deputy_leader",
    "deputy_monitoring_officer",
    "council_chair",
    "committee_chair",
    "committee_vice_chair",
    "director",
    "group_leader",
    "head_of_service",
    "hr_director",
    "leader",
    "cabinet_member",
    "legal_services",
    "minority_group_leader",
    "personnel_committee_chair",
    "senior_officer",
    "line_manager",
    "service_manager",
}
"""Roles of posts that some protocol names on the way of a concern, and those that look after who is who."""

BODIES_THAT_HEAR: frozenset[str] = frozenset(BODIES) - {"committee", "scrutiny_committee", "advisory_panel"}
"""Bodies of which each Member may come to hear a concern; of others whoever takes the chair."""

LEADING = frozenset({"chair", "vice_chair", "leader", "deputy"})


def hears(post: Post) -> bool:
    """Whether a concern may be heard in a post: by its role, as somebody's manager, or as a keeper."""
    if post.statutory or post.role in ROLES:
        return True
    return Post.objects.filter(reports_to=post).exists() or Keeper.objects.filter(post=post).exists()


def heard_in(term: Term) -> bool:
    """Whether a concern may be heard by whoever sits there: in the chair, in the lead, on such a body."""
    if isinstance(term, CommitteeMembership):
        return term.role in LEADING or term.committee.body in BODIES_THAT_HEAR
    return isinstance(term, GroupMembership) and term.role in LEADING


def leading(row: Committee | PoliticalGroup, on: date) -> tuple[int, ...]:
    """The ids of those who come to hear concerns in a group or committee on a day or later."""
    of: QuerySet[CommitteeMembership] | QuerySet[GroupMembership] = (
        CommitteeMembership.objects.filter(committee=row).select_related("committee")
        if isinstance(row, Committee)
        else GroupMembership.objects.filter(group=row)
    )
    return tuple(sorted({one.person_id for one in of.exclude(until__lte=on) if heard_in(one)}))


def holding(posts: Iterable[int], on: date) -> tuple[int, ...]:
    """The ids of those who hold or cover any of these posts, by their ids, on a day or later."""
    wanted = list(posts)
    rows = [model.objects.filter(post__in=wanted).exclude(until__lte=on) for model in (Holding, Cover)]
    return tuple(sorted({number for found in rows for number in found.values_list("person_id", flat=True)}))


def somewhere(person: Person) -> bool:
    """Whether somebody holds, covers or sits in a place in which a concern may be heard, now or later."""
    posts = [
        row.post
        for model in (Holding, Cover)
        for row in model.objects.filter(person=person).select_related("post")
    ]
    if any(hears(post) for post in posts):
        return True
    sitting = CommitteeMembership.objects.filter(person=person).select_related("committee")
    return any(heard_in(row) for row in (*sitting, *GroupMembership.objects.filter(person=person)))
