"""Somebody comes to the council's door: who is let in, who is told nothing, and what nothing can do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import override_settings
from django.urls import get_resolver

from comity.council import context
from comity.council.models import Account, Council, Person
from comity.site.council_urls import COUNCIL_PAGES
from comity.site.urls import SHARED_PAGES
from comity.web.headers import ALWAYS
from comity.web.places import SHARED

Found = Callable[..., Council]
Joined = Callable[..., Account]


def test_a_member_signs_in_and_reaches_the_desk(found: Found, joined: Joined, browser: Any) -> None:
    council = found()
    account = joined(council)
    first = browser.get(f"/c/{council.slug}/trial/desk")
    assert first.status_code == 302
    assert first["Location"] == f"/account/sign-in?next=%2Fc%2F{council.slug}%2Ftrial%2Fdesk"
    answered = browser.sign_in(account, to=f"/c/{council.slug}/trial/desk")
    assert answered["Location"] == f"/c/{council.slug}/trial/desk"
    page = browser.get(answered["Location"])
    assert page.status_code == 200
    assert "Councillor Bronwen Clegg" in page.content.decode()
    assert council.name in page.content.decode()


def test_the_front_page_leads_to_ones_only_council_and_lists_two(
    found: Found, joined: Joined, browser: Any
) -> None:
    first, second = found("Netherby Borough Council"), found("Thornley Parish Council")
    found("Brackley Council")
    account = joined(first)
    browser.force_login(account)
    assert browser.get("/")["Location"] == f"/c/{first.slug}/"
    joined(second, account=account)
    page = browser.get("/").content.decode()
    assert f'href="/c/{first.slug}/"' in page
    assert f'href="/c/{second.slug}/"' in page
    assert "Brackley" not in page


def _nothing_here(page: Any) -> tuple[object, ...]:
    headers = {name: value for name, value in page.headers.items() if name != "Set-Cookie"}
    return page.status_code, page.content, headers


def test_a_council_that_is_not_mine_is_answered_like_one_that_does_not_exist(
    found: Found, joined: Joined, browser: Any
) -> None:
    mine, other, gone = found(), found("Brackley Council"), found("Left Council")
    closed = found("Suspended Council", suspended=date(2026, 1, 1).isoformat() + "T00:00+00:00")
    account = joined(mine)
    joined(gone, account=account, until=date(2025, 5, 1))
    browser.force_login(account)
    unknown = _nothing_here(browser.get("/c/no-such-council/trial/desk"))
    assert unknown[0] == 404
    for council in (other, gone, closed):
        assert _nothing_here(browser.get(f"/c/{council.slug}/trial/desk")) == unknown
        assert _nothing_here(browser.post(f"/c/{council.slug}/trial/write", {"title": "x"})) == unknown
    assert _nothing_here(browser.get(f"/c/{mine.slug}/no-such-page")) == unknown
    assert _nothing_here(browser.get("/no-such-page")) == unknown


def test_strangers_cannot_tell_which_councils_there_are(found: Found, browser: Any) -> None:
    council = found()
    there = browser.get(f"/c/{council.slug}/trial/desk")
    nowhere = browser.get("/c/no-such-council/trial/desk")
    assert there.status_code == nowhere.status_code == 302
    assert there["Location"].replace(council.slug, "S") == nowhere["Location"].replace("no-such-council", "S")


def test_a_revoked_account_and_an_ended_person_lose_an_open_session(
    found: Found, joined: Joined, browser: Any
) -> None:
    council = found()
    account = joined(council)
    browser.force_login(account)
    address = f"/c/{council.slug}/trial/desk"
    assert browser.get(address).status_code == 200
    with context.within(council):
        Person.objects.filter(account=account).update(until=date(2025, 1, 1))
    assert browser.get(address).status_code == 404
    with context.within(council):
        Person.objects.filter(account=account).update(until=None)
    assert browser.get(address).status_code == 200
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert browser.get(address).status_code == 302


def test_a_council_with_a_host_of_its_own_is_found_by_it(found: Found, joined: Joined, browser: Any) -> None:
    council = found(host="netherby.example")
    account = joined(council)
    with override_settings(ALLOWED_HOSTS=["netherby.example", "localhost"]):
        own = type(browser)("netherby.example")
        assert own.get("/trial/desk")["Location"] == "/account/sign-in?next=%2Ftrial%2Fdesk"
        own.force_login(account)
        assert own.get("/trial/desk").status_code == 200
        assert own.get("/")["Location"].endswith("/desk")
        assert own.get("/privacy").status_code == 200
        browser.force_login(account)
        forwarded = browser.get("/trial/desk", headers={"X-Forwarded-Host": "netherby.example"})
        assert forwarded.status_code == 404


def test_a_host_that_is_not_served_is_refused(browser: Any) -> None:
    assert type(browser)("evil.example").get("/about").status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/about",
        "/privacy",
        "/accessibility",
        "/health",
        "/account/sign-in",
        "/account/forgotten",
        "/nothing",
    ],
)
def test_every_answer_carries_the_headers(address: str, browser: Any) -> None:
    page = browser.get(address)
    for name, value in ALWAYS.items():
        assert page[name] == value
    assert page["Cache-Control"] == "no-store"
    text = page.content.decode()
    assert "<script>" not in text
    assert "<style" not in text
    assert " style=" not in text
    assert " onclick=" not in text


def test_pages_behind_sign_in_carry_them_too(found: Found, joined: Joined, browser: Any) -> None:
    council = found()
    browser.force_login(joined(council))
    for page in ("trial/desk", "trial/write", "trial/rename?fail", "trial/stream", "nothing"):
        answer = browser.get(f"/c/{council.slug}/{page}")
        assert {name: answer[name] for name in ALWAYS} == dict(ALWAYS), page
        assert answer["Cache-Control"] == "no-store", page


def test_looking_changes_nothing_whatever_the_page_tries(found: Found, joined: Joined, browser: Any) -> None:
    council = found()
    account = joined(council)
    browser.force_login(account)
    assert browser.get(f"/c/{council.slug}/trial/rename").status_code == 500
    with context.within(council):
        assert Person.objects.get(account=account).name == "Bronwen Clegg"


def test_a_page_that_fails_half_way_leaves_nothing_behind_and_logs_no_words(
    found: Found, joined: Joined, browser: Any, caplog: pytest.LogCaptureFixture
) -> None:
    council = found()
    account = joined(council)
    browser.force_login(account)
    sent = {"csrfmiddlewaretoken": _token(browser, council)}
    failed = browser.post(f"/c/{council.slug}/trial/rename?fail", sent)
    assert failed.status_code == 500
    assert "Nothing has been changed" in failed.content.decode()
    with context.within(council):
        assert Person.objects.get(account=account).name == "Bronwen Clegg"
    written = [_as_written(record) for record in caplog.records]
    assert any("builtins.RuntimeError" in line for line in written)
    assert not any("secret words" in line for line in written)
    assert browser.post(f"/c/{council.slug}/trial/rename", sent).content == b"renamed"
    with context.within(council):
        assert Person.objects.get(account=account).name == "Somebody Else"


def _token(browser: Any, council: Council) -> str:
    from .conftest import hidden

    return hidden(browser.get(f"/c/{council.slug}/trial/write"))["csrfmiddlewaretoken"]


def _as_written(record: logging.LogRecord) -> str:
    from comity.web.logs import IdsOnly

    record.exc_text = None
    return IdsOnly().format(record)


def test_a_page_that_would_be_written_too_late_is_refused(found: Found, joined: Joined, browser: Any) -> None:
    council = found()
    browser.force_login(joined(council))
    page = browser.get(f"/c/{council.slug}/trial/stream")
    assert page.status_code == 500
    assert not page.streaming


def test_the_list_of_shared_addresses_is_the_list_of_shared_pages() -> None:
    def first(pattern: Any) -> str:
        return str(pattern.pattern).lstrip("^").partition("/")[0]

    assert {first(page) for page in SHARED_PAGES} - {""} == SHARED - {"static"}
    assert not {first(page) for page in COUNCIL_PAGES} & SHARED
    names = [page.name for page in [*SHARED_PAGES, *COUNCIL_PAGES]]
    assert len(names) == len(set(names))
    assert get_resolver("comity.site.urls").url_patterns


def test_health_says_little(browser: Any) -> None:
    page = browser.get("/health")
    assert (page.status_code, page.content) == (200, b"well\n")
