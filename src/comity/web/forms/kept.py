"""What somebody was sending when their session had ended: kept for an hour, and given back to them alone.

It is sealed with a key that lies only in a cookie of the writer's browser; the server keeps the rest.
Nothing is sent by itself: the form is filled in again and waits.
"""

from __future__ import annotations

import json
import secrets
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.middleware.csrf import CsrfViewMiddleware

from comity.web.forms import keys
from comity.web.models import KeptForm

COOKIE = "comity_kept"
LASTS = timedelta(hours=1)
LARGEST = 200_000
"""Bytes of typed text that are kept; files are not."""


def keep(request: HttpRequest, response: HttpResponseBase) -> None:
    """Keep what this request was sending, if it was one of our forms, and give the browser its key."""
    if not _ours(request):
        return
    try:
        keys.holder_of(request.POST.get(keys.NAME, ""))
    except keys.StaleForm:
        return
    typed = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    said = json.dumps([request.path, typed]).encode()
    if len(said) > LARGEST:
        return
    key, token = Fernet.generate_key(), secrets.token_hex(16)
    at = request.now  # type: ignore[attr-defined]
    KeptForm.objects.filter(until__lte=at).delete()
    KeptForm.objects.create(token=token, sealed=Fernet(key).encrypt(said), until=at + LASTS)
    response.set_cookie(
        COOKIE,
        f"{token}.{key.decode()}",
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def given_back(request: HttpRequest) -> QueryDict | None:
    """Return what this person had typed on this page before they were signed out, or None."""
    return _mine(request)[1] if request.method == "GET" else None


def forget(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let go of what was kept, once this page's form has been sent."""
    token, typed = _mine(request)
    if typed is not None:
        KeptForm.objects.filter(token=token).delete()
        response.delete_cookie(COOKIE, samesite="Lax")


def _mine(request: HttpRequest) -> tuple[str, QueryDict | None]:
    token, _, key = request.COOKIES.get(COOKIE, "").partition(".")
    now = request.now  # type: ignore[attr-defined]
    row = KeptForm.objects.filter(token=token, until__gt=now).first() if key else None
    opened = _opened(row, key) if row else None
    if opened is None or opened[0] != request.path:
        return token, None
    typed = QueryDict(mutable=True)
    for name, values in opened[1].items():
        typed.setlist(name, values)
    try:
        mine = keys.holder_of(typed.get(keys.NAME, "")) == request.person.pk  # type: ignore[attr-defined]
    except keys.StaleForm:
        mine = False
    return token, typed if mine else None


def _ours(request: HttpRequest) -> bool:
    """Whether the form came from a page of ours: nobody else may put words into somebody's mouth."""
    check = CsrfViewMiddleware(_nothing)
    check.process_request(request)
    return check.process_view(request, _nothing, (), {}) is None


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _opened(row: KeptForm, key: str) -> tuple[str, dict[str, list[str]]] | None:
    try:
        path, typed = json.loads(Fernet(key.encode()).decrypt(bytes(row.sealed)))
    except (InvalidToken, ValueError):
        return None
    return path, typed
