"""`comity run`: the database, the pages and the worker of one instance, started and stopped together."""

from __future__ import annotations

import argparse

from comity.cli.demo import port_of
from comity.cli.saying import plainly

NAME = "run"
HELP = "run an instance: its database, pages and worker, until stopped"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """[--port PORT] [--host ADDRESS]"""
    parser.add_argument("--port", metavar="PORT", help="the port of the pages (8000, or $PORT)")
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help="the address it listens on (127.0.0.1)"
    )


@plainly
def run(options: argparse.Namespace) -> int:
    """Set up what is missing, then run until stopped."""
    from comity.site import instance
    from comity.site.serving import check_port, serve

    here, port = instance.here(), port_of(options.port)
    check_port(options.host, port)

    def ready() -> None:
        print(f"Comity is at http://{options.host}:{port}/ – stop it with Ctrl-C.", flush=True)

    with here.owning() as database:
        here.set_up()
        return serve(here, host=options.host, port=port, ready=ready, database=database)
