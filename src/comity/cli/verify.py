"""`comity verify`: whether the record is what was written, matter by matter."""

from __future__ import annotations

import argparse

from comity.cli.saying import plainly

NAME = "verify"
HELP = "prove the record: every chain, every matter's state, who sees it, and its files"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """[--council SLUG] [--rebuild]"""
    parser.add_argument("--council", metavar="SLUG", help="this council only")
    parser.add_argument(
        "--rebuild",
        action="store_true",
        help="make again from the ledger what is derived from it; the ledger itself is never changed",
    )


@plainly
def run(options: argparse.Namespace) -> int:
    """Print each flaw; 1 where there is one."""
    from comity.cli.inside import council_of, opened

    with opened():
        from comity.council.models import Council

        chosen = [council_of(options.council)] if options.council else list(Council.objects.order_by("slug"))
        flaws = sum(say_flaws(council, rebuild=options.rebuild) for council in chosen)
    if not chosen:
        print("There are no councils here.")
    return int(flaws > 0)


def say_flaws(council: object, *, rebuild: bool = False) -> int:
    """Print the flaws of one council, and say how many there were."""
    from comity.council.models import Council
    from comity.site.proving import count, prove

    assert isinstance(council, Council)  # noqa: S101 - for the type checker: models load late
    flaws = 0
    for flaw in prove(council, rebuild=rebuild):
        flaws += 1
        print(f"{council.slug}: {flaw}")
    number = count(council)
    matters = "1 matter" if number == 1 else f"{number:,} matters"
    print(
        f"{council.name}: {matters}, {f'flaws found: {flaws}' if flaws else 'every one as it was written'}."
    )
    return flaws
