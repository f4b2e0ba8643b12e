"""What is shown when something cannot be had or done: plain words, and what to do next."""

from __future__ import annotations

import sys

from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from comity.web.signin.ways import sign_in_first

SOON = 10
"""Seconds after which it is worth trying again while the database is away."""


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing is here for you: always the same page, byte for byte, whatever is behind it."""
    return HttpResponse(render_to_string("not_found.html.j2"), status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """This may not be done."""
    return _plain("forbidden.html.j2", 403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came back without the mark that shows it is ours: too old, or from elsewhere."""
    return _plain("csrf.html.j2", 403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request could not be read; or its session could not be kept, after the page had done its work."""
    if isinstance(exception, SessionInterrupted):
        return away(request) if _database_is_away(exception) else sign_in_first(request)
    return _plain("bad_request.html.j2", 400)


def broken(request: HttpRequest) -> HttpResponse:
    """Something of ours went wrong; nothing was changed. Where the database is away, it says that instead."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return away(request)
    return _plain("broken.html.j2", 500)


def away(request: HttpRequest) -> HttpResponse:
    """The database does not answer; whether something that was being sent arrived cannot be said."""
    response = _plain("away.html.j2", 503)
    response["Retry-After"] = str(SOON)
    return response


def refused(request: HttpRequest, why: str) -> HttpResponse:
    """A step that is not open, with the reason in one sentence; nothing was changed."""
    return render(request, "refused.html.j2", {"why": why}, status=409)


def _database_is_away(error: BaseException | None) -> bool:
    """Whether an error came of the database's being away, however often it was wrapped since."""
    while error is not None and not isinstance(error, OperationalError | InterfaceError):
        error = error.__cause__ or error.__context__
    return error is not None


def _plain(template: str, status: int) -> HttpResponse:
    return HttpResponse(render_to_string(template), status=status)
