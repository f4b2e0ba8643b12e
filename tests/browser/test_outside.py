"""Somebody outside in chromium, without scripts: the door, the code, the matter; nothing passed on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request

from comity.council.changes.posts import set_keeper
from comity.council.context import within
from tests.browser.conftest import sitting, sound
from tests.cast import _WHY
from tests.web.desks import House
from tests.web.test_outside import CODE, FIRST, ivy, link, raised

pytestmark = pytest.mark.browser


def _picture(page: Page, name: str) -> None:
    """A picture at 320 pixels, where somebody wants to look at it."""
    if folder := os.environ.get("COMITY_PICTURES"):
        page.set_viewport_size({"width": 320, "height": 700})
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_by_keyboard_through_the_door_and_no_page_is_told_of_the_link(
    site: str, chromium: Browser, housed: Callable[..., House]
) -> None:
    here = housed("cottingham")
    with within(here.cast.council, system=True):
        set_keeper(
            here.cast.council, "principal_monitoring_officer", outside_name="Ivy Outer",
            outside_address=FIRST, outside_telephone="01632 960001", **_WHY,
        )  # fmt: skip
    reference = raised(here)
    address = link(here)
    wrong: list[str] = []
    with sitting(chromium, site, here, "dee") as page:
        page.goto(f"{site}{here.at(f'concern/raised/{reference}')}")
        wrong += sound(page, "raised")
        _picture(page, "raised")
        page.goto(f"{site}{here.at(f'm/{reference}/outside_code')}")
        wrong += sound(page, "giving a code")
        assert page.locator("#whom").input_value() == str(ivy(here).pk)
        page.locator("main form button").click()
        told = CODE.findall(page.locator("main").inner_text())[0]
        wrong += sound(page, "the code")
        _picture(page, "code")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    sent: list[Request] = []

    def note(one: Request) -> None:
        sent.append(one)

    page.on("request", note)
    page.goto(site + address)
    _picture(page, "door")
    page.focus("#code")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector(".govuk-error-summary")
    _picture(page, "refused")
    page.focus("#code")
    page.keyboard.type(told.lower())
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{here.at(f'm/{reference}')}")
    assert "He shouted at me" in page.locator("main").inner_text()
    _picture(page, "matter")
    token = address.rpartition("/")[2]
    passed_on = [one.url for one in sent if token in one.all_headers().get("referer", "")]
    assert passed_on == []
    kept = context.storage_state()
    context.close()
    with_scripts = chromium.new_context(storage_state=kept, bypass_csp=True)
    page = with_scripts.new_page()
    for where in (f"m/{reference}", f"m/{reference}/decide", "outside", "outside/anything"):
        page.goto(site + here.at(where))
        wrong += sound(page, where)
    with_scripts.close()
    assert wrong == []
