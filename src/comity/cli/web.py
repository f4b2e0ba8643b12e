"""`comity web`: serves the pages on this machine."""

from __future__ import annotations

import argparse
import os

from comity.cli.saying import plainly

NAME = "web"
HELP = "serve the pages on this machine (put a web server with HTTPS in front of it)"

HOST = "127.0.0.1"
PORT = 8000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """[--port PORT] [--workers N]"""
    port = os.environ.get("PORT") or str(PORT)
    parser.add_argument("--port", type=int, default=port, help=f"the port on {HOST} ({PORT}, or $PORT)")
    parser.add_argument("--workers", type=int, default=2, help="how many processes serve (2)")


@plainly
def run(options: argparse.Namespace) -> int:
    """Serve until stopped; ends with every process that it started."""
    from comity.site.instance import here
    from comity.site.processes import Processes
    from comity.site.revival import Revival
    from comity.site.serving import check_port, run_together, web_command

    instance, programs = here(), Processes()
    check_port(HOST, options.port)
    instance.make_secrets()
    with instance.running() as database:
        if instance.brings_database:
            instance.migrate()

        def begin(asked: int) -> None:
            command = web_command(host=HOST, port=options.port, processes=options.workers)
            programs.start("web", command, instance.variables())
            print(f"Comity serves its pages at {HOST}:{options.port}. Ctrl-C stops it.", flush=True)

        return run_together(programs, Revival(database), begin)
