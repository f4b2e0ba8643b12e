"""Who is who: Members by ward and group, Officers by service, and what is vacant or covered."""

from __future__ import annotations

from datetime import date

from comity.council.changes import posts, structure
from comity.council.changes.record import SYSTEM
from comity.council.context import within
from comity.council.models import Person, Ward
from tests.cast import LONG_AGO, at
from tests.web.desks import House, Housing

WHY = {"actor": SYSTEM, "reason": "A story", "at": at("2026-03-01 10:00")}


def _vacancies(here: House) -> None:
    with within(here.cast.council, system=True):
        structure.create_post(
            here.cast.council,
            title="Chief Finance Officer",
            role="chief_finance_officer",
            since=LONG_AGO,
            **WHY,
        )
        posts.cover(
            here.cast.posts["pam"], here.cast.hal, since=date(2026, 3, 1), until=date(2026, 4, 1), **WHY
        )
        Ward.objects.filter(name="South").update(seats=2)


def test_wards_groups_and_officers_with_what_is_vacant_and_covered(housing: Housing) -> None:
    here = housing("coventry")
    _vacancies(here)
    wards = here.read("ada", "people")
    assert "Ada Example Blue" in wards
    assert "Vacant Seat" in wards
    assert "Ada Example Leader, North" in here.read("ada", "people?by=group")
    officers = here.read("ada", "people?by=officers")
    assert "Vacant Chief Finance Officer" in officers
    assert "Pam Example Head of Parks, away" in officers
    assert "Hal Example Head of Parks (standing in)" in officers


def test_somebodys_page_says_what_they_hold_and_since_when(housing: Housing) -> None:
    here = housing("coventry")
    page = here.read("ada", f"people/{here.cast.hal.pk}")
    assert "Head of Highways" in page
    assert "Since 1 January 2015" in page
    assert "Change in settings" not in page


def test_somebody_is_found_by_name_or_post(housing: Housing) -> None:
    here = housing("coventry")
    assert "Hal Example" in here.read("ada", "people?q=head+of+highways")
    assert "Nobody for “Quentin”" in here.read("ada", "people?q=Quentin")


def test_who_has_left_or_comes_from_outside_has_no_page(housing: Housing) -> None:
    here = housing("coventry")
    with within(here.cast.council, system=True):
        Person.objects.filter(pk=here.cast.joe.pk).update(until=date(2026, 3, 1))
        outside = Person.objects.create(
            council=here.cast.council, kind="outside", name="Ombudsman", since=LONG_AGO
        )
    for number in (here.cast.joe.pk, outside.pk, 10**12):
        assert here.browser("ada").get(here.at(f"people/{number}")).status_code == 404
