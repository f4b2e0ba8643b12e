"""The worker's life: round after round until it is told to stop. Here, and only here, it reads the time."""

from __future__ import annotations

import logging
import signal
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from comity.worker.post import Post, by_smtp, into_folder
from comity.worker.rounds import go_round
from comity.worker.smtp_url import read

log = logging.getLogger(__name__)

PAUSE = 1.0
AFTER_TROUBLE = 5.0
"""Seconds between two rounds: after one in which there was nothing to do, and after trouble."""


def post_of() -> Post | None:
    """Where this instance's letters go: a mail server, a folder, or (None) nowhere yet."""
    server = read(settings.COMITY_SMTP_URL)
    if server is not None:
        return by_smtp(server)
    return into_folder(Path(settings.COMITY_OUTBOX)) if settings.COMITY_OUTBOX else None


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def run(stop: Event, only: str = "") -> None:
    """Go round until `stop` is set; the turn under way ends in good order first."""
    post = post_of()
    while not stop.is_set():
        stop.wait(_one(post, stop, only))
    connection.close()


def _one(post: Post | None, stop: Event, only: str) -> float:
    """Go round once, and say how long to rest."""
    close_old_connections()
    try:
        did = go_round(post, sender=settings.COMITY_MAIL_FROM, now=now, only=only, over=stop.is_set)
    except DatabaseError as error:
        log.error("The database did not answer (%s); trying again.", type(error).__name__)
        connection.close()
        return AFTER_TROUBLE
    if did.failed:
        return AFTER_TROUBLE
    return 0.0 if did.rang or did.sent else PAUSE


def until_told(only: str = "") -> None:
    """Run until this process is told to stop by SIGTERM or Ctrl-C, for every council or `only` for one."""
    told = Event()

    def tell(number: int, frame: FrameType | None) -> None:
        told.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, tell)
    run(told, only)
