"""The worker as a process: it does what is due by the real clock, and ends in good order when told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.council.context import within
from comity.matters.models import Letter
from tests import cast as casting
from tests.cast import Cast
from tests.worker.conftest import Catcher
from tests.worker.stories import ask, do


def wait_until(true: Callable[[], bool], what: str, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"in {seconds:.0f} seconds it did not happen that {what}"
        time.sleep(0.05)


Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start workers; whatever is left of one ends with the test."""
    with ExitStack() as left:

        def begin(cast: Cast, **environment: str) -> subprocess.Popen[str]:
            worker = left.enter_context(_worker(cast, **environment))
            left.callback(worker.kill)
            return worker

        yield begin


def _worker(cast: Cast, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "comity.cli", "worker", "--council", cast.council.slug],
        env={**os.environ, "COMITY_MAIL_FROM": "comity@example.org", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(worker: subprocess.Popen[str]) -> tuple[int, str]:
    worker.send_signal(signal.SIGTERM)
    out, err = worker.communicate(timeout=120)
    return worker.returncode, out + err


def now() -> str:
    return datetime.now(UTC).astimezone(casting.LONDON).strftime("%Y-%m-%d %H:%M")


def test_it_sends_what_is_queued_and_ends_when_told(catcher: Catcher, start: Start) -> None:
    cast = casting.council("coventry")
    entry = ask(cast, "2026-03-09 10:00")
    worker = start(cast, COMITY_SMTP_URL=f"smtp://127.0.0.1:{catcher.port}")
    wait_until(lambda: len(catcher.to(cast.dot.email)) >= 1, "the director had a letter")
    do(cast, entry, "dot", "acknowledge", now(), words="Thank you.")
    acknowledged = [cast.ada.email]
    wait_until(lambda: any(readers == acknowledged for readers, _ in catcher.got), "the Member had a letter")
    code, said = told(worker)
    assert code == 0, said
    assert "Traceback" not in said


def test_without_a_mail_server_letters_stay_queued_and_it_says_so(start: Start) -> None:
    cast = casting.council("coventry")
    entry = ask(cast, "2026-03-09 10:00")
    worker = start(cast, COMITY_SMTP_URL="")
    assert worker.stdout is not None
    assert "letters stay queued" in worker.stdout.readline()

    def rang() -> bool:
        with within(cast.council, system=True):
            return Letter.objects.filter(matter=entry.matter_id, person=cast.ada).exists()

    wait_until(rang, "the Member was told that the time ran out")
    code, said = told(worker)
    assert code == 0, said
    with within(cast.council, system=True):
        assert not Letter.objects.exclude(sent=None).exists()


def test_letters_may_be_written_into_a_folder(tmp_path: Path, start: Start) -> None:
    cast = casting.council("coventry")
    ask(cast, "2026-03-09 10:00")
    worker = start(cast, COMITY_SMTP_URL="", COMITY_OUTBOX=str(tmp_path))
    to = f"To: {cast.dot.email}"
    wait_until(lambda: any(to in one.read_text() for one in tmp_path.glob("*.eml")), "the letter was there")
    assert told(worker)[0] == 0
