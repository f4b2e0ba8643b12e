"""What several commands ask for in the same way: a pack, a question and its facts, a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from comity.protocol import packs
from comity.protocol.faults import ProtocolError, spoken
from comity.protocol.packs import Pack
from comity.protocol.vocabulary import Question, Value


def folder(name: str) -> Path:
    """The folder of a shipped pack by name, or the folder itself. Raises ProtocolError for neither."""
    place = Path(name)
    if name.split("/", maxsplit=1)[0] not in packs.shipped() and (place / packs.ABOUT).is_file():
        return place
    return packs.folder_of(name)


def pack(name: str, question: str) -> Pack:
    """A pack by name or folder, read for one question. Raises ProtocolError where there is none."""
    return packs.load(folder(name), only=question)


def facts(question: Question, typed: Sequence[str]) -> dict[str, Value]:
    """Facts typed as name=value. Raises ProtocolError for what the question does not know."""
    found: dict[str, Value] = {}
    for pair in typed:
        name, equals, text = pair.partition("=")
        if not equals:
            raise ProtocolError(
                f'"{pair}" is not a fact', mend="Write it as name=value, for instance stage=2."
            )
        if name in found:
            raise ProtocolError(f'the fact "{name}" is given twice', mend="Leave one of them out.")
        found[name] = question.fact(name).read(text)
    return found


def day(text: str) -> date:
    """A day written as 2026-01-31. Raises ProtocolError where it is not one."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ProtocolError(f'"{text}" is not a day', mend="Write it as 2026-01-31.") from error


def shown(given: Mapping[str, Value]) -> str:
    """Facts as one types them, in brackets; empty where there are none."""
    typed = " ".join(f"{name}={spoken(value)}" for name, value in given.items())
    return f"  [{typed}]" if typed else ""
