"""While the database is away, pages say so in plain words, and what to do; when it is back, so are they."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import InterfaceError, OperationalError, connection

from comity.cluster import ADMIN, Cluster
from comity.council.models import Account, Council
from comity.web.logs import IdsOnly
from comity.web.middleware import AtTheCouncil

Found = Callable[..., Council]
Joined = Callable[..., Account]


@pytest.mark.parametrize("address", ["/", "/c/{slug}/trial/desk", "/c/{slug}/trial/write"])
def test_a_page_says_that_the_database_is_away(
    address: str, found: Found, joined: Joined, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    council = found()
    browser.sign_in(joined(council))
    where = address.format(slug=council.slug)
    there = browser.get(where).status_code
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "HOST", "/nowhere/at/all")
        connection.close()
        page = browser.get(where)
    assert page.status_code == 503
    assert page["Retry-After"] == "10"
    text = page.content.decode()
    assert "Its database does not answer" in text
    assert "send the same form again" in text
    assert "Nothing has been changed" not in text
    assert browser.get(where).status_code == there


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_line_that_is_cut_while_a_form_is_being_sent_is_not_called_nothing_done(
    error: type[Exception], found: Found, joined: Joined, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    council = found()
    browser.sign_in(joined(council))

    def cut(*given: object, **named: object) -> None:
        raise error("the connection is lost")

    with monkeypatch.context() as patch:
        patch.setattr("comity.web.forms.keys.read_key", cut)
        page = browser.fill(f"/c/{council.slug}/trial/write", title="The lamp")
    assert page.status_code == 503
    assert "Comity cannot tell whether it arrived" in page.content.decode()


def _lose_after_the_page(monkeypatch: pytest.MonkeyPatch, how: str, lose: Callable[[], object]) -> None:
    """Have something happen once the council's transaction has been committed, before the session is."""
    inside = AtTheCouncil.__call__

    def then(self: AtTheCouncil, request: Any) -> Any:
        response = inside(self, request)
        if request.method == how:
            request.session["said"] = "It was sent."
            lose()
        return response

    monkeypatch.setattr(AtTheCouncil, "__call__", then)


def test_a_line_that_is_cut_after_the_step_was_taken_is_not_called_nothing_done(
    migrated: Cluster, found: Found, joined: Joined, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    council = found()
    browser.sign_in(joined(council))

    def cut() -> None:
        pid = connection.connection.info.backend_pid
        with psycopg.connect(migrated.dsn(ADMIN), autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    with monkeypatch.context() as patch:
        _lose_after_the_page(patch, "POST", cut)
        page = browser.fill(f"/c/{council.slug}/trial/write", title="The lamp")
    assert page.status_code == 503
    assert "Comity cannot tell whether it arrived" in page.content.decode()


def test_whoever_signs_out_elsewhere_meanwhile_is_asked_to_sign_in(
    found: Found, joined: Joined, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    council = found()
    browser.sign_in(joined(council))
    with monkeypatch.context() as patch:
        _lose_after_the_page(patch, "GET", Session.objects.all().delete)
        page = browser.get(f"/c/{council.slug}/trial/desk")
    assert page.status_code == 302
    assert page["Location"].startswith("/account/sign-in")


def test_the_log_says_in_a_line_that_the_database_is_away() -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(IdsOnly())
    log = logging.Logger("a log of its own")
    log.addHandler(handler)
    for error in (OperationalError("the Member’s secret words"), ValueError("the Member’s secret words")):
        try:
            raise error
        except Exception:
            log.exception("It failed")
    away, other = written.getvalue().split("It failed")[1:]
    assert away.split()[0] == "django.db.utils.OperationalError"
    assert ", at" not in away
    assert "builtins.ValueError, at" in other
    assert "secret" not in written.getvalue()
