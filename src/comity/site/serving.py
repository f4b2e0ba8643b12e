"""Comity at work: the pages and the worker, started side by side and stopped together."""

from __future__ import annotations

import http.client
import os
import select
import socket
import sys
import time
from collections.abc import Callable

from comity.cluster import Cluster
from comity.site.instance import Instance, NotReady
from comity.site.processes import Processes, asked_to_stop
from comity.site.revival import GaveUp, Revival

WEB_PROCESSES = 2
THREADS = 16  # in each process; those that are not at work wait for their council's turn
PATIENCE = 90.0  # seconds until the pages must answer
PAUSE = 0.05


def web_command(*, host: str, port: int, processes: int = WEB_PROCESSES) -> list[str]:
    """The command that serves the pages on an address of this machine."""
    options = {
        "--config": "python:comity.site.serving_hooks",
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


def serve(
    instance: Instance, *, host: str, port: int, ready: Callable[[], None], database: Cluster | None
) -> int:
    """Run pages and worker until somebody stops them, and call `ready` once the pages answer.

    `database` is at work already; one that this process started is started again should it end by itself.
    Returns 0 where somebody stopped it, 1 where it could not go on by itself; the reason has been said.
    """
    programs, revival = Processes(), Revival(database)
    environment = instance.variables()

    def begin(asked: int) -> None:
        programs.start("web", web_command(host=host, port=port), environment)
        programs.start("worker", worker_command(), environment)
        if _answers(programs, revival, host, port, asked):
            ready()

    return run_together(programs, revival, begin)


def run_together(programs: Processes, revival: Revival, begin: Callable[[int], None]) -> int:
    """Have `begin` start programs, then run until somebody asks to stop (0) or it cannot go on (1)."""
    with asked_to_stop() as asked:
        try:
            begin(asked)
            while not _readable(asked):
                revival.revive()
                _check(programs.wait(asked, beside=revival.watched))
        except GaveUp as reason:
            print(f"comity: {reason} Stopping.", file=sys.stderr)
            return 1
        finally:
            programs.stop()
    return 0


def _check(ended: tuple[str, int] | None) -> None:
    if ended is not None:
        raise GaveUp(f"The {ended[0]} process ended by itself (code {ended[1]}).")


def _answers(programs: Processes, revival: Revival, host: str, port: int, asked: int) -> bool:
    """Whether the pages answer; False where somebody asked to stop first. Raises GaveUp."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        _check(programs.ended())
        revival.revive()
        if _readable(asked, PAUSE):
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
    raise GaveUp(f"The pages did not answer within {PATIENCE:.0f} seconds.")


def _readable(descriptor: int, seconds: float = 0.0) -> bool:
    return bool(select.select([descriptor], [], [], seconds)[0])
