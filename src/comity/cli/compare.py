"""`comity compare`: one question, answered by every council's protocol."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime

from comity.cli import asking
from comity.protocol import packs
from comity.protocol.deciding import decide
from comity.protocol.faults import ProtocolError
from comity.protocol.layers import shipped_for
from comity.protocol.vocabulary import load

NAME = "compare"
HELP = "one question, answered by every protocol that comes with Comity"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """QUESTION [fact=value …] [--json] [--on DATE]"""
    parser.add_argument("question", help='a question of the vocabulary, such as "enquiry.reply"')
    parser.add_argument(
        "facts", nargs="*", metavar="fact=value", help="facts; those left out have their default"
    )
    parser.add_argument("--json", action="store_true", help="print one decision a line as JSON")
    parser.add_argument(
        "--on", metavar="DATE", help="by the law in force on that day (today, where left out)"
    )


def run(options: argparse.Namespace) -> int:
    """Print what the newest edition of each pack answers; a pack that cannot answer says why."""
    on = asking.day(options.on) if options.on else datetime.now(UTC).astimezone().date()
    question = load().question(options.question)
    facts = asking.facts(question, options.facts)
    if not options.json:
        print(f"{question.asks}{asking.shown(question.complete(facts))}")
    layers = shipped_for(question.name)
    answered = True
    for slug in packs.shipped():
        try:
            pack = asking.pack(slug, question.name)
            decision = decide(pack, question.name, facts, on=on, layers=layers)
        except ProtocolError as error:
            answered = False
            print(json.dumps({"pack": slug, "error": str(error)}) if options.json else f"\n{slug}\n  {error}")
            continue
        if options.json:
            print(json.dumps(decision.as_json(), ensure_ascii=False))
        else:
            print(f"\n{pack.about.council} ({pack.edition})\n  {decision.sentence(pack.names)}")
    return 0 if answered else 2
