"""The one digest that stands for the whole record in a statement, and shows nothing of it.

Every ledger's end becomes a leaf, salted for this statement alone; the leaves lie in a tree that is filled
up with leaves of nothing, which look the same. Whoever has the digest learns neither a reference nor how
many there are, nor whether anything has changed since the day before. Whoever has one leaf's way up the
tree can show that this ledger ended so, and shows nothing of the others but the tree's height.

Pure; `verifier/verify_bundle.py` does the same sums.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from comity.matters.chain import canonical

LOWEST = 10
"""The tree is never lower than this: up to 1,024 ledgers look like any other number of them."""


@dataclass(frozen=True, slots=True)
class End:
    """Where a ledger ends: how many entries it has, and the digest of the last."""

    entries: int
    head: str


def opening(salt: str, name: str) -> str:
    """What opens one leaf and no other, made from the statement's salt."""
    return hashlib.sha256(bytes.fromhex(salt) + name.encode()).hexdigest()


def leaf(opened_by: str, name: str, end: End) -> bytes:
    """The leaf of a ledger."""
    return hashlib.sha256(
        b"\0" + bytes.fromhex(opened_by) + canonical([name, end.entries, end.head])
    ).digest()


def root(salt: str, ends: Mapping[str, End]) -> str:
    """The digest that stands for all these ledgers."""
    return _levels(_leaves(salt, ends.items()))[-1][0].hex()


def way(salt: str, ends: Mapping[str, End], name: str) -> list[list[str]]:
    """The way from one ledger's leaf to the digest: at each level the side and digest of its neighbour."""
    levels = _levels(_leaves(salt, ends.items()))
    place = levels[0].index(leaf(opening(salt, name), name, ends[name]))
    steps = []
    for level in levels[:-1]:
        steps.append(["left" if place % 2 else "right", level[place ^ 1].hex()])
        place //= 2
    return steps


def _leaves(salt: str, ends: Iterable[tuple[str, End]]) -> list[bytes]:
    leaves = [leaf(opening(salt, name), name, end) for name, end in ends]
    size = 1 << max(LOWEST, (len(leaves) - 1).bit_length())
    key = bytes.fromhex(salt)
    leaves += [
        hashlib.sha256(b"\2" + key + number.to_bytes(4, "big")).digest()
        for number in range(size - len(leaves))
    ]
    return sorted(leaves)


def _levels(leaves: list[bytes]) -> list[list[bytes]]:
    levels = [leaves]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append(
            [
                hashlib.sha256(b"\1" + below[place] + below[place + 1]).digest()
                for place in range(0, len(below), 2)
            ]
        )
    return levels
