"""Choosing from a long list: part of a name is written, and only what fits is shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence

MOST = 50
"""So many are shown as they stand; of more, only those that fit the words, and no more than this."""

KINDS = frozenset({"member", "members", "officer", "post"})
"""Kinds of field by which people and posts are chosen."""

WHOLE = frozenset({"matters"})
"""Fields whose list is shown whole however long it is: everything in it may be chosen at once."""


def box(name: str) -> str:
    """Return the name of the box in which part of a name is written, for a field."""
    return f"find-{name}"


def fitting(choices: Sequence[tuple[str, str]], words: str) -> list[tuple[str, str]]:
    """Return the choices whose label holds every word written, in any case and with or without accents."""
    wanted = _plain(words).split()
    return [one for one in choices if all(word in _plain(one[1]) for word in wanted)] if wanted else []


def shown(choices: Sequence[tuple[str, str]], words: str, chosen: Collection[str]) -> list[tuple[str, str]]:
    """Return what is shown of a long list: what is chosen already, and the first of what fits."""
    first = {value for value, _ in fitting(choices, words)[:MOST]}
    return [(value, label) for value, label in choices if value in first or value in chosen]


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))
