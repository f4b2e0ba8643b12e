"""The pages' clock: the one place where they read the time."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

ZONE = ZoneInfo("Europe/London")
"""The zone in which every council of the United Kingdom lives."""


def now() -> datetime:
    """Return this moment, with its zone."""
    return timezone.now()


def today(at: datetime) -> date:
    """Return the day that it is in the council at this moment."""
    return at.astimezone(ZONE).date()
