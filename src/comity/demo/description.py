"""The plain descriptions of the demonstration councils: one file each, who is who and what happened."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

NAMES: tuple[str, ...] = ("testford", "sampleby", "mockbridge", "fictionham", "inventshire")
"""The demonstration councils in the order in which they are shown."""


def read(name: str) -> Mapping[str, Any]:
    """The description of one council, as its file holds it."""
    return tomllib.loads((files("comity.demo") / "councils" / f"{name}.toml").read_text("utf-8"))
