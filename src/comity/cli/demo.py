"""`comity demo`: five invented councils with some weeks of life in them, in the browser."""

from __future__ import annotations

import argparse
import os

from comity.cli.saying import plainly

NAME = "demo"
HELP = "five invented councils to look at in the browser, with sign-in at one click"

PORT = 8000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """[--port PORT]"""
    parser.add_argument("--port", metavar="PORT", help=f"the port on this machine ({PORT}, or $PORT)")


@plainly
def run(options: argparse.Namespace) -> int:
    """Run the demonstration until it is stopped."""
    from comity.demo.running import run as demonstrate

    return demonstrate(port_of(options.port))


def port_of(typed: str | None) -> int:
    """The port that was typed, or $PORT, or 8000. Raises NotReady for what is none."""
    from comity.site.instance import NotReady

    text = typed or os.environ.get("PORT") or str(PORT)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise NotReady(f"“{text}” is not a port. Give a number from 1 to 65535, such as PORT={PORT}.")
    return int(text)
