"""The people behind a key on a day: whom a letter to "the holder of this post" reaches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from comity.council.models import Person


def people_with_key(council_id: int, key: str, on: date) -> list[Person]:
    """Return the people of a council who hold this key on this day, in the order of their names.

    It is `comity.council.keys.keys_of` the other way round, for the keys by which somebody is party to a
    matter: person, post, role of a post, seat (with or without a group), group and who leads it,
    committee and who chairs it, support, and a place together with a person. Raises ValueError for any other.
    """
    return people_with_keys(council_id, [key], on)[key]


def people_with_keys(council_id: int, keys: Iterable[str], on: date) -> dict[str, list[Person]]:
    """The same for many keys at once, by the key, in one statement. Raises ValueError."""
    found: dict[str, list[Person]] = {key: [] for key in keys}
    places = {key: key.rpartition("+")[0] or key for key in found}
    asked: dict[str, set[str]] = {}
    for place in places.values():
        asked.setdefault(_kind(place), set()).add(place.partition(":")[2])
    if not asked:
        return found
    given = {kind: _ids(kind, these) for kind, these in asked.items()}
    statement = _PEOPLE.format(" UNION ".join(_BEHIND[kind] for kind in sorted(asked)))
    behind: dict[str, list[Person]] = {}
    for person in Person.objects.raw(statement, {**given, "on": on, "council": council_id}):
        behind.setdefault(person.place, []).append(person)  # type: ignore[attr-defined]
    for key, place in places.items():
        whose = key.rpartition("+")[2] if place != key else None
        found[key] = [one for one in behind.get(place, []) if whose in (None, str(one.pk))]
    return found


def _kind(place: str) -> str:
    kind, _, rest = place.partition(":")
    kind = "seat_in_group" if kind == "seat" and ":group:" in rest else kind
    if kind not in _BEHIND:
        raise ValueError(f"Nobody is party to a matter by the key “{kind}”.")
    return kind


def _ids(kind: str, these: set[str]) -> list[str] | list[int]:
    return sorted(these) if kind in {"role", "seat_in_group"} else sorted(int(one) for one in these)


_PEOPLE = """
    SELECT person.*, behind.place FROM ({}) behind (place, person)
    JOIN council_person person ON person.id = behind.person
    WHERE person.council_id = %(council)s
    AND person.since <= %(on)s AND (person.until IS NULL OR person.until > %(on)s)
    AND (person.kind <> 'outside' OR behind.place LIKE 'person:%%')
    ORDER BY person.name, person.id
"""
"""Who somebody is, by the place in which they were found; outside the council, only by themselves."""

_TODAY = {
    table: f"{table}.since <= %(on)s AND ({table}.until IS NULL OR {table}.until > %(on)s)"
    for table in ("t", "p")
}
_IN_POST = "JOIN council_post p ON p.id = t.post_id WHERE {t} AND {p} AND"
_BEHIND = {
    name: text.format_map({**_TODAY, "in_post": _IN_POST.format_map(_TODAY)})
    for name, text in {
        "person": "SELECT 'person:' || t.id, t.id FROM council_person t WHERE t.id = ANY (%(person)s)",
        "post": """
            SELECT 'post:' || p.id, t.person_id FROM council_holding t {in_post} p.id = ANY (%(post)s)
            UNION
            SELECT 'post:' || p.id, t.person_id FROM council_cover t {in_post} p.id = ANY (%(post)s)
        """,
        "role": """
            SELECT 'role:' || p.role, t.person_id FROM council_holding t {in_post} p.role = ANY (%(role)s)
            UNION
            SELECT 'role:' || p.role, t.person_id FROM council_cover t {in_post} p.role = ANY (%(role)s)
        """,
        "support": """
            SELECT 'support:' || t.member_id, t.officer_id FROM council_support t
            WHERE {t} AND t.member_id = ANY (%(support)s)
        """,
        "seat": """
            SELECT 'seat:' || t.ward_id, t.person_id FROM council_seat t
            WHERE {t} AND t.ward_id = ANY (%(seat)s)
        """,
        "seat_in_group": """
            SELECT 'seat:' || t.ward_id || ':group:' || p.group_id, t.person_id
            FROM council_seat t JOIN council_groupmembership p ON p.person_id = t.person_id
            WHERE {t} AND {p} AND t.ward_id || ':group:' || p.group_id = ANY (%(seat_in_group)s)
        """,
        "group": """
            SELECT 'group:' || t.group_id, t.person_id FROM council_groupmembership t
            WHERE {t} AND t.group_id = ANY (%(group)s)
        """,
        "leader": """
            SELECT 'leader:' || t.group_id, t.person_id FROM council_groupmembership t
            WHERE {t} AND t.role = 'leader' AND t.group_id = ANY (%(leader)s)
        """,
        "deputy": """
            SELECT 'deputy:' || t.group_id, t.person_id FROM council_groupmembership t
            WHERE {t} AND t.role = 'deputy' AND t.group_id = ANY (%(deputy)s)
        """,
        "committee": """
            SELECT 'committee:' || t.committee_id, t.person_id FROM council_committeemembership t
            WHERE {t} AND t.committee_id = ANY (%(committee)s)
        """,
        "chair": """
            SELECT 'chair:' || t.committee_id, t.person_id FROM council_committeemembership t
            WHERE {t} AND t.role = 'chair' AND t.committee_id = ANY (%(chair)s)
        """,
        "vice_chair": """
            SELECT 'vice_chair:' || t.committee_id, t.person_id FROM council_committeemembership t
            WHERE {t} AND t.role = 'vice_chair' AND t.committee_id = ANY (%(vice_chair)s)
        """,
    }.items()
}
"""For each kind of place, in which of these it is held by whom on the day."""
