"""Stories of the record: a council with some business in it, and a key to sign with."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings


@pytest.fixture(autouse=True)
def _signing(database: None, tmp_path: Path) -> Iterator[None]:
    """Every story here needs the database, a signing key, and a folder for files of its own."""
    with override_settings(COMITY_RECORD_KEY=secrets.token_hex(32), COMITY_FILES=str(tmp_path / "files")):
        yield
