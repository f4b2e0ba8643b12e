"""The database as its owner, for what only whoever looks after the instance may do; the walls hold it too."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeAlias

import psycopg

from comity.cluster import OWNER
from comity.council.context import SECONDS, SYSTEM, sign
from comity.council.models import Council, ServiceAct
from comity.site.instance import Instance

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]


@contextmanager
def as_owner(instance: Instance) -> Iterator[Connection]:
    """One transaction as the database's owner, whole or not at all. Raises NotReady."""
    with psycopg.connect(instance.dsn(OWNER)) as connection:
        yield connection


def enter(connection: Connection, council: int) -> None:
    """Work for this council until the transaction ends, for a minute from now: the owner sees no other."""
    row = connection.execute(
        "SELECT pg_backend_pid(), extract(epoch FROM clock_timestamp())::bigint"
    ).fetchone()
    pid, now = row or (0, 0)
    signed = sign(council, SYSTEM, (), pid=pid, expires=now + SECONDS)
    connection.execute("SELECT set_config('comity.context', %s, true)", [signed])


def write_down(
    connection: Connection,
    council: Council,
    act: ServiceAct,
    *,
    by: str,
    reason: str,
    at: datetime,
    export: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Add a line to the instance's book of its councils."""
    connection.execute(
        "INSERT INTO council_servicerecord (slug, name, act, at, by, reason, export, facts)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [council.slug, council.name, act.value, at, by, reason, export, json.dumps(dict(facts or {}))],
    )
