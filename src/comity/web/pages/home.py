"""A council's front door: it leads to one's own desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.views.decorators.http import require_safe

from comity.web.places import url


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the desk."""
    return HttpResponseRedirect(url(request, "desk"))


urls = [path("", home, name="home")]
