"""The oracle's own stage: both councils of its tables, on a day that stands still."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from comity.cluster import Cluster
from tests.oracle import scene as scenes
from tests.oracle import stage
from tests.oracle.probing import Asker


@pytest.fixture(scope="module")
def asker(migrated: Cluster) -> Iterator[Asker]:
    """Asks as each of the people, all signed in while they could be. What a test does, it undoes."""
    made = stage.built(migrated)
    with stage.playing():
        yield made


@pytest.fixture(scope="module")
def scene(asker: Asker) -> scenes.Scene:
    """Both councils of the tables."""
    return asker.scene


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the day of the scene."""
    monkeypatch.setattr("comity.web.clock.now", lambda: scenes.NOW)
