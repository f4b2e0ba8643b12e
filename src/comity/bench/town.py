"""A council of any size, all of it invented: who is who, each with a short name that says their place.

m4.1 is the second Member for ward 4, a4 who supports them, o7.12 an officer of service 7, h7 its head, g7
its manager, d1 the director above; ce, mo, cf and ds0, ds1 … are there once. Councils of one shape hold
the same short names, so that what happened to one of them can have happened to another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count, product
from typing import Any

from comity.council.models import Council, Person, Post, Service, Ward

SEATS = 3
GROUPS = ("Progress", "Heritage", "Independents")
DIRECTORATES = ("Place", "People", "Resources", "Communities", "Growth")
SERVICES = (
    "Highways", "Parks", "Waste", "Lighting", "Drainage", "Housing", "Adult care", "Children", "Schools",
    "Libraries", "Revenues", "Benefits", "Procurement", "Estates", "Records", "Leisure", "Museums",
    "Licensing", "Food safety", "Pest control", "Planning", "Building control", "Markets", "Buses", "Cycling",
)  # fmt: skip
_FIRST = (
    "Ada", "Ben", "Cora", "Dev", "Ella", "Finn", "Gita", "Hugh", "Isla", "Jon", "Kit", "Lena", "Mo", "Nora",
    "Owen", "Petra", "Quin", "Ravi", "Suki", "Tom", "Una", "Vic", "Wyn", "Zara",
)  # fmt: skip
_BEGINS = (
    "Test", "Sample", "Mock", "Fiction", "Invent", "Pretend", "Figment", "Specimen", "Pattern", "Model",
    "Dummy", "Sketch",
)  # fmt: skip
_ENDS = (
    "ford", "ton", "by", "ham", "ley", "worth", "wood", "field", "well", "stone",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """How big a council is: its Members (three for each ward), its officers, its services."""

    members: int = 90
    officers: int = 2000
    services: int = 25

    @property
    def wards(self) -> int:
        """How many wards it has."""
        return self.members // SEATS

    @property
    def staff(self) -> int:
        """How many officers work in each service, without its head and manager."""
        fixed = 5 + self.wards + len(DIRECTORATES) + 2 * self.services
        return max((self.officers - fixed) // self.services, 1)


def directorate(service: int) -> int:
    """The directorate to which a service belongs."""
    return service % len(DIRECTORATES)


def description(slug: str, shape: Shape) -> dict[str, Any]:
    """The council as `comity.demo.building` builds one."""
    names = _names()
    return {
        "slug": slug,
        "name": f"Testing Council {slug.rpartition('-')[2]}",
        "pack": "coventry",
        "wards": [ward(number) for number in range(shape.wards)],
        "directorates": list(DIRECTORATES),
        "groups": {name: name == GROUPS[0] for name in GROUPS},
        "service": [
            {"name": SERVICES[one], "directorate": DIRECTORATES[directorate(one)]}
            for one in range(shape.services)
        ],
        "member": [
            {"short": f"m{w}.{p}", "name": next(names), "ward": ward(w), "group": GROUPS[p]}
            for w, p in product(range(shape.wards), range(SEATS))
        ],
        "officer": [{**one, "name": next(names)} for one in _officers(shape)],
    }


def ward(number: int) -> str:
    """The name of a ward."""
    return f"Ward {number + 1}"


def _officers(shape: Shape) -> Iterator[dict[str, Any]]:
    yield {"short": "ce", "post": "Chief Executive", "role": "chief_executive"}
    yield {"short": "mo", "post": "Monitoring Officer", "role": "monitoring_officer", "under": "ce"}
    yield {"short": "cf", "post": "Chief Finance Officer", "role": "chief_finance_officer", "under": "ce"}
    for one in range(2):
        yield {
            "short": f"ds{one}",
            "post": f"Democratic Services Officer {one + 1}",
            "role": "democratic_services",
            "under": "mo",
        }
    for number in range(shape.wards):
        yield {"short": f"a{number}", "post": f"Member Support Officer {number + 1}", "under": "ds0"}
    for number, name in enumerate(DIRECTORATES):
        yield {
            "short": f"d{number}",
            "post": f"Director of {name}",
            "role": "director",
            "directorate": name,
            "under": "ce",
        }
    for number in range(shape.services):
        yield from _of_service(number, shape.staff)


def _of_service(number: int, staff: int) -> Iterator[dict[str, Any]]:
    name = SERVICES[number]
    above = f"d{directorate(number)}"
    head = {"short": f"h{number}", "post": f"Head of {name}", "role": "head_of_service", "under": above}
    manager = {"short": f"g{number}", "post": f"{name} Manager", "role": "service_manager"}
    yield {**head, "service": name}
    yield {**manager, "service": name, "under": f"h{number}"}
    for one in range(staff):
        post = f"{name} Officer {one + 1}"
        yield {"short": f"o{number}.{one}", "post": post, "service": name, "under": f"g{number}"}


def _names() -> Iterator[str]:
    for number in count():
        for begin, end, first in product(_BEGINS, _ENDS, _FIRST):
            yield f"{first} {begin}{end}" + (f" {number}" if number else "")


@dataclass(frozen=True)
class Town:
    """A council of a shape as it stands in the database: its rows by their short names."""

    council: Council
    edition: int
    shape: Shape
    people: Mapping[str, Person]
    posts: Mapping[str, Post]
    wards: Mapping[str, Ward]
    services: Mapping[str, Service]

    @classmethod
    def found(cls, council: Council, edition: int, shape: Shape) -> Town:
        """The council as it was built. Within its context."""
        about = description(council.slug, shape)
        everybody = {one.name: one for one in Person.objects.filter(council=council)}
        held = {one.title: one for one in Post.objects.filter(council=council)}
        placed = {one.name: one for one in Ward.objects.filter(council=council)}
        does = {one.name: one for one in Service.objects.filter(council=council)}
        return cls(
            council,
            edition,
            shape,
            {one["short"]: everybody[one["name"]] for one in (*about["member"], *about["officer"])},
            {one["short"]: held[one["post"]] for one in about["officer"]},
            {f"w{number}": placed[name] for number, name in enumerate(about["wards"])},
            {f"s{number}": does[one["name"]] for number, one in enumerate(about["service"])},
        )
