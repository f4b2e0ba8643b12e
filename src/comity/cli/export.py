"""`comity export`: a council's whole record as a file that proves itself."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from comity.cli.saying import plainly

if TYPE_CHECKING:
    from comity.council.models import Council

NAME = "export"
HELP = "write a council's whole record into one file, with the verifier that proves it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """COUNCIL --to FILE [--force]"""
    parser.add_argument("council", metavar="COUNCIL", help="the council's short name")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="where to write it (a ZIP)")
    parser.add_argument("--force", action="store_true", help="overwrite a file that is there")


@plainly
def run(options: argparse.Namespace) -> int:
    """Export, whole or not at all."""
    from comity.cli.inside import council_of, opened

    with opened():
        export(council_of(options.council), options.to, force=options.force)
    return 0


def export(council: Council, to: Path, *, force: bool) -> None:
    """Write a council's whole record into a file, and say what it holds. Raises NotReady."""
    from comity.site.instance import NotReady

    target = to.absolute()
    if target.exists() and not force:
        raise NotReady(f"{target} is there already. Choose another name, or overwrite it with --force.")
    if not target.parent.is_dir():
        raise NotReady(f"There is no folder {target.parent}. Make it first.")
    number = _write(council, target)
    print(f"{to}: {number:,} matters of {council.name}, {target.stat().st_size:,} bytes.")
    print("It holds everything that was said there, sealed matters too. Keep it as carefully.")


def _write(council: Council, target: Path) -> int:
    from comity.matters import bundle
    from comity.site.instance import NotReady

    with tempfile.TemporaryDirectory(prefix=".comity-export-", dir=target.parent) as folder:
        part = Path(folder) / "bundle"
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w+b") as file:
                number = bundle.whole(council, file, at=datetime.now(UTC), told=_progress)
                file.flush()
                os.fsync(file.fileno())
        except bundle.Damaged as damaged:
            raise NotReady(str(damaged)) from None
        part.replace(target)
    return number


def _progress(number: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{number:,} matters …", end="", file=sys.stderr, flush=True)
