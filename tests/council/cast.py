"""A small council whose people the stories are told with."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from comity.council.changes import people, posts, structure
from comity.council.changes.record import SYSTEM
from comity.council.models import Committee, Council, Directorate, PoliticalGroup, Service, Ward

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TODAY = date(2026, 3, 2)
LONG_AGO = date(2020, 4, 1)
BY: dict[str, Any] = {"actor": SYSTEM, "reason": "First set-up", "at": NOW}


class Cast:
    """Netherby: two wards, two groups, highways and housing, and who is who there."""

    def __init__(self, council: Council) -> None:
        self.council = council
        since: dict[str, Any] = {"since": LONG_AGO, **BY}
        self.castle, self.meadow = (
            structure.establish(Ward, council, name=name, **since) for name in ("Castle", "Meadow")
        )
        self.labour = structure.establish(PoliticalGroup, council, name="Labour", in_control=True, **since)
        self.greens = structure.establish(PoliticalGroup, council, name="Green", **since)
        self.place = structure.establish(Directorate, council, name="Place", **since)
        self.highways = structure.establish(
            Service, council, name="Highways", directorate=self.place, portfolio="Streets", **since
        )
        self.housing = structure.establish(Service, council, name="Housing", directorate=self.place, **since)
        self.council_meeting = structure.establish(
            Committee, council, name="Council", body="full_council", **since
        )
        self.planning = structure.establish(Committee, council, name="Planning", **since)
        self._members(since)
        self._officers(since)

    def _members(self, since: dict[str, Any]) -> None:
        self.ada, self.alan, self.bo, self.gil = (
            people.add_person(self.council, kind="member", name=name, **since)
            for name in ("Ada Byron", "Alan Turing", "Bo Peep", "Gil Green")
        )
        for member, ward in (
            (self.ada, self.castle),
            (self.alan, self.castle),
            (self.bo, self.meadow),
            (self.gil, self.meadow),
        ):
            people.take_seat(member, ward, **since)
        people.join_group(self.ada, self.labour, role="leader", **since)
        people.join_group(self.alan, self.labour, **since)
        people.join_group(self.bo, self.labour, **since)
        people.join_group(self.gil, self.greens, role="leader", **since)
        people.join_committee(self.bo, self.council_meeting, role="chair", **since)
        people.join_committee(self.alan, self.planning, role="chair", **since)

    def _officers(self, since: dict[str, Any]) -> None:
        self.cy, self.mo, self.di, self.hedy, self.sam, self.vera = (
            people.add_person(self.council, kind="officer", name=name, **since)
            for name in ("Cy Chief", "Mo Salt", "Di Rector", "Hedy Lamarr", "Sam Jones", "Vera Cruz")
        )

        def post(title: str, role: str, **place: Any) -> Any:
            return structure.create_post(self.council, title=title, role=role, **place, **since)

        self.chief = post("Chief Executive", "chief_executive")
        self.monitoring = post("Monitoring Officer", "monitoring_officer", reports_to=self.chief)
        self.director = post("Director of Place", "director", directorate=self.place, reports_to=self.chief)
        self.head = post(
            "Head of Highways", "head_of_service", service=self.highways, reports_to=self.director
        )
        self.engineer = post("Engineer", "officer", service=self.highways, reports_to=self.head)
        self.head_of_housing = post(
            "Head of Housing", "head_of_service", service=self.housing, reports_to=self.director
        )
        self.streets = post("Cabinet Member for Streets", "cabinet_member", portfolio="Streets")
        for place, person in (
            (self.chief, self.cy),
            (self.monitoring, self.mo),
            (self.director, self.di),
            (self.head, self.hedy),
            (self.engineer, self.sam),
            (self.streets, self.ada),
        ):
            posts.appoint(place, person, **since)
