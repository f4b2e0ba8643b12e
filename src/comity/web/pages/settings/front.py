"""The first page of settings: everything that can be changed, and what waits for this person to confirm."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from comity.matters import second
from comity.web.administrators import for_administrators
from comity.web.pages.settings.changing import today
from comity.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Part:
    """Settings that belong together: a title, and pages by name with what they are called and are for."""

    title: str
    pages: tuple[tuple[str, str, str], ...]


PARTS = (
    Part(
        "Time",
        (
            (
                "settings_closures",
                "Closure days",
                "Days on which the offices are closed beyond bank holidays",
            ),
            ("settings_hours", "Office hours", "When Officers are there, and working hours count"),
        ),
    ),
    Part(
        "The protocol",
        (
            ("settings_standards", "Standards of your own", "Times that stand in place of Comity’s defaults"),
            (
                "settings_keepers",
                "Keepers",
                "Who receives what goes to a body, a procedure or somebody outside",
            ),
            (
                "settings_pack",
                "Check my protocol",
                "What is unclear in it, and which posts and bodies lead nowhere",
            ),
        ),
    ),
    Part(
        "People",
        (
            ("settings_people", "People", "Members and Officers, their seats, groups and committees"),
            ("settings_posts", "Posts and cover", "Who holds which post, and who stands in"),
            (
                "settings_proposals",
                "Changes that need a second person",
                "Proposed by one person, confirmed by another",
            ),
            (
                "settings_import",
                "Import",
                "Councillors or Officers from a file, looked at before anything changes",
            ),
            ("settings_election", "Election night", "All terms end and begin in one step"),
            ("settings_popolo", "Export", "Members, wards and groups as Popolo JSON"),
        ),
    ),
    Part(
        "The record",
        (
            ("settings_record", "Record of changes", "Every change to who is who and to settings"),
            ("record", "Proof of the record", "Signed statements, who keeps them, how long words are kept"),
        ),
    ),
)


@require_safe
@for_administrators
def front(request: Visit) -> HttpResponse:
    """All settings."""
    waiting = len(second.waiting_for(request.person, today(request)))
    return render(request, "settings/front.html.j2", {"parts": PARTS, "waiting": waiting})


urls = [path("settings", front, name="settings")]
