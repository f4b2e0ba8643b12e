"""What lies in every table, in short: to see that nothing was changed."""

from __future__ import annotations

import psycopg
from django.db import connection

from comity.cluster import ADMIN
from tests.conftest import CLUSTER

NOT_THEIRS = ("django_session", "comity_cache")
"""A session's last use and sign-in's counters are no content."""


def contents() -> dict[str, str]:
    """A digest of the rows of every table, read past all walls."""
    found = {}
    with psycopg.connect(CLUSTER.dsn(ADMIN)) as admin:
        names = admin.execute(
            "SELECT table_schema, table_name FROM information_schema.tables "
            "WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table in names:
            if table not in NOT_THEIRS:
                row = admin.execute(
                    f"SELECT count(*) || md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) "  # noqa: S608
                    f'FROM "{schema}"."{table}" t'
                ).fetchone()
                found[f"{schema}.{table}"] = str(row[0]) if row else ""
    return found


def changed(before: dict[str, str]) -> list[str]:
    """The tables that are not as they were."""
    connection.close()
    now = contents()
    return sorted(name for name in now if now[name] != before.get(name))
