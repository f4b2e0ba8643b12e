"""The chain that proves the record: every entry carries a digest of itself and of the one before.

Pure: it takes plain values and returns digests, so that a verifier elsewhere can do the same sums.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

BEGINNING = "0" * 64


def canonical(value: object) -> bytes:
    """A value as bytes that are the same wherever they are made: sorted JSON without spaces, UTF-8."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=plain
    ).encode()


def plain(value: object) -> str:
    """A moment as the chain writes it: in UTC, to the microsecond. Raises TypeError for anything else."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(f"The chain cannot hold {type(value).__name__}.")


def salt() -> str:
    """A fresh salt of 32 bytes, in hexadecimal: without it nobody can guess short words from their digest."""
    return secrets.token_hex(32)


def said_digest(salted: str, words: Mapping[str, str]) -> str:
    """The digest that stands in the chain for what was said in words."""
    return hashlib.sha256(bytes.fromhex(salted) + canonical(dict(words))).hexdigest()


def entry_hash(*, council: str, reference: str, fields: Mapping[str, Any], previous: str) -> str:
    """The digest of one entry: its council and matter, all its fields, and the digest before it."""
    return hashlib.sha256(
        canonical({"council": council, "reference": reference, "previous": previous, **fields})
    ).hexdigest()
