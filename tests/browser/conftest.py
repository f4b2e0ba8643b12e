"""A council served on this machine, and the machine's chromium with somebody signed in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, BrowserContext, Page

from comity.council.models import Account
from tests.web.conftest import PASSWORD
from tests.web.desks import House, house

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class Many(ThreadingMixIn, WSGIServer):
    """Answers several at once, as browsers ask."""

    daemon_threads = True


@pytest.fixture(scope="module")
def site(migrated: object) -> Iterator[str]:
    """The site as it is, served on this machine."""
    from django.db import connection

    pages = get_wsgi_application()

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        answered = pages(environ, start)
        try:
            return [b"".join(answered)]
        finally:
            if hasattr(answered, "close"):
                answered.close()
            connection.close()

    cache.clear()
    server = make_server("127.0.0.1", 0, answer, server_class=Many, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    connection.close()


@pytest.fixture
def housed(monkeypatch: pytest.MonkeyPatch, site: str) -> Callable[..., House]:
    """Open a house whose day the served pages show."""

    def opened(pack: str = "coventry", when: str = "2026-03-09 10:00") -> House:
        made = house(pack, when)
        monkeypatch.setattr("comity.web.clock.now", lambda: made.moment)
        return made

    return opened


@contextmanager
def sitting(
    chromium: Browser, site: str, house_: House, name: str, *, scripts: bool = True, width: int = 1280
) -> Iterator[Page]:
    """Somebody at a browser of their own, signed in by keyboard."""
    account = house_.account(name)
    Account.objects.filter(pk=account.pk).update(password=make_password(PASSWORD))
    context: BrowserContext = chromium.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=scripts, bypass_csp=scripts
    )
    page = context.new_page()
    page.goto(f"{site}{house_.at('desk')}")
    page.focus("#id_login")
    page.keyboard.type(account.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{house_.at('desk')}")
    yield page
    context.close()


def sound(page: Page, where: str) -> list[str]:
    """What axe finds on a page, and whether it moves sideways at 320 pixels."""
    wide = page.viewport_size
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})",
        RULES,
    )
    wrong = [
        f"{where}: {each['id']}: {[node['html'][:160] for node in each['nodes']][:2]}"
        for each in found["violations"]
    ]
    page.set_viewport_size({"width": 320, "height": 900})
    across = page.evaluate("document.scrollingElement.scrollWidth")
    if across > 320:
        wrong.append(f"{where}: {across} pixels wide where 320 are to be had")
    if wide:
        page.set_viewport_size(wide)
    return wrong
