"""The keys a person holds on a day: what lets them see and do."""

from __future__ import annotations

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
    if not person.holds(on):
        return frozenset()
    keys = {f"person:{person.pk}"}
    if person.kind != "outside":
        keys |= _by_post(person, on) | _by_seat(person, on)
    if person.kind == "officer":
        keys.add("role:officer")
    if person.kind == "member" and any(key.startswith(("seat:", "committee:")) for key in keys):
        keys.add("role:member")
    return frozenset(keys | {f"{key}+{person.pk}" for key in keys if key.partition(":")[0] in PLACES})


def _by_post(person: Person, on: date) -> set[str]:
    keys: set[str] = set()
    for model in (Holding, Cover):
        rows = model.objects.on(on).filter(in_force(on, "post__"), person=person)
        for post, role in rows.values_list("post_id", "post__role"):
            keys |= {f"post:{post}", f"role:{role}"} if role else {f"post:{post}"}
    supported = Support.objects.on(on).filter(officer=person).values_list("member_id", flat=True)
    return keys | {f"support:{member}" for member in supported}


def _by_seat(person: Person, on: date) -> set[str]:
    keys: set[str] = set()
    for ward in Seat.objects.on(on).filter(person=person).values_list("ward_id", flat=True):
        keys |= {f"seat:{ward}", "role:ward_member"}
    wards = [key for key in keys if key.startswith("seat:")]
    groups = GroupMembership.objects.on(on).filter(person=person)
    for group, role, in_control in groups.values_list("group_id", "role", "group__in_control"):
        keys |= {f"group:{group}", *(f"{ward}:group:{group}" for ward in wards)}
        if role == "leader":
            keys |= {f"leader:{group}", "role:group_leader"}
            keys |= set() if in_control else {"role:minority_group_leader"}
        elif role == "deputy":
            keys.add(f"deputy:{group}")
    sittings = CommitteeMembership.objects.on(on).filter(person=person)
    for committee, role, body in sittings.values_list("committee_id", "role", "committee__body"):
        keys |= {f"committee:{committee}", f"role:{body}"}
        if role != "member":
            keys |= {f"{role}:{committee}", f"role:{_CHAIRS.get((body, role), f'committee_{role}')}"}
    return keys


_CHAIRS = {
    ("full_council", "chair"): "council_chair",
    ("personnel_committee", "chair"): "personnel_committee_chair",
}
