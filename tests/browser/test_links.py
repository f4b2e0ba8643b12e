"""Every page is reached from a page, and every link on a page leads somewhere for whoever sees it."""

from __future__ import annotations

import pytest

from tests.browser.life import full
from tests.browser.links import crawl
from tests.oracle import routes
from tests.web.desks import house

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
    "settings_apply": "a form is sent there, from the preview of an import",
}
"""Pages that no page links to, and why that is right."""


@pytest.mark.parametrize(("pack", "people"), [
    ("coventry", ("ada", "cy", "dot", "joe", "sue", "tess", "cass", "mo", "adm")),
    ("cottingham", ("ada", "dee", "clive", "stan")),
])  # fmt: skip
def test_every_link_leads_somewhere_and_every_page_has_one(
    pack: str, people: tuple[str, ...], migrated: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = house(pack, "2026-03-09 10:00")
    monkeypatch.setattr("comity.web.clock.now", lambda: opened.moment)
    full(opened)
    reached: dict[str, str] = {}
    broken: list[str] = []
    for who in people:
        found, wrong = crawl(opened, who)
        reached |= found
        broken += wrong
    assert not broken, "\n".join(broken)
    known = {*routes.COUNCIL, *routes.SHARED, *routes.IN_MATTERS}
    elsewhere = {"enquire_for", "settings_end_standard"} if pack == "cottingham" else set()
    assert known - set(reached) - set(NO_LINK) - elsewhere == set()
