"""What is said when a calendar is asked for something it cannot do."""

from __future__ import annotations

from datetime import datetime


class CalendarError(ValueError):
    """The calendar was given something it cannot count with; the message says what, and what to do."""


def require_aware(instant: datetime, what: str) -> None:
    """Refuse a time that does not say its time zone, because nobody could tell when it was.

    Raises CalendarError naming `what` was given.
    """
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise CalendarError(f"{what} ({instant.isoformat()}) has no time zone; give it with one.")
