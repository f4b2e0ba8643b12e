"""Small numbers are not shown: neither themselves, nor where the rest of a table would give them away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

FEW = 5
"""A count below this, and above none, could point to a person."""

Cell = tuple[object, object]


def small(number: int) -> bool:
    """Say whether a count is too small to be shown."""
    return 0 < number < FEW


def hidden(counts: Mapping[Cell, int], begin: Iterable[Cell] = ()) -> frozenset[Cell]:
    """Return the cells of a table of counts, margins included, that must not be shown.

    A cell is (row, column). Besides the small ones (and those in `begin`), where a row or a column would
    hold one hidden cell alone, its next smallest count that is not none is hidden with it, since it could
    be worked out from the others.
    """
    gone = {cell for cell, number in counts.items() if small(number)} | set(begin)
    lines = _lines(counts)
    changed = True
    while changed:
        changed = False
        for line in lines:
            left = [cell for cell in line if cell not in gone and counts[cell]]
            if sum(cell in gone for cell in line) == 1 and left:
                gone.add(min(left, key=lambda cell: counts[cell]))
                changed = True
    return frozenset(gone)


def _lines(counts: Mapping[Cell, int]) -> Sequence[list[Cell]]:
    rows: dict[object, list[Cell]] = {}
    columns: dict[object, list[Cell]] = {}
    for cell in counts:
        rows.setdefault(cell[0], []).append(cell)
        columns.setdefault(cell[1], []).append(cell)
    return [*rows.values(), *columns.values()]
