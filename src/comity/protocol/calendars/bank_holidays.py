"""Bank holidays of each part of the United Kingdom: the official list, and a computed one beyond its end.

Source: the list published by the government under the Banking and Financial Dealings Act 1971 s.1 and
Sch 1, as bundled with govuk-bank-holidays (it is never downloaded); before its first and after its last
date, the holidays library computes them, and each such day says that it is computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from types import MappingProxyType

from comity.protocol.calendars.errors import CalendarError

COMPUTED = "computed, not from the official list"

# The official list's divisions, each with its name and its subdivision in the computed list.
_DIVISIONS = {
    "england-and-wales": ("England and Wales", "ENG"),
    "scotland": ("Scotland", "SCT"),
    "northern-ireland": ("Northern Ireland", "NIR"),
}

# Whose bank holidays each jurisdiction keeps. England and Wales share one list.
JURISDICTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "england": ("england-and-wales",),
        "wales": ("england-and-wales",),
        "scotland": ("scotland",),
        "northern_ireland": ("northern-ireland",),
        "united_kingdom": tuple(_DIVISIONS),
        "none": (),
    }
)


@dataclass(frozen=True, slots=True)
class BankHoliday:
    """One bank holiday: its day, its name, where it is kept, and whether it is computed only."""

    on: date
    title: str
    where: str
    computed: bool

    def __str__(self) -> str:
        note = f"; {COMPUTED}" if self.computed else ""
        return f"{self.title} (bank holiday, {self.where}{note})"


@cache
def _official(division: str) -> Mapping[date, str]:
    # Imported when first needed: it brings an HTTP library with it, which is never used here.
    library = import_module("govuk_bank_holidays.bank_holidays")
    listed = library.BankHolidays(use_cached_holidays=True).get_holidays(division=division)
    return MappingProxyType({entry["date"]: entry["title"] for entry in listed})


@cache
def _computed(division: str, year: int) -> Mapping[date, str]:
    library = import_module("holidays")
    subdivision = _DIVISIONS[division][1]
    found = library.country_holidays("GB", subdiv=subdivision, years=year)
    if not found.start_year <= year <= found.end_year:
        raise CalendarError(
            f"Bank holidays are known from {found.start_year} to {found.end_year}; {year} cannot be counted. "
            "Check the year of the date given."
        )
    return MappingProxyType(dict(found.items()))


@cache
def official_range(jurisdiction: str) -> tuple[date, date]:
    """The first and the last day for which the official list speaks for a jurisdiction.

    Both are read from the list itself: its first and its last entry (for the United Kingdom, the span
    that all three lists share). Raises CalendarError where the jurisdiction keeps no bank holidays.
    """
    lists = [_official(division) for division in divisions_of(jurisdiction)]
    if not lists:
        raise CalendarError(f"“{jurisdiction}” keeps no bank holidays, so no official list speaks for it.")
    return max(min(entries) for entries in lists), min(max(entries) for entries in lists)


def divisions_of(jurisdiction: str) -> tuple[str, ...]:
    """Whose lists a jurisdiction keeps. Raises CalendarError for one that is not known."""
    try:
        return JURISDICTIONS[jurisdiction]
    except KeyError:
        known = ", ".join(JURISDICTIONS)
        raise CalendarError(f"“{jurisdiction}” is not a jurisdiction; give one of: {known}.") from None


def is_official(jurisdiction: str, on: date) -> bool:
    """Whether the official list speaks for this day (where no bank holidays are kept: always)."""
    if not divisions_of(jurisdiction):
        return True
    first, last = official_range(jurisdiction)
    return first <= on <= last


@cache
def bank_holidays(jurisdiction: str, year: int) -> Mapping[date, BankHoliday]:
    """The bank holidays of one year, by day.

    Inside the official list's span the list alone decides, whatever is computed; outside it they are
    computed. Raises CalendarError for an unknown jurisdiction or a year that cannot be computed.
    """
    found: dict[date, list[tuple[str, str, bool]]] = {}
    divisions = divisions_of(jurisdiction)
    for division in divisions:
        place = _DIVISIONS[division][0]
        for on, title, computed in _of_division(division, year):
            found.setdefault(on, []).append((place, title, computed))
    return MappingProxyType({on: _merged(on, kept, len(divisions)) for on, kept in sorted(found.items())})


def _of_division(division: str, year: int) -> list[tuple[date, str, bool]]:
    official = _official(division)
    first, last = min(official), max(official)
    kept = [(on, title, False) for on, title in official.items() if on.year == year]
    if not (first <= date(year, 1, 1) and date(year, 12, 31) <= last):
        outside = _computed(division, year).items()
        kept += [(on, title, True) for on, title in outside if not first <= on <= last]
    return kept


def _merged(on: date, kept: list[tuple[str, str, bool]], lists: int) -> BankHoliday:
    everywhere = lists > 1 and len(kept) == lists
    where = "United Kingdom" if everywhere else "; ".join(place for place, _, _ in kept)
    return BankHoliday(on, kept[0][1], where, any(computed for _, _, computed in kept))


def disagreements(jurisdiction: str, year: int) -> tuple[tuple[date, str], ...]:
    """Weekdays of a year on which the official and the computed list differ, and what each says.

    For administrators: a day that only one of them knows may need a closure day of the council's own.
    Weekends are left out, because no council counts them as bank holidays.
    """
    found: list[tuple[date, str]] = []
    for division in divisions_of(jurisdiction):
        official, computed = _official(division), _computed(division, year)
        first, last = min(official), max(official)
        days = {on for on in official if on.year == year} ^ set(computed)
        for on in sorted(day for day in days if day.weekday() < 5 and first <= day <= last):
            said = "the official list only" if on in official else f"{COMPUTED}; counted as a working day"
            found.append((on, f"{official.get(on) or computed[on]} ({_DIVISIONS[division][0]}): {said}"))
    return tuple(found)
