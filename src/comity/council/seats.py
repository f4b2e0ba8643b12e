"""Members found by where they sit: wards, groups and committees."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from comity.council.answers import About, Holder
from comity.council.models import CommitteeMembership, GroupMembership, Person, Seat, in_force


def ward_members(about: About, on: date) -> list[Holder]:
    """Return the Members for the matter's ward, else for the asker's own wards."""
    seats = Seat.objects.on(on).filter(in_force(on, "person__")).order_by("person__name", "id")
    if about.ward is not None:
        seats = seats.filter(ward=about.ward)
    else:
        seats = seats.filter(ward__in=Seat.objects.on(on).filter(person=about.asker).values("ward_id"))
    rows = seats.values_list("person_id", "person__name", "ward_id", "ward__name")
    return [Holder(person, name, f"seat:{ward}", f"Member for {title}") for person, name, ward, title in rows]


def members(about: About, narrow: str | None, on: date) -> list[Holder]:
    """Return the Member concerned, else every Member; narrowed, those of a ward, a group, other groups."""
    if narrow == "own_ward":
        return ward_members(about, on)
    if narrow in ("own_group", "other_groups"):
        rows = _groups(about, narrow, on).order_by("person__name")
        return [_member(person, name) for person, name in rows.values_list("person_id", "person__name")]
    sits = Q(pk__in=Seat.objects.on(on).values("person_id"))
    sits |= Q(pk__in=CommitteeMembership.objects.on(on).values("person_id"))
    sitting = Person.objects.on(on).filter(sits, kind="member").order_by("name")
    asker = sitting.filter(pk=about.asker) if about.asker is not None else sitting.none()
    return [_member(person.pk, person.name) for person in (list(asker) or sitting)]


def group_leaders(about: About, narrow: str | None, on: date, *, minority: bool = False) -> list[Holder]:
    """Return group leaders: all, those of the asker's or matter's group, or those of the others."""
    led = _groups(about, narrow, on).filter(role="leader")
    if minority:
        led = led.filter(group__in_control=False)
    rows = led.order_by("group__name", "id").values_list(
        "person_id", "person__name", "group_id", "group__name"
    )
    return [
        Holder(person, name, f"leader:{group}", f"Leader of {title}") for person, name, group, title in rows
    ]


def committee_members(
    on: date, *, role: str | None = None, committee: int | None = None, body: str | None = None
) -> list[Holder]:
    """Return who sits on committees, all, one (`committee`) or of a kind (`body`), by role if given."""
    sitting = CommitteeMembership.objects.on(on).filter(in_force(on, "person__"))
    if committee is not None:
        sitting = sitting.filter(committee=committee)
    if body is not None:
        sitting = sitting.filter(committee__body=body)
    if role is not None:
        sitting = sitting.filter(role=role)
    rows = sitting.order_by("committee__name", "person__name", "id").values_list(
        "person_id", "person__name", "committee_id", "committee__name", "role"
    )
    return [
        Holder(person, name, f"{_KEYS.get(seat, 'committee')}:{committee}", f"{_SEATS[seat]} of {title}")
        for person, name, committee, title, seat in rows
    ]


_KEYS = {"chair": "chair", "vice_chair": "vice_chair"}
_SEATS = {"chair": "Chair", "vice_chair": "Vice-chair", "member": "Member"}


def groups_of(person: int | None, on: date) -> list[int]:
    """Return the ids of the groups a person belongs to on this day."""
    if person is None:
        return []
    return list(GroupMembership.objects.on(on).filter(person=person).values_list("group_id", flat=True))


def one(person: int | None, title: str, on: date) -> list[Holder]:
    """Return one person by id, if they are with the council on this day."""
    rows: Iterable[Person] = Person.objects.on(on).filter(pk=person) if person is not None else ()
    return [Holder(row.pk, row.name, f"person:{row.pk}", title) for row in rows]


def _groups(about: About, narrow: str | None, on: date):  # type: ignore[no-untyped-def]
    memberships = GroupMembership.objects.on(on).filter(in_force(on, "person__"))
    own = [about.group] if about.group is not None else groups_of(about.asker, on)
    if narrow == "own_group":
        return memberships.filter(group__in=own)
    if narrow == "other_groups":
        return memberships.filter(~Q(group__in=own))
    return memberships


def _member(person: int, name: str) -> Holder:
    return Holder(person, name, f"person:{person}", "Member")
