"""`comity worker`: keeps the protocol's time and sends letters, until it is stopped."""

from __future__ import annotations

import argparse
import os

from comity.cli.saying import plainly

NAME = "worker"
HELP = "keep the protocol's time and send letters, for every council, until stopped"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """[--council SLUG] (COMITY_SMTP_URL and COMITY_MAIL_FROM say how letters go out)"""
    parser.add_argument("--council", metavar="SLUG", default="", help="look after this council only")


@plainly
def run(options: argparse.Namespace) -> int:
    """Work until SIGTERM or Ctrl-C; the turn under way is finished first."""
    from comity.site import instance

    apart = os.environ.get("COMITY_WORKER_DATABASE_URL")
    if apart:  # past a pooler that the pages go through
        os.environ["COMITY_DATABASE_URL"] = apart
    here = instance.here(os.environ.get("DJANGO_SETTINGS_MODULE") or instance.SETTINGS)
    with here.running():
        here.open()
        from comity.cli.inside import council_of
        from comity.worker import running

        if options.council:
            council_of(options.council)

        if running.post_of() is None:
            print(
                "COMITY_SMTP_URL is not set: letters stay queued, and their readers see them in Comity.",
                flush=True,
            )
        running.until_told(options.council)
    return 0
