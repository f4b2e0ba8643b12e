"""Stories run in a council of their own, on the real database, in real transactions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from comity.cluster import OWNER, Cluster


@pytest.fixture(autouse=True)
def _database(database: None) -> None:
    """Every story here needs the database."""


@pytest.fixture
def as_owner(migrated: Cluster) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the database's owner."""
    with psycopg.connect(migrated.dsn(OWNER), autocommit=True) as connection:
        yield connection
