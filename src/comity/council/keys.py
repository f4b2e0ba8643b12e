"""The keys a person holds on a day: what lets them see and do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import connection

from comity.council.models import Person

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
    """The same for many at once, by their ids, in one statement."""
    asked = {person.pk: person for person in people}
    places = _places([pk for pk, one in asked.items() if one.kind != "outside" and one.holds(on)], on)
    return {pk: _keys(one, places.get(pk, []), on) for pk, one in asked.items()}


def _keys(person: Person, places: list[Place], on: date) -> frozenset[str]:
    if not person.holds(on):
        return frozenset()
    keys = {f"person:{person.pk}", *_by_place(places)}
    if person.kind == "officer":
        keys.add("role:officer")
    if person.kind == "member" and any(key.startswith(("seat:", "committee:")) for key in keys):
        keys.add("role:member")
    return frozenset(keys | {f"{key}+{person.pk}" for key in keys if key.partition(":")[0] in PLACES})


_PLACES = """
    SELECT h.person_id, 'post', h.post_id, p.role
    FROM council_holding h JOIN council_post p ON p.id = h.post_id
    WHERE h.person_id = ANY (%(people)s) AND {h} AND {p}
    UNION ALL
    SELECT c.person_id, 'post', c.post_id, p.role
    FROM council_cover c JOIN council_post p ON p.id = c.post_id
    WHERE c.person_id = ANY (%(people)s) AND {c} AND {p}
    UNION ALL
    SELECT s.officer_id, 'support', s.member_id, '' FROM council_support s
    WHERE s.officer_id = ANY (%(people)s) AND {s}
    UNION ALL
    SELECT s.person_id, 'seat', s.ward_id, '' FROM council_seat s WHERE s.person_id = ANY (%(people)s) AND {s}
    UNION ALL
    SELECT m.person_id, CASE WHEN g.in_control THEN 'group_in_control' ELSE 'group' END, m.group_id, m.role
    FROM council_groupmembership m JOIN council_politicalgroup g ON g.id = m.group_id
    WHERE m.person_id = ANY (%(people)s) AND {m}
    UNION ALL
    SELECT m.person_id, 'committee ' || c.body, m.committee_id, m.role
    FROM council_committeemembership m JOIN council_committee c ON c.id = m.committee_id
    WHERE m.person_id = ANY (%(people)s) AND {m}
""".format_map(
    {
        table: f"{table}.since <= %(on)s AND ({table}.until IS NULL OR {table}.until > %(on)s)"
        for table in ("h", "p", "c", "s", "m")
    }
)  # fmt: skip
"""Everything that somebody holds, in one statement, as every page asks for it: place, where, as what."""

Place = tuple[str, int, str]


def _places(people: list[int], on: date) -> dict[int, list[Place]]:
    found: dict[int, list[Place]] = {}
    if people:
        with connection.cursor() as cursor:
            cursor.execute(_PLACES, {"people": people, "on": on})
            for person, place, number, role in cursor.fetchall():
                found.setdefault(person, []).append((str(place), int(number), str(role or "")))
    return found


def _by_place(places: list[Place]) -> Iterator[str]:
    wards = [number for place, number, _ in places if place == "seat"]
    for place, number, role in places:
        match place.partition(" "):
            case "post", _, _:
                yield from (f"post:{number}", f"role:{role}") if role else (f"post:{number}",)
            case "support", _, _:
                yield f"support:{number}"
            case "seat", _, _:
                yield from (f"seat:{number}", "role:ward_member")
            case "committee", _, body:
                yield from _sitting(number, body, role)
            case group, _, _:
                yield from (f"group:{number}", *(f"seat:{ward}:group:{number}" for ward in wards))
                yield from _leading(number, role, in_control=group == "group_in_control")


def _sitting(committee: int, body: str, role: str) -> Iterator[str]:
    yield from (f"committee:{committee}", f"role:{body}")
    if role != "member":
        yield from (f"{role}:{committee}", f"role:{_CHAIRS.get((body, role), f'committee_{role}')}")


def _leading(group: int, role: str, *, in_control: bool) -> Iterator[str]:
    if role == "leader":
        yield from (f"leader:{group}", "role:group_leader")
        if not in_control:
            yield "role:minority_group_leader"
    elif role == "deputy":
        yield f"deputy:{group}"


_CHAIRS = {
    ("full_council", "chair"): "council_chair",
    ("personnel_committee", "chair"): "personnel_committee_chair",
}
