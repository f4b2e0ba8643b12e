"""Rules: what a protocol, the law or the house answers to a question, and for which facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from comity.protocol import tables
from comity.protocol.decision import Confirmed, Within
from comity.protocol.faults import ProtocolError, listed, nearest
from comity.protocol.tables import Table
from comity.protocol.vocabulary import (
    GOVERNANCES,
    JURISDICTIONS,
    KINDS,
    NARROWS,
    TO_MODES,
    UNITS,
    Fact,
    Question,
    Value,
    Vocabulary,
)

When = tuple[tuple[str, tuple[Value, ...]], ...]

LAYERS = ("protocol", "law", "house")
_KEYS = (
    *("when", "outcome", "by", "to", "to_mode", "narrow", "consult"),
    *("within", "from", "duties", "limits", "cites", "because"),
)
_LAW_KEYS = ("overrides", "in_force_from", "in_force_until", "replaced_by", "confirmed_by", "confirmed_on")
COUNCIL_FACTS = (
    Fact("kind", KINDS),
    Fact("governance", GOVERNANCES),
    Fact("jurisdiction", JURISDICTIONS),
    Fact("council_kind", KINDS),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: for these facts, this answer, because this clause says so.

    `when` holds, in order of name, each fact the rule needs with the values it may have. `confirmed`,
    `overrides` and the dates are a rule of law's; `whose` is the council whose own standard it is.
    """

    question: str
    when: When
    outcome: str
    by: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    to_mode: str = "any"
    narrow: str | None = None
    consult: tuple[str, ...] = ()
    within: Within | None = None
    from_: str = "receipt"
    duties: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    because: str = ""
    layer: str = "protocol"
    whose: str | None = None
    overrides: bool = False
    in_force_from: date | None = None
    in_force_until: date | None = None
    replaced_by: str | None = None
    confirmed: Confirmed | None = None
    file: str | None = None
    line: int | None = None

    @property
    def weight(self) -> int:
        """How many facts the rule needs: of two that fit, the heavier wins."""
        return len(self.when)

    def fits(self, facts: Mapping[str, Value]) -> bool:
        """Whether the facts of a case are those the rule needs."""
        return all(facts[name] in values for name, values in self.when)

    def says(self) -> tuple[object, ...]:
        """All that its Decision would show: two rules that say the same never disagree."""
        return (
            *(self.outcome, frozenset(self.by), self.to, self.to_mode, self.narrow, frozenset(self.consult)),
            *(self.within, self.from_, frozenset(self.duties), frozenset(self.limits)),
            *(self.layer, self.whose, self.cites, self.because, self.confirmed),
        )

    def stands(self, on: date | None) -> bool:
        """Whether a rule of law is in force on a day; without a day, whether it has no end."""
        if on is None:
            return self.in_force_until is None
        begun = self.in_force_from is None or self.in_force_from <= on
        return begun and (self.in_force_until is None or on <= self.in_force_until)


def read(
    source: bytes, file: str, vocabulary: Vocabulary, layer: str = "protocol"
) -> tuple[tuple[Rule, ...], tuple[ProtocolError, ...]]:
    """The rules of a file, and every fault found in it; a rule with a fault is left out."""
    try:
        found, faults = tables.read(source, file)
    except ProtocolError as error:
        return (), (error,)
    rules: list[Rule] = []
    for table in found:
        reader = _Reader(table, vocabulary, layer)
        rule = reader.rule()
        faults.extend(reader.faults)
        if rule is not None:
            rules.append(rule)
    return tuple(rules), tuple(faults)


def from_mapping(
    question: str,
    holds: Mapping[str, Any],
    vocabulary: Vocabulary,
    layer: str = "protocol",
    *,
    file: str = "rule",
) -> Rule:
    """A single rule from its keys and values, as a ruling or a council's standard is kept.

    Raises ProtocolError for the first thing in it that is not of the vocabulary.
    """
    reader = _Reader(Table(question, holds, file, None, {}), vocabulary, layer)
    rule = reader.rule()
    if rule is None:
        raise reader.faults[0]
    return rule


class _Reader:
    """Reads one table into a rule, noting every fault on the way."""

    def __init__(self, table: Table, vocabulary: Vocabulary, layer: str) -> None:
        self.table = table
        self.vocabulary = vocabulary
        self.layer = layer
        self.faults: list[ProtocolError] = []

    def rule(self) -> Rule | None:
        """The rule, or None where a fault was noted."""
        question = self._question()
        self._unknown_keys()
        words = self.vocabulary
        read: dict[str, Any] = {
            "outcome": self._word("outcome", words.outcomes, required=True),
            "by": self._list("by", words.posts),
            "to": self._list("to", words.posts),
            "consult": self._list("consult", words.posts),
            "to_mode": self._word("to_mode", TO_MODES) or "any",
            "narrow": self._word("narrow", NARROWS),
            "within": self._within(),
            "from_": self._word("from", ("receipt", "before_event")) or "receipt",
            "duties": self._list("duties", words.duties),
            "limits": self._list("limits", words.limits),
            "cites": self._list("cites", None, required=True),
            "because": self._text("because", required=True) or "",
            "when": self._when(question),
            **self._law(),
        }
        if self.faults or question is None:
            return None
        return Rule(
            question=question.name, layer=self.layer, file=self.table.file, line=self.table.line, **read
        )

    def _note(self, what: str, mend: str = "", key: str | None = None) -> None:
        self.faults.append(self.table.fault(what, mend, key=key))

    def _question(self) -> Question | None:
        question = self.vocabulary.questions.get(self.table.name)
        if question is None:
            hint = nearest(self.table.name, self.vocabulary.questions)
            self._note(f'there is no question "{self.table.name}"', hint)
        return question

    def _unknown_keys(self) -> None:
        known = [*_KEYS, *(_LAW_KEYS if self.layer == "law" else ())]
        for key in self.table.holds:
            if key not in known:
                self._note(f'a rule has no "{key}"', nearest(key, known, many=20), key)

    def _word(self, key: str, known: Iterable[str], *, required: bool = False) -> str | None:
        value = self._text(key, required=required)
        names = list(known)
        if value is not None and value not in names:
            self._note(f'"{key}" cannot be "{value}"', nearest(value, names), key)
        return value

    def _text(self, key: str, *, required: bool = False) -> str | None:
        value = self.table.holds.get(key)
        if isinstance(value, str) and value.strip():
            return value
        if value is not None:
            self._note(f'"{key}" must be words in quotation marks', f'Write {key} = "…".', key)
        elif required:
            self._note(f'the rule has no "{key}"', f'Add {key} = "…".')
        return None

    def _list(self, key: str, known: Iterable[str] | None, *, required: bool = False) -> tuple[str, ...]:
        values = self.table.holds.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            self._note(f'"{key}" must be a list', f'Write {key} = ["…"].', key)
            return ()
        if required and not values:
            self._note(f'the rule has no "{key}"', f'Add {key} = ["…"].', key)
        names = list(known) if known is not None else None
        for value in values if names is not None else []:
            if value not in (names or []):
                self._note(f'"{key}" knows no "{value}"', nearest(value, names or []), key)
        if len(set(values)) != len(values):
            self._note(f'"{key}" names something twice', "Leave one of them out.", key)
        return tuple(values)

    def _within(self) -> Within | None:
        value = self.table.holds.get("within")
        if value is None:
            return None
        mend = f"Write within = {{ working_days = 5 }}; the units are {listed(UNITS, 'and')}."
        if not isinstance(value, dict) or len(value) != 1 or next(iter(value)) not in UNITS:
            self._note('"within" must be one unit with a number', mend, "within")
            return None
        unit, amount = next(iter(value.items()))
        if type(amount) is not int or amount < 1:
            self._note('"within" must be a whole number from 1', mend, "within")
            return None
        return Within(unit, amount)

    def _when(self, question: Question | None) -> When:
        given = self.table.holds.get("when", {})
        if not isinstance(given, dict):
            self._note('"when" must hold facts', 'Write when = { about = "director" }.', "when")
            return ()
        if question is None:
            return ()
        needs = {name: self._needed(question, name, value) for name, value in given.items()}
        return tuple(sorted((name, values) for name, values in needs.items() if values))

    def _needed(self, question: Question, name: str, given: Any) -> tuple[Value, ...]:
        facts = {fact.name: fact for fact in question.facts}
        if self.layer != "protocol":
            facts = {fact.name: fact for fact in COUNCIL_FACTS} | facts
        fact = facts.get(name)
        if fact is None:
            mend = nearest(name, facts) if facts else 'The question takes no facts: leave "when" out.'
            self._note(f'the question "{question.name}" knows no fact "{name}"', mend, "when")
            return ()
        values = given if isinstance(given, list) else [given]
        if not values:
            self._note(f'the fact "{name}" has an empty list', "Name a value, or leave the fact out.", "when")
        for value in values:
            if not fact.admits(value):
                line = self.table.key_lines.get("when", self.table.line or 0) or None
                self.faults.append(fact.refusal(value, file=self.table.file, line=line))
        return tuple(value for value in fact.values if value in values)

    def _law(self) -> dict[str, Any]:
        if self.layer != "law":
            return {}
        by, on = self._text("confirmed_by"), self._typed("confirmed_on", date, "a date: 2026-01-31")
        if (by is None) != (on is None):
            self._note(
                "a confirmed reading needs who and when", 'Give both "confirmed_by" and "confirmed_on".'
            )
        return {
            "overrides": bool(self._typed("overrides", bool, "true or false")),
            "in_force_from": self._typed("in_force_from", date, "a date: 2012-07-01"),
            "in_force_until": self._typed("in_force_until", date, "a date: 2024-12-31"),
            "replaced_by": self._text("replaced_by"),
            "confirmed": Confirmed(by, on) if by and on else None,
        }

    def _typed(self, key: str, kind: Callable[..., Any], meant: str) -> Any:
        value = self.table.holds.get(key)
        if value is not None and type(value) is not kind:
            self._note(f'"{key}" must be {meant}', f"Write {key} without quotation marks.", key)
            return None
        return value
