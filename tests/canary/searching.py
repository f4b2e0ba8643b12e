"""Searching for the words of this run where none may be: beside pages, in letters, logs and the database."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html import unescape
from io import StringIO
from typing import Any

import psycopg
from django.core import signing
from psycopg import sql

from comity.cluster import BACKUP, Cluster
from comity.council.context import within
from comity.matters.models import Letter
from comity.web.forms import keys
from comity.web.logs import IdsOnly
from tests.oracle import stage
from tests.oracle.people import CITY, PARISH
from tests.oracle.probing import MARKS, Asker, Probe
from tests.oracle.scene import Scene
from tests.twin.looking import FORM_KEY

ADDRESSES = re.compile(r'(?:href|action|src|formaction)="([^"]*)"')

HOLDS_WORDS = {
    ("public.matters_prose", "words"): "what was said, behind the wall and beside the chain",
    ("public.matters_document", "name"): "the name of a file, behind the wall",
    ("search.words", "words"): "the index of search, which only its own function reads",
}
"""Where words may lie in the database, and why. A column that is not here holds none."""


def beside(answer: Any) -> list[str]:
    """The words in the head of an answer, its cookies, the addresses of its links, its forms' keys."""
    body = answer.content.decode("utf-8", "replace")
    addresses = ADDRESSES.findall(body)
    opened = [str(signing.loads(unescape(key), salt=keys.SALT)) for key in FORM_KEY.findall(body)]
    return MARKS.findall("\n".join([*map(str, answer.items()), answer.cookies.output(), *addresses, *opened]))


def on_pages(asker: Asker, probes: Iterable[Probe]) -> tuple[list[str], int]:
    """What stands on or beside pages and is not for their readers; and how many words their readers got."""
    wrong, read = [], 0
    for probe in probes:
        answer = asker.browser(probe.who).get(asker.address(probe), secure=True)
        body = answer.content.decode("utf-8", "replace")
        read += len(MARKS.findall(body))
        wrong += [f"{probe}: {one}" for one in (*asker.leaks(probe, body), *beside(answer))]
    return wrong, read


def in_letters(scene: Scene) -> tuple[list[str], int]:
    """The words in letters, and how many letters there are."""
    found, many = [], 0
    for council in (CITY, PARISH):
        with within(scene.council(council), system=True):
            letters = list(Letter.objects.values_list("subject", "body", "held_why", "dropped_why"))
        many += len(letters)
        found += [word for letter in letters for word in MARKS.findall(" ".join(letter))]
    return found, many


def in_columns(cluster: Cluster, database: str = stage.NAME) -> set[tuple[str, str]]:
    """The columns of every table that hold a word: sessions, counters, clocks and alarms among them."""
    found = set()
    with psycopg.connect(cluster.dsn(BACKUP, database)) as connection:
        columns = connection.execute(
            "SELECT table_schema, table_name, column_name FROM information_schema.columns "
            "WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table, column in columns:
            place = (sql.Identifier(schema, table), sql.Identifier(column))
            query = sql.SQL("SELECT 1 FROM {} WHERE {}::text ~ 'zq[b-z]{{11}}k' LIMIT 1").format(*place)
            if connection.execute(query).fetchone():
                found.add((f"{schema}.{table}", str(column)))
    return found


@contextmanager
def logged() -> Iterator[StringIO]:
    """Everything that is logged, down to the last word, as the product writes it."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(IdsOnly())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield written
    finally:
        root.setLevel(before)
        root.removeHandler(handler)
