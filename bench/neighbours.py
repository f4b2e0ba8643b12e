"""Whether one council's load slows another's: a Member's pages alone, and beside eight busy neighbours.

    python bench/neighbours.py [--matters 4000] [--seconds 20] [--write bench/neighbours.md]

Two councils of one instance, loaded from a seed, served by `comity web` as it comes. Eight people of the
first open its heaviest pages without a pause; one Member of the second opens the same kinds of page, one
after the other, first alone and then beside them, in turns. What is waited for is the whole answer over HTTP.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

PAGES = ("desk", "register", "register?sort=due&late=yes", "search?q=lamp", "figures")
CROWD = 8
TURNS = 4
LIMIT = 1.5

_PAGE = """# One council beside a busy one

Written by `bench/neighbours.py`. {machine}. {matters:,} matters in two councils; {processes} processes serve.

Eight people of one council open {pages} without a pause ({crowd:.0f} pages a second); one Member of the other
council opens the same pages, one after the other.

| the Member's pages | p50, ms | p95, ms | pages |
|---|---:|---:|---:|
| alone | {alone.p50:.1f} | {alone.p95:.1f} | {alone.many:,} |
| beside the busy council | {beside.p50:.1f} | {beside.p95:.1f} | {beside.many:,} |
| ratio | {p50:.2f} | {p95:.2f} | |

The limit is a ratio of {limit} at p50.
"""


@dataclass
class Reader:
    """Somebody signed in, and how long their pages took, in seconds."""

    port: int
    home: str
    cookie: str
    took: list[float] = field(default_factory=list)

    def read(self, until: float, stop: threading.Event) -> None:
        """Open one page after the other until a moment, or until told to stop."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        for page in itertools.cycle(PAGES):
            if stop.is_set() or time.monotonic() > until:
                line.close()
                return
            began = time.monotonic()
            line.request("GET", f"{self.home}/{page}", headers={"Cookie": self.cookie})
            answer = line.getresponse()
            answer.read()
            assert answer.status == 200, f"{page}: {answer.status}"
            self.took.append(time.monotonic() - began)


@dataclass(frozen=True)
class Measured:
    """What a Member waited, in milliseconds, over so many pages."""

    took: Sequence[float]

    @property
    def p50(self) -> float:
        """The median."""
        return statistics.median(self.took) * 1000

    @property
    def p95(self) -> float:
        """What one in twenty is slower than."""
        return statistics.quantiles(self.took, n=20)[-1] * 1000

    @property
    def many(self) -> int:
        """How many pages."""
        return len(self.took)


def cookies() -> list[list[tuple[str, str]]]:
    """For each of the two councils: home address and session cookie of some of its Members."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from comity.council.context import within
    from comity.council.models import Account, Council, Person

    found = []
    for council in Council.objects.order_by("pk")[:2]:
        with within(council, system=True):
            members = Person.objects.filter(kind="member").exclude(account_id=None).order_by("pk")[:CROWD]
            accounts = Account.objects.filter(pk__in=[one.account_id for one in members])
        made = []
        for account in accounts:
            session = SessionStore()
            session[SESSION_KEY] = str(account.pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = account.get_session_auth_hash()
            session.save()
            made.append((f"/c/{council.slug}", f"{settings.SESSION_COOKIE_NAME}={session.session_key}"))
        found.append(made)
    return found


def measure(port: int, seconds: float) -> tuple[Measured, Measured, float]:
    """The Member alone and beside the crowd, in turns; and how many pages a second the crowd had."""
    busy, quiet = cookies()
    member = Reader(port, *quiet[0])
    alone: list[float] = []
    beside: list[float] = []
    crowd_pages = 0
    each = seconds / TURNS
    Reader(port, *busy[0]).read(time.monotonic() + each / 2, threading.Event())
    member.read(time.monotonic() + each / 2, threading.Event())
    for _ in range(TURNS):
        member.took = []
        member.read(time.monotonic() + each, threading.Event())
        alone += member.took
        stop = threading.Event()
        crowd = [Reader(port, *one) for one in busy]
        threads = [threading.Thread(target=one.read, args=(time.monotonic() + 600, stop)) for one in crowd]
        for thread in threads:
            thread.start()
        time.sleep(1.0)
        member.took = []
        member.read(time.monotonic() + each, stop)
        beside += member.took
        stop.set()
        for thread in threads:
            thread.join()
        crowd_pages += sum(len(one.took) for one in crowd)
    return Measured(alone), Measured(beside), crowd_pages / (TURNS * (each + 1.0))


def run(home: Path, matters: int, seconds: float) -> str:
    """Load, serve, measure; the page of results."""
    with socket.create_server(("127.0.0.1", 0)) as trial:
        port = int(trial.getsockname()[1])
    os.environ |= {"COMITY_HOME": str(home), "COMITY_HTTPS": "0"}
    load = [
        "bench",
        "load",
        "--matters",
        str(matters),
        "--councils",
        "2",
        "--members",
        "30",
        "--officers",
        "150",
    ]
    from comity.site import instance
    from comity.site.processes import Processes
    from comity.site.serving import WEB_PROCESSES, web_command

    here = instance.here()
    programs = Processes()
    with here.running():
        subprocess.run([sys.executable, "-m", "comity.cli", *load], check=True, stdout=subprocess.DEVNULL)
        here.open()
        try:
            programs.start("web", web_command(host="127.0.0.1", port=port), here.variables())
            _wait(port)
            alone, beside, crowd = measure(port, seconds)
        finally:
            programs.stop()
            from django.db import connection

            connection.close()
    here.cluster.erase()
    python = f"Python {platform.python_version()}"
    return _PAGE.format(
        machine=f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, {python}",
        matters=matters,
        processes=WEB_PROCESSES,
        pages=", ".join(PAGES),
        crowd=crowd,
        alone=alone,
        beside=beside,
        p50=beside.p50 / alone.p50,
        p95=beside.p95 / alone.p95,
        limit=LIMIT,
    )


def _wait(port: int) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                return
        except OSError:
            assert time.monotonic() < end, "the pages are not served"
            time.sleep(0.1)


def main() -> None:
    """Measure, print, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--matters", type=int, default=4000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--write", type=Path, default=Path(__file__).with_suffix(".md"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="comity-neighbours-") as folder:
        said = run(Path(folder) / "home", options.matters, options.seconds)
    print(said)
    options.write.write_text(said, "utf-8")


if __name__ == "__main__":
    main()
