"""`comity lint`: whether a pack is sound, and how to mend it where it is not."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from comity.cli import asking
from comity.protocol import packs
from comity.protocol.lint import ERROR, INFO, SEVERITIES, Finding, lint

NAME = "lint"
HELP = "whether a pack is sound: contradictions, gaps, ladders, clauses, examples"

_TITLES = {
    "error": "To be mended",
    "warning": "Probably not meant",
    "person": "For a person to settle",
    "info": "Worth knowing",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PACK [--json] [--all] [--on DATE]"""
    parser.add_argument("pack", help='a pack ("coventry", "coventry/2017-12") or its folder')
    parser.add_argument("--json", action="store_true", help="print every finding as JSON")
    parser.add_argument("--all", action="store_true", help="print what is merely worth knowing, too")
    parser.add_argument(
        "--on", metavar="DATE", help="by the law in force on that day (today, where left out)"
    )


def run(options: argparse.Namespace) -> int:
    """Print what was found; 1 where there is an error."""
    on = asking.day(options.on) if options.on else datetime.now(UTC).astimezone().date()
    folder = asking.folder(options.pack)
    place = folder.resolve()
    found = lint(packs.files_of(folder), slug=place.parent.name, folder=place.name, on=on)
    if options.json:
        print(json.dumps([finding.as_json() for finding in found], ensure_ascii=False, indent=2))
    else:
        _print(found, folder, everything=options.all)
    return int(any(finding.severity == ERROR for finding in found))


def _print(found: Sequence[Finding], folder: Path, *, everything: bool) -> None:
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
    print(f"{folder.parent.name}/{folder.name}: {', '.join(counts)}{hint}")


def _print_one(finding: Finding) -> None:
    place = (
        f"{finding.file}:{finding.line}" if finding.file and finding.line else finding.file or "the council"
    )
    print(f"  {place}: {finding.what}. [{finding.code}]")
    print(f"      {finding.mend}")
