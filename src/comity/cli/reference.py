"""`comity reference`: pages of the documentation that are written from the data."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from comity.protocol.faults import spoken
from comity.protocol.vocabulary import Question, Vocabulary, load

NAME = "reference"
HELP = "write a reference page as Markdown: questions, findings of lint, procedures or commands"

_INTRODUCTION = """\
# What a protocol can be asked

Written by `comity reference` from the vocabulary; change the vocabulary, not this page.

Every pack answers these {questions} questions, in {cases} cases in all. In the list of a fact's values the
first is the default, which serves the command line only: a procedure supplies every fact.
"""

_FINDINGS = """\
# What `comity lint` can find

Written by `comity reference --of findings`. An error must be mended; a warning is probably not meant; some
findings are for a person to settle, and some are merely worth knowing. Each says file, line, what, and how
to mend it.

| code | meaning |
|---|---|
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """[FILE] [--of questions|findings|procedures|commands]"""
    parser.add_argument("file", nargs="?", help="the file to write; standard output where left out")
    parser.add_argument(
        "--of",
        choices=("questions", "findings", "procedures", "commands"),
        default="questions",
        help="what a protocol can be asked (where left out), what comity lint can find, what can happen, "
        "or what each command takes",
    )


def run(options: argparse.Namespace) -> int:
    """Write the page."""
    page = _PAGES[options.of]()
    if options.file:
        Path(options.file).write_text(page, encoding="utf-8")
    else:
        sys.stdout.write(page)
    return 0


def questions() -> str:
    """The page of all that a protocol can be asked."""
    return written(load())


def procedures() -> str:
    """The page of what can happen."""
    from comity.cli import reference_procedures

    return reference_procedures.written()


def commands() -> str:
    """The page of the commands."""
    from comity.cli import reference_commands

    return reference_commands.written()


def findings() -> str:
    """The page of all that `comity lint` can find."""
    from comity.protocol.lint.findings import CODES

    rows = [f"| `{code}` | {meaning} |\n" for code, meaning in CODES.items()]
    return _FINDINGS + "".join(rows)


def written(words: Vocabulary) -> str:
    """The whole page as Markdown."""
    cases = sum(sum(1 for _ in question.combinations()) for question in words.questions.values())
    parts = [_INTRODUCTION.format(questions=len(words.questions), cases=cases), "\n## Questions\n"]
    for question in words.questions.values():
        parts += _question(question)
    sections: tuple[tuple[str, Mapping[str, str]], ...] = (
        ("Outcomes", words.outcomes),
        ("Posts", words.posts),
        ("Duties", words.duties),
        ("Limits", words.limits),
    )
    for title, listed in sections:
        parts.append(f"\n## {title}\n\n| name | meaning |\n|---|---|\n")
        parts += [f"| `{name}` | {meaning.strip()} |\n" for name, meaning in listed.items()]
    return "".join(parts)


def _question(question: Question) -> Iterator[str]:
    yield f"\n### {question.name}\n\n{question.asks}\n"
    if question.facts:
        yield "\n| fact | values |\n|---|---|\n"
    for fact in question.facts:
        values = ", ".join(f"`{spoken(value)}`" for value in fact.values)
        yield f"| `{fact.name}` | {values} |\n"


_PAGES: Mapping[str, Callable[[], str]] = {
    "questions": questions,
    "findings": findings,
    "procedures": procedures,
    "commands": commands,
}
