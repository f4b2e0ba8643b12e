"""Keeps the demonstration out of every database that holds a real council."""

from __future__ import annotations

import psycopg

from comity.cluster import APP
from comity.site.instance import Instance, NotReady


class NotADemonstration(NotReady):
    """The database holds a council that the demonstration did not make; the message says what to do."""


def check() -> None:
    """Refuse to go on where there is any council that the demonstration did not make.

    Asked before anything is loaded and again at every sign-in. Raises NotADemonstration.
    """
    from comity.council.models import Council

    _refuse(list(Council.objects.filter(made_by_demo=False).order_by("name").values_list("name", flat=True)))


def check_before(instance: Instance) -> None:
    """Refuse the same before anything in the database is touched, its tables included; it is at work."""
    _refuse(real_councils(instance))


def real_councils(instance: Instance) -> list[str]:
    """The names of the councils in a database at work that the demonstration did not make."""
    with psycopg.connect(instance.dsn(APP)) as connection:
        there = connection.execute("SELECT to_regclass('council_council') IS NOT NULL").fetchone()
        if there is None or not there[0]:
            return []
        rows = connection.execute("SELECT name FROM council_council WHERE NOT made_by_demo ORDER BY name")
        return [str(name) for (name,) in rows]


def _refuse(real: list[str]) -> None:
    if real:
        raise NotADemonstration(
            f"This database holds {real[0]}, which the demonstration did not make. The demonstration lets "
            "anybody in as anybody, so it keeps away. Set COMITY_HOME to an empty folder for it."
        )
