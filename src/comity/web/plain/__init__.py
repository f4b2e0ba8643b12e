"""The vocabulary in people's own words: sections, what each fact asks, and how its values read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from comity.protocol import vocabulary, wording
from comity.protocol.faults import listed, spoken
from comity.protocol.vocabulary import Fact, Question, Value

FORCES = {
    "states": "states",
    "expects": "expects",
    "may": "permits",
    "should": "should",
    "must": "must",
    "should_not": "should not",
    "must_not": "must not",
}
"""How strongly a clause speaks, as one word on a page."""

WAYS = {
    "decide": "decides by it",
    "prompt": "reminds people of it when it matters",
    "record": "records what happens under it",
    "notify": "tells those who have to know",
}
"""What Comity does to make a clause real, in plain words; what is only for reading is not among them."""


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together, under a title."""

    title: str
    questions: tuple[Question, ...]


@lru_cache(maxsize=1)
def sections() -> tuple[Section, ...]:
    """Return every question of the vocabulary once, by section, in the vocabulary's order."""
    asked = vocabulary.load().questions.values()
    told = _told("sections.toml")["section"]
    found = [
        Section(one["title"], tuple(q for q in asked if q.name.partition(".")[0] in one["begins"]))
        for one in told
    ]
    placed = {question.name for section in found for question in section.questions}
    rest = tuple(question for question in asked if question.name not in placed)
    return (*found, *((Section("Other questions", rest),) if rest else ()))


def title(question: Question) -> str:
    """Return a question as a page writes it: Members and Officers with capitals, quotation marks curved."""
    said = _SIDES.sub(lambda found: found.group().title(), question.asks)
    return said.replace("'", "’")


_SIDES = re.compile(r"\b(?:cabinet members?|members?|officers?|councillors?)\b")


def does(ways: Iterable[str]) -> str:
    """Return in a sentence what makes a clause real: "Comity decides by it and records what happens…"."""
    said = [WAYS[way] for way in ways if way in WAYS]
    return f"Comity {listed(said, 'and')}." if said else "For people to read: nothing happens by itself."


def meaning(post: str) -> str:
    """Return what a post of the vocabulary is, without what only a pack's author has to know."""
    said = vocabulary.load().posts[post].partition(";")[0].replace(" (for the subject)", "")
    return f"{said[:1].upper()}{said[1:]}".replace("'", "’")


def asks(question: Question, fact: Fact) -> str:
    """Return what a fact asks a person: "Whom is the concern about?"."""
    return str(_of(question, fact).get("asks") or f"{wording.plain(fact.name).capitalize()}?")


def only(question: Question, fact: Fact) -> str:
    """Say when a fact matters; nothing where always."""
    return str(_of(question, fact).get("only", ""))


def answer(question: Question, fact: Fact, value: Value, names: Mapping[str, str] | None = None) -> str:
    """Return how a value of a fact reads as an answer; `names` is what the council calls its posts."""
    said = _of(question, fact).get(spoken(value))
    if said:
        return str(said)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if value in vocabulary.load().posts:
        name = wording.post(str(value), names or {})
        return name[:1].upper() + name[1:]
    return wording.plain(str(value)).capitalize()


def _of(question: Question, fact: Fact) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _told("facts.toml").get(question.name, {}).get(fact.name, {})
    return found


@lru_cache(maxsize=2)
def _told(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / name).read_text("utf-8"))
