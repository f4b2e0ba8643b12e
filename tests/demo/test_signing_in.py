"""A demonstration lets anybody in as anybody, and keeps away from everything that is not its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from comity.cluster import OWNER, Cluster
from comity.demo.welcome import ROLES
from tests.instances import Browser, Running

FORM = re.compile(
    r'name="council" value="(?P<council>[^"]+)">\s*'
    r'<input type="hidden" name="person" value="(?P<person>\d+)">'
    r".*?Sign in<span[^>]*> as (?P<who>[^<]+)</span>",
    re.DOTALL,
)


def offered(browser: Browser) -> dict[str, dict[str, str]]:
    """Everybody the page lets one be, by what its button says."""
    browser.open("/account/sign-in")
    return {found["who"]: found.groupdict() for found in FORM.finditer(browser.page)}


def sign_in(browser: Browser, who: str) -> str:
    """Sign in as the first whose button begins so."""
    everybody = offered(browser)
    chosen = next(form for button, form in everybody.items() if who in button)
    sent = {"council": chosen["council"], "person": chosen["person"], "csrfmiddlewaretoken": browser.token()}
    return browser.open("/account/sign-in/as", sent)


@pytest.mark.parametrize(("title", "role"), ROLES)
def test_one_click_signs_in_as_every_role(demonstration: Running, title: str, role: str) -> None:
    (line,) = [line for line in demonstration.lines if line.strip().startswith(f"{title}  ")]
    name = line.strip().removeprefix(title).strip().partition(",")[0]
    browser = Browser(demonstration.address)
    page = sign_in(browser, name)
    assert browser.status == 200, browser.at
    assert name in page
    assert "Sign out" in page
    assert "This is a demonstration council" in page


def test_the_page_offers_people_of_all_five_councils(demonstration: Running) -> None:
    everybody = offered(Browser(demonstration.address))
    assert {form["council"] for form in everybody.values()} == {
        "testford",
        "sampleby",
        "mockbridge",
        "fictionham",
        "inventshire",
    }
    assert len(everybody) > 50


def test_nobody_is_let_into_another_council_by_a_number(demonstration: Running) -> None:
    browser = Browser(demonstration.address)
    somebody = next(form for form in offered(browser).values() if form["council"] == "testford")
    sent = {"council": "sampleby", "person": somebody["person"], "csrfmiddlewaretoken": browser.token()}
    page = browser.open("/account/sign-in/as", sent)
    assert "Who do you want to be?" in page
    assert "Sign out" not in page


def test_sign_in_leads_nowhere_but_into_the_council(demonstration: Running) -> None:
    browser = Browser(demonstration.address)
    chosen = next(form for button, form in offered(browser).items() if "Clive" in button)
    sent = {"council": chosen["council"], "person": chosen["person"], "next": "//evil.example.org/"}
    browser.open("/account/sign-in/as", {**sent, "csrfmiddlewaretoken": browser.token()})
    assert browser.at.startswith(f"{demonstration.address}/c/sampleby/")


@contextmanager
def a_real_council(running: Running) -> Iterator[None]:
    """A council that the demonstration did not make, for a moment in its database."""
    with psycopg.connect(Cluster(running.home).dsn(OWNER), autocommit=True) as owner:
        owner.execute(
            "INSERT INTO council_council "
            "(slug, name, kind, governance, jurisdiction, host, made_by_demo, created) VALUES "
            "('real', 'Really Real Council', 'unitary', 'committee', 'england', '', false, now())"
        )
        try:
            yield
        finally:
            owner.execute("DELETE FROM council_council WHERE slug = 'real'")


def test_beside_a_real_council_nobody_is_let_in_at_one_click(demonstration: Running) -> None:
    browser = Browser(demonstration.address)
    chosen = next(iter(offered(browser).values()))
    token = browser.token()
    with a_real_council(demonstration):
        page = browser.open("/account/sign-in")
        assert browser.status == 403
        assert "Really Real Council" in page
        sent = {"council": chosen["council"], "person": chosen["person"], "csrfmiddlewaretoken": token}
        page = browser.open("/account/sign-in/as", sent)
        assert browser.status == 403
        assert "Sign out" not in page
    assert len(offered(browser)) > 50
