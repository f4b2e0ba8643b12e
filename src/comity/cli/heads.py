"""`comity heads`: the signed statements of where a council's record stands."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from comity.cli.saying import plainly

NAME = "heads"
HELP = "state where a council's record stands now, or print the statements made so far"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """COUNCIL [--now] [--number N]"""
    parser.add_argument("council", metavar="COUNCIL", help="the council's short name")
    parser.add_argument(
        "--now", action="store_true", help="make a statement now, and send it to its witnesses"
    )
    parser.add_argument("--number", type=int, help="print this statement as it was sent, for the verifier")


@plainly
def run(options: argparse.Namespace) -> int:
    """Make one, print one, or list them."""
    from comity.cli.inside import council_of, opened

    with opened():
        from comity.council.context import within
        from comity.matters import heads
        from comity.matters.models import Statement
        from comity.site.instance import NotReady

        council, at = council_of(options.council), datetime.now(UTC)
        with within(council, system=True):
            if options.now:
                heads.state(council, at=at)
            made = list(Statement.objects.filter(council=council).order_by("number"))
            witnesses = [one.name for one in heads.witnesses(council, at=at)]
        if options.number is not None:
            found = next((one for one in made if one.number == options.number), None)
            if found is None:
                raise NotReady(f"There is no statement {options.number}; there are {len(made)}.")
            print(heads.as_sent(found))
            return 0
        for one in made:
            print(f"{one.number:>5}  {one.made:%d %b %Y %H:%M}  {heads.digest(one.text)}")
        print(f"{council.name}: {len(made)} statements, sent to {', '.join(witnesses) or 'nobody yet'}.")
    return 0
