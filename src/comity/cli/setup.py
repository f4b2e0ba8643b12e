"""`comity setup`: makes an instance ready for work, or brings it up to this version."""

from __future__ import annotations

import argparse

from comity.cli.saying import plainly

NAME = "setup"
HELP = "make the database, its tables and the secrets, or bring them up to date"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """(nothing: COMITY_HOME says where, COMITY_DATABASE_URL names a database of your own)"""


@plainly
def run(options: argparse.Namespace) -> int:
    """Set up, and say what there is now and what comes next."""
    from comity.site import instance

    here = instance.here()
    with here.running():
        here.set_up()
    print(f"Comity is set up in {here.home}.")
    print("Next: comity council create, comity import, comity account create, comity run")
    return 0
