"""The keys a person holds on a day: what lets them see and do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from comity.council.models import (
    CommitteeMembership,
    Cover,
    GroupMembership,
    Holding,
    Person,
    Seat,
    Support,
    in_force,
)

PLACES = frozenset({"post", "leader", "deputy", "chair", "vice_chair"})
"""Places whose key is also given together with the person, for what does not pass to whoever follows."""


def keys_of(person: Person, on: date) -> frozenset[str]:
    """Return the keys a person holds on this day; none before they came or after they left.

    person:ID   themselves
    post:ID     a post held or covered
    seat:ID     a seat for a ward (the ward's id); seat:ID:group:ID as a member of that group
    support:ID  an Officer who supports this Member
    group:ID    a political group; leader:ID and deputy:ID for those who lead it
    committee:ID  a committee; chair:ID and vice_chair:ID for those in the chair
    post:ID+ID  a place (post, chair or lead) together with the person: it ends with their time in it
    role:CODE   officer; member for who has a seat or, co-opted, sits on a committee; and every role of
                the vocabulary that these posts and places give
    """
    return keys_of_all([person], on)[person.pk]


def keys_of_all(people: Iterable[Person], on: date) -> dict[int, frozenset[str]]:
    """The same for many at once, by their ids, in as few statements as for one."""
    here = {person.pk: person for person in people}
    inside = [pk for pk, person in here.items() if person.kind != "outside" and person.holds(on)]
    posts, seats = (_by_post(inside, on), _by_seat(inside, on)) if inside else ({}, {})
    return {pk: _keys(one, on, posts.get(pk, set()) | seats.get(pk, set())) for pk, one in here.items()}


def _keys(person: Person, on: date, found: set[str]) -> frozenset[str]:
    if not person.holds(on):
        return frozenset()
    keys = {f"person:{person.pk}"} | found
    if person.kind == "officer":
        keys.add("role:officer")
    if person.kind == "member" and any(key.startswith(("seat:", "committee:")) for key in keys):
        keys.add("role:member")
    return frozenset(keys | {f"{key}+{person.pk}" for key in keys if key.partition(":")[0] in PLACES})


def _by_post(people: list[int], on: date) -> dict[int, set[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    for model in (Holding, Cover):
        rows = model.objects.on(on).filter(in_force(on, "post__"), person__in=people)
        for person, post, role in rows.values_list("person_id", "post_id", "post__role"):
            found[person] |= {f"post:{post}", f"role:{role}"} if role else {f"post:{post}"}
    supported = Support.objects.on(on).filter(officer__in=people)
    for officer, member in supported.values_list("officer_id", "member_id"):
        found[officer].add(f"support:{member}")
    return found


def _by_seat(people: list[int], on: date) -> dict[int, set[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    for person, ward in Seat.objects.on(on).filter(person__in=people).values_list("person_id", "ward_id"):
        found[person] |= {f"seat:{ward}", "role:ward_member"}
    groups = GroupMembership.objects.on(on).filter(person__in=people)
    for person, group, role, in_control in groups.values_list(
        "person_id", "group_id", "role", "group__in_control"
    ):
        keys = found[person]
        wards = [key for key in keys if key.startswith("seat:") and ":group:" not in key]
        keys |= {f"group:{group}", *(f"{ward}:group:{group}" for ward in wards)}
        if role == "leader":
            keys |= {f"leader:{group}", "role:group_leader"}
            keys |= set() if in_control else {"role:minority_group_leader"}
        elif role == "deputy":
            keys.add(f"deputy:{group}")
    sittings = CommitteeMembership.objects.on(on).filter(person__in=people)
    for person, committee, role, body in sittings.values_list(
        "person_id", "committee_id", "role", "committee__body"
    ):
        keys = found[person]
        keys |= {f"committee:{committee}", f"role:{body}"}
        if role != "member":
            keys |= {f"{role}:{committee}", f"role:{_CHAIRS.get((body, role), f'committee_{role}')}"}
    return found


_CHAIRS = {
    ("full_council", "chair"): "council_chair",
    ("personnel_committee", "chair"): "personnel_committee_chair",
}
