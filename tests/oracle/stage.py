"""The stage: both councils of the tables, built once in a process and copied for whoever needs their own.

It has a database of its own. A copy is taken within a second, with everybody signed in as they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.db import connection

from comity.cluster import Cluster
from comity.cluster.roles import DATABASE
from tests.oracle import scene as scenes
from tests.oracle.probing import Asker

NAME = "oracle"


@contextmanager
def playing(name: str = NAME) -> Iterator[None]:
    """Let everything that asks the database ask this one."""
    before = connection.settings_dict["NAME"]
    _turn(name)
    try:
        yield
    finally:
        _turn(before)


@cache
def built(cluster: Cluster) -> Asker:
    """Both councils with everybody signed in, in a database of their own; built at the first call."""
    connection.close()
    cluster.create_database(NAME, template=DATABASE)
    with playing():
        scene = scenes.build()
        asker = Asker(scene)
        for who in scene.accounts:
            asker.browser(who)
        scenes.close_accounts(scene)
    return asker


@contextmanager
def copied(cluster: Cluster, name: str) -> Iterator[str]:
    """A copy of the stage for somebody who changes it, removed afterwards; the stage must be built."""
    connection.close()
    cluster.create_database(name, template=NAME)
    try:
        yield name
    finally:
        connection.close()
        cluster.drop_database(name)


def _turn(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
