"""`comity bench load`: invented councils of any size, to measure by."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime

from comity.cli.saying import plainly

NAME = "bench"
HELP = "load invented councils of any size, to measure how fast this machine runs them"

SECONDS = 2.0
_said = [0.0]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """load [--matters N] [--councils N] [--members N] [--officers N] [--seed N]"""
    doing = parser.add_subparsers(dest="what", required=True, metavar="load")
    load = doing.add_parser("load", help="load matters; goes on where it was broken off")
    for name, usual, what in (
        ("matters", 100_000, "how many matters in all"),
        ("councils", 1, "in how many councils"),
        ("members", 90, "Members in each council"),
        ("officers", 2000, "officers in each council"),
        ("services", 25, "services in each council"),
        ("seed", 1, "the same seed makes the same matters"),
    ):
        load.add_argument(f"--{name}", type=int, default=usual, metavar="N", help=f"{what} ({usual:,})")


@plainly
def run(options: argparse.Namespace) -> int:
    """Load what is missing."""
    from comity.cluster import OWNER
    from comity.site import instance

    here = instance.here()
    with here.running():
        here.set_up()
        here.open()
        from comity.bench.loading import Load, load
        from comity.bench.town import Shape

        shape = Shape(options.members, options.officers, options.services)
        wanted = Load(options.matters, options.councils, shape, options.seed)
        load(wanted, owner=here.dsn(OWNER), now=datetime.now(UTC), told=_over)
    _over("")
    print(f"{wanted.matters:,} matters in {wanted.councils:,} councils are there.")
    return 0


def _over(line: str) -> None:
    """Show progress on one line; where nobody watches, on a line of its own every few seconds."""
    if sys.stdout.isatty():
        print(f"\r\033[K{line}", end="", flush=True)
    elif line and time.monotonic() - _said[-1] > SECONDS:
        _said.append(time.monotonic())
        print(line, flush=True)
