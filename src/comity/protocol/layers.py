"""Who speaks where the protocol is silent: the law, a council's own standards, Comity's safe defaults.

Nothing here is ever passed off as the council's own rule: a Decision names its layer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from comity.protocol import rules, tables, vocabulary
from comity.protocol.faults import ProtocolError
from comity.protocol.rules import Rule
from comity.protocol.vocabulary import Vocabulary

LAW = "law-england.toml"
HOUSE = "house.toml"


@dataclass(frozen=True, slots=True)
class Layers:
    """The law and the house beneath every protocol, with the vocabulary they are written in.

    The digests (SHA-256, hexadecimal) go into the record with each Decision.
    """

    vocabulary: Vocabulary
    law: tuple[Rule, ...] = field(compare=False)
    house: tuple[Rule, ...] = field(compare=False)
    law_digest: str
    house_digest: str
    faults: tuple[ProtocolError, ...] = field(default=(), compare=False)

    def digests(self) -> dict[str, str]:
        """The digests of law, house and vocabulary by name."""
        return {"law": self.law_digest, "house": self.house_digest, "vocabulary": self.vocabulary.digest}


@dataclass(frozen=True, slots=True)
class Standard:
    """A council's own standard, in place of a house default; it says whose it is."""

    whose: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Ruling:
    """What somebody with authority has settled: a rule that binds on and after its day.

    It wins over a rule of the protocol that needs as many facts, and is cited by its reference.
    """

    reference: str
    given_on: date
    rule: Rule


def standard(
    whose: str, question: str, holds: Mapping[str, Any], words: Vocabulary | None = None
) -> Standard:
    """A standard of a council's own from the keys of a rule. Raises ProtocolError as for a pack."""
    given = {"cites": [f"Standard of {whose}"], **holds}
    rule = rules.from_mapping(question, given, words or vocabulary.load(), "house", file="standard")
    return Standard(whose, replace(rule, whose=whose))


def ruling(
    reference: str, given_on: date, question: str, holds: Mapping[str, Any], words: Vocabulary | None = None
) -> Ruling:
    """A ruling from the keys of a rule. Raises ProtocolError as for a pack."""
    given = dict(holds)
    given["cites"] = [reference, *(ref for ref in given.get("cites", []) if ref != reference)]
    rule = rules.from_mapping(question, given, words or vocabulary.load(), file=reference)
    return Ruling(reference, given_on, rule)


def read(law: bytes, house: bytes, words: Vocabulary) -> Layers:
    """The layers from their files; what cannot be read in them is in `faults`."""
    law_rules, law_faults = rules.read(law, LAW, words, "law")
    house_rules, house_faults = rules.read(house, HOUSE, words, "house")
    return Layers(
        vocabulary=words,
        law=law_rules,
        house=house_rules,
        law_digest=hashlib.sha256(law).hexdigest(),
        house_digest=hashlib.sha256(house).hexdigest(),
        faults=law_faults + house_faults,
    )


@lru_cache(maxsize=1)
def shipped() -> Layers:
    """The law and house layers that come with Comity."""
    return read(_source(LAW), _source(HOUSE), vocabulary.load())


def shipped_for(question: str) -> Layers:
    """What those layers say to one question: enough to answer it, and quicker to read."""
    law, house = (tables.only(_source(name), question) for name in (LAW, HOUSE))
    return read(law, house, vocabulary.load())


def _source(name: str) -> bytes:
    return (Path(__file__).parent / "layers" / name).read_bytes()
