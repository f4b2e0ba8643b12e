"""Councils take turns: where many requests come at once, no council waits behind another's crowd.

A process that serves pages works on few requests at the same time; the others wait here. The council that
was served longest ago comes first, and within a council whoever came first. A council that is alone has all
turns to itself; a Member of a quiet council waits until one page of a busy one is done, and no longer. A name
that was not heard before counts as served just now: whoever makes up names does not come before all others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock
from time import monotonic

from django.http import HttpRequest, HttpResponseBase

from comity.web.headers import Answer

AT_ONCE = 1
"""Requests worked on at the same time in one process: more would only share its one interpreter."""

FREE = frozenset({"/health"})
"""Addresses that wait for nobody."""

KNOWN = 1000
"""Names of which it is remembered when each was served; of more, only of those for whom somebody waits."""

LONG = 1.0
"""Seconds after which whoever is still at work, waiting for something too, keeps the next no longer."""


class Turns:
    """Who is being served in one process, and who waits, by council."""

    def __init__(self, at_once: int = AT_ONCE, long: float = LONG) -> None:
        self._lock = Lock()
        self._free, self._long = at_once, long
        self._number = 0
        self._served: dict[str, float] = {}
        self._waiting: dict[str, deque[Event]] = {}
        self._since: dict[object, float] = {}

    @contextmanager
    def turn(self, council: str) -> Iterator[None]:
        """Wait for this council's turn, and have it."""
        mine, turn = self._ask(council), object()
        while mine is not None and not mine.wait(self._long):
            self._lend()
        with self._lock:
            self._since[turn] = monotonic()
        try:
            yield
        finally:
            with self._lock:
                if self._since.pop(turn, None) is not None:
                    self._pass_on()

    def waiting(self) -> int:
        """How many requests wait."""
        with self._lock:
            return sum(map(len, self._waiting.values()))

    def _ask(self, council: str) -> Event | None:
        """Have a turn at once (None), or a place in the queue."""
        with self._lock:
            if self._free:
                self._free -= 1
                self._note(council)
                return None
            mine = Event()
            self._waiting.setdefault(council, deque()).append(mine)
            self._served.setdefault(council, self._number - 0.5)
            return mine

    def _lend(self) -> None:
        """Pass on the turns of those who have had theirs for long."""
        with self._lock:
            before = monotonic() - self._long
            for turn in [turn for turn, since in self._since.items() if since < before]:
                del self._since[turn]
                self._pass_on()

    def _pass_on(self) -> None:
        if not self._waiting:
            self._free += 1
            self._served.clear()  # nobody waits: nobody has had more than their share
            return
        council = min(self._waiting, key=lambda one: self._served[one])
        theirs = self._waiting[council]
        theirs.popleft().set()
        if not theirs:
            del self._waiting[council]
        self._note(council)

    def _note(self, council: str) -> None:
        if len(self._served) > KNOWN:
            self._served = {one: self._served[one] for one in self._waiting}
        self._number += 1
        self._served[council] = self._number


class TakingTurns:
    """Has each request wait for its council's turn; what it sends has come in whole by then."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.turns = Turns()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in turn."""
        if request.path_info in FREE:
            return self.get_response(request)
        if request.method == "POST":
            len(request.POST)  # a slow sender keeps nobody waiting
        with self.turns.turn(council_named(request)):
            return self.get_response(request)


def council_named(request: HttpRequest) -> str:
    """Whose an address is, without a look into the database: a council's short name, or the host."""
    first, _, rest = request.path_info.removeprefix("/").partition("/")
    return rest.partition("/")[0] if first == "c" else request.META.get("HTTP_HOST", "")
