"""A real installation in a folder of its own, run by the product's own commands, and killed by force."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from comity.cluster import ADMIN, APP, Cluster, process
from comity.site.instance import SECRETS

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60.0
"""How long anything may take to start, to end, or to work again."""

KINDS = ("web worker", "web master", "worker", "backend", "postmaster")
"""What is killed: a process that serves pages, the one above it, the worker, one connection of PostgreSQL,
and PostgreSQL's first process."""


def wait(true: Callable[[], Any], what: str, seconds: float = SECONDS) -> Any:
    """Wait until something is so, and return it; fail with what it was."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, f"in {seconds:.0f} seconds it did not come about that {what}"
        time.sleep(0.02)
    return found


class Installation:
    """The database, and `comity web` and `comity worker` on each host, each started as by a service.

    One host has everything in one folder. Several hosts have a folder each, and share one database, the
    secrets, and the storage of files.
    """

    def __init__(
        self, home: Path, *, smtp: int, settings: Mapping[str, str] | None = None, hosts: int = 1
    ) -> None:
        self.home = home
        self.cluster = Cluster(home, settings=settings)
        self.ports = {f"web {host}": _free_port() for host in range(1, hosts + 1)}
        self.workers = [f"worker {host}" for host in range(1, hosts + 1)]
        self.password = secrets.token_urlsafe(16)
        own = {"COMITY_SMTP_URL": f"smtp://127.0.0.1:{smtp}", "COMITY_MAIL_FROM": "comity@example.org"}
        plain = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("COMITY_", "DJANGO_", "COV_"))
        }
        self.environment = {**plain, **own, "COMITY_HOME": str(home), "COMITY_HTTPS": "0"}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def secret(self) -> str:
        """The instance's own secret."""
        return (self.home / "secrets" / "secret_key").read_text("utf-8").strip()

    def set_up(self) -> Mapping[str, Any]:
        """Make the database and its tables with `comity setup`, and the council with its people."""
        self.cluster.start()
        self.command("setup")
        done = self._run("-m", "tests.chaos.people", self.password, settings="comity.site.settings")
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    def command(self, *words: str, code: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Run one of the product's commands to its end."""
        done = self._run("-m", "comity.cli", *words)
        assert code is None or done.returncode == code, done.stdout + done.stderr
        return done

    def start(self) -> None:
        """Start everything on every host, and return when it is at work."""
        for name in (*self.ports, *self.workers):
            self._start(name)

    def _start(self, name: str) -> None:
        self._begin(name)
        if name in self.ports:
            wait(lambda: self._served(name), f"{name} serves pages")
        elif len(self.workers) > 1:  # another one sends letters meanwhile
            wait(lambda: self._goes_round(name), f"{name} goes round")

    def _served(self, name: str) -> bool:
        """Whether a host serves pages; begun again where the port was not free yet, as a service would."""
        if self._running[name].poll() is not None:
            self._begin(name)
        return any(_children(master) for master in self._masters(name))

    def _goes_round(self, name: str) -> bool:
        """Whether a worker has begun, as the database sees it by the name of its connection."""
        with psycopg.connect(self.cluster.dsn(ADMIN)) as connection:
            rows = connection.execute(
                "SELECT query FROM pg_stat_activity WHERE application_name = %s", [name.replace(" ", "-")]
            ).fetchall()
        return any(
            mark in str(query) for (query,) in rows for mark in ("COMMIT", "council_council", "matters_")
        )

    def _begin(self, name: str) -> None:
        words = ["web", "--port", str(self.ports[name])] if name in self.ports else ["worker"]
        with (self.home / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", "comity.cli", *words],
                env=self.environment | self._of_host(name),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _of_host(self, name: str) -> dict[str, str]:
        """What one host of several is told: a folder of its own, and where the rest is."""
        if len(self.ports) == 1:
            return {}
        kept = {
            f"COMITY_{name.upper()}": (self.home / "secrets" / name).read_text("utf-8").strip()
            for name in SECRETS
        }
        known_as = f"{self.cluster.dsn(APP)}&application_name={name.replace(' ', '-')}"
        shared = {"COMITY_FILES": str(self.home / "files"), "COMITY_DATABASE_URL": known_as}
        return {**kept, **shared, "COMITY_HOME": str(self.home / f"host-{name.split()[1]}")}

    def log(self, name: str) -> str:
        """What a program has written so far."""
        path = self.home / f"{name}.log"
        return path.read_text("utf-8", errors="replace") if path.exists() else ""

    def _masters(self, name: str) -> list[int]:
        """The process above those that serve pages on a host."""
        return [pid for pid in _children(self._running[name].pid)[-1:] if _is_gunicorn(pid)]

    def victims(self, kind: str) -> list[int]:
        """The processes of a kind that there are now, on any host."""
        masters = [pid for name in self.ports for pid in self._masters(name)]
        if kind == "web master":
            return masters
        if kind == "web worker":
            return [child for master in masters for child in _children(master)]
        if kind == "worker":
            return [self._running[name].pid for name in self.workers]
        postmaster = wait(lambda: process.running(self.cluster.data), "the database runs").pid
        return [postmaster] if kind == "postmaster" else _connections(postmaster)

    def kill(self, kind: str, pid: int) -> None:
        """End one process by force, and have what died started again as its service would."""
        ends = [
            program
            for program in self._running.values()
            if program.pid == pid or (kind == "web master" and pid in _children(program.pid))
        ]
        os.kill(pid, signal.SIGKILL)
        wait(lambda: not _alive([pid]), f"the {kind} is dead")
        if kind == "postmaster":
            self.cluster.stop()
            self.cluster.start()
        for program in ends:
            program.wait(SECONDS)
        for name, program in list(self._running.items()):
            if program.poll() is not None:
                self._start(name)

    def dead(self) -> list[str]:
        """What has ended though nobody stopped it."""
        return [name for name, program in self._running.items() if program.poll() is not None]

    def stop(self) -> None:
        """Stop pages and worker in good order, then the database."""
        for program in self._running.values():
            program.terminate()
        for program in self._running.values():
            program.wait(SECONDS)
        self.cluster.stop()

    def _run(self, *words: str, settings: str = "") -> subprocess.CompletedProcess[str]:
        environment = dict(self.environment)
        if settings:
            environment |= {
                "DJANGO_SETTINGS_MODULE": settings,
                "COMITY_DATABASE_URL": self.cluster.dsn(APP),
                "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])),
            }
        return subprocess.run(
            [sys.executable, *words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
        )


@contextmanager
def installed(
    home: Path, *, smtp: int, settings: Mapping[str, str] | None = None, hosts: int = 1
) -> Iterator[Installation]:
    """An installation that is stopped, and its database removed, however the story ends."""
    made = Installation(home, smtp=smtp, settings=settings, hosts=hosts)
    try:
        yield made
    finally:
        made.stop()
        made.cluster.erase()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return int(trial.getsockname()[1])


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _alive(pids: list[int]) -> bool:
    return any(Path(f"/proc/{pid}/exe").exists() for pid in pids)


def _said(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _is_gunicorn(pid: int) -> bool:
    return "gunicorn" in _said(pid)


def _connections(postmaster: int) -> list[int]:
    """Those of PostgreSQL's processes that work for the pages or the worker."""
    return [pid for pid in _children(postmaster) if "comity_app" in _said(pid)]
