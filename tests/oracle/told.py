"""Everything the oracle is told of: enquiries and sealed matters together, and the words in them.

A word in them is a mark that stands nowhere else, so that a page which shows it can be caught. Plain tables;
none of the product.
"""

from __future__ import annotations

import hashlib
import os

import tests.oracle.concerns as concerns  # noqa: PLR0402 - a table, named whole
import tests.oracle.matters as matters  # noqa: PLR0402
from tests.oracle.concerns import CONCERNS, Concern
from tests.oracle.matters import ENQUIRIES, Matter

MATTERS: dict[str, Matter | Concern] = {**ENQUIRIES, **CONCERNS}
FILED = (*matters.FILED, *concerns.FILED)
STEPS = tuple(dict.fromkeys((*matters.STEPS, *concerns.STEPS, *matters.NOBODYS, *concerns.NOBODYS)))
"""The name of every step of whatever procedure."""

RUN = os.environ.get("COMITY_CANARY", "") or os.urandom(8).hex()
"""What the marks of this run are drawn from; a run is repeated by giving it again."""

_SIGNS = "bcdfghjklmnpqrtvwxyz"


def of_council(council: str) -> list[Matter | Concern]:
    """The matters of one council."""
    return [one for one in MATTERS.values() if one.council == council]


def mark(matter: str, place: int, box: str) -> str:
    """The word that stands in one box of one entry and nowhere else: letters only, one word to any search.

    It is drawn anew for each run, so that nothing can have been made to leave out a word that it knows.
    """
    digest = hashlib.sha256(f"{RUN} {matter} {place} {box}".encode()).digest()
    return "zq" + "".join(_SIGNS[one % len(_SIGNS)] for one in digest[:11]) + "k"


def marks_read(who: str, name: str) -> set[str]:
    """The marks of a matter's words that somebody may read."""
    return {mark(name, place, box) for place, box in MATTERS[name].reads(who)}


def all_read(who: str) -> set[str]:
    """Every mark that somebody may read anywhere, those in files and their names among them."""
    found: set[str] = set()
    for name, told in MATTERS.items():
        found |= marks_read(who, name)
        for place in filed(name):
            if told.reads_entry(who, place):
                found |= {mark(name, place, "file"), mark(name, place, "inside")}
    return found


def filed(name: str) -> list[int]:
    """The entries of a matter that a file came with."""
    if name not in FILED:
        return []
    takes = concerns.TAKES_FILES if MATTERS[name].sealed else matters.TAKES_FILES
    return sorted({place for place, step, _, _ in MATTERS[name].words() if step in takes})
