"""`comity decide`: what a council's protocol answers to a question."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from comity.cli import asking
from comity.protocol import packs
from comity.protocol.deciding import decide
from comity.protocol.faults import ProtocolError
from comity.protocol.layers import shipped_for
from comity.protocol.packs import Pack
from comity.protocol.vocabulary import load

NAME = "decide"
HELP = "what a council's protocol answers to a question, and which clause says so"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PACK QUESTION [fact=value …], or --batch."""
    parser.add_argument("pack", nargs="?", help='a pack ("coventry", "coventry/2017-12") or its folder')
    parser.add_argument("question", nargs="?", help='a question of the vocabulary, such as "enquiry.reply"')
    parser.add_argument(
        "facts", nargs="*", metavar="fact=value", help="facts; those left out have their default"
    )
    parser.add_argument("--json", action="store_true", help="print the decision as JSON")
    parser.add_argument(
        "--on", metavar="DATE", help="by the law in force on that day (today, where left out)"
    )
    parser.add_argument(
        "--batch",
        action="store_true",
        help='read one {"pack", "question", "facts"} a line, write one decision or {"error"} a line',
    )


def run(options: argparse.Namespace) -> int:
    """Print one decision, or one for each line of standard input."""
    on = asking.day(options.on) if options.on else datetime.now(UTC).astimezone().date()
    if options.batch:
        if options.pack:
            raise ProtocolError("--batch reads its questions from standard input", mend="Leave out the pack.")
        for answer in answers(sys.stdin.buffer, on):
            print(json.dumps(answer), flush=True)
        return 0
    if not options.pack or not options.question:
        raise ProtocolError(
            "say which pack and which question",
            mend="For instance: comity decide coventry enquiry.reply. The packs: comity packs.",
        )
    question = load().question(options.question)
    facts, layers = asking.facts(question, options.facts), shipped_for(question.name)
    pack = asking.pack(options.pack, question.name)
    decision = decide(pack, question.name, facts, on=on, layers=layers)
    if options.json:
        print(json.dumps(decision.as_json(), ensure_ascii=False))
        return 0
    print(f"{pack.about.council}: {pack.about.title} ({pack.edition})")
    print(f"{question.asks}{asking.shown(decision.facts)}\n")
    print(decision.sentence(pack.names))
    return 0


def answers(lines: Iterable[bytes], on: date) -> Iterator[dict[str, Any]]:
    """One Decision or one {"error": …} for each line that is not empty; a bad line stops nothing."""
    known: dict[str, Pack] = {}
    for line in lines:
        if line.strip():
            try:
                yield _answer(line, on, known)
            except (ProtocolError, OSError) as error:
                yield {"error": str(error)}


def _answer(line: bytes, on: date, known: dict[str, Pack]) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(
            "the line is not JSON", mend='Write {"pack": …, "question": …, "facts": {…}}.'
        ) from error
    if not isinstance(asked, dict) or not {"pack", "question"} <= set(asked) <= {"pack", "question", "facts"}:
        raise ProtocolError('a line holds "pack", "question" and "facts", and nothing else')
    name, question, facts = asked["pack"], asked["question"], asked.get("facts", {})
    if not (isinstance(name, str) and isinstance(question, str) and isinstance(facts, dict)):
        raise ProtocolError('"pack" and "question" are words, and "facts" is an object')
    if name not in known:
        known[name] = packs.named(name)
    return decide(known[name], question, facts, on=on).as_json()
