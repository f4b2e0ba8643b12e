"""How many statements each page may send to the database: a page that needs more has to say why, here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from tests.web.desks import Housing

BUDGETS = {
    "desk": 16,
    "desk/asked": 17,
    "register": 17,
    "register?sort=due&late=yes": 17,
    "m/{reference}": 36,
    "search?q=lamp": 24,
    "figures": 22,
    "ask": 28,
    "people": 30,
    "protocol": 18,
}
"""For each page, the most that it may send; what signing in and the council's door need is part of it."""


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement that is executed within the block, however it is sent."""
    plain = psycopg.Cursor.execute
    sent: list[str] = []

    def execute(cursor: Any, query: Any, *given: Any, **named: Any) -> Any:
        sent.append(str(query))
        return plain(cursor, query, *given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.Cursor, "execute", execute)
        yield sent


@pytest.mark.parametrize("page", BUDGETS)
def test_a_page_keeps_to_its_budget_however_many_matters_there_are(housing: Housing, page: str) -> None:
    house = housing()
    first = house.ask("ada", title="A lamp")
    ada = house.browser("ada")
    path = house.at(page.format(reference=first))
    ada.get(path)
    with counted() as few:
        assert ada.get(path).status_code == 200
    for number in range(5):
        house.ask("ada", title=f"Lamp {number}")
    with counted() as more:
        ada.get(path)
    assert len(few) <= BUDGETS[page], "\n".join(few)
    assert len(more) <= BUDGETS[page], "\n".join(more)
