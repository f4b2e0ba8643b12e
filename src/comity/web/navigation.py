"""The way through a council's pages, the same on each of them."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest

from comity.web.administrators import administers, monitors
from comity.web.places import has_page, url
from comity.web.visit import Visit

PAGES: tuple[tuple[str, str], ...] = (
    ("desk", "My desk"),
    ("start", "Start"),
    ("register", "Register"),
    ("ask", "Ask the protocol"),
    ("protocol", "Protocol"),
    ("people", "People"),
    ("search", "Search"),
    ("figures", "Figures"),
    ("monitoring", "Concerns"),
    ("settings", "Settings"),
)
"""Names of pages and what they are called, in order."""

ADMINISTRATORS_ONLY = frozenset({"settings"})
MONITORS_ONLY = frozenset({"monitoring"})


def items(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what this person finds in the navigation, for the design system's macro."""
    if getattr(request, "person", None) is None or getattr(request, "admission", None) is not None:
        return []
    visit = cast(Visit, request)
    closed = frozenset() if administers(visit.actor.keys, visit.council) else ADMINISTRATORS_ONLY
    if not monitors(visit.actor.keys, visit.council):
        closed |= MONITORS_ONLY
    found = []
    for name, title in PAGES:
        if name in closed or not has_page(request, name):
            continue
        href = url(request, name)
        here, within = request.path == href, request.path.startswith(f"{href.rstrip('/')}/")
        found.append({"text": title, "href": href, "current": here, "active": within})
    return found
