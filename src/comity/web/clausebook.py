"""A protocol as it is read: its clauses in order, the headings above them, and what rests on each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from comity.protocol import clauses, vocabulary
from comity.protocol.clauses import Clause, Statement
from comity.protocol.packs import CLAUSES, Pack
from comity.protocol.rules import Rule


@dataclass(frozen=True, slots=True)
class Shown:
    """A clause as the page shows it: the headings that begin with it, what it says and what cites it.

    `begins` holds (depth on the page, heading, its anchor), outermost first.
    """

    clause: Clause
    begins: tuple[tuple[int, str, str], ...]
    statements: tuple[Statement, ...]
    rules: tuple[Rule, ...]

    @property
    def paragraphs(self) -> list[str]:
        """The text, paragraph by paragraph."""
        return [part.strip() for part in self.clause.text.split("\n\n") if part.strip()]

    @property
    def ways(self) -> list[str]:
        """How the clause becomes real, in the vocabulary's order."""
        used = {way for statement in self.statements for way in statement.how}
        return [way for way in clauses.WAYS if way in used]

    @property
    def to_settle(self) -> list[str]:
        """What a person must settle about it."""
        return list(dict.fromkeys(one.settle for one in self.statements if one.settle))

    def holds(self, words: Iterable[str]) -> bool:
        """Whether all these words are found in it."""
        summaries = (statement.summary for statement in self.statements)
        text = " ".join((self.clause.reference, *self.clause.headings, self.clause.text, *summaries))
        return all(word in text.casefold() for word in words)


@lru_cache(maxsize=64)
def shown(pack: Pack) -> tuple[Shown, ...]:
    """Return every clause of a pack, in the order they are printed."""
    told, _ = clauses.statements(pack.files.get(CLAUSES, b""), vocabulary.load())
    made: list[Shown] = []
    above: tuple[str, ...] = ()
    for clause in clauses.of(pack):
        made.append(
            Shown(
                clause,
                _begins(above, clause.headings),
                tuple(one for one in told if one.reference == clause.reference),
                tuple(rule for rule in pack.rules if clause.reference in rule.cites),
            )
        )
        above = clause.headings
    return tuple(made)


def find(pack: Pack, words: str) -> list[Shown]:
    """Return the clauses in which all these words stand, a reference as printed first."""
    asked = words.casefold().split()
    found = [one for one in shown(pack) if asked and one.holds(asked)]
    return sorted(found, key=lambda one: one.clause.reference.casefold() != words.strip().casefold())


def _begins(above: tuple[str, ...], here: tuple[str, ...]) -> tuple[tuple[int, str, str], ...]:
    """Return the headings under the title that were not open before this clause."""
    same = 0
    while same < min(len(above), len(here)) and above[same] == here[same]:
        same += 1
    return tuple(
        (min(place + 1, 4), here[place], section_anchor(here[: place + 1]))
        for place in range(max(same, 1), len(here))
    )


def section_anchor(headings: tuple[str, ...]) -> str:
    """The mark by which a heading is found: the words of it and of those above it."""
    letters = (
        "".join(letter if letter.isalnum() else "-" for letter in one.casefold()) for one in headings[1:]
    )
    return "section-" + "-".join(filter(None, "-".join(letters).split("-")))
