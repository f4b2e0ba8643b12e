"""Examples: what a protocol is to answer, written by whoever reads it and tried by `comity lint`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity.protocol import tables
from comity.protocol.decision import Decision
from comity.protocol.faults import ProtocolError, listed, nearest
from comity.protocol.packs import EXAMPLES
from comity.protocol.rules import LAYERS
from comity.protocol.tables import Table
from comity.protocol.vocabulary import Vocabulary

_KEYS = ("name", "question", "facts", "expect")
_EXACT = ("by", "to", "consult")
_SINGLE = ("to_mode", "narrow", "layer")
_AT_LEAST = ("duties", "limits", "cites")
_EXPECT = ("outcome", *_SINGLE, *_EXACT, "within", "within_null", *_AT_LEAST)


@dataclass(frozen=True, slots=True)
class Example:
    """A case with the answer it must have: in `expect`, what is left out is not judged."""

    name: str
    question: str
    facts: Mapping[str, Any]
    expect: Mapping[str, Any]
    line: int | None


def read(source: bytes, words: Vocabulary) -> tuple[tuple[Example, ...], tuple[ProtocolError, ...]]:
    """The examples of examples.toml, and every fault in it."""
    try:
        found, faults = tables.read(source, EXAMPLES)
    except ProtocolError as error:
        return (), (error,)
    made = []
    for table in found:
        wrong = _faults_of(table, words)
        faults.extend(wrong)
        if not wrong:
            holds = table.holds
            case = holds.get("facts", {})
            made.append(Example(holds["name"], holds["question"], case, holds["expect"], table.line))
    return tuple(made), tuple(faults)


def _faults_of(table: Table, words: Vocabulary) -> list[ProtocolError]:
    holds = table.holds
    if table.name != "example":
        return [table.fault(f'"{table.name}" is not an example', "Write [[example]].")]
    wrong = [
        table.fault(f'an example has no "{key}"', nearest(key, _KEYS), key=key)
        for key in holds
        if key not in _KEYS
    ]
    for key in ("name", "question"):
        if not isinstance(holds.get(key), str):
            wrong.append(
                table.fault(f'"{key}" must be words in quotation marks', f'Write {key} = "…".', key=key)
            )
    expect = holds.get("expect")
    if not isinstance(expect, dict) or not expect:
        wrong.append(table.fault("the example expects nothing", 'Write expect = { outcome = "allow" }.'))
    else:
        strange = [key for key in expect if key not in _EXPECT]
        wrong += [
            table.fault(f'"expect" knows no "{one}"', nearest(one, _EXPECT), key="expect") for one in strange
        ]
        if expect.get("layer", "law") not in LAYERS:
            wrong.append(
                table.fault(f'there is no layer "{expect["layer"]}"', f"Use {listed(LAYERS)}.", key="expect")
            )
    if not isinstance(holds.get("facts", {}), dict):
        wrong.append(table.fault('"facts" must hold facts', "Write facts = { stage = 2 }.", key="facts"))
    if not wrong:
        try:
            words.question(holds["question"]).complete(holds.get("facts", {}))
        except ProtocolError as error:
            wrong.append(table.fault(error.what, error.mend, key="facts"))
    return wrong


def shortfalls(expect: Mapping[str, Any], decision: Decision) -> tuple[str, ...]:
    """Where a Decision is not what an example expects, each in plain words; none where it holds."""
    found: list[str] = []

    def want(holds: bool, what: str, is_: object, wanted: object) -> None:
        if not holds:
            found.append(f"{what} is {_said(is_)}, not {_said(wanted)}")

    allowed = expect.get("outcome", decision.outcome)
    allowed = allowed if isinstance(allowed, list) else [allowed]
    want(decision.outcome in allowed, "outcome", decision.outcome, listed(allowed))
    for key in _SINGLE:
        wanted = expect.get(key, "protocol" if key == "layer" else getattr(decision, key))
        want(getattr(decision, key) == wanted, key, getattr(decision, key), wanted)
    for key in _EXACT:
        has = getattr(decision, key)
        want(key not in expect or set(has) == set(expect[key]), key, has, expect.get(key))
    within = decision.within.as_json() if decision.within else None
    want("within" not in expect or within == expect["within"], "within", within, expect.get("within"))
    want(not expect.get("within_null") or within is None, "within", within, "left open")
    for key in _AT_LEAST:
        missing = [one for one in expect.get(key, ()) if one not in getattr(decision, key)]
        if missing:
            found.append(f"{key} lack {listed(missing, 'and')}")
    return tuple(found)


def _said(value: object) -> str:
    if value is None:
        return "left open"
    if isinstance(value, dict):
        return ", ".join(f"{amount} {unit}" for unit, amount in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return listed(value, "and") or "nobody"
    return str(value)
