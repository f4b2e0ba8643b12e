"""One round of the worker: every council in its turn, what is due first, then its letters."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError, connection

from comity.council.models import Council
from comity.matters import outbox, sweep
from comity.matters.models import Letter
from comity.worker import statements
from comity.worker.message import message
from comity.worker.post import Post

log = logging.getLogger(__name__)

ALARMS = 100
LETTERS = 20
"""How much of one council is done before the next has its turn."""


@dataclass(frozen=True, slots=True)
class Did:
    """What a round did: alarms that rang, letters that went out and that could not, councils that failed."""

    rang: int = 0
    sent: int = 0
    unsent: int = 0
    failed: int = 0

    def __add__(self, other: Did) -> Did:
        return Did(
            self.rang + other.rang,
            self.sent + other.sent,
            self.unsent + other.unsent,
            self.failed + other.failed,
        )


def councils(only: str = "") -> list[Council]:
    """The councils at work, or only one; a suspended one rests, its clocks and letters as they are."""
    at_work = Council.objects.filter(suspended=None).order_by("pk")
    return list(at_work.filter(slug=only) if only else at_work)


def go_round(
    post: Post | None,
    *,
    sender: str,
    now: Callable[[], datetime],
    only: str = "",
    over: Callable[[], bool] = lambda: False,
) -> Did:
    """Give every council its turn. What goes wrong in one is noted, and does not keep the others waiting.

    Without a `post` letters stay queued, where their readers see them in Comity. `only` is the one council
    to look after, by its slug; `over` says whether to stop before the next council's turn.
    """
    done = Did()
    for council in councils(only):
        if over():
            break
        try:
            done += ring(council, at=now())
            done += keep_record(council, post, sender=sender, at=now())
            if post is not None:
                done += send(council, post, sender=sender, now=now)
        except Exception as error:  # one council's trouble is not another's
            log.error("Council %s: its turn failed (%s).", council.pk, type(error).__name__)
            connection.close_if_unusable_or_obsolete()
            done += Did(failed=1)
    return done


def keep_record(council: Council, post: Post | None, *, sender: str, at: datetime) -> Did:
    """State where the council's record stands when it is time, and send that to those who keep it."""
    statements.make(council, at=at)
    statements.tidy(council, at=at)
    went, stayed = statements.send(council, post, sender=sender, at=at) if post is not None else (0, 0)
    return Did(sent=went, unsent=stayed)


def ring(council: Council, *, at: datetime) -> Did:
    """Let ring what should have rung in a council by now; one that fails does not hold up the next."""
    done = Did()
    for alarm in sweep.ringing(council, at=at, most=ALARMS):
        try:
            done += Did(rang=int(sweep.ring(council, alarm, at=at) != "passed"))
        except OperationalError:
            raise
        except Exception as error:
            what = type(error).__name__
            log.error("Council %s, alarm %s: it could not ring (%s).", council.pk, alarm, what)
            done += Did(failed=1)
    return done


def send(council: Council, post: Post, *, sender: str, now: Callable[[], datetime]) -> Did:
    """Send the letters of a council that are ready to go, one recipient each.

    Each is claimed when its turn comes: however slow the post is, nobody else takes it meanwhile, and a
    worker that is killed leaves one letter waiting for its claim to lapse, not all.
    """
    went: list[bool] = []
    while len(went) < LETTERS and (claimed := outbox.claim(council, at=now(), most=1)):
        went += [_send(council, letter, post, sender=sender, at=now()) for letter in claimed]
    return Did(sent=went.count(True), unsent=went.count(False))


def _send(council: Council, letter: Letter, post: Post, *, sender: str, at: datetime) -> bool:
    def deliver(one: Letter, address: str) -> None:
        post(message(council, one, address, sender=sender, at=at))

    return outbox.send(council, letter, deliver, at=at)
