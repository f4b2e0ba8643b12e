"""Canaries: a word of its own in every box of every step; where it may not be read, it is nowhere at all.

The oracle's tables say who may read which word on a page. Here everything else is searched for them: what
goes beside a page, what leaves by post, what is written to the log, and every table of the database.
"""

from __future__ import annotations

import json
import logging
import random
import re
from collections.abc import Iterator
from html import unescape
from io import StringIO

import psycopg
import pytest
from django.core import signing
from psycopg import sql

from comity.cluster import BACKUP, Cluster
from comity.council.context import within
from comity.council.exchange import popolo_out
from comity.matters.models import Letter
from comity.web.forms import keys
from comity.web.logs import IdsOnly
from tests.oracle.people import CITY, PARISH, PEOPLE
from tests.oracle.probing import MARKS, Asker, Probe, once_each
from tests.oracle.scene import NOW, Scene
from tests.oracle.told import MATTERS

SEED = 1066
SHARE = 400

HOLDS_WORDS = {
    ("public.matters_prose", "words"): "what was said, behind the wall and beside the chain",
    ("public.matters_document", "name"): "the name of a file, behind the wall",
    ("search.words", "words"): "the index of search, which only its own function reads",
}
"""Where words may lie in the database, and why. A column that is not here holds none."""

ADDRESSES = re.compile(r'(?:href|action|src|formaction)="([^"]*)"')
FORM_KEYS = re.compile(r'name="form_key" value="([^"]*)"')


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything that is logged, down to the last word, as the product writes it."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(IdsOnly())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.setLevel(before)
    root.removeHandler(handler)


def _probes() -> list[Probe]:
    """Each address for each person, and a share of the matters' own pages."""
    drawn = random.Random(SEED)  # noqa: S311 - so that it can be drawn again
    whos = [who for who, one in PEOPLE.items() if one.councils]
    asked = [Probe("matter", told.council, who, told.name) for told in MATTERS.values() for who in whos]
    return [*drawn.sample(once_each(), SHARE), *drawn.sample(asked, SHARE // 2)]


def test_no_word_goes_beside_a_page(asker: Asker, log: StringIO) -> None:
    """Not in a head, a cookie, an address or a form's key, whoever reads the page; nor in the log."""
    read = 0
    for probe in _probes():
        answer = asker.browser(probe.who).get(asker.address(probe), secure=True)
        body = answer.content.decode("utf-8", "replace")
        read += len(MARKS.findall(body))
        assert asker.leaks(probe, body) == [], probe
        beside = [*map(str, answer.items()), answer.cookies.output(), *ADDRESSES.findall(body)]
        beside += [str(signing.loads(unescape(key), salt=keys.SALT)) for key in FORM_KEYS.findall(body)]
        assert MARKS.findall("\n".join(beside)) == [], probe
    assert read > 100, "the words stand on the pages of those who may read them"
    assert MARKS.findall(log.getvalue()) == []


def test_no_word_leaves_by_post(scene: Scene) -> None:
    """A letter names the matter, the step and the clause; what was said stays in Comity."""
    for council in (CITY, PARISH):
        with within(scene.council(council), system=True):
            letters = list(Letter.objects.values_list("subject", "body", "held_why", "dropped_why"))
        assert letters
        for letter in letters:
            assert MARKS.findall(" ".join(letter)) == []


def test_no_word_lies_in_a_column_that_is_not_made_for_words(scene: Scene, migrated: Cluster) -> None:
    """Every text of every table, sessions, counters and clocks among them."""
    found: dict[tuple[str, str], int] = {}
    with psycopg.connect(migrated.dsn(BACKUP)) as connection:
        columns = connection.execute(
            "SELECT table_schema, table_name, column_name FROM information_schema.columns "
            "WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table, column in columns:
            query = sql.SQL("SELECT count(*) FROM {} WHERE {}::text ~ 'zq[b-z]{{11}}k'")
            done = query.format(sql.Identifier(schema, table), sql.Identifier(column))
            (many,) = connection.execute(done).fetchone() or (0,)
            if many:
                found[f"{schema}.{table}", column] = many
    assert ("public.matters_prose", "words") in found
    assert set(found) <= set(HOLDS_WORDS), found


def test_no_word_is_in_what_is_exported_about_people(scene: Scene) -> None:
    for council in (CITY, PARISH):
        with within(scene.council(council), system=True):
            told = popolo_out.write(scene.council(council), on=NOW.date())
        assert told["persons"]
        assert MARKS.findall(json.dumps(told)) == []
