"""`comity web`: serves the pages on this machine."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from types import FrameType

from comity.cli.instance import instance
from comity.cluster import ClusterError

NAME = "web"
HELP = "serve the pages on this machine (put a web server with HTTPS in front of it)"

PORT = 8000
WORKERS = 2
THREADS = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """[--port PORT] [--workers N]"""
    port = int(os.environ.get("PORT") or PORT)
    parser.add_argument("--port", type=int, default=port, help=f"the port on 127.0.0.1 ({PORT}, or $PORT)")
    parser.add_argument("--workers", type=int, default=WORKERS, help=f"how many processes serve ({WORKERS})")


def run(options: argparse.Namespace) -> int:
    """Serve until stopped; ends with every process that it started."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        with instance():
            print(f"Comity is at http://127.0.0.1:{options.port}/ – stop it with Ctrl-C.", flush=True)
            return _serve(options.port, options.workers)
    except ClusterError as error:
        print(f"comity: {error}", file=sys.stderr)
        return 2


def _serve(port: int, workers: int) -> int:
    server = subprocess.Popen(command(port, workers))
    try:
        return server.wait()
    except (KeyboardInterrupt, SystemExit):
        server.terminate()
        server.wait()
        return 0


def command(port: int, workers: int = WORKERS) -> list[str]:
    """Return the command that serves the pages on 127.0.0.1 at this port."""
    return [
        sys.executable, "-m", "gunicorn", "comity.site.wsgi:application",
        "--bind", f"127.0.0.1:{port}",
        "--workers", str(workers),
        "--threads", str(THREADS),
        "--log-level", "warning",
        "--no-control-socket",
    ]  # fmt: skip


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)
