"""Who in the register is meant by a line of a file."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from comity.council.exchange.names import same_name
from comity.council.exchange.rows import MemberRow, OfficerRow
from comity.council.models import GroupMembership, Person, PoliticalGroup, Seat, Ward


def key_of(name: str) -> str:
    """Return a name as it is compared: capitals, dots, "&" and white space aside."""
    return " ".join(name.casefold().replace("&", " and ").replace(".", " ").replace("’", "'").split())


class Register:
    """The people of a council as they stood on a day, for matching the lines of a file to them."""

    def __init__(self, kind: str, on: date) -> None:
        self.on = on
        self.people = list(Person.objects.filter(kind=kind).exclude(until__lte=on).order_by("id"))
        self.wards = {key_of(ward.name): ward for ward in Ward.objects.filter(until=None)}
        self.groups = {key_of(group.name): group for group in PoliticalGroup.objects.filter(until=None)}
        self._by_source = {person.source: person for person in self.people if person.source}
        self._by_email: defaultdict[str, list[Person]] = defaultdict(list)
        for person in self.people:
            if person.email:
                self._by_email[person.email].append(person)
        self._seats: defaultdict[int, list[Seat]] = defaultdict(list)
        for seat in Seat.objects.select_related("ward").order_by("since", "id"):
            self._seats[seat.person_id].append(seat)
        self._memberships: defaultdict[int, list[GroupMembership]] = defaultdict(list)
        for membership in GroupMembership.objects.on(on).select_related("group"):
            self._memberships[membership.person_id].append(membership)

    def seats(self, person: Person | None) -> list[Seat]:
        """Return all seats somebody ever had, oldest first."""
        return self._seats[person.pk] if person is not None else []

    def memberships(self, person: Person | None) -> list[GroupMembership]:
        """Return the groups somebody belongs to on the day."""
        return self._memberships[person.pk] if person is not None else []

    def find(self, row: MemberRow) -> Person | None:
        """Return the Member a line means: by number in the source, by e-mail, by name and ward.

        One whose number in the same source differs is another person, whatever else agrees.
        """
        known = self._by_source.get(row.source) if row.source else None
        return known or self._found_by_email(row) or self._found_by_name(row)

    def find_officer(self, row: OfficerRow) -> Person | None:
        """Return the Officer a line means: by e-mail, else by name if only one has it."""
        sharing = self._by_email[row.email] if row.email else []
        if len(sharing) == 1:
            return sharing[0]
        named = [person for person in self.people if same_name(person.name, row.name)]
        named = [person for person in named if not (row.email and person.email)]
        return named[0] if len(named) == 1 else None

    def _found_by_email(self, row: MemberRow) -> Person | None:
        sharing = self._by_email[row.email] if row.email else []
        fit = [person for person in sharing if not _other_number(person, row)]
        if len(fit) > 1:
            fit = [person for person in fit if same_name(person.name, row.name)]
        return fit[0] if len(fit) == 1 else None

    def _found_by_name(self, row: MemberRow) -> Person | None:
        fit = [
            person
            for person in self.people
            if same_name(person.name, row.name)
            and not _other_number(person, row)
            and any(key_of(seat.ward.name) == key_of(row.ward) for seat in self._seats[person.pk])
        ]
        return fit[0] if len(fit) == 1 else None


def _other_number(person: Person, row: MemberRow) -> bool:
    """Say whether both have a number, in the same source, and it is not the same."""
    scheme, _, number = person.source.partition(":")
    told_scheme, _, told = row.source.partition(":")
    return bool(number and told) and scheme == told_scheme and number != told
