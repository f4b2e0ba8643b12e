"""`comity lint`: whether a pack is sound, and how to mend it where it is not."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from comity.cli import asking
from comity.protocol import packs, vocabulary
from comity.protocol.lint import ERROR, INFO, SEVERITIES, Finding, lint, lint_beneath, lint_vocabulary

NAME = "lint"
HELP = "whether a pack is sound: contradictions, gaps, ladders, clauses, examples"

_TITLES = {
    "error": "To be mended",
    "warning": "Probably not meant",
    "person": "For a person to settle",
    "info": "Worth knowing",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """[PACK] [--json] [--all] [--on DATE]"""
    parser.add_argument(
        "pack",
        nargs="?",
        help='a pack ("coventry", "coventry/2017-12") or its folder; '
        "where left out, the law, the house defaults and the vocabulary beneath every pack",
    )
    parser.add_argument("--json", action="store_true", help="print every finding as JSON")
    parser.add_argument("--all", action="store_true", help="print what is merely worth knowing, too")
    parser.add_argument(
        "--on", metavar="DATE", help="by the law in force on that day (today, where left out)"
    )


def run(options: argparse.Namespace) -> int:
    """Print what was found; 1 where there is an error."""
    on = asking.day(options.on) if options.on else datetime.now(UTC).astimezone().date()
    if options.pack:
        place = asking.folder(options.pack).resolve()
        name = f"{place.parent.name}/{place.name}"
        found = lint(packs.files_of(place), slug=place.parent.name, folder=place.name, on=on)
    else:
        name = "law, house and vocabulary"
        found = (*lint_beneath(on=on), *lint_vocabulary(vocabulary.source()))
    if options.json:
        print(json.dumps([finding.as_json() for finding in found], ensure_ascii=False, indent=2))
    else:
        _print(found, name, everything=options.all)
    return int(any(finding.severity == ERROR for finding in found))


def _print(found: Sequence[Finding], name: str, *, everything: bool) -> None:
    counts = []
    for severity in SEVERITIES:
        these = [finding for finding in found if finding.severity == severity]
        counts.append(f"{len(these)} {_TITLES[severity].lower()}")
        if these and (everything or severity != INFO):
            print(f"{_TITLES[severity]}:")
            for finding in these:
                _print_one(finding)
            print()
    hint = "" if everything else " (--all shows what is worth knowing)"
    print(f"{name}: {', '.join(counts)}{hint}")


def _print_one(finding: Finding) -> None:
    place = (
        f"{finding.file}:{finding.line}" if finding.file and finding.line else finding.file or "the council"
    )
    print(f"  {place}: {finding.what}. [{finding.code}]")
    print(f"      {finding.mend}")
