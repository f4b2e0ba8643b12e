"""Councils take turns: where many requests come at once, no council waits behind another's crowd.

A process that serves pages works on few requests at the same time; the others wait here. The council that
was served longest ago comes first, and within a council whoever came first. A council that is alone has all
turns to itself; a Member of a quiet council waits until one page of a busy one is done, and no longer. A name
that was not heard before counts as served just now: whoever makes up names does not come before all others.

While somebody of another council is about, a crowd leaves room: after each page it rests for as long as that
took, so that half of the time nothing stands in the way of whoever comes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import mmap
from threading import Event, Lock, Timer
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


BESIDE = 1.0
"""Seconds for which a council whose people were answered is taken to be there still, and is left room."""


class About:
    """Which councils are about: when somebody of each was answered, for all processes forked from one."""

    SLOTS = 256  # two councils that share one leave each other no room, and nothing worse

    def __init__(self) -> None:
        self._at = memoryview(mmap(-1, 8 * self.SLOTS)).cast("d")

    def note(self, council: str) -> None:
        """Somebody of this council was answered just now."""
        self._at[hash(council) % self.SLOTS] = monotonic()

    def others(self, council: str, seconds: float) -> bool:
        """Whether somebody of another council was answered within so many seconds."""
        mine, since = hash(council) % self.SLOTS, monotonic() - seconds
        return any(at > since for slot, at in enumerate(self._at) if slot != mine)


class Turns:
    """Who is being served in one process, who waits, and which council leaves room, by council."""

    def __init__(self, at_once: int = AT_ONCE, long: float = LONG, beside: float = BESIDE) -> None:
        self._lock = Lock()
        self._free, self._long, self._beside = at_once, long, beside
        self._number = 0
        self._served: dict[str, float] = {}
        self._waiting: dict[str, deque[Event]] = {}
        self._since: dict[object, float] = {}
        self._about = About()
        self._resting: set[str] = set()

    @contextmanager
    def turn(self, council: str) -> Iterator[None]:
        """Wait for this council's turn, and have it."""
        mine, turn = self._ask(council), object()
        while not mine.wait(self._long):
            self._lend()
        with self._lock:
            self._since[turn] = monotonic()
        try:
            yield
        finally:
            with self._lock:
                since = self._since.pop(turn, None)
                if since is not None:
                    self._leave_room(council, monotonic() - since)
                    self._pass_on()

    def answered(self, council: str) -> None:
        """Somebody who belongs to this council was answered; made-up names of councils never are."""
        self._about.note(council)

    def waiting(self) -> int:
        """How many requests wait."""
        with self._lock:
            return sum(map(len, self._waiting.values()))

    def _ask(self, council: str) -> Event:
        """A place in the queue, whose turn may have come at once."""
        mine = Event()
        with self._lock:
            self._waiting.setdefault(council, deque()).append(mine)
            self._served.setdefault(council, self._number - 0.5)
            self._serve()
        return mine

    def _lend(self) -> None:
        """Pass on the turns of those who have had theirs for long."""
        with self._lock:
            before = monotonic() - self._long
            for turn in [turn for turn, since in self._since.items() if since < before]:
                del self._since[turn]
                self._pass_on()

    def _leave_room(self, council: str, took: float) -> None:
        """Have a council rest as long as its turn took, if a crowd of it waits and another is there too."""
        crowd = council in self._waiting and council not in self._resting
        if crowd and self._about.others(council, self._beside):
            self._resting.add(council)
            rest = Timer(min(took, self._long), self._rested, [council])
            rest.daemon = True
            rest.start()

    def _rested(self, council: str) -> None:
        with self._lock:
            self._resting.discard(council)
            self._serve()

    def _pass_on(self) -> None:
        self._free += 1
        if not self._waiting:
            self._served.clear()  # nobody waits: nobody has had more than their share
        self._serve()

    def _serve(self) -> None:
        """Give out the turns that are free, to those who have waited longest of the council served least."""
        while self._free and (ready := [one for one in self._waiting if one not in self._resting]):
            council = min(ready, key=lambda one: self._served[one])
            theirs = self._waiting[council]
            theirs.popleft().set()
            if not theirs:
                del self._waiting[council]
            self._free -= 1
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
        council = council_named(request)
        with self.turns.turn(council):
            response = self.get_response(request)
            if getattr(request, "council", None) is not None:
                self.turns.answered(council)
            return response


def council_named(request: HttpRequest) -> str:
    """Whose an address is, without a look into the database: a council's short name, or the host."""
    first, _, rest = request.path_info.removeprefix("/").partition("/")
    return rest.partition("/")[0] if first == "c" else request.META.get("HTTP_HOST", "")
