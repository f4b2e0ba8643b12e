"""The passwords of the database's roles: made here, kept in one file that only its owner reads."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from comity.cluster.errors import ClusterError

FILE = "passwords.json"


def read_or_make(home: Path, roles: tuple[str, ...], *, may_make: bool) -> dict[str, str]:
    """The password of each role, made at random on the first start and kept in ``home``.

    Raises ClusterError if the file is unreadable, or gone although there is data (``may_make`` false).
    """
    path = home / FILE
    if path.exists():
        return _read(path, roles)
    if not may_make:
        raise ClusterError(
            f"{path} is missing, and without it the data beside it cannot be opened. "
            "Put the file back from a copy, or begin anew with: comity reset"
        )
    made = {role: secrets.token_hex(24) for role in roles}
    _write(path, made)
    return made


def _read(path: Path, roles: tuple[str, ...]) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {role: str(found[role]) for role in roles}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ClusterError(
            f"{path} does not hold the passwords it should. Put it back from a copy."
        ) from error


def _write(path: Path, passwords: dict[str, str]) -> None:
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(passwords, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
