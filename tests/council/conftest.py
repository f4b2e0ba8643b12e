"""A database behind its walls, and councils in it: each test founds its own, and none is cleaned away."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from comity.cluster import APP, OWNER, Cluster

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def database(migrated: Cluster) -> Iterator[None]:
    """The database as the application reaches it, with real transactions."""
    from django.db import connection

    yield
    connection.close()


@pytest.fixture
def as_owner(migrated: Cluster) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the database's owner."""
    with psycopg.connect(migrated.dsn(OWNER), autocommit=True) as connection:
        yield connection


@pytest.fixture
def as_app(migrated: Cluster) -> Iterator[psycopg.Connection[Any]]:
    """A bare connection of the application's role: what an attacker has who can make it run SQL."""
    with psycopg.connect(migrated.dsn(APP), autocommit=True) as connection:
        yield connection


@pytest.fixture
def found(database: None) -> Callable[..., Any]:
    """Found a council with nobody in it."""
    from comity.council.models import Council

    def found(name: str = "Netherby Borough Council", **fields: Any) -> Council:
        given = {"kind": "unitary", "governance": "leader_and_cabinet", "created": NOW, **fields}
        return Council.objects.create(slug=uuid.uuid4().hex[:12], name=name, **given)

    return found
