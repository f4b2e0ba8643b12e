"""Starting the database again where it has ended by itself, a few times and not for ever."""

from __future__ import annotations

import sys
import time
from collections import deque

from comity.cluster import Cluster, ClusterError

TIMES = 3
WITHIN = 600.0
"""How often within how many seconds the database is started again; after that something is wrong with it."""


class GaveUp(Exception):
    """Something ended by itself, and nothing more can be done about it; the message says what."""


class Revival:
    """Looks after a database that this process started; one that others look after is left to them."""

    def __init__(self, cluster: Cluster | None) -> None:
        self._cluster = cluster
        self._at: deque[float] = deque(maxlen=TIMES)

    @property
    def watched(self) -> list[int]:
        """The process whose end is the database's end, by its number; none where others look after it."""
        return [] if self._cluster is None or self._cluster.pid is None else [self._cluster.pid]

    def revive(self) -> None:
        """Start the database again where it has ended by itself, with recovery, and say so. Raises GaveUp.

        Nothing that was acknowledged is lost: PostgreSQL recovers from its own log. Whoever was in the middle
        of something is told that it is in doubt, and may send it again.
        """
        if self._cluster is None or (code := self._cluster.ended()) is None:
            return
        began = time.monotonic()
        if len(self._at) == TIMES and began - self._at[0] < WITHIN:
            often = f"{TIMES + 1} times within {WITHIN / 60:.0f} minutes"
            said = [f"The database ended by itself (code {code}), {often}.", "The end of its log:"]
            raise GaveUp("\n".join([*said, *self._cluster.last_words(), ""]))
        self._at.append(began)
        _say(f"The database ended by itself (code {code}); starting it again …")
        try:
            self._cluster.stop()
            self._cluster.start()
        except ClusterError as error:
            raise GaveUp(f"{error}\n") from error
        _say(f"The database is at work again after {time.monotonic() - began:.1f} seconds.")


def _say(line: str) -> None:
    print(f"comity: {line}", file=sys.stderr, flush=True)
