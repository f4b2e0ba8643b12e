"""Tells what happened in a demonstration council: each step by whoever took it, at its time, by the door."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from comity.council.calendars import calendar_of
from comity.council.context import within
from comity.demo.building import Built
from comity.matters import files, ledger, outbox, sweep
from comity.matters.actors import actor
from comity.matters.models import Alarm, Letter
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import Field, hear
from comity.procedures.shape import Procedure
from comity.protocol.calendars import Calendar

Deliver = Callable[[Letter, str], None]

USUAL = "enquiry"
"""What a story tells of where it does not say."""

DEFAULTS: Mapping[str, object] = {"share": "nobody", "emergency": "no", "personal": "none", "whole": "whole"}
_KEPT_IN = {"ward": "wards", "service": "services", "member": "people", "officer": "people", "post": "posts"}
_OURS = frozenset({"ago", "at", "who", "step", "acting_for", "attach"})


@dataclass(frozen=True, slots=True)
class _Line:
    """One step of a story: when, in which procedure, and as the description has it; `story` is its number."""

    when: datetime
    story: int
    place: int
    procedure: Procedure
    told: Mapping[str, Any]


class Telling:
    """The stories of one council, told in the order of time, while its clocks run as they would have."""

    def __init__(
        self, built: Built, stories: list[Mapping[str, Any]], *, now: datetime, deliver: Deliver
    ) -> None:
        self.built = built
        self.now = now
        self.deliver = deliver
        self.matters: dict[int, int] = {}
        with within(built.council, system=True):
            self.calendar = calendar_of(built.council, on=now.date())
        self.lines = sorted(self._lines(stories), key=lambda line: (line.when, line.story, line.place))

    def tell(self) -> Iterator[None]:
        """Take every step, and let ring and go out what was due before it; yields after each step."""
        for line in self.lines:
            self._until(line.when)
            self._step(line)
            yield
        self._until(self.now)

    def _lines(self, stories: list[Mapping[str, Any]]) -> Iterator[_Line]:
        for number, story in enumerate(stories):
            procedure = PROCEDURES[story.get("procedure", USUAL)]
            for place, told in enumerate(story["step"]):
                day = working_day(self.calendar, self.now.astimezone(self.calendar.tz).date(), told["ago"])
                when = datetime.combine(day, time.fromisoformat(told["at"]), self.calendar.tz)
                yield _Line(when, number, place, procedure, told)

    def _step(self, line: _Line) -> None:
        told, built = line.told, self.built
        person = built.people[told["who"]]
        step = line.procedure.step(told["step"])
        with within(built.council, person):
            said = hear(step.says, self._typed(step.says, line))
            for_whom = built.people[told["acting_for"]] if "acting_for" in told else None
            by = actor(person, line.when.date(), acting_for=for_whom)
            uploads = [files.Upload(name, text.encode()) for name, text in told.get("attach", {}).items()]
            if step.opens():
                entry = ledger.begin(
                    built.council, built.edition, line.procedure.name, step.name, said,
                    by=by, at=line.when, uploads=uploads,
                )  # fmt: skip
                self.matters[line.story] = entry.matter_id
            else:
                ledger.take(self.matters[line.story], step.name, said, by=by, at=line.when, uploads=uploads)

    def _typed(self, fields: tuple[Field, ...], line: _Line) -> dict[str, object]:
        """What was typed, with people, places and days as the form would send them."""
        given = {name: value for name, value in line.told.items() if name not in _OURS}
        known = {item.name: item for item in fields}
        typed = {name: value for name, value in DEFAULTS.items() if name in known} | given
        return {
            name: self._value(known[name], value, line.when) if name in known else value
            for name, value in typed.items()
        }

    def _value(self, item: Field, value: Any, when: datetime) -> object:
        built = self.built
        match item.kind:
            case "ward" | "service" | "member" | "officer" | "post":
                rows: Mapping[str, Any] = getattr(built, _KEPT_IN[item.kind])
                return str(rows[value].pk)
            case "members":
                return [str(built.people[one].pk) for one in value]
            case "date" if value < 1:
                return working_day(self.calendar, when.date(), -value).isoformat()
            case "date":
                days = self.calendar.working_days_after(when.date())
                return next(islice(days, value - 1, None)).isoformat()
            case "moment":
                return datetime.combine(when.date(), time.fromisoformat(value), self.calendar.tz).isoformat()
        return value

    def _until(self, moment: datetime) -> None:
        """Let the time pass until a moment: what would have rung rings, and letters go out as they would."""
        while (due := self._next()) is not None and due[0] <= moment:
            when, alarm = due
            if alarm is not None:
                sweep.ring(self.built.council, alarm, at=when)
                continue
            for letter in outbox.claim(self.built.council, at=when):
                outbox.send(self.built.council, letter, self.deliver, at=when)

    def _next(self) -> tuple[datetime, int | None] | None:
        """What happens by itself next: an alarm, or (None) letters that are ready."""
        with within(self.built.council, system=True):
            armed = Alarm.objects.filter(fired=None).order_by("rings", "pk")
            alarm = armed.values_list("rings", "pk").first()
            letters = Letter.objects.filter(sent=None, dropped=None, claimed=None).order_by("held_until")
            held = letters.values_list("held_until", flat=True).first()
        if held is not None and (alarm is None or held <= alarm[0]):
            return held, None
        return alarm


def working_day(calendar: Calendar, today: date, ago: int) -> date:
    """The working day so many working days before today; 1 is the last one before today."""
    if ago == 0:
        return today
    return next(islice(calendar.working_days_before(today), ago - 1, None))


def beginning(now: datetime) -> datetime:
    """When the demonstration councils began: long enough ago for every story."""
    return now - timedelta(days=400)
