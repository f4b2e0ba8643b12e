"""How much time a rule gives, and the pauses in which the clock stands still."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol as Typed

from comity.protocol.calendars.errors import CalendarError, require_aware

UNITS = {
    "working_days": "working day",
    "working_hours": "working hour",
    "hours": "hour",
    "days": "day",
    "clear_days": "clear day",
}
WORKING_UNITS = frozenset({"working_days", "working_hours"})
_LONGEST = 10_000


class Limit(Typed):
    """Anything that names a unit and an amount, as the answer of a protocol does."""

    @property
    def unit(self) -> str:
        """One of the units."""

    @property
    def amount(self) -> int:
        """How many of them."""


@dataclass(frozen=True, slots=True)
class Within:
    """An amount of time as a protocol gives it: five working days, 48 hours, three clear days.

    `unit` is one of working_days, working_hours, hours, days, clear_days; `amount` a whole number from 1.
    Raises CalendarError for anything else.
    """

    unit: str
    amount: int

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise CalendarError(f"“{self.unit}” is not a unit of time; give one of: {', '.join(UNITS)}.")
        if not isinstance(self.amount, int) or isinstance(self.amount, bool):
            raise CalendarError(f"The number of {self.unit} must be a whole number, not {self.amount!r}.")
        if not 1 <= self.amount <= _LONGEST:
            raise CalendarError(
                f"The number of {self.unit} must be from 1 to {_LONGEST}; {self.amount} was given."
            )

    @classmethod
    def of(cls, value: Mapping[str, int]) -> Within:
        """Read the form of the packs: {"working_days": 5}. Raises CalendarError for any other form."""
        if not isinstance(value, Mapping) or len(value) != 1:
            raise CalendarError(
                f'A time limit is one unit and its number, as {{"working_days": 5}}; {value!r} was given.'
            )
        ((unit, amount),) = value.items()
        return cls(unit, amount)

    @classmethod
    def like(cls, limit: Limit) -> Within:
        """The same time limit as one of these, whoever made it. Raises CalendarError where it is not one."""
        return limit if isinstance(limit, cls) else cls(limit.unit, limit.amount)

    def as_json(self) -> dict[str, int]:
        """The form of the packs: {"working_days": 5}."""
        return {self.unit: self.amount}

    def __str__(self) -> str:
        return f"{self.amount} {UNITS[self.unit]}{'' if self.amount == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which a clock stands still, and why; `end` is None while it lasts.

    Raises CalendarError where a time has no zone or the end comes before the start.
    """

    start: datetime
    end: datetime | None
    why: str

    def __post_init__(self) -> None:
        require_aware(self.start, "The start of a pause")
        if self.end is not None:
            require_aware(self.end, "The end of a pause")
            if self.end.timestamp() < self.start.timestamp():
                raise CalendarError(
                    f"A pause ends ({self.end.isoformat()}) before it begins ({self.start.isoformat()})."
                )


def merged(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """The pauses in order, those that overlap joined into one, so that no time is credited twice."""
    out: list[Pause] = []
    for pause in sorted(pauses, key=lambda p: (p.start.timestamp(), p.why)):
        last = out[-1] if out else None
        if last is None or (last.end is not None and last.end.timestamp() <= pause.start.timestamp()):
            out.append(pause)
            continue
        ends = [last.end, pause.end]
        end = None if None in ends else max((e for e in ends if e), key=datetime.timestamp)
        why = last.why if pause.why in last.why.split("; ") else f"{last.why}; {pause.why}"
        out[-1] = Pause(last.start, end, why)
    return tuple(out)
