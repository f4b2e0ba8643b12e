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
from comity.protocol.vocabulary import GOVERNANCES, JURISDICTIONS, KINDS

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
    """Contradictions in the law and the house for any kind of council, and rules that never win anywhere."""
    found: list[Finding] = []
    fitted: set[Rule] = set()
    won: set[Rule] = set()
    for kind, governance, jurisdiction in product(KINDS, GOVERNANCES, JURISDICTIONS):
        reading = Reading(_nobody(kind, governance, jurisdiction), layers)
        for question in layers.vocabulary.questions.values():
            done = walk(reading, question)
            found += ties(done)
            fitted |= done.fitted
            won |= done.won
    standing = [rule for rule in (*layers.law, *layers.house) if rule.stands(None)]
    found += never(standing, fitted, won)
    return in_order(found)


def _nobody(kind: str, governance: str, jurisdiction: str) -> Pack:
    """A protocol that says nothing, of a council of this kind."""
    about = About("", "", kind, governance, jurisdiction, "", "", "", None, "", {})
    return Pack("", "", "", about, (), {})


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
