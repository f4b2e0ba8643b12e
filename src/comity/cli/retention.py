"""`comity retention`: how long a council keeps what was said, and how much is due for disposal."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from comity.cli.saying import plainly

NAME = "retention"
HELP = "say how long a council keeps what was said, and how many matters are due for disposal"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """COUNCIL"""
    parser.add_argument("council", metavar="COUNCIL", help="the council's short name")


@plainly
def run(options: argparse.Namespace) -> int:
    """Print the schedule; nothing is erased by a command, which is nobody."""
    from comity.cli.inside import council_of, opened

    with opened():
        from comity.council.calendars import day_of
        from comity.council.context import within
        from comity.matters import retention
        from comity.procedures.catalogue import PROCEDURES

        council, at = council_of(options.council), datetime.now(UTC)
        with within(council, system=True):
            rules = retention.schedule(council, day_of(at))
            waiting = retention.waiting(council, at=at)
        for name, rule in rules.items():
            whose = f"the council's own: {rule.because}" if rule.own else f"house default: {rule.because}"
            print(f"{PROCEDURES[name].title}: {rule.months} months after closing ({whose})")
            print(f"    due for disposal: {waiting[name]:,}")
    print("Nothing is erased by command: a person disposes of what is due, on the page “The record”.")
    return 0
