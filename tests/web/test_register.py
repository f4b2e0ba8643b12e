"""The register: filters and orders from a list of known ones, over what one may see and nothing else."""

from __future__ import annotations

import re

import pytest

from tests.web.desks import House, Housing


@pytest.fixture
def filled(housing: Housing) -> House:
    here = housing(when="2026-03-20 10:00")
    services, wards = here.cast.services, here.cast.wards
    here.asked(
        "2026-03-02 10:00", title="Lamp", service=str(services["highways"].pk), ward=str(wards["north"].pk)
    )
    here.asked(
        "2026-03-18 10:00", title="Swings", service=str(services["parks"].pk), ward=str(wards["south"].pk)
    )
    here.asked("2026-03-19 10:00", "bel", title="Budget", topic="strategic")
    return here


def _titles(here: House, who: str, query: str = "") -> list[str]:
    page = here.browser(who).get(here.at(f"register?{query}"))
    assert page.status_code == 200
    return re.findall(r">(Lamp|Swings|Budget)</a>", page.content.decode())


def test_everybody_finds_what_they_may_see(filled: House) -> None:
    assert _titles(filled, "tess") == ["Budget", "Swings", "Lamp"]
    assert _titles(filled, "ada") == ["Swings", "Lamp"]
    assert _titles(filled, "dee") == []


def test_filters_and_orders(filled: House) -> None:
    parks, north = filled.cast.services["parks"].pk, filled.cast.wards["north"].pk
    for query, found in (
        (f"service={parks}", ["Swings"]),
        (f"ward={north}", ["Lamp"]),
        ("topic=strategic", ["Budget"]),
        ("late=yes", ["Lamp"]),
        ("stage=closed", []),
        ("sort=due", ["Lamp", "Swings", "Budget"]),
        ("sort=opened", ["Budget", "Swings", "Lamp"]),
        (f"service={parks}&topic=strategic", []),
    ):
        assert _titles(filled, "tess", query) == found, query


@pytest.mark.parametrize(
    "query",
    [
        "stage=x' OR true --",
        "asker_id=1",
        "sort=matter__asker__email",
        "service=abc",
        "ward=99999999999999999999",
        "after=2026-01-01~ABCDEFGHJ",
        "after=~",
        "head__startswith=a",
    ],
)
def test_what_is_not_on_the_list_of_filters_changes_nothing(filled: House, query: str) -> None:
    assert _titles(filled, "ada", query) == ["Swings", "Lamp"]


def test_a_place_in_the_list_shows_nothing_that_is_not_yours(filled: House) -> None:
    budget = next(
        one
        for one in re.findall(
            r"/m/(\w{9})\"", filled.browser("bel").get(filled.at("register")).content.decode()
        )
    )
    assert "Budget" not in _titles(filled, "ada", f"after=2030-01-01T00:00:00%2B00:00~{budget}")
