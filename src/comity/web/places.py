"""Which council an address belongs to, and the addresses of its pages.

A council is found by its own host name or by `/c/<slug>/`, never by what was looked at before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

from comity.council.models import Council

SHARED = frozenset({"account", "about", "accessibility", "privacy", "health", "static", "statements"})
"""The first parts of addresses that belong to no council, whatever the host."""

SLUG = "council_slug"


@dataclass(frozen=True, slots=True)
class Place:
    """A council's part of the addresses; `council` is None where no such council is open.

    `slug` is empty where the council has a host name of its own. `resting` is a council that is suspended:
    it is not open, and only those who belong to it are told so.
    """

    council: Council | None
    slug: str = ""
    resting: Council | None = None


def place_of(request: HttpRequest) -> Place | None:
    """Return the council's place that an address lies in, or None for an address of no council."""
    first, _, rest = request.path_info.removeprefix("/").partition("/")
    if first == "c":
        slug = rest.partition("/")[0]
        return _place(Council.objects.filter(slug=slug).first(), slug) if slug else None
    if first in SHARED:
        return None
    host = request.get_host().rpartition(":")[0] or request.get_host()
    own = Council.objects.filter(host=host.lower()).first() if host else None
    return _place(own) if own else None


def url(request: HttpRequest, name: str, /, **parts: Any) -> str:
    """Return the address of a page by its name: this council's where it has one, else the shared one.

    Raises NoReverseMatch where there is no such page.
    """
    place: Place | None = getattr(request, "place", None)
    slug = place.slug if place is not None else ""
    return _address(get_urlconf(), get_script_prefix(), name, slug, tuple(parts.items()))


@lru_cache(maxsize=4096)
def _address(
    urlconf: str | None, prefix: str, name: str, slug: str, parts: tuple[tuple[str, Any], ...]
) -> str:
    """An address hangs on nothing else than what is given; to put one together takes longer than to look."""
    if slug:
        try:
            return reverse(name, urlconf, kwargs={SLUG: slug, **dict(parts)})
        except NoReverseMatch:
            pass  # it is one of the shared ones
    return reverse(name, urlconf, kwargs=dict(parts))


def has_page(request: HttpRequest, name: str, /) -> bool:
    """Say whether there is a page of this name that needs nothing more to be found."""
    try:
        url(request, name)
    except NoReverseMatch:
        return False
    return True


def home_of(council: Council) -> str:
    """Return the address of a council's first page, for links from outside it."""
    return reverse("home", kwargs={SLUG: council.slug})


def _place(council: Council | None, slug: str = "") -> Place:
    rests = council is not None and council.suspended is not None
    return Place(None, slug, council) if rests else Place(council, slug)
