"""Where Comity keeps its data: one folder for each checkout, or one for each person who installed it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def default_home(environ: Mapping[str, str], start: Path | None = None) -> Path:
    """Find the folder that holds this Comity's data.

    ``COMITY_HOME`` names it outright. Otherwise it is ``.comity`` in the checkout that ``start`` (by
    default this file) lies in, so that two checkouts run side by side; without a checkout it is
    ``comity`` below ``XDG_DATA_HOME`` (``~/.local/share``). The folder need not exist yet.
    """
    named = environ.get("COMITY_HOME", "")
    if named:
        return Path(named).expanduser().absolute()
    checkout = _checkout(start or Path(__file__).resolve())
    if checkout is not None:
        return checkout / ".comity"
    data = environ.get("XDG_DATA_HOME", "") or "~/.local/share"
    return Path(data).expanduser().absolute() / "comity"


def _checkout(start: Path) -> Path | None:
    """The nearest folder above ``start`` that holds Comity's own pyproject.toml and its source."""
    for folder in start.parents:
        if (folder / "pyproject.toml").is_file() and (folder / "src" / "comity" / "cluster").is_dir():
            return folder
    return None
