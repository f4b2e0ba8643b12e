"""`comity packs`: the protocols that come with Comity."""

from __future__ import annotations

import argparse
import json

from comity.protocol import packs

NAME = "packs"
HELP = "the protocols that come with Comity, with their editions"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """[--json]"""
    parser.add_argument("--json", action="store_true", help="print them as JSON")


def run(options: argparse.Namespace) -> int:
    """Print one line for each edition of each pack."""
    found = [
        packs.named(f"{slug}/{edition}") for slug, editions in packs.shipped().items() for edition in editions
    ]
    if options.json:
        rows = [
            {
                "pack": pack.slug,
                "edition": pack.edition,
                "council": pack.about.council,
                "title": pack.about.title,
                "kind": pack.about.kind,
                "rules": len(pack.rules),
                "digest": pack.digest,
            }
            for pack in found
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    wide = max((len(f"{pack.slug}/{pack.edition}") for pack in found), default=0)
    for pack in found:
        name = f"{pack.slug}/{pack.edition}"
        print(f"{name:{wide}}  {pack.about.council}: {pack.about.title} ({len(pack.rules)} rules)")
    return 0
