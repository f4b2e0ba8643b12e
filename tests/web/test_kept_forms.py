"""Somebody writes a long form, and their session ends before they send it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from comity.council.models import Account, Council
from comity.web.forms import kept
from comity.web.models import KeptForm

from .conftest import SENT, hidden

Found = Callable[..., Council]
Joined = Callable[..., Account]

WORDS = "The lamp <b>by the school</b> is “out” again & again"


def _signed_out_while_writing(browser: Any, council: Council, **typed: str) -> Any:
    page = browser.get(f"/c/{council.slug}/trial/write")
    del browser.cookies["__Host-comity"]
    return browser.post(f"/c/{council.slug}/trial/write", hidden(page) | typed)


def test_what_was_typed_is_given_back_after_sign_in_and_not_sent(
    found: Found, joined: Joined, browser: Any
) -> None:
    council = found()
    account = joined(council)
    browser.force_login(account)
    answer = _signed_out_while_writing(browser, council, title=WORDS)
    assert answer["Location"].startswith("/account/sign-in?next=")
    back = browser.sign_in(account, to=f"/c/{council.slug}/trial/write")
    page = browser.get(back["Location"])
    text = page.content.decode()
    assert "You were signed out" in text
    assert "The lamp &lt;b&gt;by the school&lt;/b&gt; is “out” again &amp; again" in text
    assert SENT == []
    assert "You were signed out" not in browser.get(f"/c/{council.slug}/trial/desk").content.decode()
    assert browser.get(f"/c/{council.slug}/trial/write").content.decode().count("by the school") == 1
    sent = browser.post(f"/c/{council.slug}/trial/write", hidden(page) | {"title": WORDS})
    assert sent.content == b"sent"
    ((_key, said),) = SENT
    assert said.prose == {"title": WORDS}
    assert "by the school" not in browser.get(f"/c/{council.slug}/trial/write").content.decode()


def test_the_server_holds_nothing_that_it_can_read(found: Found, joined: Joined, browser: Any) -> None:
    council = found()
    browser.force_login(joined(council))
    before = set(KeptForm.objects.values_list("token", flat=True))
    _signed_out_while_writing(browser, council, title="Mrs Hartley of 4 Mill Lane")
    (row,) = KeptForm.objects.exclude(token__in=before)
    assert b"Hartley" not in bytes(row.sealed)
    cookie = browser.cookies[kept.COOKIE]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie.value.partition(".")[2].encode() not in bytes(row.sealed)


def test_somebody_else_who_signs_in_there_is_shown_nothing(
    found: Found, joined: Joined, browser: Any
) -> None:
    council = found()
    browser.force_login(joined(council))
    other = joined(council, name="Someone Else")
    _signed_out_while_writing(browser, council, title="Mrs Hartley of 4 Mill Lane")
    browser.sign_in(other)
    text = browser.get(f"/c/{council.slug}/trial/write").content.decode()
    assert "Hartley" not in text
    assert "You were signed out" not in text


def test_it_is_gone_after_an_hour(found: Found, joined: Joined, browser: Any, monkeypatch: Any) -> None:
    council = found()
    account = joined(council)
    browser.force_login(account)
    _signed_out_while_writing(browser, council, title="Mrs Hartley of 4 Mill Lane")
    browser.force_login(account)
    from comity.web import clock

    later = clock.now() + kept.LASTS + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "Hartley" not in browser.get(f"/c/{council.slug}/trial/write").content.decode()


def test_another_site_cannot_put_words_into_a_members_mouth(
    found: Found, joined: Joined, browser: Any
) -> None:
    council = found()
    account = joined(council)
    browser.force_login(account)
    form = hidden(browser.get(f"/c/{council.slug}/trial/write"))
    del browser.cookies["__Host-comity"]
    forged = {"form_key": form["form_key"], "title": "I resign"}
    browser.post(f"/c/{council.slug}/trial/write", forged, headers={"Origin": "https://evil.example"})
    assert kept.COOKIE not in browser.cookies


def _open_for_longer_than_a_week(browser: Any, address: str, monkeypatch: Any) -> dict[str, str]:
    """What the form carries unseen, had it been opened eight days ago."""
    ago = time.time() - 8 * 24 * 60 * 60
    with monkeypatch.context() as then:
        then.setattr("django.core.signing.time", SimpleNamespace(time=lambda: ago))
        return hidden(browser.get(address))


def test_a_form_that_lay_open_too_long_is_shown_again_with_what_was_typed(
    found: Found, joined: Joined, browser: Any, monkeypatch: Any
) -> None:
    council = found()
    browser.force_login(joined(council))
    address = f"/c/{council.slug}/trial/write"
    old = _open_for_longer_than_a_week(browser, address, monkeypatch)
    page = browser.post(address, old | {"title": WORDS, "by-day": "3", "by-month": "4", "by-year": "2026"})
    text = page.content.decode()
    assert page.status_code == 409
    assert "This form lay open for more than a week, so it was not sent. Here is what you typed." in text
    assert "The lamp &lt;b&gt;by the school&lt;/b&gt; is “out” again &amp; again" in text
    assert re.search(r'name="by-day"[^>]*value="3"', text)
    assert SENT == []
    fresh = hidden(page)
    assert fresh["form_key"] != old["form_key"]
    assert browser.post(address, fresh | {"title": WORDS}).content == b"sent"
    ((_key, said),) = SENT
    assert said.prose == {"title": WORDS}


def test_the_answer_to_an_enquiry_is_not_lost_though_its_form_lay_open_too_long(
    housing: Callable[..., Any], monkeypatch: Any
) -> None:
    here = housing()
    reference = here.ask()
    page, dot = here.at(f"m/{reference}/answer"), here.browser("dot")
    old = _open_for_longer_than_a_week(dot, page, monkeypatch)
    answer = {"whole": "whole", "personal": "none", "answer": WORDS}
    again = dot.post(page, old | answer)
    assert "out” again &amp; again</textarea>" in again.content.decode()
    assert here.steps(reference) == ["ask"]
    assert dot.post(page, hidden(again) | answer).status_code == 302
    assert here.steps(reference) == ["ask", "answer"]
    shut = dot.post(page, old | answer)
    assert shut.status_code == 409
    assert "the lamp" not in shut.content.decode()
    assert "by the school" in shut.content.decode()
    assert here.steps(reference) == ["ask", "answer"]


def test_a_form_that_lay_open_too_long_is_given_back_after_sign_in_as_well(
    found: Found, joined: Joined, browser: Any, monkeypatch: Any
) -> None:
    council = found()
    account = joined(council)
    browser.force_login(account)
    address = f"/c/{council.slug}/trial/write"
    old = _open_for_longer_than_a_week(browser, address, monkeypatch)
    del browser.cookies["__Host-comity"]
    browser.post(address, old | {"title": WORDS})
    back = browser.sign_in(account, to=address)
    page = browser.get(back["Location"])
    assert "You were signed out" in page.content.decode()
    assert browser.post(address, hidden(page) | {"title": WORDS}).content == b"sent"


def test_somebody_elses_form_is_refused_however_old_it_is(
    found: Found, joined: Joined, browser: Any, monkeypatch: Any
) -> None:
    council = found()
    browser.force_login(joined(council, name="Someone Else"))
    address = f"/c/{council.slug}/trial/write"
    theirs = _open_for_longer_than_a_week(browser, address, monkeypatch)["form_key"]
    mine = type(browser)()
    mine.force_login(joined(council))
    form = hidden(mine.get(address)) | {"form_key": theirs, "title": WORDS}
    refused = mine.post(address, form)
    assert refused.status_code == 409
    assert "open it again" in refused.content.decode()
    assert "by the school" not in refused.content.decode()


def test_strangers_cannot_fill_the_table_with_forms_of_their_own(found: Found, browser: Any) -> None:
    before = KeptForm.objects.count()
    form = hidden(browser.get("/account/sign-in"))
    made_up = {"form_key": "WzEsICIiXQ:1:abc", "title": "x" * 1000}
    assert browser.post(f"/c/{found().slug}/trial/write", form | made_up).status_code == 302
    assert KeptForm.objects.count() == before


def test_a_form_made_for_somebody_else_or_forged_is_refused(
    found: Found, joined: Joined, browser: Any
) -> None:
    council = found()
    browser.force_login(joined(council, name="Someone Else"))
    theirs = hidden(browser.get(f"/c/{council.slug}/trial/write"))["form_key"]
    mine = type(browser)()
    mine.force_login(joined(council))
    form = hidden(mine.get(f"/c/{council.slug}/trial/write"))
    for key in (theirs, "", form["form_key"][:-1] + "x"):
        refused = mine.post(f"/c/{council.slug}/trial/write", form | {"form_key": key, "title": "x"})
        assert refused.status_code == 409
        assert "open it again" in refused.content.decode()
    assert SENT == []


def test_a_refused_form_keeps_what_was_typed_and_names_the_field(
    found: Found, joined: Joined, browser: Any
) -> None:
    council = found()
    browser.force_login(joined(council))
    address = f"/c/{council.slug}/trial/write"
    typed = {"title": "Lamp", "by-day": "31", "by-month": "2", "by-year": "2026"}
    page = browser.fill(address, **typed)
    text = page.content.decode()
    assert page.status_code == 422
    assert 'href="#by-day"' in text
    assert 'id="by-day"' in text
    assert 'value="31"' in text
    assert 'value="Lamp"' in text
    assert text.count("must be a real date") == 2
    assert "<title>Error: " in text
    mass = browser.fill(address, title="Lamp", level="3")
    assert "There is no question called “level”" in mass.content.decode()


def test_moments_are_read_in_the_councils_zone_however_they_are_typed(
    found: Found, joined: Joined, browser: Any
) -> None:
    council = found()
    browser.force_login(joined(council))
    typed = {"happened-day": "27", "happened-month": "March", "happened-year": "2026"}
    browser.fill(f"/c/{council.slug}/trial/write", title="Rang", **typed, **{"happened-time": "2.30pm"})
    browser.fill(
        f"/c/{council.slug}/trial/write",
        title="Rang",
        **typed | {"happened-day": "30"},
        **{"happened-time": "09:05"},
    )
    assert [said.facts["happened"] for _key, said in SENT] == [
        "2026-03-27T14:30:00+00:00",
        "2026-03-30T09:05:00+01:00",
    ]
