"""Rows by SQL: with anybody's signed context, the database shows nothing of the other council."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import ProgrammingError, connection

from comity.council.context import within
from comity.matters.actors import actor
from tests.oracle.people import CITY, PARISH, PEOPLE
from tests.oracle.people import within as here_today
from tests.oracle.scene import NOW, Scene
from tests.oracle.told import of_council


def _walled() -> list[str]:
    """Every table that carries a council."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema || '.' || table_name FROM information_schema.columns "
            "WHERE column_name = 'council_id' AND table_schema NOT IN ('pg_catalog', 'information_schema') "
            "ORDER BY 1"
        )
        return [str(name) for (name,) in cursor.fetchall()]


def _others(table: str, council: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} WHERE council_id <> %s", [council])  # noqa: S608
        return int(cursor.fetchone()[0])


def _keys(scene: Scene, council: str, person: Any) -> list[str]:
    """What somebody holds on the day of the scene."""
    with within(scene.council(council), system=True):
        return sorted(actor(person, NOW.date()).keys)


@pytest.mark.parametrize("council", [CITY, PARISH])
def test_no_row_of_the_other_council_is_seen_by_anybodys_context(scene: Scene, council: str) -> None:
    tables = [name for name in _walled() if not name.startswith("search.")]
    assert len(tables) > 20
    own = scene.council(council).pk
    for who, one in PEOPLE.items():
        if council not in one.councils:
            continue
        person: Any = scene.person(council, who)
        with within(own, person, keys=_keys(scene, council, person)):
            assert {name: _others(name, own) for name in tables} == dict.fromkeys(tables, 0), who


def test_each_council_has_its_own_matters_and_no_more(scene: Scene) -> None:
    for council in (CITY, PARISH):
        with within(scene.council(council), system=True), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM matters_matter")
            assert cursor.fetchone()[0] == len(of_council(council))


def test_without_a_context_no_row_is_seen_at_all(scene: Scene) -> None:
    """Where there are rows the database refuses; where there are none there is nothing to refuse."""
    refused = set()
    for table in _walled():
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {table} LIMIT 1")  # noqa: S608
                assert cursor.fetchall() == [], table
        except ProgrammingError as error:
            assert re.search(r"No council has been chosen|permission denied", str(error)), table
            refused.add(table)
    held = {"public.matters_matter", "public.matters_entry", "public.matters_prose", "public.matters_letter"}
    assert refused >= held | {"public.council_person", "public.matters_sight"}
    with pytest.raises(ProgrammingError, match=r"permission denied"), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM search.words")


def test_sight_in_the_database_is_what_the_tables_say(scene: Scene) -> None:
    """The rows by which everything is seen, key by key, for every person and every matter."""
    for council in (CITY, PARISH):
        for who in (name for name in PEOPLE if here_today(council, name)):
            person: Any = scene.person(council, who)
            keys = _keys(scene, council, person)
            with within(scene.council(council), person, keys=keys), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT matter_id, max(level) FROM matters_sight WHERE key = ANY (%s) GROUP BY 1", [keys]
                )
                found = dict(cursor.fetchall())
            told = {
                scene.matters[one.name].pk: one.level(who) for one in of_council(council) if one.sees(who)
            }
            assert found == told, who
