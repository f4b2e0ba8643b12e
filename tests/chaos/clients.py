"""What people do all day: Members ask and come back, Officers note, hold, ask back and answer."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.chaos.browser import Browser
from tests.chaos.journal import Journal

Typed = dict[str, str]


def _ask(known: Mapping[str, Any], luck: random.Random, mark: str) -> Typed:
    emergency = luck.random() < 0.3
    service = known["services"]["highways"]
    return {
        "topic": "operational",
        "service": str(service),
        "ward": str(known["wards"]["north"]),
        "title": "The lamp by the school",
        "question": f"When will it be mended? {mark}",
        "share": luck.choice(["nobody", "ward"]),
        "emergency": "yes" if emergency else "no",
        "emergency_reason": "It hangs over the pavement" if emergency else "",
    }


def _log(known: Mapping[str, Any], luck: random.Random, mark: str) -> Typed:
    """A Member rang weeks ago: by now the time has run out, and that is told by itself."""
    day = date.today() - timedelta(days=luck.randint(30, 60))  # noqa: DTZ011 - the clients' own day will do
    return _ask(known, luck, mark) | {
        "member": str(known["people"][luck.choice(["ada", "bel", "dee"])]),
        "way": "telephone",
        "happened-day": str(day.day),
        "happened-month": str(day.month),
        "happened-year": str(day.year),
        "happened-time": "10:30",
    }


def _hold(known: Mapping[str, Any], luck: random.Random, mark: str) -> Typed:
    return {"reason": f"The part is on order. {mark}", "owner": "Joe Example, Highways Inspector"}


def furthest(text: str) -> Typed:
    """The new date of a holding reply: the latest that its page allows, whatever day of the week it is."""
    found = re.search(r"If you send it now, that is by <strong>(\d+ \w+ \d+)", text)
    assert found, f"The page of a holding reply allows no date: {faults(text)}"
    day = datetime.strptime(found[1], "%d %B %Y").date()  # noqa: DTZ007 - a day has no zone
    return {"new_date-day": str(day.day), "new_date-month": str(day.month), "new_date-year": str(day.year)}


def _words(known: Mapping[str, Any], luck: random.Random, mark: str) -> Typed:
    return {"words": f"For the record. {mark}"}


def _reason(known: Mapping[str, Any], luck: random.Random, mark: str) -> Typed:
    return {"reason": f"It has been done. {mark}"}


def _answer(known: Mapping[str, Any], luck: random.Random, mark: str) -> Typed:
    return {"whole": "whole", "personal": "none", "answer": f"It was mended on Tuesday. {mark}"}


def _hand_over(known: Mapping[str, Any], luck: random.Random, mark: str) -> Typed:
    return {"post": str(known["posts"][luck.choice(["hal", "dot"])]), "reason": f"It is theirs. {mark}"}


FORMS: Mapping[str, Callable[[Mapping[str, Any], random.Random, str], Typed]] = {
    "ask": _ask,
    "log": _log,
    "add": _words,
    "tell_more": _words,
    "withdraw": _reason,
    "reopen": _reason,
    "acknowledge": _words,
    "note": _words,
    "ask_more": _words,
    "hold": _hold,
    "hand_over": _hand_over,
    "answer": _answer,
}
"""What is typed into the form of each step; somewhere in it stands the step's mark."""

DAYS: Mapping[str, tuple[str, ...]] = {
    "ada": ("ask", "ask", "add", "tell_more", "withdraw", "reopen"),
    "bel": ("ask", "ask", "add", "tell_more", "reopen"),
    "dee": ("ask", "ask", "add", "tell_more", "withdraw"),
    "dot": ("acknowledge", "note", "note", "hold", "ask_more", "answer", "hand_over"),
    "hal": ("acknowledge", "note", "note", "hold", "ask_more", "answer", "hand_over"),
    "tess": ("note", "note", "acknowledge"),
    "joe": ("log", "log", "log"),
}
"""Who does what, as often as it stands there."""


def faults(text: str) -> str:
    """What the main part of a page says, in one line."""
    main = text[text.find("<main") : text.find("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())[:1500]


@dataclass
class Client:
    """One person at work until told to stop; `done` counts the steps that were acknowledged."""

    name: str
    browser: Browser
    known: Mapping[str, Any]
    luck: random.Random
    folder: Path
    recent: list[float]
    done: int = 0
    failed: BaseException | None = None

    @property
    def path(self) -> Path:
        """The client's journal."""
        return self.folder / f"{self.name}.jsonl"

    def work(self) -> None:
        """Take one step after another; whatever goes wrong is kept for the test."""
        number = 0
        with Journal(self.path) as journal:
            try:
                while not self.browser.stop.is_set():
                    number += 1
                    self._one(journal, f"[{self.name}-{number}]")
            except BaseException as error:
                self.failed = error
                self.browser.stop.set()

    def _one(self, journal: Journal, mark: str) -> None:
        step = self.luck.choice(DAYS[self.name])
        place = self._place(step)
        if place is None:
            self.browser.stop.wait(0.05)
            return
        page = self.browser.get(place)
        if 'name="form_key"' not in page.text:
            return  # closed to them by now, with the reason on the page
        typed = FORMS[step](self.known, self.luck, mark) | (furthest(page.text) if step == "hold" else {})
        answer = self.browser.send(place, page, typed, journal=journal, mark=mark, step=step)
        if answer.status == 302:
            self.done += 1
            self.recent.append(time.monotonic())
        assert answer.status in (302, 404, 409) or answer.in_doubt, (
            f"{self.name} could not {step}: {answer.status} {faults(answer.text)}"
        )

    def _place(self, step: str) -> str | None:
        """The address of a form; for a matter's step, of a matter that lies on the desk."""
        home = f"/c/{self.known['slug']}"
        if step in ("ask", "log"):
            return f"{home}/{step}"
        desk = self.browser.get(f"{home}/desk")
        matters = sorted(set(re.findall(rf'href="({home}/m/[A-Z0-9-]+)"', desk.text)))
        return f"{self.luck.choice(matters)}/{step}" if matters else None


def clients(
    known: Mapping[str, Any],
    *,
    ports: Sequence[int],
    password: str,
    folder: Path,
    seed: int,
    stop: threading.Event,
) -> list[Client]:
    """Everybody, each with a browser, a journal and a luck of their own."""
    folder.mkdir(exist_ok=True)
    return [
        Client(
            name,
            Browser(ports, known["addresses"][name], password, stop, turn=turn),
            known,
            random.Random(f"{seed} {name}"),  # noqa: S311 - so that a run can be had again
            folder,
            [],
        )
        for turn, name in enumerate(DAYS)
    ]
