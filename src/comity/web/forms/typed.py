"""What was typed, as the browser sends it, turned into what a procedure hears."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from django.http import QueryDict

from comity.procedures.fields import Field
from comity.web.clock import ZONE
from comity.web.forms import finding, keys

FILES = "files"
OURS = frozenset({"csrfmiddlewaretoken", keys.NAME, keys.FINDS, FILES})
PARTS: Mapping[str, tuple[str, ...]] = {
    "date": ("day", "month", "year"),
    "moment": ("day", "month", "year", "time"),
}
"""Kinds of field that are typed in several boxes, each sent as NAME-PART."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def raw(fields: Iterable[Field], sent: QueryDict) -> dict[str, object]:
    """Return what was sent as `comity.procedures.fields.hear` takes it: ISO dates, moments with their zone.

    What cannot be read as a date stays as it was typed, so that `hear` names the field; names that no
    field has stay too, so that it refuses them.
    """
    heard: dict[str, object] = {}
    taken = set(OURS)
    for item in fields:
        parts = PARTS.get(item.kind)
        taken.add(finding.box(item.name))
        taken |= {item.name} if parts is None else {f"{item.name}-{part}" for part in parts}
        if item.kind == "members":
            heard[item.name] = sent.getlist(item.name)
        elif parts is None:
            heard[item.name] = sent.get(item.name, "")
        else:
            heard[item.name] = _joined(item, sent)
    return heard | {name: sent.get(name, "") for name in sent if name not in taken}


def boxes(item: Field, value: object) -> dict[str, list[str]]:
    """Return what is in the boxes of a field that already has a value, as if it had been typed."""
    if item.kind == "date" and value:
        on = value if isinstance(value, date) else date.fromisoformat(str(value))
        return _in_parts(item.name, on)
    if item.kind == "moment" and value:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        local = at.astimezone(ZONE)
        return {**_in_parts(item.name, local.date()), f"{item.name}-time": [f"{local:%H:%M}"]}
    if item.kind == "yes_no" and isinstance(value, bool):
        return {item.name: ["yes" if value else "no"]}
    values = value if isinstance(value, list | tuple) else [value]
    return {item.name: [str(one) for one in values if one is not None]}


def _in_parts(name: str, on: date) -> dict[str, list[str]]:
    return {f"{name}-day": [str(on.day)], f"{name}-month": [str(on.month)], f"{name}-year": [str(on.year)]}


def _joined(item: Field, sent: QueryDict) -> str:
    said = [sent.get(f"{item.name}-{part}", "").strip() for part in PARTS[item.kind]]
    if not any(said):
        return ""
    as_typed = " ".join(part or "?" for part in said)
    try:
        on = date(int(said[2]), _month(said[1]), int(said[0]))
        if item.kind == "date":
            return on.isoformat()
        return datetime.combine(on, time_of(said[3]), tzinfo=ZONE).isoformat()
    except ValueError:
        return as_typed


def _month(text: str) -> int:
    short = text[:3].lower()
    return _MONTHS.index(short) + 1 if short in _MONTHS else int(text)


def time_of(text: str) -> time:
    """Return a time as people type it: 14:30, 2.30pm, 9am. Raises ValueError for what is none."""
    plain = text.lower().replace(" ", "").replace(".", ":")
    half = plain[-2:] if plain[-2:] in ("am", "pm") else ""
    hour, _, minute = plain.removesuffix(half).partition(":")
    number = int(hour)
    if half:
        if not 1 <= number <= 12:
            raise ValueError("no such hour")
        number = number % 12 + (12 if half == "pm" else 0)
    return time(number, int(minute or 0))
