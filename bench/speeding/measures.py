"""What is measured: each line of the table, with the floor it is to reach."""

from __future__ import annotations

import itertools
import statistics
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from comity.bench.prose import COMMON, RARE
from comity.matters import sweep

from .browser import Browser
from .scene import Scene

WARM = 6
"""Requests of each kind before the clock is started."""

Request = Callable[[], float]
"""Does one request, and says how many milliseconds it took."""


@dataclass
class Line:
    """One line of the table. Times are in milliseconds; `rate` is per second, `memory` in megabytes."""

    title: str
    floor: str
    p50: float | None = None
    p95: float | None = None
    rate: float | None = None
    memory: float | None = None
    statements: int | None = None
    bare: str = ""
    met: bool | None = None
    samples: int = 0
    further: dict[str, float] = field(default_factory=dict)


def timed(
    title: str, requests: Iterable[Request], times: int, *, floor: tuple[float, float], bare: str = ""
) -> Line:
    """Time requests one after another, against a floor of p50 and p95."""
    p50, p95 = floor
    each = itertools.cycle(requests) if isinstance(requests, list) else iter(requests)
    for _ in range(WARM):
        next(each)()
    spent = [next(each)() for _ in range(times)]
    line = Line(title, f"{p50:.0f} / {p95:.0f} ms", bare=bare, samples=times)
    line.p50, line.p95 = statistics.median(spent), statistics.quantiles(spent, n=20)[-1]
    line.rate = 1000 / statistics.mean(spent)
    line.met = line.p50 <= p50 and line.p95 <= p95
    return line


def page(browser: Browser, path: str) -> Request:
    """A page that is only read."""

    def ask() -> float:
        browser.get(path)
        return browser.spent

    return ask


@dataclass
class Asking:
    """The requests of the table, by browsers that somebody has signed in."""

    scene: Scene
    browse: Callable[[Any], Browser]

    def desks(self) -> list[Request]:
        """The desks of a Member, an officer, democratic services and a director."""
        return [page(self.browse(one), self.scene.at("desk")) for one in self.scene.readers]

    def registers(self) -> dict[str, list[Request]]:
        """The register as it opens, filtered and ordered in many ways, and in the middle of its length."""
        service, ward = self.scene.some["service"], self.scene.some["ward"]
        ways = [
            f"{given}{'&' if given else ''}sort={by}"
            for given in (
                f"service={service}", f"ward={ward}", "outcome=withdrawn", "stage=asked_back",
                "topic=casework", "late=yes", f"service={service}&ward={ward}",
                f"ward={ward}&outcome=refused&stage=closed",
            )
            for by in ("last", "opened", "due")
        ]  # fmt: skip
        wide = self.browse(self.scene.people["triage"])
        deep = [f"sort={by}&after={place.replace('+', '%2B')}" for by, place in self.scene.deep.items()]
        return {
            "as it opens": [page(self.browse(one), self.scene.at("register")) for one in self.scene.readers],
            f"{len(ways)} filters and orders, over all matters": self._register(wide, ways),
            "in the middle of all matters, in every order": self._register(wide, deep),
        }

    def _register(self, browser: Browser, asked: list[str]) -> list[Request]:
        return [page(browser, f"{self.scene.at('register')}?{one}") for one in asked]

    def matters(self) -> list[Request]:
        """Pages of matters with about 20 entries, for the Member and the officer."""
        return [page(self.browse(who), self.scene.at(f"m/{one}")) for who, one in self.scene.long]

    def steps(self) -> Iterator[Request]:
        """Working notes and acknowledgements by whoever has an open matter; each matter in its turn."""
        for number in itertools.count():
            who, reference = next(self.scene.noted)
            step = ("note", "acknowledge")[number % 2]
            yield self._form(self.browse(who), f"m/{reference}/{step}", {"words": _words(number)})

    def asks(self) -> Iterator[Request]:
        """Enquiries, by a Member."""
        browser = self.browse(self.scene.people["member"])
        for number in itertools.count():
            typed = {
                "topic": "operational", "service": self.scene.some["service"], "share": "ward",
                "ward": self.scene.some["ward"], "title": f"Lamp {number}", "question": _words(number),
                "emergency": "no",
            }  # fmt: skip
            yield self._form(browser, "ask", typed)

    def _form(self, browser: Browser, path: str, typed: dict[str, str]) -> Request:
        def send() -> float:
            there = self.scene.at(path)
            browser.send(there, typed, browser.get(there))
            return browser.spent

        return send

    def searches(self, *, rare: bool) -> list[Request]:
        """Searches of democratic services, who see every matter."""
        browser = self.browse(self.scene.people["triage"])
        words = [RARE.format(number) for number in range(17, 400, 13)] if rare else [COMMON]
        return [page(browser, f"{self.scene.at('search')}?q={one}") for one in words]

    def figures(self) -> list[Request]:
        """The figures of the last twelve months, by service and month."""
        browser = self.browse(self.scene.people["triage"])
        return [page(browser, self.scene.at("figures"))]


def _words(number: int) -> str:
    return f"Number {number}: " + "the contractor inspected the broken kerb behind the market. " * 12


def at_once(title: str, doing: list[Iterator[Request]], seconds: float, floor: float) -> Line:
    """How many requests a second eight people get answered at the same time."""
    spent: list[float] = []
    wrong: list[BaseException] = []
    end = time.monotonic() + seconds

    def work(requests: Iterator[Request]) -> None:
        try:
            while time.monotonic() < end:
                spent.append(next(requests)())
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(one,)) for one in doing]
    begun = time.monotonic()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    lasted = time.monotonic() - begun
    if wrong:
        raise wrong[0]
    line = Line(title, f"{floor:.0f} a second", samples=len(spent))
    line.p50, line.p95 = statistics.median(spent), statistics.quantiles(spent, n=20)[-1]
    line.rate = len(spent) / lasted
    line.met = line.rate >= floor
    return line


def find_due(scene: Scene, at: datetime) -> tuple[Line, list[int]]:
    """Find 1,000 alarms that are due among all that are armed."""
    spent, found = [], []
    for _ in range(12):
        begun = time.perf_counter()
        found = sweep.ringing(scene.council, at=at, most=1000)
        spent.append((time.perf_counter() - begun) * 1000)
    line = Line("Sweep: find 1,000 due", "100 ms", samples=len(spent), p50=statistics.median(spent))
    line.p95, line.met = max(spent), len(found) == 1000 and statistics.median(spent) <= 100
    return line, found


def fire(scene: Scene, alarms: list[int], at: datetime) -> Line:
    """Let alarms ring, each through the door, in one process."""
    spent = []
    for alarm in alarms:
        begun = time.perf_counter()
        sweep.ring(scene.council, alarm, at=at)
        spent.append((time.perf_counter() - begun) * 1000)
    line = Line("Sweep: fire them through the door", "60 a second", samples=len(spent))
    line.p50, line.p95 = statistics.median(spent), statistics.quantiles(spent, n=20)[-1]
    line.rate = 1000 / statistics.mean(spent)
    line.met = line.rate >= 60
    connection.close()
    return line


def soon() -> datetime:
    """A moment at which more than 1,000 alarms of a fresh load are due."""
    return datetime.now(UTC) + timedelta(days=40)
