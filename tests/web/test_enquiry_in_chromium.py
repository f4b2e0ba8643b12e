"""An enquiry in a real browser: the whole of it by keyboard without scripts, and nothing for axe to find."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.web.conftest import PASSWORD
from tests.web.desks import House, Housing
from tests.web.test_browser import _sound, site

__all__ = ["site"]
pytestmark = pytest.mark.browser

_NAME = """() => {
  const one = document.activeElement;
  const label = one.labels && one.labels.length ? one.labels[0].innerText : one.innerText;
  return (label || '').trim().replace(/\\s+/g, ' ');
}"""


class Hands:
    """Somebody at a keyboard: no mouse, no script."""

    def __init__(self, chromium: Browser, site: str, here: House, name: str) -> None:
        account = here.account(name)
        account.set_password(PASSWORD)
        account.save()
        self.site, self.here = site, here
        self.page: Page = chromium.new_context(java_script_enabled=False).new_page()
        self.page.goto(site + here.at("start"))
        self.into("E-mail address", account.email)
        self.into("Password", PASSWORD)
        self.keys("Enter")
        self.page.wait_for_selector("h1:has-text('What do you want to do?')")

    def keys(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def reach(self, name: str) -> None:
        """Press Tab until the focus is on what has this name."""
        seen = []
        for _ in range(150):
            self.keys("Tab")
            seen.append(self.page.evaluate(_NAME))
            if seen[-1].startswith(name):
                return
        raise AssertionError(f"“{name}” cannot be reached by Tab, only {seen}")

    def into(self, label: str, text: str) -> None:
        """Type into a box."""
        self.reach(label)
        self.page.keyboard.type(text)

    def pick(self, first: str, steps: int = 0) -> None:
        """Choose in a group of radio buttons: so many below the first."""
        self.reach(first)
        self.keys(*["ArrowDown"] * steps, "Space")

    def go(self, name: str, heading: str) -> None:
        """Follow a link or press a button, and wait for the page's heading."""
        self.reach(name)
        self.keys("Enter")
        self.page.wait_for_selector(f"h1:has-text('{heading}')")

    def open(self, page: str) -> None:
        """Open a page of the council."""
        self.page.goto(self.site + self.here.at(page))


def test_asked_acknowledged_held_answered_reopened_and_answered_by_keyboard_without_scripts(
    site: str, chromium: Browser, housing: Housing
) -> None:
    here = housing()
    ada, dot = Hands(chromium, site, here, "ada"), Hands(chromium, site, here, "dot")
    ada.go("Ask an enquiry", "Ask an enquiry")
    ada.pick("How a service is run")
    ada.into("Which service?", "Highways")
    ada.into("In a few words", "Street lamp in Mill Lane")
    ada.into("What do you want to know", "When will it be mended?")
    ada.go("Send", "Sent")
    ada.go("See the matter", "Street lamp in Mill Lane")
    reference = ada.page.url.rpartition("/")[2]

    dot.open("desk")
    dot.go("Street lamp in Mill Lane", "Street lamp in Mill Lane")
    dot.go("Acknowledge", "Acknowledge")
    dot.into("Anything to tell the Member now?", "We have it.")
    dot.go("Acknowledge", "Street lamp in Mill Lane")
    here.later("2026-03-13 11:00")
    dot.go("Send a holding reply", "Send a holding reply")
    dot.into("Why can it not be answered yet?", "The lantern has to be ordered.")
    for box, text in (("Day", "20"), ("Month", "3"), ("Year", "2026")):
        dot.into(box, text)
    dot.go("Send a holding reply", "Street lamp in Mill Lane")
    answer(dot, "On Friday.")

    ada.open(f"m/{reference}")
    assert "On Friday." in ada.page.inner_text("main")
    ada.go("Say that it was not answered", "Say that it was not answered")
    ada.into("What has not been answered?", "It is still dark.")
    ada.go("Say that it was not answered", "Street lamp in Mill Lane")
    dot.open(f"m/{reference}")
    answer(dot, "It is mended now.")
    for one in (ada, dot):
        one.page.context.close()
    assert here.steps(reference) == ["ask", "acknowledge", "hold", "answer", "reopen", "answer"]
    assert here.matter(reference).outcome == "answered"


def answer(officer: Hands, words: str) -> None:
    """Answer the whole of it, without personal information."""
    officer.go("Answer", "Answer")
    officer.pick("Yes, all of it")
    officer.pick("No")
    officer.into("Your answer", words)
    officer.go("Answer", "Street lamp in Mill Lane")


def _visit(chromium: Browser, site: str, here: House, name: str, width: int) -> Page:
    signed_in = here.browser(name).cookies["__Host-comity"].value
    context = chromium.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    cookie: Any = {
        "name": "__Host-comity",
        "value": signed_in,
        "url": site.replace("http:", "https:"),
        "secure": True,
    }
    context.add_cookies([cookie])
    return context.new_page()


@pytest.mark.parametrize("width", [320, pytest.param(1280, marks=pytest.mark.soak)])
def test_every_page_of_an_enquiry_is_sound(
    width: int, site: str, chromium: Browser, housing: Housing
) -> None:
    here = housing()
    highways, north = str(here.cast.services["highways"].pk), str(here.cast.wards["north"].pk)
    long = {"title": "W" * 120, "share": "ward", "ward": north}
    with_service = {"service": highways}
    late = here.asked("2026-02-16 10:00", **long, **with_service)
    with_words = here.ask(question="First line\nSecond line\n" + "x" * 300)
    here.do("dot", f"m/{with_words}/note", words="Three left.")
    closed = here.ask()
    here.do("dot", f"m/{closed}/answer", whole="whole", personal="none", answer="On Friday.")
    first = late.matter.reference
    for name, pages in {
        "ada": (
            "desk",
            "desk/asked",
            "register",
            "start",
            "ask",
            f"sent/{first}",
            f"m/{first}",
            f"m/{closed}",
        ),
        "bel": ("desk", f"m/{first}"),
        "dot": (
            "desk",
            f"m/{with_words}",
            *(f"m/{with_words}/{step}" for step in ("answer", "hold", "hand_over")),
        ),
        "tess": ("desk", "log", f"m/{closed}", f"m/{with_words}/convert"),
        "sue": ("desk", "start", f"ask/for/{here.cast.ada.pk}"),
    }.items():
        page = _visit(chromium, site, here, name, width)
        for address in pages:
            answered = page.goto(site + here.at(address))
            assert answered is not None
            assert answered.status == 200, address
            _sound(page, f"{name}: {address}")
        page.context.close()


def test_refused_and_overtaken_forms_are_sound(site: str, chromium: Browser, housing: Housing) -> None:
    here = housing()
    reference = here.ask()
    page, other = (_visit(chromium, site, here, name, 320) for name in ("dot", "tess"))
    for one in (page, other):
        one.goto(site + here.at(f"m/{reference}/answer"))
        one.click("main button[type=submit]")
        one.wait_for_selector(".govuk-error-summary")
    _sound(page, "refused")
    for one in (page, other):
        one.check("#whole")
        one.check("#personal")
        one.fill("#answer", "On Friday.")
        one.click("main button[type=submit]")
        one.wait_for_load_state()
    other.wait_for_selector("text=Nothing has been sent")
    _sound(other, "overtaken")
    page.goto(site + here.at(f"m/{reference}/hold"))
    _sound(page, "not open")
    for one in (page, other):
        one.context.close()
