"""The Monitoring Officer's page reads the council once, however many posts it has."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from comity.council import roll
from comity.council.context import within
from comity.council.keys import keys_of, keys_of_all
from comity.council.models import Person
from tests.web.desks import House, Housing

BUDGET = 60
"""Statements for one page, session and protocol included."""


def statements(here: House, who: str) -> int:
    found: list[str] = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        found.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        here.read(who, "monitoring")
    return len(found)


def _grown(here: House, many: int) -> None:
    with within(here.cast.council, system=True):
        for number in range(many):
            service = ("highways", "parks")[number % 2]
            role = ("service_manager", "officer")[number % 2]
            here.cast.officer(f"o{number}", role, title=f"Officer {number}", service=service, under="hal")


@pytest.mark.parametrize("pack", ["coventry", "borough-27", "nottinghamshire"])
def test_it_stays_within_its_budget_and_does_not_grow_with_the_council(housing: Housing, pack: str) -> None:
    here = housing(pack)
    here.read("mo", "desk")
    few = statements(here, "mo")
    _grown(here, 24)
    many = statements(here, "mo")
    assert many <= BUDGET
    assert many <= few + 4, "it asks again for each officer"


@pytest.mark.parametrize("pack", ["coventry", "borough-27", "cottingham", "nottinghamshire", "cheshire"])
def test_what_is_read_once_is_what_is_asked_one_by_one(
    housing: Housing, pack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = housing(pack)
    who = "clive" if here.cast.council.kind == "parish" else "mo"
    if who == "mo":
        _grown(here, 6)
    once = here.read(who, "monitoring")
    monkeypatch.setattr(roll, "current", lambda on: None)
    assert here.read(who, "monitoring") == once


def test_keys_of_many_are_the_keys_of_each(housing: Housing) -> None:
    here = housing()
    on = here.moment.date()
    with within(here.cast.council, system=True):
        everybody = list(Person.objects.all())
        found = keys_of_all(everybody, on)
        assert found == {one.pk: keys_of(one, on) for one in everybody}
        assert len({frozenset(keys) for keys in found.values()}) == len(everybody)
