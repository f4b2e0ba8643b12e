"""`comity council suspend | resume | export | remove`: what is done with a council as a whole."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from comity.council.models import Council
    from comity.site.instance import Instance

RAN_ON, STOOD_STILL = "ran-on", "stood-still"

Do = Callable[["Instance", "Council", argparse.Namespace], int]
Add = Callable[[argparse.ArgumentParser], None]


def _reason(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", required=True, help="why: it is kept in the instance's book")


def _resume_arguments(parser: argparse.ArgumentParser) -> None:
    _reason(parser)
    parser.add_argument(
        "--time",
        choices=[RAN_ON, STOOD_STILL],
        help="whether the protocol's time ran on meanwhile, or stood still (needed where it matters)",
    )


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="where to write it (a ZIP)")
    parser.add_argument("--force", action="store_true", help="overwrite a file that is there")


def _remove_arguments(parser: argparse.ArgumentParser) -> None:
    _reason(parser)
    parser.add_argument(
        "--export", type=Path, required=True, metavar="FILE", help="its export, made since it was suspended"
    )
    parser.add_argument("--confirm", metavar="SLUG", help="the second step: its short name, typed once more")


def _suspend(here: Instance, council: Council, options: argparse.Namespace) -> int:
    from comity.site import resting

    resting.suspend(here, council, by=_by(options), reason=_why(options), at=datetime.now(UTC))
    print(
        f"{council.name} is suspended: nobody gets in, nothing rings, no letter goes out. Its record is kept."
    )
    print(f"Back to work: comity council resume {council.slug} --reason …")
    return 0


def _resume(here: Instance, council: Council, options: argparse.Namespace) -> int:
    from comity.site import resting
    from comity.site.instance import NotReady

    now = datetime.now(UTC)
    due = resting.missed(council, at=now)
    if council.suspended is not None and options.time is None and due.ran_out:
        raise NotReady(
            f"While {council.name} was suspended, times ran out: {due.ran_out}, in {due.matters} matters. "
            f"Decide what is to come of it. --time {RAN_ON}: each is entered as late, once. "
            f"--time {STOOD_STILL}: the days of rest become closure days, and every running deadline is "
            "moved by an entry that says so; the law's own clocks run on. Nothing was changed."
        )
    still = options.time == STOOD_STILL
    moved = resting.resume(here, council, stood_still=still, by=_by(options), reason=_why(options), at=now)
    print(f"{council.name} is at work again.")
    if still:
        print(f"Deadlines moved, each by an entry of its own: {moved}.")
    elif due.ran_out:
        print(f"Times that ran out meanwhile: {due.ran_out}. The worker enters each as late, once.")
    return 0


def _export(here: Instance, council: Council, options: argparse.Namespace) -> int:
    from comity.cli.export import export
    from comity.site import removal

    export(council, options.to, force=options.force)
    digest = removal.exported(here, council, options.to, by=_by(options), at=datetime.now(UTC))
    print(f"SHA-256 {digest}")
    return 0


def _remove(here: Instance, council: Council, options: argparse.Namespace) -> int:
    from comity.site import removal
    from comity.site.instance import NotReady

    if options.confirm is not None and options.confirm != council.slug:
        raise NotReady(f"“{options.confirm}” is not “{council.slug}”. Nothing was removed.")
    now, by, reason = datetime.now(UTC), _by(options), _why(options)
    if options.confirm is None:
        rows = removal.announce(here, council, options.export, by=by, reason=reason, at=now)
        for table, number in rows.items():
            print(f"{number:>12,} {table}")
        print(f"All of this belongs to {council.name} and is still there; its export proves itself.")
        print(f"To remove it for good, run the same again with: --confirm {council.slug}")
        return 0
    gone = removal.remove(here, council, options.export, by=by, reason=reason, at=now)
    print(f"{council.name} is removed: {gone:,} rows, and the files that no other council has.")
    print("What stays here is its name, when, by whom, why, and its export's digest. Backups still hold it.")
    return 0


def _by(options: argparse.Namespace) -> str:
    return _line(options.by or getpass.getuser(), "who does it", 200)


def _why(options: argparse.Namespace) -> str:
    return _line(options.reason, "a reason", 500)


def _line(text: str, what: str, most: int) -> str:
    from comity.site.instance import NotReady

    if not text.strip() or not text.isprintable() or len(text) > most:
        raise NotReady(f"Give {what} on one line of at most {most} characters.")
    return text.strip()


DOING: Mapping[str, tuple[str, Add, Do]] = {
    "suspend": ("put a council to rest: nobody gets in, nothing rings or is sent", _reason, _suspend),
    "resume": ("put a suspended council back to work", _resume_arguments, _resume),
    "export": ("write its whole record into one file, and note that in the book", _export_arguments, _export),
    "remove": ("erase a suspended and exported council, in two steps", _remove_arguments, _remove),
}
"""What each is for, what it takes, and what does it."""
