"""Every page is reached from a page, every link leads somewhere, and no page is unsound.

Sound is a page in which axe finds nothing, and which does not move sideways where 320 pixels are to be had.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import sitting, sound
from tests.browser.life import full
from tests.browser.links import crawl
from tests.oracle import routes
from tests.web.desks import House, house

pytestmark = pytest.mark.browser

WALKED = {
    "coventry": ("ada", "cy", "dot", "joe", "sue", "tess", "cass", "mo", "adm"),
    "cottingham": ("ada", "dee", "clive", "stan"),
}
LOOKED_AT = {"coventry": ("ada", "dot", "tess", "adm", "sue"), "cottingham": ("clive",)}
FILES = {"figures_file", "settings_popolo", "matter_file", "matter_record", "statements_file", "statement"}
NO_PAGE = FILES | {"account_logout", "front", "home", "health"}
"""Addresses that lead on, or hand out a file."""

NO_LINK = {
    "front": "the first page of all leads on to the council",
    "health": "for whoever watches over the machine",
    "account_login": "for who is not signed in",
    "account_inactive": "sign-in leads there",
    "account_reauthenticate": "sign-in leads there",
    "account_reset_password_done": "the form before it leads there",
    "account_reset_password_from_key": "a mail leads there",
    "account_reset_password_from_key_done": "the form before it leads there",
    "account_reset_password": "the sign-in page leads there, for who is not signed in",
    "mfa_authenticate": "sign-in leads there",
    "mfa_reauthenticate": "sign-in leads there",
    "mfa_deactivate_totp": "only where an app is set up",
    "mfa_view_recovery_codes": "only where an app is set up",
    "mfa_generate_recovery_codes": "only where an app is set up",
    "mfa_download_recovery_codes": "only where an app is set up",
    "sent": "asking leads there",
    "concern_raised": "raising a concern leads there",
    "desk_tray": "the desk leads there where a list is longer than it shows",
    "settings_end_standard": "only where a standard was adopted",
    "matter_file": "told in a test of its own, with a file",
    "account_set_password": "the page of the password leads there, for an account that has none",
    "record_erasure": "only where somebody has proposed to erase something",
    "record_dispose": "only where something has been kept long enough",
    "record_end_witness": "only where the council has named somebody who keeps statements",
    "statement": "only where a statement has been made",
    "statements_file": "only where a statement has been made",
    "outside": "a letter leads there",
    "outside_leave": "only for somebody outside, on every page they see",
    "settings_apply": "a form is sent there, from the preview of an import",
}
"""Pages that no page links to, and why that is right."""


@dataclass
class Walk:
    """A council with something of everything in it, and where each of its people came by its links."""

    house: House
    matters: dict[str, str]
    reached: dict[str, dict[str, str]]
    broken: list[str]


@pytest.fixture(scope="module", params=list(WALKED))
def walk(request: pytest.FixtureRequest, migrated: object) -> Iterator[Walk]:
    """Follow every link there is as each of a council's people, once."""
    opened = house(request.param, "2026-03-09 10:00")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("comity.web.clock.now", lambda: opened.moment)
        walked = Walk(opened, full(opened), {}, [])
        for who in WALKED[request.param]:
            walked.reached[who], wrong = crawl(opened, who)
            walked.broken += wrong
        yield walked


def test_every_link_leads_somewhere_and_every_page_has_one(walk: Walk) -> None:
    assert not walk.broken, "\n".join(walk.broken)
    reached = {name for found in walk.reached.values() for name in found}
    known = {*routes.COUNCIL, *routes.SHARED, *routes.IN_MATTERS}
    small = walk.house.cast.council.kind == "parish"
    elsewhere = {"enquire_for", "settings_end_standard"} if small else set()
    assert known - reached - set(NO_LINK) - elsewhere == set()


@pytest.mark.parametrize(
    "walk", ["coventry", pytest.param("cottingham", marks=pytest.mark.soak)], indirect=True
)
def test_every_page_that_is_reached_is_sound(walk: Walk, site: str, chromium: Browser) -> None:
    """Each page once, by the first of the people who reaches it."""
    pack = walk.house.cast.edition.pack
    wrong: list[str] = []
    seen: set[str] = set()
    for who in LOOKED_AT[pack]:
        mine = {name: where for name, where in walk.reached[who].items() if name not in seen | NO_PAGE}
        seen |= set(mine)
        with sitting(chromium, site, walk.house, who) as page:
            for name, address in mine.items():
                page.goto(site + address)
                wrong += sound(page, f"{who}: {name}")
            for what, reference in walk.matters.items() if who in {"ada", "dot", "clive"} else ():
                page.goto(f"{site}{walk.house.at(f'm/{reference}')}")
                wrong += sound(page, f"{who}: matter {what}")
    assert not wrong, "\n".join(wrong)
