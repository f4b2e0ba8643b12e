"""While the database is away, pages say so in plain words, and what to do; when it is back, so are they."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection

from comity.council.models import Account, Council
from comity.web.logs import IdsOnly

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
