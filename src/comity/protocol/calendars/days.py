"""Which days count: a council's calendar, the calendar of freedom of information, and plain days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from comity.protocol.calendars.bank_holidays import bank_holidays, divisions_of, is_official
from comity.protocol.calendars.errors import CalendarError
from comity.protocol.calendars.hours import MIDNIGHT, WEEKDAYS, OfficeHours

ONE_DAY = timedelta(days=1)
_LONGEST_CLOSURE = 400  # days in a row that an office may be closed before the calendar is called wrong
_END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class ClosureDay:
    """A day on which the council's offices are closed though it is no bank holiday, and why.

    `announced_on` is the day it was made known, where that is recorded.
    """

    on: date
    reason: str
    announced_on: date | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Whose days count: bank holidays by jurisdiction, closure days, office hours and a time zone.

    A working day is a day with office hours that is neither a bank holiday nor a closure day.
    `receipt_waits` says whether what arrives while the office is closed counts as received when it next
    opens. `name` is how a receipt speaks of it ("the council's").
    Raises CalendarError for an unknown jurisdiction or time zone.
    """

    jurisdiction: str
    closure_days: tuple[ClosureDay, ...] = ()
    office_hours: OfficeHours = field(default_factory=OfficeHours.standard)
    zone: str = "Europe/London"
    name: str = "the council's"
    receipt_waits: bool = True
    tz: ZoneInfo = field(init=False, repr=False, compare=False)
    _closures: dict[date, ClosureDay] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        divisions_of(self.jurisdiction)
        try:
            zone = ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise CalendarError(
                f"“{self.zone}” is not a time zone; give one such as Europe/London."
            ) from None
        object.__setattr__(self, "tz", zone)
        object.__setattr__(self, "closure_days", tuple(self.closure_days))
        closures: dict[date, ClosureDay] = {}
        for closure in self.closure_days:
            closures.setdefault(closure.on, closure)
        object.__setattr__(self, "_closures", closures)

    def why_closed(self, on: date) -> str | None:
        """Why a day does not count ("Saturday", "Closed: staff conference"), or None for a working day."""
        weekday = on.weekday()
        hours = self.office_hours.week[weekday]
        if hours is None and weekday >= 5:
            return WEEKDAYS[weekday]
        holiday = bank_holidays(self.jurisdiction, on.year).get(on)
        if holiday is not None:
            return str(holiday)
        closure = self._closures.get(on)
        if closure is not None:
            return f"Closed: {closure.reason}"
        return f"{WEEKDAYS[weekday]} (no office hours)" if hours is None else None

    def closure_on(self, on: date) -> ClosureDay | None:
        """The closure day entered for a day, if there is one."""
        return self._closures.get(on)

    def is_working_day(self, on: date) -> bool:
        """Whether the day counts as a working day."""
        return self.why_closed(on) is None

    def is_official(self, on: date) -> bool:
        """Whether the official list of bank holidays speaks for this day."""
        return is_official(self.jurisdiction, on)

    def working_days_after(self, on: date) -> Iterator[date]:
        """The working days after a day, one by one, without end."""
        return self._walk(on, ONE_DAY)

    def working_days_before(self, on: date) -> Iterator[date]:
        """The working days before a day, the nearest first, without end."""
        return self._walk(on, -ONE_DAY)

    def _walk(self, on: date, step: timedelta) -> Iterator[date]:
        closed = 0
        while closed < _LONGEST_CLOSURE:
            on += step
            if self.why_closed(on) is None:
                closed = 0
                yield on
            else:
                closed += 1
        raise CalendarError(
            f"The calendar has no working day for {_LONGEST_CLOSURE} days next to {on.isoformat()}; "
            "check its closure days."
        )

    def next_working_day(self, on: date) -> date:
        """The first working day after this one."""
        return next(self.working_days_after(on))

    def previous_working_day(self, on: date) -> date:
        """The last working day before this one."""
        return next(self.working_days_before(on))

    def hours_on(self, on: date) -> tuple[datetime, datetime] | None:
        """When the office opens and closes on a day, as instants in UTC; None on a closed day."""
        hours = self.office_hours.week[on.weekday()]
        if hours is None or self.why_closed(on) is not None:
            return None
        start, end = hours
        last = on + ONE_DAY if end == MIDNIGHT else on
        opens = datetime.combine(on, start, self.tz).astimezone(UTC)
        return opens, datetime.combine(last, end, self.tz).astimezone(UTC)

    def opening_of(self, on: date) -> datetime:
        """When the office opens on a day, local time. Raises CalendarError on a closed day."""
        hours = self.hours_on(on)
        if hours is None:
            raise CalendarError(f"The office does not open on {on.isoformat()}: {self.why_closed(on)}.")
        return self.local(hours[0])

    def close_of(self, on: date) -> datetime:
        """The last moment of a working day, local time: its close, or 23:59:59 where it runs to midnight.

        Raises CalendarError on a day without office hours.
        """
        hours = self.office_hours.week[on.weekday()]
        if hours is None:
            raise CalendarError(f"The office keeps no hours on {on.isoformat()}, so nothing closes then.")
        end = hours[1]
        return datetime.combine(on, _END_OF_DAY if end == MIDNIGHT else end, self.tz)

    def end_of(self, on: date) -> datetime:
        """The last second of a calendar day, local time."""
        return datetime.combine(on, _END_OF_DAY, self.tz)

    def local(self, instant: datetime) -> datetime:
        """The same instant in this calendar's time zone."""
        return instant.astimezone(self.tz)


def foi_calendar() -> Calendar:
    """The calendar of freedom of information requests.

    A bank holiday anywhere in the United Kingdom is not a working day (Freedom of Information Act 2000
    s.10(6)); the time runs from the day after the date of receipt itself, at whatever hour (s.10(1)), to
    the end of the last day. A council's own closure days do not count.
    """
    return Calendar(
        "united_kingdom",
        office_hours=OfficeHours.weekdays_all_day(),
        name="the freedom of information",
        receipt_waits=False,
    )


def plain_days(zone: str = "Europe/London") -> Calendar:
    """A calendar in which every day counts, midnight to midnight: no weekends, no bank holidays."""
    return Calendar(
        "none", office_hours=OfficeHours.round_the_clock(), zone=zone, name="the plain", receipt_waits=False
    )
