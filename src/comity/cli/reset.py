"""`comity reset`: begins anew, in a folder that holds demonstration councils only."""

from __future__ import annotations

import argparse
import shutil
import sys
from typing import TYPE_CHECKING

from comity.cli.saying import plainly

if TYPE_CHECKING:
    from comity.site.instance import Instance

NAME = "reset"
HELP = "remove the demonstration and everything done in it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """[--yes] [--really-remove-real-councils]"""
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--really-remove-real-councils",
        action="store_true",
        help="remove councils that the demonstration did not make, too: their record is gone for good",
    )


@plainly
def run(options: argparse.Namespace) -> int:
    """Remove the database, the files, the letters and the secrets of this folder."""
    from comity.site import instance
    from comity.site.instance import NotReady

    here = instance.here()
    if not here.brings_database:
        raise NotReady("COMITY_DATABASE_URL names a database of your own: remove it with your own tools.")
    if not here.cluster.data.exists():
        print(f"There is nothing in {here.home} to remove.")
        return 0
    if not options.really_remove_real_councils:
        _refuse_real(here)
    if not options.yes and not _agreed(here):
        print("Nothing was removed.")
        return 1
    here.cluster.erase()
    for folder in (here.files, here.home / "outbox", here.home / "secrets"):
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{here.home} is empty. The next start makes everything anew.")
    return 0


def _refuse_real(here: Instance) -> None:
    from comity.demo.guard import real_councils
    from comity.site.instance import NotReady

    with here.owning():
        real = real_councils(here)
    if real:
        raise NotReady(
            f"{here.home} holds {', '.join(real)}, which the demonstration did not make. "
            "Nothing was removed. Back it up (comity backup FILE); if it is really to go, "
            "add --really-remove-real-councils."
        )


def _agreed(here: Instance) -> bool:
    from comity.site.instance import NotReady

    if not sys.stdin.isatty():
        raise NotReady("Nobody is here to ask. If everything is to be removed, add --yes.")
    answer = input(f"Remove everything in {here.home}? Type yes: ")
    return answer.strip().lower() == "yes"
