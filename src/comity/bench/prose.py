"""Words for matters: about 120 for each text, in sentences put together by chance.

One title in four holds COMMON, and one in about 5,000 holds the same word of RARE's, so that a search can
be asked for either.
"""

from __future__ import annotations

import random
from collections.abc import Mapping

COMMON = "pavement"
RARE = "lantern{}"
_RARE_WORDS = 5000
_LONG = 40  # what is shorter in a life is a name or the like, and stays

_WHO = (
    "The contractor", "Our inspector", "A resident", "The school", "The crew", "Nobody", "A neighbour",
    "The landlord",
)  # fmt: skip
_DOES = (
    "reported", "inspected", "repaired", "promised", "measured", "cleared", "photographed", "explained",
    "postponed",
)  # fmt: skip
_WHAT = (
    "the broken kerb", "a leaking gutter", "the missed collection", "the damp wall", "a fallen branch",
    "the street lamp", "the blocked drain", "an unpaid invoice", "the late bus", "the allotment gate",
    "a noisy fan", "the school crossing", "the library roof", "a parking permit", "the planning notice",
    "the council tax bill", "the play area", "a stray dog",
)  # fmt: skip
_WHERE = (
    "behind the market", "near the canal", "by the station", "at the corner shop", "outside the surgery",
    "on the estate", "under the viaduct", "along the river walk", "opposite the chapel",
    "at the top of the hill",
)  # fmt: skip
_WHEN = (
    "last Tuesday", "two weeks ago", "before the holidays", "in the storm", "this morning",
    "after several letters", "since the spring", "during the works", "at the second visit",
    "without any notice",
)  # fmt: skip
_STREETS = (
    "Alder", "Beech", "Cedar", "Damson", "Elder", "Fir", "Gorse", "Hazel", "Ivy", "Juniper", "Larch",
    "Maple", "Nettle", "Oak", "Pine", "Rowan",
)  # fmt: skip
_KINDS = (
    "Close", "Road", "Lane", "Street", "Walk", "Avenue", "Terrace", "Crescent",
)  # fmt: skip


def instead(words: Mapping[str, str], draw: random.Random) -> dict[str, str]:
    """Other words in place of those of a life, as long as a Member or an officer writes."""
    return {name: _one(name, text, draw) for name, text in words.items()}


def _one(name: str, text: str, draw: random.Random) -> str:
    if name == "title":
        return _title(draw)
    if len(text) < _LONG:
        return text
    return " ".join(_sentence(draw) for _ in range(9))


def _title(draw: random.Random) -> str:
    common = f" {COMMON}" if draw.random() < 0.25 else ""
    where = f"{draw.choice(_STREETS)} {draw.choice(_KINDS)}"
    return f"{draw.choice(_WHAT).capitalize()}{common} in {where}, {RARE.format(draw.randrange(_RARE_WORDS))}"


def _sentence(draw: random.Random) -> str:
    who, does, what = draw.choice(_WHO), draw.choice(_DOES), draw.choice(_WHAT)
    return f"{who} {does} {what} {draw.choice(_WHERE)} {draw.choice(_WHEN)} at number {draw.randrange(400)}."
