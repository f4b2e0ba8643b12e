"""Office hours: when Officers are there, and when working hours count."""

from __future__ import annotations

from datetime import time

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from comity.council.calendars import calendar_of
from comity.council.changes import standing
from comity.council.models import OpeningHours
from comity.matters.recounting import recount
from comity.procedures.fields import Field, Said, Unheard
from comity.protocol.calendars.hours import WEEKDAYS
from comity.protocol.calendars.words import say_time
from comity.web.administrators import for_administrators
from comity.web.forms.typed import time_of
from comity.web.pages.settings.changing import Change, by, offer, reason, today
from comity.web.pages.settings.closures import COUNTED, moved_said
from comity.web.places import url
from comity.web.visit import Visit

FIELDS = tuple(
    Field(
        name.lower(), name, "line", required=False,
        hint="For example, 9am to 5:30pm. Leave it empty for a day on which the offices are closed."
        if name == "Monday" else "",
    )
    for name in WEEKDAYS
)  # fmt: skip


@require_safe
@for_administrators
def hours(request: Visit) -> HttpResponse:
    """The hours that stand today."""
    on = today(request)
    week = calendar_of(request.council, on=on).office_hours.week
    context = {
        "week": [(name, _said(week[place])) for place, name in enumerate(WEEKDAYS)],
        "entered": OpeningHours.objects.on(on).exists(),
    }
    return render(request, "settings/hours.html.j2", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def change(request: Visit) -> HttpResponse:
    """Set the hours of the whole week from a day on."""
    week = calendar_of(request.council, on=today(request)).office_hours.week
    initial: dict[str, object] = {
        name.lower(): _said(open_hours) for name, open_hours in zip(WEEKDAYS, week, strict=True) if open_hours
    }

    def do(said: Said) -> str:
        standing.set_opening_hours(request.council, _week(said), since=today(request), **by(request, said))
        moved = recount(request.council, f"The office hours changed: {reason(said)}", at=request.now)
        return f"The office hours hold from today. {moved_said(moved)}"

    return offer(request, Change(
        "set_opening_hours", "Change office hours", FIELDS, do, url(request, "settings_hours"),
        initial=initial, hint=f"The new hours hold from today. {COUNTED}",
    ))  # fmt: skip


def _week(said: Said) -> dict[int, tuple[time, time]]:
    week: dict[int, tuple[time, time]] = {}
    errors = {}
    for place, field in enumerate(FIELDS):
        typed = str(said.get(field.name) or "").replace("–", " to ").replace("-", " to ")
        if not typed.strip():
            continue
        plain = typed.lower().replace("midday", "12pm").replace("midnight", "12am")
        begins, _, ends = plain.partition(" to ")
        try:
            week[place] = (time_of(begins), time_of(ends))
        except ValueError:
            errors[field.name] = f"Write the hours of {field.label} as 9am to 5:30pm, or leave them empty."
    if errors:
        raise Unheard(errors)
    return week


def _said(open_hours: tuple[time, time] | None) -> str:
    return f"{say_time(open_hours[0])} to {say_time(open_hours[1])}" if open_hours else "Closed"


urls = [
    path("settings/office-hours", hours, name="settings_hours"),
    path("settings/office-hours/change", change, name="settings_hours_change"),
]
