"""When an office is open in an ordinary week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from comity.protocol.calendars.errors import CalendarError

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MIDNIGHT = time(0, 0)

Opening = tuple[time, time]


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The hours an office keeps on each day of the week, Monday first; None where it is closed all day.

    A day is open from its start up to, but not at, its end. An end of 00:00 means midnight at the end of
    that day. A day with hours is a working day unless it is a bank holiday or a closure day, so hours are
    entered for a Saturday only where the council counts Saturday as a working day.
    Raises CalendarError for anything but seven days, a start that is not before its end, or no open day.
    """

    week: tuple[Opening | None, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "week", tuple(tuple(day) if day else None for day in self.week))
        if len(self.week) != 7:
            raise CalendarError(f"Office hours need seven days, Monday first; {len(self.week)} were given.")
        for name, day in zip(WEEKDAYS, self.week, strict=True):
            if day and day[1] != MIDNIGHT and day[0] >= day[1]:
                raise CalendarError(
                    f"Office hours on {name} start at {day[0]:%H:%M} and end at {day[1]:%H:%M}; "
                    "the start must come before the end."
                )
        if not any(self.week):
            raise CalendarError("The office is never open, so nothing could fall due; give hours for a day.")

    @classmethod
    def standard(cls) -> OfficeHours:
        """Nine to five, Monday to Friday."""
        return cls.weekdays(time(9), time(17))

    @classmethod
    def weekdays(cls, start: time, end: time) -> OfficeHours:
        """The same hours from Monday to Friday, closed at weekends."""
        return cls(((start, end),) * 5 + (None, None))

    @classmethod
    def of(cls, hours: Mapping[str, Opening]) -> OfficeHours:
        """Hours by the name of the day ("Monday"); a day not named is closed.

        Raises CalendarError for a name that is not a day of the week.
        """
        for name in hours:
            if name not in WEEKDAYS:
                raise CalendarError(f"“{name}” is not a day of the week; give {', '.join(WEEKDAYS)}.")
        return cls(tuple(hours.get(name) for name in WEEKDAYS))

    @classmethod
    def weekdays_all_day(cls) -> OfficeHours:
        """Monday to Friday, from midnight to midnight: for counts of whole working days."""
        return cls.weekdays(MIDNIGHT, MIDNIGHT)

    @classmethod
    def round_the_clock(cls) -> OfficeHours:
        """Every day, from midnight to midnight: for counts of plain days."""
        return cls(((MIDNIGHT, MIDNIGHT),) * 7)

    @property
    def all_day(self) -> bool:
        """Whether these are whole days rather than the hours of an office with people in it."""
        return all(day is None or day == (MIDNIGHT, MIDNIGHT) for day in self.week)
