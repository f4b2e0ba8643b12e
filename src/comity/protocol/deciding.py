"""`decide`: what a council's protocol answers, with the law and the house beneath it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from comity.protocol import layers as beneath
from comity.protocol.decision import Decision
from comity.protocol.faults import ProtocolError
from comity.protocol.layers import Layers, Ruling, Standard
from comity.protocol.packs import Pack
from comity.protocol.rules import Rule
from comity.protocol.vocabulary import Facts, Question, Value


def decide(
    pack: Pack,
    question: str,
    facts: Mapping[str, object],
    *,
    on: date | None = None,
    standards: Sequence[Standard] = (),
    rulings: Sequence[Ruling] = (),
    layers: Layers | None = None,
) -> Decision:
    """What this council's protocol answers to a question, for these facts, on this day.

    Facts left out have their default. Of two standards of equal weight the later in the sequence stands,
    of two rulings the later given. Without `on`, law that has an end is left out and every ruling
    binds. Raises ProtocolError for a question, fact or value that the vocabulary does not know, for two
    rules that contradict each other, and where no layer answers.
    """
    layers = layers if layers is not None else beneath.shipped()
    reading = _reading(pack, layers, tuple(standards), tuple(rulings), _epoch(layers, rulings, on))
    return reading.answer(question, facts)


def _epoch(layers: Layers, rulings: Sequence[Ruling], on: date | None) -> date | None:
    """The first day from which the same rules stand as on the given one; few days make a difference."""
    if on is None:
        return None
    turns = _turns(layers)
    if rulings:
        turns = tuple(sorted({*turns, *(one.given_on for one in rulings)}))
    place = bisect_right(turns, on)
    return turns[place - 1] if place else date.min


@lru_cache(maxsize=16)
def _turns(layers: Layers) -> tuple[date, ...]:
    begins = {rule.in_force_from for rule in layers.law if rule.in_force_from}
    ends = {rule.in_force_until + timedelta(days=1) for rule in layers.law if rule.in_force_until}
    return tuple(sorted(begins | ends))


@lru_cache(maxsize=64)
def _reading(
    pack: Pack,
    layers: Layers,
    standards: tuple[Standard, ...],
    rulings: tuple[Ruling, ...],
    on: date | None,
) -> Reading:
    return Reading(pack, layers, standards=standards, rulings=rulings, on=on)


class Reading:
    """A pack read together with its layers on one day; each answer is worked out once."""

    def __init__(
        self,
        pack: Pack,
        layers: Layers,
        *,
        standards: Iterable[Standard] = (),
        rulings: Iterable[Ruling] = (),
        on: date | None = None,
    ) -> None:
        self.pack = pack
        self.vocabulary = layers.vocabulary
        about = pack.about
        self._council: dict[str, Value] = {
            "kind": about.kind,
            "council_kind": about.kind,
            "governance": about.governance,
            "jurisdiction": about.jurisdiction,
        }
        binding = sorted((r for r in rulings if on is None or r.given_on <= on), key=lambda r: r.given_on)
        self._rulings = _by_question(ruling.rule for ruling in reversed(binding))
        self._protocol = _by_question(pack.rules)
        self._law = _by_question(rule for rule in layers.law if rule.stands(on) and self._reaches(rule))
        self._standards = _by_question(
            replace(one.rule, layer="house", whose=one.whose) for one in reversed(tuple(standards))
        )
        self._house = _by_question(layers.house)
        self._answers: dict[str, dict[tuple[object, ...], Decision]] = {}

    def _reaches(self, rule: Rule) -> bool:
        """Whether a rule of law holds where the council is: its file's jurisdiction, unless it names one."""
        if any(name == "jurisdiction" for name, _ in rule.when):
            return True
        return rule.file == f"law-{self.pack.about.jurisdiction}.toml"

    def answer(self, question: str, facts: Mapping[str, object]) -> Decision:
        """The Decision for these facts, with defaults for those left out."""
        asked = self.vocabulary.question(question)
        complete = asked.complete(facts)
        known = self._answers.setdefault(question, {})
        key = tuple(complete.values())
        found = known.get(key)
        if found is None:
            found = known[key] = self._decide(asked, complete)
        return found

    def _decide(self, question: Question, facts: Facts) -> Decision:
        own = self.protocol_rule(question, facts)
        law = self.law_rule(question, facts)
        if own is not None and law is not None and law.overrides:
            return self._both(self._made(own, facts), self._made(law, facts))
        rule = own or law or self.house_rule(question, facts)
        if rule is None:
            raise ProtocolError(
                f'nothing answers "{question.name}" for these facts: not the protocol, the law or the house',
                mend="Add a rule to house.toml.",
            )
        return self._made(rule, facts)

    @staticmethod
    def _both(own: Decision, law: Decision) -> Decision:
        """What stands where the law overrides: the protocol's while it says the same, else the law's."""
        if own.outcome == law.outcome:
            return replace(own, beside=(law,))
        return replace(law, beside=(own,))

    def protocol_rule(self, question: Question, facts: Facts) -> Rule | None:
        """The rule of the protocol that answers; a ruling wins over a rule of its own weight."""
        settled = _heaviest(self._rulings.get(question.name, ()), facts)
        written = _heaviest(self._protocol.get(question.name, ()), facts)
        if settled and (not written or settled[0].weight >= written[0].weight):
            return settled[0]
        return _only(written)

    def law_rule(self, question: Question, facts: Facts) -> Rule | None:
        """The rule of law that answers; one that overrides goes before one that does not."""
        seen = {**self._council, **facts}
        rules = self._law.get(question.name, ())
        overriding = _heaviest([rule for rule in rules if rule.overrides], seen)
        return _only(overriding or _heaviest(rules, seen))

    def house_rule(self, question: Question, facts: Facts) -> Rule | None:
        """The council's own standard, the latest given, where there is one; else the house default."""
        seen = {**self._council, **facts}
        own = _heaviest(self._standards.get(question.name, ()), seen)
        return own[0] if own else _only(_heaviest(self._house.get(question.name, ()), seen))

    def contenders(
        self, question: str, facts: Facts
    ) -> Iterator[tuple[str, tuple[Rule, ...], Mapping[str, Value]]]:
        """For each layer that could answer: its name, its rules, and the facts they are held against."""
        seen = {**self._council, **facts}
        law = self._law.get(question, ())
        overriding = tuple(rule for rule in law if rule.overrides)
        yield "protocol", self._protocol.get(question, ()), facts
        yield "law", overriding, seen
        yield "law", tuple(rule for rule in law if not rule.overrides), seen
        yield "house", self._house.get(question, ()), seen

    def _made(self, rule: Rule, facts: Facts) -> Decision:
        return Decision(
            pack=self.pack.slug,
            edition=self.pack.edition,
            question=rule.question,
            facts=facts,
            outcome=rule.outcome,
            by=rule.by,
            to=rule.to,
            to_mode=rule.to_mode,
            narrow=rule.narrow,
            consult=rule.consult,
            within=rule.within,
            from_=rule.from_,
            duties=rule.duties,
            limits=rule.limits,
            layer=rule.layer,
            whose=rule.whose,
            cites=rule.cites,
            because=rule.because,
            confirmed=rule.confirmed,
        )


def _by_question(rules: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.question, []).append(rule)
    return {question: tuple(these) for question, these in found.items()}


def _heaviest(rules: Iterable[Rule], facts: Mapping[str, Value]) -> list[Rule]:
    """The fitting rules that need the most facts: none, one, or several of equal weight."""
    fitting = [rule for rule in rules if rule.fits(facts)]
    most = max((rule.weight for rule in fitting), default=0)
    return [rule for rule in fitting if rule.weight == most]


def _only(rules: Sequence[Rule]) -> Rule | None:
    """The one answer of rules of equal weight. Raises ProtocolError where they contradict each other."""
    if not rules:
        return None
    first = rules[0]
    for other in rules[1:]:
        if other.says() != first.says():
            places = f"{first.file}, line {first.line}, and {other.file}, line {other.line}"
            raise ProtocolError(
                f'two rules of equal weight answer "{first.question}" differently: {places}',
                mend="Give one of them another fact in `when`, or let them say the same.",
            )
    return first
