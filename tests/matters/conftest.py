"""Stories run in a council of their own, on the real database, in real transactions."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _database(database: None) -> None:
    """Every story here needs the database."""
