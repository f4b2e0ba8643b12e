"""Whether every clause is cited where it should be, exists where it is cited, and is real somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from comity.protocol.clauses import Clause, Statement
from comity.protocol.faults import nearest
from comity.protocol.lint.findings import ERROR, PERSON, Finding
from comity.protocol.packs import CLAUSES, PROTOCOL
from comity.protocol.rules import Rule


def findings(
    rules: Sequence[Rule], printed: Sequence[Clause], listed: Sequence[Statement]
) -> Iterator[Finding]:
    """Where rules, clauses and the list of what makes them real do not fit together."""
    references = {clause.reference: clause for clause in printed}
    yield from _citations(rules, list(references))
    ways: dict[str, list[Statement]] = {}
    for statement in listed:
        ways.setdefault(statement.reference, []).append(statement)
        if statement.settle:
            unclear = statement.settle.rstrip(".")
            what = f"a person must settle this about clause {statement.reference}: {unclear}"
            mend = "Ask whoever interprets the protocol, and load their answer as a ruling."
            yield Finding("settle", PERSON, CLAUSES, statement.line, what, mend)
    if listed:
        yield from _missing(references, ways)
    yield from _idle(rules, references, ways)


def _citations(rules: Sequence[Rule], references: list[str]) -> Iterator[Finding]:
    for rule in rules:
        for reference in rule.cites:
            if reference not in references:
                what = f'the rule cites clause "{reference}", which {PROTOCOL} does not have'
                close = nearest(reference, references, many=0)
                mend = close if close.startswith("Did") else f"Cite a reference as {PROTOCOL} prints it."
                yield Finding("no-such-clause", ERROR, rule.file, rule.line, what, mend)


def _missing(references: dict[str, Clause], ways: dict[str, list[Statement]]) -> Iterator[Finding]:
    for reference, clause in references.items():
        if reference not in ways:
            what = f'clause "{reference}" is not in {CLAUSES}'
            mend = f'Add [["{reference}"]] there, with what makes it real.'
            yield Finding("clause-unlisted", ERROR, PROTOCOL, clause.line, what, mend)
    for reference, listed in ways.items():
        if reference not in references:
            what = f'{CLAUSES} lists clause "{reference}", which {PROTOCOL} does not have'
            close = nearest(reference, references, many=0)
            mend = close if close.startswith("Did") else f"Write it as {PROTOCOL} prints it."
            yield Finding("clause-unprinted", ERROR, CLAUSES, listed[0].line, what, mend)


def _idle(
    rules: Sequence[Rule], references: dict[str, Clause], ways: dict[str, list[Statement]]
) -> Iterator[Finding]:
    cited = {reference for rule in rules for reference in rule.cites}
    for reference in references:
        listed = ways.get(reference, [])
        if reference not in cited and listed and all(set(one.how) == {"decide"} for one in listed):
            what = f'clause "{reference}" is said to decide something, but no rule cites it'
            mend = "Cite it in the rule that rests on it, or mark it read, prompt, record or notify."
            yield Finding("clause-idle", ERROR, CLAUSES, listed[0].line, what, mend)
