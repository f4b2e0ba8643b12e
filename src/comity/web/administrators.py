"""Who looks after a council's Comity: its administrators, in a parish the clerk too, and who monitors."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps

from django.http import Http404, HttpResponse

from comity.council.models import Council, Kind

ADMINISTRATOR = "role:administrator"
CLERK = "role:clerk"
MONITORING_OFFICER = "role:monitoring_officer"


def administers(keys: Collection[str], council: Council) -> bool:
    """Say whether somebody with these keys may change people, posts and settings of this council."""
    return ADMINISTRATOR in keys or (council.kind == Kind.PARISH and CLERK in keys)


def monitors(keys: Collection[str], council: Council) -> bool:
    """Say whether somebody with these keys looks after concerns: Monitoring Officer, a parish's clerk."""
    return (CLERK if council.kind == Kind.PARISH else MONITORING_OFFICER) in keys


def for_administrators(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only administrators see a page; to everybody else it is not there."""

    @wraps(page)
    def seen(request, *args: object, **parts: object) -> HttpResponse:  # type: ignore[no-untyped-def]
        if not administers(request.actor.keys, request.council):
            raise Http404
        return page(request, *args, **parts)

    return seen
