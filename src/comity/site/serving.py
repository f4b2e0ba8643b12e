"""Comity at work: the pages and the worker, started side by side and stopped together."""

from __future__ import annotations

import http.client
import os
import select
import socket
import sys
import time
from collections.abc import Callable

from comity.site.instance import Instance, NotReady
from comity.site.processes import Processes, asked_to_stop

WEB_PROCESSES = 2
THREADS = 4
PATIENCE = 90.0  # seconds until the pages must answer
PAUSE = 0.05


def web_command(*, host: str, port: int, processes: int = WEB_PROCESSES) -> list[str]:
    """The command that serves the pages on an address of this machine."""
    options = {
        "--bind": f"{host}:{port}",
        "--workers": str(processes),
        "--threads": str(THREADS),
        "--worker-class": "gthread",
        "--timeout": "60",
        "--graceful-timeout": "10",
        "--log-level": "warning",
        "--worker-tmp-dir": "/dev/shm" if os.path.isdir("/dev/shm") else "/tmp",  # noqa: S108, PTH112
    }
    given = [part for option in options.items() for part in option]
    return [sys.executable, "-m", "gunicorn", "--preload", "--no-control-socket", *given, "comity.site.wsgi"]


def worker_command() -> list[str]:
    """The command that runs the worker."""
    return [sys.executable, "-m", "comity.cli", "worker"]


def check_port(host: str, port: int) -> None:
    """Refuse a port that another program holds, before anything has been started. Raises NotReady."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise NotReady(
                f"Port {port} cannot be used: {(error.strerror or str(error)).lower()}. Choose another one: "
                f"set PORT, as in PORT={port + 1 if port < 65535 else 8000}, and start again."
            ) from error


def serve(instance: Instance, *, host: str, port: int, ready: Callable[[], None]) -> int:
    """Run pages and worker until somebody stops them, and call `ready` once the pages answer.

    Returns 0 where it was stopped, 1 where one of the two ended by itself. The database is at work already.
    """
    programs = Processes()
    environment = instance.variables()
    with asked_to_stop() as asked:
        try:
            programs.start("web", web_command(host=host, port=port), environment)
            programs.start("worker", worker_command(), environment)
            if not _answers(programs, host, port, asked):
                return _over(programs.ended())
            ready()
            return _over(programs.wait(asked))
        finally:
            programs.stop()


def _over(ended: tuple[str, int] | None) -> int:
    if ended is None:
        return 0
    print(f"comity: the {ended[0]} process ended by itself (code {ended[1]}); stopping.", file=sys.stderr)
    return 1


def _answers(programs: Processes, host: str, port: int, asked: int) -> bool:
    end = time.monotonic() + PATIENCE
    while programs.ended() is None and time.monotonic() < end:
        if select.select([asked], [], [], PAUSE)[0]:
            return False
        try:
            connection = http.client.HTTPConnection(host, port, timeout=5)
            connection.request("GET", "/health")
            if connection.getresponse().status < 500:
                return True
        except OSError:
            continue
        finally:
            connection.close()
    return False
