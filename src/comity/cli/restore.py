"""`comity restore`: brings a backup back into an empty instance, and proves it."""

from __future__ import annotations

import argparse
from pathlib import Path

from comity.cli.saying import plainly

NAME = "restore"
HELP = "bring a backup back into an empty instance, then prove its record"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE"""
    parser.add_argument("file", type=Path, help="an archive that comity backup wrote")


@plainly
def run(options: argparse.Namespace) -> int:
    """Restore and verify; 1 where the record that came back has a flaw."""
    from comity.cli.verify import say_flaws
    from comity.site import instance
    from comity.site.restoring import restore

    here = instance.here()
    with here.running():
        here.make_secrets()
        here.enter()
        restore(here, options.file)
        from django.db import connection

        from comity.council.models import Council

        try:
            flaws = sum(say_flaws(council) for council in Council.objects.order_by("slug"))
        finally:
            connection.close()
    print(f"Restored into {here.home}, with secrets of its own: everybody signs in anew.")
    return int(flaws > 0)
