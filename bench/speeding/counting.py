"""Counts the statements that a page sends to the database, in this process, with nothing left out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.test import Client

from comity.bench.prose import COMMON
from comity.council.models import Account

from .scene import Scene


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement that is executed within the block, in order."""
    plain = psycopg.Cursor.execute
    sent: list[str] = []

    def execute(cursor: Any, query: Any, *given: Any, **named: Any) -> Any:
        sent.append(str(query))
        return plain(cursor, query, *given, **named)

    psycopg.Cursor.execute = execute  # type: ignore[method-assign]
    try:
        yield sent
    finally:
        psycopg.Cursor.execute = plain  # type: ignore[method-assign]


def statements(scene: Scene) -> dict[str, int]:
    """How many statements each kind of page sends, for the Member or the officer who opens it."""
    member, triage = scene.people["member"], scene.people["triage"]
    who, reference = scene.long[0]
    return {
        "My desk": _of(member, scene.at("desk")),
        "Register": _of(triage, scene.at("register")),
        "Matter page with about 20 entries": _of(who, scene.at(f"m/{reference}")),
        "Search": _of(triage, scene.at(f"search?q={COMMON}")),
        "Figures for a year": _of(triage, scene.at("figures")),
        "Take a step": _posted(*next(scene.noted), scene),
    }


def _client(person: Any) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(Account.objects.get(pk=person.account_id))
    return client


def _of(person: Any, path: str) -> int:
    client = _client(person)
    client.get(path)
    with counted() as sent:
        answer = client.get(path)
    assert answer.status_code == 200, path
    return len(sent)


def _posted(person: Any, reference: str, scene: Scene) -> int:
    client = _client(person)
    path = scene.at(f"m/{reference}/note")
    form = client.get(path).content.decode()
    from .browser import hidden

    with counted() as sent:
        answer = client.post(path, {**hidden(form), "words": "A note, to be counted."})
    assert answer.status_code == 302, path
    return len(sent)
