"""The Members of a council as Popolo JSON, for anybody to use."""

from __future__ import annotations

from datetime import date
from typing import Any

from comity.council.models import Council, GroupMembership, Person, PoliticalGroup, Seat, Ward, in_force

CONTEXT = "council"


def write(council: Council, *, on: date) -> dict[str, Any]:
    """Return who sits for which ward and in which group on this day, in Popolo's form.

    Only what a council publishes: names, council e-mail addresses, seats, groups; never an address.
    Runs inside the council's context.
    """
    seats = list(Seat.objects.on(on).filter(in_force(on, "person__")).order_by("id"))
    groups = list(
        GroupMembership.objects.on(on).filter(person__in={seat.person_id for seat in seats}).order_by("id")
    )
    people = Person.objects.filter(pk__in={seat.person_id for seat in seats}).order_by("name", "id")
    named = PoliticalGroup.objects.filter(pk__in={one.group_id for one in groups}).order_by("name")
    wards = Ward.objects.filter(pk__in={seat.ward_id for seat in seats}).order_by("name")
    return {
        "persons": [_person(person) for person in people],
        "organizations": [
            {"id": CONTEXT, "name": council.name, "classification": "council"},
            *(
                {"id": f"group-{one.pk}", "name": one.name, "classification": "political group"}
                for one in named
            ),
        ],
        "areas": [{"id": f"ward-{ward.pk}", "name": ward.name, "classification": "ward"} for ward in wards],
        "memberships": [*map(_seat, seats), *map(_membership, groups)],
    }


def _person(person: Person) -> dict[str, Any]:
    scheme, _, number = person.source.partition(":")
    told = {
        "id": f"person-{person.pk}",
        "name": person.name,
        "honorific_prefix": person.title,
        "honorific_suffix": person.honours,
        "email": person.email,
        "identifiers": [{"scheme": scheme, "identifier": number}] if number else [],
    }
    return {name: value for name, value in told.items() if value}


def _seat(seat: Seat) -> dict[str, Any]:
    return {
        "person_id": f"person-{seat.person_id}",
        "organization_id": CONTEXT,
        "role": "councillor",
        "area_id": f"ward-{seat.ward_id}",
        **_dates(seat.since, seat.until),
    }


def _membership(membership: GroupMembership) -> dict[str, Any]:
    return {
        "person_id": f"person-{membership.person_id}",
        "organization_id": f"group-{membership.group_id}",
        "role": membership.role,
        **_dates(membership.since, membership.until),
    }


def _dates(since: date, until: date | None) -> dict[str, str]:
    """Return the dates in Popolo's form."""
    told = {"start_date": since.isoformat()}
    return told if until is None else {**told, "end_date": until.isoformat()}
