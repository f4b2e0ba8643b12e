"""The linter: proves a pack by asking every question in every case there can be.

It speaks so that whoever wrote the pack can mend it: file, line, what, and how.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from comity.protocol import clauses, examples, packs
from comity.protocol import layers as beneath_all
from comity.protocol.deciding import Reading
from comity.protocol.decision import Decision
from comity.protocol.faults import ProtocolError
from comity.protocol.layers import Layers
from comity.protocol.lint import beneath, holders, ladders, reading, walk
from comity.protocol.lint.findings import ERROR, INFO, PERSON, SEVERITIES, WARNING, Finding, in_order, unread
from comity.protocol.lint.holders import Holdings
from comity.protocol.packs import Pack

__all__ = [
    "ERROR",
    "INFO",
    "PERSON",
    "SEVERITIES",
    "WARNING",
    "Finding",
    "Holdings",
    "lint",
    "lint_beneath",
    "lint_vocabulary",
]


def lint(
    files: Mapping[str, bytes],
    *,
    slug: str,
    folder: str | None = None,
    layers: Layers | None = None,
    on: date | None = None,
    holdings: Holdings | None = None,
) -> tuple[Finding, ...]:
    """Everything wrong with a pack or worth knowing about it, the gravest first.

    `files` are the pack's files by name; `folder` is the name of the folder they came from, which must be
    the edition's; `on` is the day whose law applies; with `holdings` it looks for vacant posts too.
    """
    layers = layers if layers is not None else beneath_all.shipped()
    words = layers.vocabulary
    pack, faults = packs.examine(files, slug=slug, words=words)
    printed, unclear = clauses.read(files.get(packs.PROTOCOL, b""))
    statements, unlisted = clauses.statements(files.get(packs.CLAUSES, b""), words)
    tried, untried = examples.read(files.get(packs.EXAMPLES, b""), words)
    found = [unread(fault) for fault in (*faults, *unclear, *unlisted, *untried)]
    found += beneath.layers_read(layers)
    if pack is not None:
        found += _edition(pack, folder)
        found += reading.findings(pack.rules, printed, statements)
        found += _proof(pack, Reading(pack, layers, on=on), holdings)
        found += _tried(tried, Reading(pack, layers, on=on))
    found += beneath.law(layers, on)
    return in_order(found)


def lint_beneath(layers: Layers | None = None, *, on: date | None = None) -> tuple[Finding, ...]:
    """Everything wrong with the law and the house, whatever the council, or worth knowing about them."""
    layers = layers if layers is not None else beneath_all.shipped()
    return in_order([*beneath.layers_proved(layers), *beneath.law(layers, on)])


def lint_vocabulary(source: bytes) -> tuple[Finding, ...]:
    """Everything wrong with the text of a vocabulary."""
    return in_order(list(beneath.words(source)))


def _edition(pack: Pack, folder: str | None) -> Iterator[Finding]:
    if folder is not None and folder != pack.edition:
        what = f'the edition is "{pack.edition}", but the folder is called "{folder}"'
        yield Finding("edition", ERROR, packs.ABOUT, None, what, "Let both be the same.")


def _proof(pack: Pack, read: Reading, holdings: Holdings | None) -> Iterator[Finding]:
    decisions: list[Decision] = []
    for question in read.vocabulary.questions.values():
        done = walk.walk(read, question)
        own = [rule for rule in pack.rules if rule.question == question.name]
        yield from walk.findings(done, own)
        yield from ladders.findings(done)
        decisions += done.answers.values()
    if holdings is not None:
        yield from holders.findings(decisions, holdings)


def _tried(tried: tuple[examples.Example, ...], read: Reading) -> Iterator[Finding]:
    if not tried:
        what, mend = "the pack has no examples that can be tried", "Add [[example]] with what you expect."
        yield Finding("no-examples", WARNING, packs.EXAMPLES, None, what, mend)
    for example in tried:
        try:
            wrong = examples.shortfalls(example.expect, read.answer(example.question, example.facts))
        except ProtocolError as error:
            wrong = (str(error),)
        if wrong:
            what = f'the example "{example.name}" does not hold: {"; ".join(wrong)}'
            mend = "Mend the rule, or what the example expects."
            yield Finding("example-fails", ERROR, packs.EXAMPLES, example.line, what, mend)
