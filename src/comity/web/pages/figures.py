"""Figures: how enquiries are answered here, as tables, as a picture and as a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from comity.council.calendars import calendar_of
from comity.council.models import Service
from comity.matters import figures, policy
from comity.matters.figures import ALL, Kept, Period
from comity.matters.models import Matter
from comity.protocol.calendars import Calendar
from comity.web import clock
from comity.web.administrators import administers
from comity.web.picture import Bar, bars
from comity.web.places import url
from comity.web.sheet import csv_file
from comity.web.visit import Visit

HANDLES_ALL = frozenset({"role:democratic_services", "role:clerk"})
SEES_WHOLE = HANDLES_ALL | {"role:chief_executive", "role:monitoring_officer", "role:member"}
BACK = 36
"""Months that can be chosen, the present one included."""

FEWER = "fewer than 5"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures somebody asks for: of which matters, in which months, and whether small numbers show."""

    matters: QuerySet[Matter]
    period: Period
    whole: bool
    shown: bool
    error: str = ""


@require_safe
def page(request: Visit) -> HttpResponse:
    """The figures of a period, the last twelve months where none is chosen."""
    asked, calendar = asked_for(request), _calendar(request)
    kept = figures.kept(asked.matters, asked.period, now=request.now, shown=asked.shown)
    done = figures.answers(asked.matters, asked.period, shown=asked.shown)
    services = _services(kept, done)
    service = request.GET.get("service", "")
    chosen = next((key for key, _ in services if str(key) == service), ALL)
    months = [(month, kept.get((chosen, month), Kept(0, 0))) for month in asked.period.months]
    whose = dict(services).get(chosen, "all services")
    context = {
        "asked": asked,
        "choices": [(f"{month:%Y-%m}", f"{month:%B %Y}") for month in reversed(_choices(request.now))],
        "services": [(str(key), name) for key, name in services],
        "service": str(chosen) if chosen != ALL else "",
        "whose": whose,
        "total": kept[ALL, ALL],
        "answered": done[ALL],
        "months": months,
        "picture": _picture(months, whose),
        "by_service": [(name, kept.get((key, ALL), Kept(0, 0)), done.get(key)) for key, name in services],
        "standing": figures.standing(
            asked.matters, asked.period, calendar, now=request.now, shown=asked.shown
        ),
        "say": Words(calendar),
        "file": f"{url(request, 'figures_file')}?{urlencode(_sent(asked.period))}",
    }
    return render(request, "figures/figures.html.j2", context)


@require_safe
def file(request: Visit) -> HttpResponse:
    """The promises of a period by service and month, as a file for a spreadsheet."""
    asked = asked_for(request)
    kept = figures.kept(asked.matters, asked.period, now=request.now, shown=asked.shown)
    names = dict(_services(kept, {}))
    rows = [
        (f"{month:%Y-%m}", names[service], *(_plain(number) for number in (told.fell, told.kept)))
        for (service, month), told in sorted(kept.items(), key=lambda one: (str(one[0][1]), str(one[0][0])))
        if isinstance(month, date) and service != ALL
    ]
    heads = ("Month of the first promise", "Service", "Answers due", "On time")
    begins, ends = _sent(asked.period).values()
    return csv_file(f"figures-{request.council.slug}-{begins}-to-{ends}.csv", heads, rows)


def asked_for(request: Visit) -> Asked:
    """Return what may be counted for whoever asks: the whole council, or the matters they see."""
    keys = request.actor.keys
    whole = bool(keys & SEES_WHOLE) or administers(keys, request.council)
    period, error = _period(request)
    matters = (Matter.objects.all() if whole else policy.visible(keys)).filter(procedure="enquiry")
    return Asked(matters, period, whole, shown=bool(keys & HANDLES_ALL) or not whole, error=error)


def _period(request: Visit) -> tuple[Period, str]:
    choices = _choices(request.now)
    known = {f"{month:%Y-%m}": month for month in choices}
    typed = (request.GET.get("from", ""), request.GET.get("to", ""))
    usual = Period(choices[-12], choices[-1])
    if not any(typed):
        return usual, ""
    if typed[0] not in known or typed[1] not in known:
        return usual, "Choose two months of the list."
    if known[typed[0]] > known[typed[1]]:
        return usual, "The first month must not come after the last."
    return Period(known[typed[0]], known[typed[1]]), ""


def _choices(now: datetime) -> tuple[date, ...]:
    today = clock.today(now)
    number = today.year * 12 + today.month - 1
    months = (date(one // 12, one % 12 + 1, 1) for one in range(number - BACK + 1, number + 1))
    return tuple(months)


def _sent(period: Period) -> dict[str, str]:
    return {"from": f"{period.first:%Y-%m}", "to": f"{period.last:%Y-%m}"}


def _services(kept: Mapping[Any, Kept], done: Mapping[Any, object]) -> list[tuple[Any, str]]:
    """The services that have figures, by name; those of no service last."""
    ids = {service for service, _ in kept} | set(done)
    names = Service.objects.filter(pk__in=[one for one in ids if isinstance(one, int)])
    listed: list[tuple[Any, str]] = list(names.order_by("name", "pk").values_list("pk", "name"))
    return [*listed, *([(None, "No service given")] if None in ids else [])]


def _calendar(request: Visit) -> Calendar:
    return calendar_of(request.council, on=clock.today(request.now))


def _plain(number: int | None) -> object:
    return FEWER if number is None else number


def _picture(months: list[tuple[date, Kept]], whose: str) -> Any:
    drawn = [Bar(f"{month:%b %Y}", told.share, _end(told)) for month, told in months]
    said = "; ".join(f"{month:%B %Y}: {_end(told)}" for month, told in months)
    return bars("on-time", f"Answered by the first promised date, by month: {whose}", said, drawn)


def _end(told: Kept) -> str:
    if told.fell == 0:
        return "none due"
    return f"{round(told.share * 100)}%" if told.share is not None else "not shown"


class Words:
    """Figures in words."""

    def __init__(self, calendar: Calendar) -> None:
        self.day = _day_of(calendar)

    def number(self, number: int | None) -> str:
        """A count, or that it is too small to show."""
        return FEWER if number is None else f"{number:,}"

    def kept(self, told: Kept) -> str:
        """How many were on time, and the share."""
        if told.fell == 0:
            return "none due"
        if told.share is not None:
            return f"{told.kept:,} ({round(told.share * 100)}%)"
        return {"kept": "fewer than 5", "missed": "all but fewer than 5"}.get(told.few, "not shown")

    def share(self, part: int | None, whole: int | None) -> str:
        """A part of a whole, as a number and a percentage."""
        if whole == 0:
            return "none"
        return "not shown" if part is None or not whole else f"{part:,} ({round(part / whole * 100)}%)"

    def length(self, minutes: float | None) -> str:
        """Working time in days and hours of the office: "2 working days 3 hours"."""
        if minutes is None:
            return "not shown"
        days, rest = divmod(round(minutes), self.day)
        said = [_counted(days, "working day"), _counted(round(rest / 60), "hour")]
        return " ".join(filter(None, said)) or "less than an hour"

    def age(self, first: int, last: int | None) -> str:
        """A band of ages."""
        return (
            f"{first} to {last} working days" if last is not None else f"More than {first - 1} working days"
        )


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}" if number else ""


def _day_of(calendar: Calendar) -> int:
    """Minutes in an ordinary working day here: the middle of the week's open days."""
    lengths = []
    for begins, ends in filter(None, calendar.office_hours.week):
        until = ends.hour * 60 + ends.minute or 24 * 60  # to close at 00:00 is to close at midnight
        lengths.append(until - begins.hour * 60 - begins.minute)
    return sorted(lengths)[len(lengths) // 2]


urls = [
    path("figures", page, name="figures"),
    path("figures.csv", file, name="figures_file"),
]
