"""The council's people as a directory shows them on a day: under what they sit for or work in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from comity.council.models import (
    Committee,
    CommitteeMembership,
    CommitteeRole,
    Cover,
    Directorate,
    GroupMembership,
    GroupRole,
    Holding,
    Person,
    PersonKind,
    PoliticalGroup,
    Post,
    Seat,
    Service,
    Ward,
    in_force,
)
from comity.council.resolve import CHAIRS, KEPT
from comity.protocol.lint.holders import RELATIONS

FIRST = {"leader": 0, "chair": 0, "deputy": 1, "vice_chair": 1}


@dataclass(frozen=True, slots=True)
class Line:
    """One person in a list, with what they are there; without a person, a vacancy."""

    person: int | None
    name: str
    said: str = ""
    email: str = ""
    vacant: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """People under one name: of a ward, a group, a committee, a service; blocks may hold blocks."""

    title: str
    lines: list[Line] = field(default_factory=list)
    within: list[Block] = field(default_factory=list)
    note: str = ""


def by_ward(on: date) -> list[Block]:
    """Return every ward with its Members and their groups, and the seats that are vacant."""
    groups = _groups_of(on)
    held: defaultdict[int, list[Line]] = defaultdict(list)
    seats = (
        Seat.objects.on(on).filter(in_force(on, "person__")).select_related("person").order_by("person__name")
    )
    for seat in seats:
        held[seat.ward_id].append(_line(seat.person, groups.get(seat.person_id, "")))
    wards = Ward.objects.on(on).order_by("name")
    return [Block(ward.name, [*held[ward.pk], *_vacant(ward.seats, len(held[ward.pk]))]) for ward in wards]


def by_group(on: date) -> list[Block]:
    """Return every political group with its Members, its leader first, and those who sit in none."""
    wards = _wards_of(on)
    members: defaultdict[int, list[tuple[int, Line]]] = defaultdict(list)
    rows = GroupMembership.objects.on(on).filter(in_force(on, "person__")).select_related("person")
    grouped = set()
    for row in rows.order_by("person__name"):
        role = "" if row.role == GroupRole.MEMBER else row.get_role_display()
        said = ", ".join(filter(None, (role, wards.get(row.person_id, ""))))
        members[row.group_id].append((FIRST.get(row.role, 2), _line(row.person, said)))
        grouped.add(row.person_id)
    blocks = [
        Block(
            group.name,
            [line for _, line in sorted(members[group.pk], key=lambda one: one[0])],
            note="Forms, or helps to form, the administration." if group.in_control else "",
        )
        for group in PoliticalGroup.objects.on(on).order_by("name")
    ]
    alone = Person.objects.on(on).filter(kind=PersonKind.MEMBER).exclude(pk__in=grouped).order_by("name")
    lines = [_line(person, wards.get(person.pk, "")) for person in alone]
    return [*blocks, *([Block("In no group", lines)] if lines else [])]


def by_committee(on: date) -> list[Block]:
    """Return the posts that Members hold, and every committee with its Members, the chair first."""
    sitting: defaultdict[int, list[tuple[int, Line]]] = defaultdict(list)
    rows = CommitteeMembership.objects.on(on).filter(in_force(on, "person__")).select_related("person")
    for row in rows.order_by("person__name"):
        said = "" if row.role == CommitteeRole.MEMBER else row.get_role_display()
        sitting[row.committee_id].append((FIRST.get(row.role, 2), _line(row.person, said)))
    leading = list(Post.objects.on(on).filter(role__in=MEMBERS_POSTS).order_by("title", "id"))
    blocks = [
        Block(one.name, [line for _, line in sorted(sitting[one.pk], key=lambda pair: pair[0])])
        for one in Committee.objects.on(on).order_by("name")
    ]
    return [*([Block("Leading Members", _post_lines(leading, on)(leading))] if leading else []), *blocks]


def officers(on: date) -> list[Block]:
    """Return every post with who holds or covers it, by directorate and service."""
    posts = list(Post.objects.on(on).exclude(role__in=MEMBERS_POSTS).order_by("title", "id"))
    lines = _post_lines(posts, on)
    directorates = {one.pk: one.name for one in Directorate.objects.on(on).order_by("name")}
    services = list(Service.objects.on(on).order_by("name"))
    blocks = [
        Block("Across the council", lines(p for p in posts if not p.directorate_id and not p.service_id))
    ]
    for number, name in directorates.items():
        own = lines(p for p in posts if p.directorate_id == number and not p.service_id)
        inner = [
            Block(one.name, lines(p for p in posts if p.service_id == one.pk))
            for one in services
            if one.directorate_id == number
        ]
        blocks.append(Block(name, own, [block for block in inner if block.lines]))
    loose = [
        Block(one.name, lines(p for p in posts if p.service_id == one.pk))
        for one in services
        if one.directorate_id not in directorates
    ]
    return [block for block in (*blocks, *loose) if block.lines or block.within]


def named(words: str, on: date) -> list[Line]:
    """Return the people with the council whose name holds all these words, or who hold a post that does."""
    met = Q()
    for word in words.replace("\x00", " ").split():
        posts = Holding.objects.on(on).filter(post__title__icontains=word).values("person_id")
        met &= Q(name__icontains=word) | Q(pk__in=posts)
    found = list(Person.objects.on(on).filter(met).exclude(kind=PersonKind.OUTSIDE).order_by("name", "pk"))
    if not found:
        return []
    posts_of: defaultdict[int, list[str]] = defaultdict(list)
    held = Holding.objects.on(on).filter(person__in=found)
    for person, title in held.values_list("person_id", "post__title"):
        posts_of[person].append(title)
    wards = _wards_of(on)
    return [_line(one, ", ".join(posts_of[one.pk]) or wards.get(one.pk, "")) for one in found]


MEMBERS_POSTS = frozenset(
    {"leader", "deputy_leader", "cabinet_member", "shadow_cabinet_member", "spokesperson", "council_chair"}
)
"""Posts that Members hold."""


def _post_lines(posts: list[Post], on: date) -> Callable[[Iterable[Post]], list[Line]]:
    held: defaultdict[int, list[Person]] = defaultdict(list)
    covered: defaultdict[int, list[Person]] = defaultdict(list)
    for model, found in ((Holding, held), (Cover, covered)):
        rows = model.objects.on(on).filter(in_force(on, "person__"), post__in=posts).select_related("person")
        for row in rows.order_by("person__name"):
            found[row.post_id].append(row.person)

    def lines(these: Iterable[Post]) -> list[Line]:
        told: list[Line] = []
        for post in these:
            standing_in = [_line(one, f"{post.title} (standing in)") for one in covered[post.pk]]
            away = ", away" if standing_in else ""
            told += [_line(one, f"{post.title}{away}") for one in held[post.pk]] + standing_in
            if not held[post.pk]:
                told.append(Line(None, "Vacant", post.title, vacant=True))
        return told

    return lines


def _line(person: Person, said: str) -> Line:
    return Line(person.pk, person.name, said, person.email)


def _vacant(seats: int | None, held: int) -> list[Line]:
    missing = max((seats or 0) - held, 0)
    return [Line(None, "Vacant", "Seat", vacant=True)] * missing


def _groups_of(on: date) -> Mapping[int, str]:
    return dict(GroupMembership.objects.on(on).values_list("person_id", "group__name"))


def _wards_of(on: date) -> Mapping[int, str]:
    return dict(Seat.objects.on(on).values_list("person_id", "ward__name"))


ORDERS: Mapping[str, Callable[[date], list[Block]]] = {
    "ward": by_ward,
    "group": by_group,
    "committee": by_committee,
    "officers": officers,
}
"""The orders in which people are listed, by the word in the address."""

NOT_POSTS = frozenset({*KEPT, *CHAIRS, *RELATIONS, "group_leader", "minority_group_leader"}) - {"officer"}
"""What the vocabulary calls posts though nobody is appointed to them: bodies, places in them, relations."""
