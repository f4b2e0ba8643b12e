"""What is said at a step: named, typed fields; unknown ones are refused and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Kind = Literal[
    "line",
    "prose",
    "choice",
    "yes_no",
    "date",
    "moment",
    "ward",
    "service",
    "member",
    "members",
    "officer",
    "clause",
    "post",
    "name",
    "outsider",
]

#: Who may read an entry or a part of it: all who see the matter, the Member's side and those who handle
#: it, or only the latter.
Audience = Literal["shared", "asker", "handling"]
LEVELS: Mapping[Audience, int] = {"shared": 1, "asker": 2, "handling": 3}

#: Kinds whose words are prose or personal data: kept apart from the chain, so that they can be erased.
PROSE: frozenset[str] = frozenset({"line", "prose", "name"})
_TYPED: frozenset[str] = frozenset({"line", "prose", "name", "date", "moment"})
LONGEST: Mapping[str, int] = {"line": 200, "name": 200, "prose": 20_000}


class Unheard(ValueError):
    """What was typed cannot be taken as it is; says for each field what is wrong and what to do.

    `errors` maps a field's name to one sentence; the key "" holds what concerns the whole form.
    """

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a person is asked at a step.

    `when` names other fields and the values under which this one is asked at all:
    `(("topic", ("casework",)),)`. `audience` is who may read the words, where fewer than the entry itself.
    `told` is what the answer is called where everybody reads it, once it is given; without it, the label.
    """

    name: str
    label: str
    kind: Kind
    required: bool = True
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    when: tuple[tuple[str, tuple[str | bool, ...]], ...] = ()
    audience: Audience | None = None
    told: str = ""

    @property
    def prose(self) -> bool:
        """Whether the words are kept as Said, apart from the chain."""
        return self.kind in PROSE

    def asked(self, facts: Mapping[str, object]) -> bool:
        """Whether this is asked, after what was said before it."""
        return all(facts.get(name) in values for name, values in self.when)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said at a step, sorted into facts (kept in the chain) and prose (kept beside it).

    Facts are JSON values only: choices, yes or no, ids, ISO dates.
    """

    facts: Mapping[str, object] = field(default_factory=dict)
    prose: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> object:
        """What was said under this name, fact or prose; None where nothing was."""
        return self.facts.get(name, self.prose.get(name))


def hear(fields: tuple[Field, ...], raw: Mapping[str, object]) -> Said:
    """Take what was typed into a form as what was said, or say what is wrong with it.

    `raw` maps names to strings (or lists of strings for several Members), as forms
    and programs send them. Raises Unheard, which names each field that is wrong.
    """
    known = {f.name for f in fields}
    errors = {
        name: f"There is no question called “{name}” at this step. Take it out."
        for name in raw
        if name not in known
    }
    facts: dict[str, object] = {}
    prose: dict[str, str] = {}
    for item in fields:
        if not item.asked(facts):
            continue
        try:
            value = _value(item, raw.get(item.name))
        except Unheard as wrong:
            errors.update(wrong.errors)
            continue
        if value is None:
            continue
        if item.prose:
            prose[item.name] = str(value)
        else:
            facts[item.name] = value
    if errors:
        raise Unheard(errors)
    return Said(facts, prose)


def _value(item: Field, typed: object) -> object:
    if item.kind == "members":
        return _members(item, typed)
    text = typed if isinstance(typed, str) else "" if typed is None else str(typed)
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text:
        if item.required:
            do = "Fill in" if item.kind in _TYPED else "Answer"
            raise Unheard({item.name: f"{do} “{item.label}”."})
        return None
    return _READERS.get(item.kind, _words)(item, text)


def _words(item: Field, text: str) -> object:
    longest = LONGEST[item.kind]
    if len(text) > longest:
        size = f"“{item.label}” holds {len(text):,} characters; {longest:,} fit."
        raise Unheard({item.name: f"{size} Shorten it or attach a file."})
    if item.kind != "prose" and any(ord(sign) < 32 for sign in text):
        raise Unheard({item.name: f"“{item.label}” takes one line. Take out the line breaks."})
    return text


def _clause(item: Field, text: str) -> object:
    if len(text) > 100 or any(ord(sign) < 32 for sign in text):
        raise Unheard({item.name: f"“{item.label}” takes a clause of the protocol. Choose one of the list."})
    return text


def _choice(item: Field, text: str) -> object:
    if text not in {value for value, _ in item.choices}:
        offered = ", ".join(label for _, label in item.choices)
        raise Unheard({item.name: f"Choose one of the answers to “{item.label}”: {offered}."})
    return text


def _yes_no(item: Field, text: str) -> object:
    answers = {"yes": True, "true": True, "no": False, "false": False}
    if text.lower() not in answers:
        raise Unheard({item.name: f"Answer “{item.label}” with yes or no."})
    return answers[text.lower()]


def _date(item: Field, text: str) -> object:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Unheard({item.name: f"“{item.label}” must be a real date, such as 27 3 2026."}) from None


def _moment(item: Field, text: str) -> object:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Unheard(
            {item.name: f"“{item.label}” must be a real date and time, such as 27 3 2026, 14:30."}
        ) from None
    if moment.tzinfo is None:
        raise Unheard(
            {item.name: f"“{item.label}” has no time zone; send it with one, such as 2026-03-27T14:30+00:00."}
        )
    return moment.isoformat()


def _id(item: Field, text: str) -> object:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Unheard({item.name: f"Choose an entry of the list for “{item.label}”."})
    return int(text)


def _members(item: Field, typed: object) -> object:
    listed = typed if isinstance(typed, list | tuple) else [typed] if typed else []
    ids = sorted({int(str(_id(item, str(one)))) for one in listed if str(one).strip()})
    if not ids and item.required:
        raise Unheard({item.name: f"Choose at least one for “{item.label}”."})
    return ids or None


_READERS = {
    "choice": _choice,
    "yes_no": _yes_no,
    "date": _date,
    "moment": _moment,
    "ward": _id,
    "service": _id,
    "member": _id,
    "officer": _id,
    "clause": _clause,
    "post": _id,
    "outsider": _id,
}
