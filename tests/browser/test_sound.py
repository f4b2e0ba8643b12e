"""Every page in chromium: nothing for axe to find, and nothing wider than 320 pixels."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import sitting, sound
from tests.browser.life import full
from tests.browser.links import crawl
from tests.web.desks import House

pytestmark = pytest.mark.browser

LOOKED_AT = {
    "coventry": ("ada", "dot", "tess", "adm", "sue"),
    "cottingham": ("clive", "dee"),
}
FILES = {"figures_file", "settings_popolo", "matter_file", "matter_record", "statements_file", "statement"}
NO_PAGE = FILES | {"account_logout", "front", "home", "health"}
"""Addresses that lead on, or hand out a file."""


@pytest.mark.parametrize("pack", ["coventry", pytest.param("cottingham", marks=pytest.mark.soak)])
def test_every_page_that_is_reached_is_sound(
    pack: str, site: str, chromium: Browser, housed: Callable[..., House]
) -> None:
    """Each page once, by the first of the people who reaches it."""
    opened = housed(pack)
    made = full(opened)
    wrong: list[str] = []
    seen: set[str] = set()
    for who in LOOKED_AT[pack]:
        reached, _ = crawl(opened, who)
        mine = {name: address for name, address in reached.items() if name not in seen | NO_PAGE}
        seen |= set(mine)
        with sitting(chromium, site, opened, who) as page:
            for name, address in mine.items():
                page.goto(site + address)
                wrong += sound(page, f"{who}: {name}")
            for what, reference in made.items() if who in {"ada", "dot", "clive"} else ():
                page.goto(f"{site}{opened.at(f'm/{reference}')}")
                wrong += sound(page, f"{who}: matter {what}")
    assert not wrong, "\n".join(wrong)


def test_every_step_is_sound_and_so_is_its_form_sent_empty(
    site: str, chromium: Browser, housed: Callable[..., House]
) -> None:
    opened = housed()
    made = full(opened)
    wrong: list[str] = []
    for who, what in (("ada", "late"), ("ada", "answered"), ("dot", "case"), ("tess", "new")):
        with sitting(chromium, site, opened, who) as page:
            page.goto(f"{site}{opened.at(f'm/{made[what]}')}")
            steps = page.eval_on_selector_all(
                f"a[href*='/m/{made[what]}/']", "links => links.map(link => link.getAttribute('href'))"
            )
            assert steps, (who, what)
            for address in dict.fromkeys(steps):
                if address.endswith("/record"):
                    continue
                page.goto(site + address)
                wrong += sound(page, f"{who}: {address}")
                if _may_be_left_empty(address) or not page.locator("main form button").count():
                    continue
                _send_empty(page)
                wrong += sound(page, f"{who}: {address} refused")
    assert not wrong, "\n".join(wrong)


def _may_be_left_empty(address: str) -> bool:
    return address.rpartition("/")[2] in {"acknowledge", "climb", "withdraw", "share"}


def _send_empty(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main form').forEach(form => { form.noValidate = true; })")
    for box in page.locator("main form textarea").all():
        if box.is_visible():
            box.fill("")
    page.locator("main form button").last.click()
    page.wait_for_selector(".govuk-error-summary")


@pytest.mark.parametrize(
    ("who", "form"),
    [
        ("ada", "ask"), ("joe", "log"), ("sue", "ask/for/{ada}"), ("adm", "settings/people/add"),
        ("adm", "settings/closure-days/announce"), ("adm", "settings/posts/create"),
        ("adm", "settings/import"),
    ],
)  # fmt: skip
def test_a_form_sent_empty_says_what_is_wrong_and_is_sound(
    who: str, form: str, site: str, chromium: Browser, housed: Callable[..., House]
) -> None:
    opened = housed()
    full(opened)
    with sitting(chromium, site, opened, who) as page:
        page.goto(site + opened.at(form.format(ada=opened.cast.people["ada"].pk)))
        _send_empty(page)
        assert page.title().startswith("Error: ")
        assert sound(page, f"{form} refused") == []
        links = page.eval_on_selector_all(
            ".govuk-error-summary a", "links => links.map(link => link.getAttribute('href'))"
        )
        assert links
        for link in links:
            assert page.locator(f"[id='{link[1:]}']").count() == 1, link


def test_pages_of_nobodys_are_sound(site: str, chromium: Browser, housed: Callable[..., House]) -> None:
    opened = housed()
    with sitting(chromium, site, opened, "ada") as page:
        wrong = []
        for address in (
            "/nothing",
            opened.at("m/7ZZZ7ZZZ7"),
            opened.at("log"),
            "/about",
            "/account/two-step",
        ):
            page.goto(site + address)
            wrong += sound(page, address)
    assert wrong == []
