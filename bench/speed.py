"""How fast Comity is among very many matters, over HTTP, beside the same reads done bare.

    python bench/speed.py          100,000 matters in one council
    COMITY_BENCH=million …         1,000,000 matters in 50 councils
    COMITY_BENCH_MATTERS=2000 …    any other number, for a quick look
    COMITY_BENCH_HOME=FOLDER       where the loaded instance is kept (.comity-bench)

Loads what is missing, starts the pages as `comity run` does (two processes) with the worker beside them,
and times one request after another, by people signed in; then eight people at once; then the clocks. What
was measured is printed and, of the two full sizes, kept in bench/results.json and bench/results.md.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speeding.report import keep, shown

HERE = Path(__file__).resolve().parent
MILLION = ("--matters", "1000000", "--councils", "50", "--members", "60", "--officers", "200")


@dataclass(frozen=True)
class Size:
    """How much is loaded: its name, the words for `comity bench load`, and whether it is kept."""

    name: str
    words: tuple[str, ...]
    kept: bool = True

    @classmethod
    def asked(cls) -> Size:
        """The size that the environment asks for."""
        if number := os.environ.get("COMITY_BENCH_MATTERS"):
            small = (
                () if int(number) >= 50_000 else ("--members", "30", "--officers", "150", "--services", "10")
            )
            return cls(number, ("--matters", number, *small), kept=False)
        if os.environ.get("COMITY_BENCH") == "million":
            return cls("1,000,000 matters in 50 councils", MILLION)
        return cls("100,000 matters", ("--matters", "100000"))


def main() -> int:
    """Load, measure, and show what came of it."""
    size = Size.asked()
    usual = HERE.parent / (".comity-bench-million" if "50 councils" in size.name else ".comity-bench")
    home = Path(os.environ.get("COMITY_BENCH_HOME") or usual)
    own = {name: text for name, text in os.environ.items() if not name.startswith("COMITY_DATABASE")}
    os.environ.clear()
    os.environ.update({**own, "COMITY_HOME": str(home)})
    loading = [sys.executable, "-m", "comity.cli", "bench", "load", *size.words]
    if subprocess.run(loading, check=False).returncode:
        return 1
    from comity.site.instance import SETTINGS, Instance

    here = Instance(home, SETTINGS, {"COMITY_HTTPS": "0"})
    with here.running():
        here.open()
        told = _measured(here)
    if size.kept:
        keep(HERE, size.name, told)
    print(shown(size.name, told))
    return 0


def _measured(here: Any) -> dict[str, Any]:
    from speeding.counting import statements
    from speeding.measures import Asking, at_once, find_due, fire, soon, timed
    from speeding.scene import look

    from comity.council.models import Council
    from comity.site.serving import web_command, worker_command

    scene = look(Council.objects.get(slug="bench-1"))
    port, bare_port = _free_port(), _free_port()
    bare = [
        *web_command(host="127.0.0.1", port=bare_port)[:-1],
        "--chdir",
        str(HERE / "speeding"),
        "bare_site",
    ]
    with (
        _at_work("web", web_command(host="127.0.0.1", port=port), here) as web,
        _at_work("worker", worker_command(), here) as worker,
        _at_work("bare", [part for part in bare if "serving_hooks" not in part and part != "--config"], here),
    ):
        _wait(port, "/health")
        browsers: dict[int, Any] = {}

        def browse(person: Any) -> Any:
            if person.pk not in browsers:
                browsers[person.pk] = scene.browser(person, port)
            return browsers[person.pk]

        asking = Asking(scene, browse)
        _say("one request after another …")
        lines = [timed("My desk", asking.desks(), 200, floor=(20, 40), bare="list")]
        for title, requests in asking.registers().items():
            lines.append(timed(f"Register: {title}", requests, 120, floor=(20, 40), bare="list"))
        lines.append(
            timed("Matter page with about 20 entries", asking.matters(), 160, floor=(25, 50), bare="matter")
        )
        lines.append(
            timed("Search: a rare word", asking.searches(rare=True), 100, floor=(15, 30), bare="search")
        )
        lines.append(
            timed(
                "Search: a word in a quarter", asking.searches(rare=False), 100, floor=(25, 50), bare="search"
            )
        )
        lines.append(timed("Figures for a year", asking.figures(), 15, floor=(300, 300)))
        lines.append(timed("Take a step", asking.steps(), 120, floor=(25, 50)))  # type: ignore[arg-type]
        lines.append(timed("Ask an enquiry", asking.asks(), 80, floor=(30, 60)))  # type: ignore[arg-type]
        _say("eight people at once …")
        eight = [Asking(scene, _own(scene, port)) for _ in range(8)]
        desks = [_round(one.desks(), number) for number, one in enumerate(eight)]
        lines.append(at_once("Eight at once: desk pages", desks, 10, 60))
        lines.append(at_once("Eight at once: steps", [one.steps() for one in eight], 10, 40))
        memory = {"web": _memory(web.pid), "worker": _memory(worker.pid)}
        _say("bare …")
        beside = _bare(here, scene, bare_port)
        counted = statements(scene)
    _say("the clocks …")
    found, due = find_due(scene, soon())
    lines += [found, fire(scene, due[:200], soon())]
    return {
        "matters": scene.matters,
        "entries": scene.entries,
        "alarms": _armed(scene),
        "lines": [vars(one) | {"statements": counted.get(one.title.partition(":")[0])} for one in lines],
        "memory": memory,
        "bare": beside,
    }


def _own(scene: Any, port: int) -> Any:
    """Browsers of one's own, so that eight do not share a connection."""
    mine: dict[int, Any] = {}

    def browse(person: Any) -> Any:
        if person.pk not in mine:
            mine[person.pk] = scene.browser(person, port)
        return mine[person.pk]

    return browse


def _round(requests: list[Any], begin: int) -> Iterator[Any]:
    while True:
        yield requests[begin % len(requests)]
        begin += 1


def _bare(here: Any, scene: Any, port: int) -> dict[str, dict[str, float]]:
    """The same reads with psycopg alone, and by a minimal Django view over HTTP."""
    import statistics
    import urllib.parse

    import psycopg
    from speeding.bare import READS, read
    from speeding.browser import Browser
    from speeding.scene import TRIAGE

    from comity.bench.prose import COMMON
    from comity.cluster import APP

    values = {"key": TRIAGE, "reference": scene.long[0][1], "words": COMMON}
    asked = {**values, "council": scene.council.slug}
    _wait(port, f"/list?{urllib.parse.urlencode(asked)}")
    found = {}
    with psycopg.connect(here.dsn(APP), autocommit=True, prepare_threshold=None) as connection:
        browser = Browser(port)
        for what in READS:
            alone, django = [], []
            for _ in range(60):
                begun = time.perf_counter()
                read(connection, scene.council.pk, what, values)
                alone.append((time.perf_counter() - begun) * 1000)
                browser.get(f"/{what}?{urllib.parse.urlencode(asked)}")
                django.append(browser.spent)
            found[what] = {"psycopg": statistics.median(alone), "django": statistics.median(django)}
    return found


def _armed(scene: Any) -> int:
    from comity.council.context import within
    from comity.matters.models import Alarm

    with within(scene.council, system=True):
        return Alarm.objects.filter(fired=None).count()


@contextmanager
def _at_work(name: str, command: list[str], here: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program of the instance, until the block ends."""
    running = subprocess.Popen(command, env=here.variables(), stdin=subprocess.DEVNULL)
    try:
        yield running
        if running.poll() is not None:
            raise RuntimeError(f"The {name} process ended with code {running.returncode}.")
    finally:
        running.terminate()
        running.wait(30)


def _memory(pid: int) -> float:
    """The resident memory of the largest process of a program, in megabytes."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return max(_resident(int(one)) for one in (pid, *children))


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as trial:
        return int(trial.getsockname()[1])


def _wait(port: int, path: str) -> None:
    """Return once a program answers there."""
    from speeding.browser import Browser

    end = time.monotonic() + 90
    while True:
        try:
            Browser(port).get(path)
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def _say(what: str) -> None:
    print(f"measuring: {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
