"""A council with a Member in it, a few trial pages of its own, and a browser without JavaScript."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from html import unescape
from types import ModuleType
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.test import Client, override_settings
from django.urls import include, path

from comity.council import context
from comity.council.models import Account, Council, Person
from comity.procedures.fields import Field, Unheard
from comity.site import urls as site
from comity.web.forms import keys
from comity.web.forms.form import form_of

PASSWORD = "three unrelated words"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SENT: list[Any] = []

FIELDS = (
    Field("title", "In a few words", "line"),
    Field("happened", "When did they ask?", "moment", required=False),
    Field("by", "By when?", "date", required=False),
)


def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "refused.html.j2", {"why": f"{request.person.name} is at work."})


def write(request: HttpRequest) -> HttpResponse:
    form = form_of(request, FIELDS, step="ask")
    if request.method == "POST":
        key = keys.read_key(request, "ask")
        try:
            SENT.append((key, form.said()))
        except Unheard as wrong:
            return render(request, "trial.html.j2", {"form": form.with_errors(wrong.errors)}, status=422)
        return HttpResponse("sent")
    return render(request, "trial.html.j2", {"form": form})


def rename(request: HttpRequest) -> HttpResponse:
    Person.objects.filter(pk=request.person.pk).update(name="Somebody Else")
    if "fail" in request.GET:
        raise RuntimeError("the Member’s secret words")
    return HttpResponse("renamed")


def stream(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(person.name for person in Person.objects.all())


PAGES = [
    *site.COUNCIL_PAGES,
    path("trial/desk", desk, name="desk"),
    path("trial/write", write, name="trial-write"),
    path("trial/rename", rename, name="trial-rename"),
    path("trial/stream", stream, name="trial-stream"),
]


def _module(name: str, patterns: list[Any]) -> ModuleType:
    made = ModuleType(name)
    made.__dict__.update(
        urlpatterns=patterns,
        handler400=site.handler400,
        handler403=site.handler403,
        handler404=site.handler404,
        handler500=site.handler500,
    )
    return made


@pytest.fixture(autouse=True)
def trial(migrated: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The site as it is, with the trial pages in every council; no attempts at sign-in counted yet."""
    below = _module("trial", [*site.SHARED_PAGES, path("c/<slug:council_slug>/", include(PAGES))])
    monkeypatch.setattr(
        "comity.web.middleware.HOST_URLS", _module("trial_host", [*PAGES, *site.SHARED_PAGES])
    )
    from django.template import engines

    loader = engines["jinja2"].env.loader
    from jinja2 import DictLoader

    loader.loaders.append(DictLoader({"trial.html.j2": TRIAL}))
    mail = "django.core.mail.backends.locmem.EmailBackend"
    with override_settings(ROOT_URLCONF=below, EMAIL_BACKEND=mail):
        cache.clear()
        SENT.clear()
        yield
    loader.loaders.pop()
    from django.db import connection

    connection.close()


TRIAL = """{% extends "narrow.html.j2" %}
{% from "pieces/form.html.j2" import form_page %}
{% block title %}Trial{% endblock %}
{% block narrow %}{{ form_page(form, "Trial", button="Send") }}{% endblock %}
"""


@pytest.fixture
def found() -> Callable[..., Council]:
    """Found a council with nobody in it."""

    def found(name: str = "Netherby Borough Council", **fields: Any) -> Council:
        given = {"kind": "unitary", "governance": "leader_and_cabinet", "created": NOW, **fields}
        return Council.objects.create(slug=uuid.uuid4().hex[:12], name=name, **given)

    return found


@pytest.fixture
def joined() -> Callable[..., Account]:
    """Give somebody a place in a council, and an account to sign in with."""

    def joined(
        council: Council, name: str = "Bronwen Clegg", account: Account | None = None, **fields: Any
    ) -> Account:
        who = account or Account.objects.create_account(f"{uuid.uuid4().hex[:10]}@netherby.example", PASSWORD)
        given = {"kind": "member", "title": "Councillor", "since": date(2023, 5, 8), **fields}
        with context.within(council):
            Person.objects.create(council=council, account=who, name=name, **given)
        return who

    return joined


class Browser(Client):
    """A browser on the council's network: keeps cookies, follows nothing by itself, sends whole forms."""

    def __init__(self, host: str = "localhost") -> None:
        super().__init__(enforce_csrf_checks=True, raise_request_exception=False)
        self.host = host
        self.defaults |= {
            "SERVER_NAME": host,
            "HTTP_HOST": host,
            "HTTP_ORIGIN": f"https://{host}",
        }

    def generic(self, *args: Any, **given: Any) -> Any:
        """Send a request, by HTTPS."""
        return super().generic(*args, **{**given, "secure": True})

    def fill(self, address: str, at: str = "", **typed: str) -> Any:
        """Open a page, fill in its first form, and send it (to `at`, else to the same address)."""
        page = self.get(address)
        assert page.status_code == 200, (address, page.status_code, page.content[:2000])
        return self.post(at or address, hidden(page) | typed)

    def sign_in(self, account: Account, to: str = "") -> Any:
        """Sign in with the password, and return what came back."""
        address = "/account/sign-in" + (f"?next={to}" if to else "")
        return self.fill(address, login=account.email, password=PASSWORD)


def hidden(page: Any) -> dict[str, str]:
    """What the page's first form carries unseen."""
    text = page.content.decode()
    first = text[text.index("<form") : text.index("</form>")]
    return {
        name: unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', first)
    }


@pytest.fixture
def browser() -> Browser:
    """A browser that nobody has signed in with."""
    return Browser()


@pytest.fixture
def housing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Open a house: a council of the cast on a day of the story, which the pages' clock shows."""

    def housing(pack: str = "coventry", when: str = "2026-03-09 10:00") -> Any:
        from tests.web.desks import house

        opened = house(pack, when)
        monkeypatch.setattr("comity.web.clock.now", lambda: opened.moment)
        return opened

    return housing
