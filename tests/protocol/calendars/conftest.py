"""The councils of these stories, and a short way to write a moment in their time."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from comity.protocol.calendars import Calendar, ClosureDay

LONDON = ZoneInfo("Europe/London")


@pytest.fixture(scope="session")
def at() -> Callable[[str], datetime]:
    """A moment of local time, written as 2026-06-05 18:05."""
    return lambda text: datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.fixture(scope="session")
def city() -> Calendar:
    """An English city, nine to five, with a conference of its staff on Wednesday 10 June 2026."""
    return Calendar("england", (ClosureDay(date(2026, 6, 10), "staff conference", date(2026, 1, 5)),))
