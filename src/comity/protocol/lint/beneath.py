"""Faults of what lies beneath every pack: the law, the house defaults and the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import product

from comity.protocol import vocabulary
from comity.protocol.deciding import Reading
from comity.protocol.faults import ProtocolError, listed
from comity.protocol.layers import Layers
from comity.protocol.lint.findings import ERROR, PERSON, WARNING, Finding, in_order, unread
from comity.protocol.lint.walk import never, ties, walk
from comity.protocol.packs import About, Pack
from comity.protocol.rules import Rule
from comity.protocol.vocabulary import GOVERNANCES, JURISDICTIONS, KINDS, Value

_NAME = re.compile(r"^ *([a-z][a-z0-9_.]*):")
_QUESTION = re.compile(r"^[a-z]+\.[a-z_]+$")


def law(layers: Layers, on: date | None) -> Iterator[Finding]:
    """Law that has been replaced, that no person has confirmed, or that a weaker rule would hide."""
    unconfirmed: dict[str, list[Rule]] = {}
    for rule in layers.law:
        if rule.confirmed is None:
            unconfirmed.setdefault(rule.file or "", []).append(rule)
        if not rule.stands(on):
            until = f" on {rule.in_force_until.isoformat()}" if rule.in_force_until else ""
            what = f"this law is not in force{until and f': it ended{until}'}"
            by = f"It was replaced by {rule.replaced_by}. " if rule.replaced_by else ""
            mend = f"{by}Check that the rule for the law as it now stands is here."
            yield Finding("law-replaced", WARNING, rule.file, rule.line, what, mend)
    for file, rules in unconfirmed.items():
        lines = listed([rule.line for rule in rules], "and")
        what = f"no person has confirmed these readings of the law yet: {len(rules)} rules, in lines {lines}"
        mend = "Once a lawyer has, add confirmed_by and confirmed_on to the rule."
        yield Finding("law-unconfirmed", PERSON, file, rules[0].line, what, mend)


def layers_read(layers: Layers) -> Iterator[Finding]:
    """What could not be read in the law and the house."""
    for fault in layers.faults:
        yield unread(fault)


def layers_proved(layers: Layers) -> tuple[Finding, ...]:
    """The law and the house, walked for every kind of council.

    Finds contradictions, rules that can never apply or never win, and law that another law hides.
    """
    found = [unread(fault) for fault in layers.faults]
    won: set[Rule] = set()
    shut_out: dict[Rule, Rule] = {}
    for council in _councils(layers):
        reading = Reading(council, layers)
        for question in layers.vocabulary.questions.values():
            done = walk(reading, question)
            found += ties(done)
            won |= done.won
            shut_out |= done.shut_out
    found += _ended_before_it_began(layers)
    found += _hidden(shut_out)
    found += never([rule for rule in (*layers.law, *layers.house) if rule.stands(None)], won)
    return in_order(found)


def _ended_before_it_began(layers: Layers) -> Iterator[Finding]:
    for rule in layers.law:
        if rule.in_force_from and rule.in_force_until and rule.in_force_until < rule.in_force_from:
            what = "this law can never apply: it ends before it begins"
            mend = "Mend in_force_from or in_force_until."
            yield Finding("never-applies", ERROR, rule.file, rule.line, what, mend)


def _hidden(shut_out: dict[Rule, Rule]) -> Iterator[Finding]:
    for rule, before in shut_out.items():
        what = (
            f"this law needs more facts than the one in line {before.line} and says otherwise, "
            "but that one overrides and goes before it"
        )
        mend = "If it is an exception, mark it overrides = true too."
        yield Finding("law-hidden", WARNING, rule.file, rule.line, what, mend)


def _councils(layers: Layers) -> Iterator[Pack]:
    """Protocols that say nothing, one for each kind of council that any rule tells from another."""
    rules = (*layers.law, *layers.house)
    named = {value for rule in rules for _, values in rule.when for value in values}
    choices = [_told_apart(KINDS, named), _told_apart(GOVERNANCES, named)]
    choices.append(_told_apart(JURISDICTIONS, {*named, "england"}))
    for kind, governance, jurisdiction in product(*choices):
        about = About("", "", kind, governance, jurisdiction, "", "", "", None, "", {})
        yield Pack("", "", "", about, (), {})


def _told_apart(values: tuple[str, ...], named: set[Value]) -> list[str]:
    """The values that rules name, and one that stands for all they do not."""
    others = [value for value in values if value not in named]
    return [value for value in values if value in named] + others[:1]


def words(source: bytes) -> Iterator[Finding]:
    """Faults of a vocabulary's text: what cannot be read, names given twice, names badly formed."""
    try:
        read = vocabulary.read(source)
    except ProtocolError as error:
        yield unread(error, "vocabulary")
        return
    for number, name in _twice(source.decode("utf-8")):
        mend = "Leave one of them out, or give it another name."
        yield Finding("vocabulary", ERROR, vocabulary.FILE, number, f'"{name}" is given twice', mend)
    for name, question in read.questions.items():
        if not _QUESTION.match(name):
            what = f'"{name}" is not the name of a question'
            yield Finding("vocabulary", ERROR, vocabulary.FILE, None, what, "Write it as enquiry.reply.")
        if not question.asks.rstrip().endswith("?"):
            what = f'what "{name}" asks is not a question'
            yield Finding(
                "vocabulary", ERROR, vocabulary.FILE, None, what, "Let it end with a question mark."
            )
    for part in ("outcomes", "posts", "duties", "limits"):
        for word, meaning in getattr(read, part).items():
            if not meaning.strip() or meaning == "None":
                what = f'"{word}" in {part} has no meaning'
                yield Finding("vocabulary", ERROR, vocabulary.FILE, None, what, "Say what it means.")


def _twice(text: str) -> Iterator[tuple[int, str]]:
    """Names that stand twice at the same depth under the same part; YAML would keep the last in silence."""
    seen: dict[tuple[int, str], int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        found = _NAME.match(line)
        if not found:
            continue
        depth = len(line) - len(line.lstrip())
        for key in [key for key in seen if key[0] > depth]:
            del seen[key]
        if (depth, found.group(1)) in seen:
            yield number, found.group(1)
        seen[depth, found.group(1)] = number
