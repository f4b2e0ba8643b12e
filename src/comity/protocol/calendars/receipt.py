"""The receipt of a deadline: every step of the count, so that anybody can check it by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from comity.protocol.calendars.bank_holidays import COMPUTED
from comity.protocol.calendars.errors import CalendarError
from comity.protocol.calendars.within import WORKING_UNITS, Pause, Within
from comity.protocol.calendars.words import say_date, say_length, say_moment, sentence

_LAYERS = {"protocol": "The protocol says", "law": "The law says", "house": "The house default says"}


class PassedOver(NamedTuple):
    """A day that was not counted, and why."""

    on: date
    why: str


class Source(NamedTuple):
    """Who gives the time: the layer, the clauses or sections, and the sentence that explains it."""

    layer: str
    cites: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class CreditedPause:
    """A pause and the time it gave back; None while the pause lasts."""

    start: datetime
    end: datetime | None
    why: str
    credited: timedelta | None

    def as_pause(self) -> Pause:
        """The pause alone, to count with again."""
        return Pause(self.start, self.end, self.why)


@dataclass(frozen=True, slots=True)
class Receipt:
    """How a due date came about: received when, counted from when, each day passed over, each pause.

    `due` is None while a pause lasts. All times are in the calendar's zone. `origin` is receipt or
    before_event; with before_event `received` is when the event begins and `due` the last moment at which
    notice may be given. `computed` says that a day of the count lies beyond the official list of bank
    holidays. `round_number` is 1, and one more after each reopening. A receipt is kept as it is: reading
    it back never counts again.
    """

    received: datetime
    counted_from: datetime
    day_one: date
    day_one_why: str
    passed_over: tuple[PassedOver, ...]
    pauses: tuple[CreditedPause, ...]
    due: datetime | None
    within: Within
    calendar: str
    zone: str
    sources: tuple[Source, ...]
    computed: bool
    origin: str = "receipt"
    round_number: int = 1

    @property
    def paused_since(self) -> datetime | None:
        """Since when the clock stands still, or None where it runs."""
        return self.pauses[-1].start if self.due is None and self.pauses else None

    @property
    def credited(self) -> timedelta:
        """The time that finished pauses gave back, all together."""
        return sum((p.credited for p in self.pauses if p.credited is not None), timedelta(0))

    def lines(self) -> tuple[str, ...]:
        """The receipt in plain English, a sentence a line, for the page and the letter."""
        out = [self._received_line(), f"Day one is {say_date(self.day_one)}: {self.day_one_why}."]
        if self.passed_over:
            days = "; ".join(_say_passed(day) for day in self.passed_over)
            out.append(f"Not counted: {days}.")
        out += [self._pause_line(pause) for pause in self.pauses]
        out.append(self._due_line())
        out += [_say_source(source) for source in self.sources]
        if self.computed:
            out.append(f"Bank holidays in this count are partly {COMPUTED}.")
        return tuple(out)

    def _received_line(self) -> str:
        if self.origin == "before_event":
            return f"The event is at {say_moment(self.received)}."
        again = f" (round {self.round_number}, with the full time)" if self.round_number > 1 else ""
        return f"Received at {say_moment(self.received)}{again}."

    def _pause_line(self, pause: CreditedPause) -> str:
        if pause.end is None and pause.credited is None:
            return f"Paused since {say_moment(pause.start)} ({pause.why})."
        kind = "working time" if self.within.unit in WORKING_UNITS else "time"
        given = pause.credited or timedelta(0)
        back = f"{say_length(given)} of {kind} given back" if given else f"no {kind} given back"
        until = say_moment(pause.end) if pause.end is not None else "now"
        return f"Paused from {say_moment(pause.start)} to {until} ({pause.why}): {back}."

    def _due_line(self) -> str:
        if self.due is None:
            since = self.paused_since
            return f"No due date while it is paused{f' (since {say_moment(since)})' if since else ''}."
        if self.origin == "before_event":
            return f"Notice by {say_moment(self.due)} ({self.within} before, by {self.calendar} calendar)."
        return f"Due by {say_moment(self.due)} ({self.within}, by {self.calendar} calendar)."

    def as_json(self) -> dict[str, Any]:
        """The receipt as plain JSON values; `from_json` gives the same receipt back."""
        return {
            "received": self.received.isoformat(),
            "counted_from": self.counted_from.isoformat(),
            "day_one": self.day_one.isoformat(),
            "day_one_why": self.day_one_why,
            "passed_over": [[day.on.isoformat(), day.why] for day in self.passed_over],
            "pauses": [_pause_json(pause) for pause in self.pauses],
            "due": self.due.isoformat() if self.due is not None else None,
            "within": self.within.as_json(),
            "calendar": self.calendar,
            "zone": self.zone,
            "sources": [[s.layer, list(s.cites), s.because] for s in self.sources],
            "computed": self.computed,
            "origin": self.origin,
            "round": self.round_number,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Receipt:
        """Read a receipt back as it was written. Raises CalendarError where a part cannot be read."""
        try:
            zone = ZoneInfo(value["zone"])
            due = value["due"]
            return cls(
                received=_moment(value["received"], zone),
                counted_from=_moment(value["counted_from"], zone),
                day_one=date.fromisoformat(value["day_one"]),
                day_one_why=value["day_one_why"],
                passed_over=tuple(PassedOver(date.fromisoformat(d), why) for d, why in value["passed_over"]),
                pauses=tuple(_read_pause(pause, zone) for pause in value["pauses"]),
                due=None if due is None else _moment(due, zone),
                within=Within.of(value["within"]),
                calendar=value["calendar"],
                zone=value["zone"],
                sources=tuple(Source(layer, tuple(cites), why) for layer, cites, why in value["sources"]),
                computed=value["computed"],
                origin=value["origin"],
                round_number=value["round"],
            )
        except (KeyError, TypeError, ValueError, OSError) as fault:
            raise CalendarError(f"This is not a receipt as it was written: {fault!r}.") from fault


def _moment(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).astimezone(zone)


def _pause_json(pause: CreditedPause) -> dict[str, Any]:
    credited = pause.credited
    return {
        "start": pause.start.isoformat(),
        "end": pause.end.isoformat() if pause.end is not None else None,
        "why": pause.why,
        "credited_microseconds": credited // timedelta(microseconds=1) if credited is not None else None,
    }


def _read_pause(value: Mapping[str, Any], zone: ZoneInfo) -> CreditedPause:
    end, credited = value["end"], value["credited_microseconds"]
    return CreditedPause(
        _moment(value["start"], zone),
        None if end is None else _moment(end, zone),
        value["why"],
        None if credited is None else timedelta(microseconds=credited),
    )


def _say_passed(day: PassedOver) -> str:
    said = say_date(day.on)
    return said if said.startswith(f"{day.why} ") else f"{said}, {day.why}"


def _say_source(source: Source) -> str:
    cites = f" ({', '.join(source.cites)})" if source.cites else ""
    return f"{_LAYERS.get(source.layer, source.layer)}{cites}: {sentence(source.because)}"
