"""The oracle's own stage: both councils, built once for all its tests, on a day that stands still."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.oracle import scene as scenes
from tests.oracle.probing import Asker


@pytest.fixture(scope="session")
def scene(migrated: object) -> Iterator[scenes.Scene]:
    """Both councils of the tables. What a test does to them, it undoes."""
    from django.db import connection

    built = scenes.build()
    yield built
    connection.close()


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the day of the scene."""
    monkeypatch.setattr("comity.web.clock.now", lambda: scenes.NOW)


@pytest.fixture(scope="session")
def asker(scene: scenes.Scene) -> Asker:
    """Asks as each of the people, all signed in while they could be."""
    made = Asker(scene)
    for who in scene.accounts:
        made.browser(who)
    scenes.close_accounts(scene)
    return made
