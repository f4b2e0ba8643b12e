"""Every step and every refused form in chromium: nothing for axe to find, nothing wider than 320 pixels."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import sitting, sound
from tests.browser.life import full
from tests.web.desks import House

pytestmark = pytest.mark.browser


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


FORMS = {
    "ada": ("ask",),
    "joe": ("log",),
    "sue": ("ask/for/{ada}",),
    "adm": (
        "settings/people/add",
        "settings/closure-days/announce",
        "settings/posts/create",
        "settings/import",
    ),
}


def test_a_form_sent_empty_says_what_is_wrong_and_is_sound(
    site: str, chromium: Browser, housed: Callable[..., House]
) -> None:
    opened = housed()
    full(opened)
    for who, forms in FORMS.items():
        with sitting(chromium, site, opened, who) as page:
            for form in forms:
                page.goto(site + opened.at(form.format(ada=opened.cast.people["ada"].pk)))
                _send_empty(page)
                assert page.title().startswith("Error: "), form
                assert sound(page, f"{form} refused") == []
                links = page.eval_on_selector_all(
                    ".govuk-error-summary a", "links => links.map(link => link.getAttribute('href'))"
                )
                assert links, form
                for link in links:
                    assert page.locator(f"[id='{link[1:]}']").count() == 1, (form, link)


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
