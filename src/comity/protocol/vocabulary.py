"""The questions every protocol is asked, and the words its answers are made of.

The vocabulary is data (`data/questions.yaml`): a pack may use its names and no others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from comity.protocol.faults import ProtocolError, listed, nearest, spoken

Value = bool | int | str

FILE = "questions.yaml"
NARROWS = ("own_group", "other_groups", "own_ward", "own_service")
TO_MODES = ("any", "all", "in_order")
UNITS = ("working_days", "working_hours", "hours", "days", "clear_days")
KINDS = ("county", "district", "unitary", "metropolitan", "london_borough", "parish")
GOVERNANCES = ("leader_and_cabinet", "mayor_and_cabinet", "committee", "parish")
JURISDICTIONS = ("england", "wales", "scotland", "northern_ireland")


class Facts(Mapping[str, Value]):
    """The facts of one case, complete and in the vocabulary's order; it never changes."""

    __slots__ = ("_hash", "_values")

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = dict(values)
        self._hash = hash(tuple(self._values.items()))

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self._values) == dict(other)

    def __repr__(self) -> str:
        return f"Facts({self._values!r})"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that matters to a question, with the values it may have; the first is the default."""

    name: str
    values: tuple[Value, ...]

    @property
    def default(self) -> Value:
        """The value taken where nothing is said."""
        return self.values[0]

    def admits(self, value: object) -> bool:
        """Whether this is one of the values; true is not 1."""
        return any(type(value) is type(one) and value == one for one in self.values)

    def read(self, text: str) -> Value:
        """The value somebody typed. Raises ProtocolError, with the values there are."""
        for value in self.values:
            if spoken(value) == text.strip().lower():
                return value
        raise self.refusal(text)

    def refusal(self, value: object, *, file: str | None = None, line: int | None = None) -> ProtocolError:
        """Why a value is not accepted."""
        hint = nearest(spoken(value), [str(v) for v in self.values if isinstance(v, str)], many=0)
        close = hint if hint.startswith("Did") else f"Use {listed(self.values)}."
        shown = f'"{value}"' if isinstance(value, str) else spoken(value)
        return ProtocolError(f'the fact "{self.name}" cannot be {shown}', file=file, line=line, mend=close)


@dataclass(frozen=True, slots=True)
class Question:
    """A question that every protocol is asked, and the facts its answer may turn on."""

    name: str
    asks: str
    facts: tuple[Fact, ...]

    def fact(self, name: str) -> Fact:
        """The fact of this name. Raises ProtocolError, with the facts there are."""
        for fact in self.facts:
            if fact.name == name:
                return fact
        names = [fact.name for fact in self.facts]
        mend = nearest(name, names) if names else "It takes no facts: leave this out."
        raise ProtocolError(f'the question "{self.name}" knows no fact "{name}"', mend=mend)

    def complete(self, given: Mapping[str, object]) -> Facts:
        """What was said, with the default for each fact left out.

        Raises ProtocolError for a fact or a value that the question does not know.
        """
        for name, value in given.items():
            fact = self.fact(name)
            if not fact.admits(value):
                raise fact.refusal(value)
        return Facts({f.name: given.get(f.name, f.default) for f in self.facts})  # type: ignore[misc]

    def combinations(self) -> Iterator[Facts]:
        """Every case there can be, one by one."""
        names = [fact.name for fact in self.facts]
        for values in product(*(fact.values for fact in self.facts)):
            yield Facts(dict(zip(names, values, strict=True)))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every name a pack may use, with what it means."""

    outcomes: Mapping[str, str] = field(compare=False)
    posts: Mapping[str, str] = field(compare=False)
    duties: Mapping[str, str] = field(compare=False)
    limits: Mapping[str, str] = field(compare=False)
    questions: Mapping[str, Question] = field(compare=False)
    digest: str

    def question(self, name: str) -> Question:
        """The question of this name. Raises ProtocolError with the nearest spelling."""
        found = self.questions.get(name)
        if found is None:
            hint = nearest(name, self.questions)
            raise ProtocolError(f'there is no question "{name}"', mend=hint)
        return found


def read(text: bytes, *, file: str = FILE) -> Vocabulary:
    """A vocabulary from its YAML text. Raises ProtocolError where it cannot be read."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        tree = yaml.load(text, Loader=loader)  # noqa: S506 - the safe loader, in C where there is one
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else None
        raise ProtocolError("this is not YAML", file=file, line=line, mend="Mend the line.") from error
    parts = {"outcomes", "posts", "duties", "limits", "questions"}
    if not isinstance(tree, dict) or set(tree) != parts:
        raise ProtocolError(f"the vocabulary has these parts: {listed(sorted(parts), 'and')}", file=file)
    words = {part: MappingProxyType(_words(tree, part, file)) for part in sorted(parts - {"questions"})}
    questions = {name: _question(name, body, file) for name, body in tree["questions"].items()}
    digest = hashlib.sha256(text).hexdigest()
    return Vocabulary(**words, questions=MappingProxyType(questions), digest=digest)


def _words(tree: dict[str, Any], part: str, file: str) -> dict[str, str]:
    words = tree[part]
    if not isinstance(words, dict):
        raise ProtocolError(f'"{part}" must be a list of names, each with what it means', file=file)
    return {str(name): str(meaning) for name, meaning in words.items()}


def _question(name: str, body: Any, file: str) -> Question:
    if not isinstance(body, dict) or set(body) != {"asks", "facts"}:
        raise ProtocolError(f'the question "{name}" needs "asks" and "facts", and nothing else', file=file)
    facts = tuple(_fact(name, fact, values, file) for fact, values in body["facts"].items())
    return Question(name=name, asks=str(body["asks"]), facts=facts)


def _fact(question: str, name: str, values: Any, file: str) -> Fact:
    where = f'the fact "{name}" of "{question}"'
    if not isinstance(values, list) or not values:
        raise ProtocolError(f"{where} needs a list of values; the first is the default", file=file)
    kinds = {type(value) for value in values}
    if len(kinds) != 1 or not kinds <= {bool, int, str}:
        raise ProtocolError(
            f"the values of {where} must all be words, all numbers or true and false", file=file
        )
    if len(set(values)) != len(values):
        raise ProtocolError(f"{where} has a value twice", file=file)
    return Fact(name=name, values=tuple(values))


def source() -> bytes:
    """The text of the vocabulary that comes with Comity."""
    return (Path(__file__).parent / "data" / FILE).read_bytes()


@lru_cache(maxsize=1)
def load() -> Vocabulary:
    """The vocabulary that comes with Comity."""
    return read(source())
