"""The shell in a real browser: nothing for axe to find, nothing wider than the screen, no script needed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Page

from comity.council.models import Account, Council

from .conftest import PASSWORD, SENT

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (320, 1280)


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def site(trial: None) -> Iterator[str]:
    """The trial site, served on this machine."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)

    def serve() -> None:
        from django.db import connection

        server.serve_forever(poll_interval=0.05)
        connection.close()

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _sound(page: Page, where: str) -> None:
    """Nothing that axe finds, and nothing that makes the page move sideways."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
    broken = [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]
    assert broken == [], where
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), where


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_the_shell_is_sound(
    width: int,
    site: str,
    chromium: Browser,
    found: Callable[..., Council],
    joined: Callable[..., Account],
) -> None:
    council = found("The Metropolitan Borough Council of Netherby-with-Thornley", made_by_demo=True)
    account = joined(council)
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
    page.goto(f"{site}/c/{council.slug}/trial/write")
    _sound(page, "sign-in")
    page.fill("#id_login", account.email)
    page.fill("#id_password", "not the password")
    page.keyboard.press("Enter")
    page.wait_for_selector(".govuk-error-summary")
    _sound(page, "sign-in refused")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#title")
    _sound(page, "form")
    page.fill("#by-day", "31")
    page.click("main button[type=submit]")
    page.wait_for_selector(".govuk-error-summary")
    _sound(page, "form refused")
    page.fill("#title", "The lamp by the school")
    context.clear_cookies(name="__Host-comity")
    page.click("main button[type=submit]")
    page.fill("#id_login", account.email)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#signed-out")
    assert page.input_value("#title") == "The lamp by the school"
    _sound(page, "form given back")
    shared = ("/about", "/privacy", "/accessibility", "/nothing", "/account/two-step", "/account/sign-out")
    for address in (*shared, "/account/password", f"/c/{council.slug}/trial/desk"):
        page.goto(site + address)
        _sound(page, address)
    context.close()
    assert errors == []


def test_a_form_is_sent_by_keyboard_without_javascript(
    site: str, chromium: Browser, found: Callable[..., Council], joined: Callable[..., Account]
) -> None:
    council = found()
    account = joined(council)
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/c/{council.slug}/trial/write")
    page.focus("#id_login")
    page.keyboard.type(account.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#title")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("The lamp by the school")
    page.keyboard.press("Enter")
    page.wait_for_selector("body:text-is('sent')")
    context.close()
    ((_key, said),) = SENT
    assert said.prose == {"title": "The lamp by the school"}
