"""Who one may be in a demonstration council, with what they are there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comity.council.models import Council, GroupMembership, Holding, Person, Seat, Support

RANKS = (
    "leader",
    "cabinet_member",
    "group_leader",
    "",
    "clerk",
    "clerk_staff",
    "chief_executive",
    "monitoring_officer",
    "director",
    "head_of_service",
    "service_manager",
    "officer",
    "democratic_services",
    "administrator",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody one may sign in as."""

    person: Person
    what: str
    role: str


def people(council: Council, on: date) -> list[Entry]:
    """Everybody in a council who can sign in, Members first. Within its context."""
    here = Person.objects.on(on).filter(council=council).exclude(account=None)
    return sorted(
        (_entry(person, on) for person in here),
        key=lambda one: (one.person.kind != "member", _rank(one.role), one.person.name),
    )


def _rank(role: str) -> int:
    return RANKS.index(role) if role in RANKS else len(RANKS)


def _entry(person: Person, on: date) -> Entry:
    held = Holding.objects.on(on).filter(person=person).select_related("post").order_by("post_id")
    posts = [(one.post.title, one.post.role) for one in held]
    if person.kind == "member":
        posts += _of_member(person, on)
    supported = Support.objects.on(on).filter(officer=person).select_related("member")
    posts += [(f"supports {one.member.addressed}", "") for one in supported]
    roles = [role for _, role in posts if role]
    return Entry(person, ", ".join(title for title, _ in posts), roles[0] if roles else "")


def _of_member(person: Person, on: date) -> list[tuple[str, str]]:
    wards = Seat.objects.on(on).filter(person=person).values_list("ward__name", flat=True)
    groups = GroupMembership.objects.on(on).filter(person=person).values_list("group__name", "role")
    found = [(f"Member for {ward}", "") for ward in wards]
    for name, role in groups:
        found.append((f"{name} group leader", "group_leader") if role == "leader" else (f"{name} group", ""))
    return found
