"""`comity backup`: everything an instance holds, in one file."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from comity.cli.saying import plainly

NAME = "backup"
HELP = "write database and attached files into one archive, while Comity is at work"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """FILE [--force]"""
    parser.add_argument("file", type=Path, help="where to write it; readable by you alone")
    parser.add_argument("--force", action="store_true", help="overwrite a file that is there")


@plainly
def run(options: argparse.Namespace) -> int:
    """Back up; 1 where an attached file was found damaged (the backup holds it as it is)."""
    from comity.site import instance
    from comity.site.backing_up import back_up

    here = instance.here()
    with here.running():
        kept = back_up(here, options.file, at=datetime.now(UTC), force=options.force)
    print(
        f"{options.file}: {len(kept.councils)} councils ({', '.join(kept.councils)}), "
        f"{kept.files} attached files, {kept.size:,} bytes."
    )
    print("It holds no secrets of this instance; it does hold what people wrote. Keep it as carefully.")
    for digest in kept.damaged:
        print(f"comity: an attached file is damaged: {digest}", file=sys.stderr)
    return int(bool(kept.damaged))
