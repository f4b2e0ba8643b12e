"""The lives of matters that are told through the ledger and then multiplied: a mix as a council has it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from comity.bench.town import SEATS, SERVICES, Shape, directorate, ward

LONG = 250  # working days: as far back as a life may have begun
_TEXT = "These words are put in place of what a Member or an officer would have said here."


@dataclass(frozen=True)
class Turn:
    """One step of a life: who takes it, how many working days after the first, and what is said."""

    who: str
    day: int
    step: str
    said: dict[str, Any] = field(default_factory=dict)


def _passed(day: int = 0, to: str = "officer") -> Turn:
    return Turn("director", day, "hand_over", {"post": to, "reason": _TEXT})


def _words(who: str, day: int, step: str, name: str = "words") -> Turn:
    return Turn(who, day, step, {name: _TEXT})


def _ask(**said: Any) -> Turn:
    return Turn("asker", 0, "ask", {"topic": "operational", **said})


def _hold(day: int, ahead: int = 8, who: str = "officer") -> Turn:
    return Turn(who, day, "hold", {"reason": _TEXT, "new_date": ahead, "owner": "The service"})


_CASEWORK = {
    "topic": "casework",
    "constituent": "Somebody Invented",
    "lives_in_members_ward": "yes",
    "says_represents_them": "yes",
    "necessary_for_complaint": "yes",
}
_ACK, _ANSWER = _words("officer", 1, "acknowledge"), _words("officer", 4, "answer", "answer")
_CONSENT = Turn("officer", 6, "record_consent", {"given": "yes", "way": "email", "words": _TEXT})
_TALK = tuple(
    one
    for day in range(2, 12, 2)
    for one in (
        _words("officer", day, "note"),
        _words("officer", day, "ask_more"),
        _words("asker", day + 1, "tell_more"),
    )
)

CLOSED: tuple[tuple[int, tuple[Turn, ...]], ...] = (
    (10, (_ask(), _passed(), _ACK, _ANSWER)),
    (6, (_ask(share="ward"), _passed(), _ACK, _ANSWER, _words("asker", 6, "reopen", "reason"),
         _words("officer", 8, "answer", "answer"))),
    (6, (_ask(), _passed(), _hold(4), _words("officer", 9, "answer", "answer"))),
    (5, (_ask(), _passed(), _words("officer", 1, "ask_more"), _words("asker", 3, "tell_more"),
         _words("officer", 5, "note"), _words("officer", 6, "answer", "answer"))),
    (4, (_ask(), _passed(), _ACK, _words("officer", 9, "answer", "answer"))),
    (3, (_ask(), _passed(1, "head"), _words("head", 2, "decline", "reason"))),
    (3, (_ask(), _words("director", 1, "not_ours", "whose"))),
    (2, (_ask(), _words("asker", 2, "withdraw", "reason"))),
    (4, (_ask(**_CASEWORK), _passed(), _words("officer", 1, "request_consent"), _CONSENT,
         _words("officer", 7, "answer", "answer"))),
    (2, (_ask(), _passed(), _words("asker", 7, "climb"), _words("officer", 8, "answer", "answer"))),
    (2, (_ask(share="named", share_with=["other"]), _passed(), *_TALK, _hold(13),
         _words("officer", 15, "answer", "answer"))),
)  # fmt: skip
"""Lives that are over, each with how often it comes."""

OPEN: tuple[tuple[int, int, tuple[Turn, ...]], ...] = (
    (5, 0, (_ask(),)),
    (5, 1, (_ask(), _passed())),
    (6, 2, (_ask(share="ward"), _passed(), _ACK)),
    (5, 5, (_ask(), _passed(), _ACK, _hold(4, 9), _words("officer", 5, "note"))),
    (3, 3, (_ask(), _passed(), _words("officer", 2, "ask_more"))),
    (4, 9, (_ask(), _passed(), _ACK)),
    (3, 9, (_ask(), _passed(), _words("asker", 7, "climb"), _words("officer", 8, "note"))),
    (3, 4, (_ask(**_CASEWORK), _passed(), _words("officer", 1, "request_consent"))),
    (2, 16, (_ask(share="named", share_with=["other"]), _passed(), *_TALK, _words("officer", 13, "note"),
             _hold(14, 9), _words("officer", 15, "note"))),
)  # fmt: skip
"""Lives that go on, each with how often it comes and how many working days ago it began at least."""


def stories(number: int, shape: Shape, draw: random.Random) -> Iterator[dict[str, Any]]:
    """So many lives, as `comity.demo.telling` tells them: two in three are over, a few closed lately."""
    for one in range(number):
        if one % 3:
            weights = [weight for weight, _ in CLOSED]
            turns = draw.choices([turns for _, turns in CLOSED], weights)[0]
            since = draw.randint(20, 60 if one % 2 else LONG)
        else:
            _, least, turns = draw.choices(OPEN, [weight for weight, _, _ in OPEN])[0]
            since = least + 1 + draw.randint(0, 2)
        yield {"step": _told(turns, since, shape, draw)}


def _told(turns: tuple[Turn, ...], since: int, shape: Shape, draw: random.Random) -> list[dict[str, Any]]:
    service, place = draw.randrange(shape.services), draw.randrange(shape.wards)
    cast = {
        "asker": f"m{place}.{draw.randrange(SEATS)}",
        "other": f"m{(place + 1) % shape.wards}.{draw.randrange(SEATS)}",
        "officer": f"o{service}.{draw.randrange(shape.staff)}",
        "head": f"h{service}",
        "director": f"d{directorate(service)}",
    }
    minute = draw.randrange(40)
    told = []
    for order, turn in enumerate(turns):
        said = {name: _cast(value, cast) for name, value in turn.said.items()}
        if turn.step == "ask":
            said |= {"service": SERVICES[service], "ward": ward(place), "title": _TEXT, "question": _TEXT}
        time = f"{9 + order % 8:02}:{minute + order:02}"
        told.append({"ago": since - turn.day, "at": time, "who": cast[turn.who], "step": turn.step, **said})
    return told


def _cast(value: Any, cast: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [cast.get(one, one) for one in value]
    return cast.get(value, value) if isinstance(value, str) else value
