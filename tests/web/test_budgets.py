"""How many statements each page may send to the database: a page that needs more has to say why, here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from comity.matters import sweep
from tests.cast import at
from tests.web.conftest import hidden
from tests.web.desks import QUESTION, Housing

BUDGETS = {
    "desk": 12,
    "desk/asked": 11,
    "register": 13,
    "register?sort=due&late=yes": 11,
    "m/{reference}": 15,
    "search?q=lamp": 17,
    "figures": 12,
    "ask": 15,
    "people": 11,
    "protocol": 10,
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


SENT = {
    ("note", "dot"): 22,
    ("acknowledge", "dot"): 26,
    ("answer", "dot"): 34,
    ("withdraw", "ada"): 31,
}
"""For each step and who takes it, the most that sending its form may send."""

TYPED = {
    "note": {"words": "The depot has three left."},
    "acknowledge": {"words": "We have it."},
    "answer": {"whole": "whole", "personal": "none", "answer": "It was mended this morning."},
    "withdraw": {},
}


@pytest.mark.parametrize(("step", "name"), SENT)
def test_a_step_keeps_to_its_budget(housing: Housing, step: str, name: str) -> None:
    house = housing()
    for _ in range(2):
        path = house.at(f"m/{house.ask('ada')}/{step}")
        page = house.browser(name).get(path)
        with counted() as sent:
            assert house.browser(name).post(path, hidden(page) | TYPED[step]).status_code == 302
    assert len(sent) <= SENT[step, name], "\n".join(sent)


def test_asking_keeps_to_its_budget(housing: Housing) -> None:
    house = housing()
    house.ask("ada")
    page = house.browser("ada").get(house.at("ask"))
    typed = QUESTION | {"service": str(house.cast.services["highways"].pk)}
    with counted() as sent:
        assert house.browser("ada").post(house.at("ask"), hidden(page) | typed).status_code == 302
    assert len(sent) <= 31, "\n".join(sent)


def test_what_runs_out_by_itself_keeps_to_its_budget(housing: Housing) -> None:
    house = housing()
    late = at("2026-06-01 10:00")
    for _ in range(2):
        house.ask("ada")
    spent: dict[str, int] = {}
    for alarm in sweep.ringing(house.cast.council, at=late):
        with counted() as sent:
            came = sweep.ring(house.cast.council, alarm, at=late)
        spent[came] = max(len(sent), spent.get(came, 0))
    assert spent["ran_out"] <= 24, spent
