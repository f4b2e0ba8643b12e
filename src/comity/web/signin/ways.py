"""The way to the sign-in page and back to where one wanted to go."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from comity.web.forms import kept


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Send somebody to sign in and then on to this page; what they were sending is kept for them."""
    there = "" if request.path == "/" else request.get_full_path()
    query = f"?{urlencode({'next': there})}" if there else ""
    response = HttpResponseRedirect(f"{reverse('account_login')}{query}")
    if request.method == "POST":
        kept.keep(request, response)
    return response
