"""Signing in: by password, by a code beside it, by a new password, and by nothing else."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.urls import get_resolver, reverse

from comity.council.models import Account, Council
from comity.web.signin import adapter
from comity.web.signin.urls import urls

from .conftest import PASSWORD

Found = Callable[..., Council]
Joined = Callable[..., Account]


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(
    found: Found, joined: Joined, browser: Any
) -> None:
    account = joined(found())
    wrong = browser.fill("/account/sign-in", login=account.email, password="not this one at all")
    unknown = browser.fill(
        "/account/sign-in", login="nobody@netherby.example", password="not this one at all"
    )
    assert wrong.status_code == unknown.status_code == 200
    assert f'value="{account.email}"' in wrong.content.decode()
    assert "There is a problem" in wrong.content.decode()

    def bare(page: Any) -> str:
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode())
        return text.replace(account.email, "X").replace("nobody@netherby.example", "X")

    assert bare(wrong) == bare(unknown)


def test_sign_in_leads_to_no_other_site(found: Found, joined: Joined, browser: Any) -> None:
    council = found()
    account = joined(council)
    for elsewhere in ("https://evil.example/", "//evil.example/c/", "javascript:alert(1)", "/\\evil.example"):
        browser.cookies.clear()
        assert browser.sign_in(account, to=elsewhere)["Location"] == "/", elsewhere


def test_too_many_attempts_are_stopped(found: Found, joined: Joined, browser: Any) -> None:
    account = joined(found())
    for _ in range(12):
        page = browser.fill("/account/sign-in", login=account.email, password="wrong wrong wrong")
        if "Too many" in page.content.decode():
            return
    raise AssertionError("twelve wrong passwords in a row were all tried")


def test_a_member_sets_up_an_app_and_then_needs_its_code(found: Found, joined: Joined, browser: Any) -> None:
    council = found()
    account = joined(council)
    browser.sign_in(account)
    confirm = browser.get("/account/two-step/app")["Location"]
    assert browser.fill(confirm, password=PASSWORD)["Location"] == "/account/two-step/app"
    page = browser.get("/account/two-step/app")
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page.content.decode())
    assert secret is not None
    code = _code(secret[1])
    done = browser.post("/account/two-step/app", _hidden(page) | {"code": code})
    assert done["Location"] == "/account/two-step/codes"
    codes = re.findall(r"<code[^>]*>([^<]+)</code>", browser.get(done["Location"]).content.decode())
    assert len(codes) == 10
    assert browser.get("/account/two-step/codes/file").content.decode().split() == codes
    browser.fill("/account/sign-out")
    first = browser.sign_in(account, to=f"/c/{council.slug}/trial/desk")
    assert first["Location"] == "/account/two-step/code"
    assert browser.get(f"/c/{council.slug}/trial/desk").status_code == 302
    refused = browser.fill("/account/two-step/code", code="000000")
    assert "There is a problem" in refused.content.decode()
    let_in = browser.fill("/account/two-step/code", code=codes[0])
    assert let_in["Location"] == f"/c/{council.slug}/trial/desk"
    assert browser.get(let_in["Location"]).status_code == 200


def test_a_forgotten_password_is_set_by_a_link(found: Found, joined: Joined, browser: Any) -> None:
    account = joined(found())
    known = browser.fill("/account/forgotten", email=account.email)
    unknown = browser.fill("/account/forgotten", email="nobody@netherby.example")
    assert known["Location"] == unknown["Location"] == "/account/forgotten/sent"
    assert browser.get("/account/forgotten/sent").status_code == 200
    adapter.POST.submit(lambda: None).result(timeout=20)  # whatever was queued before it has left
    (message,) = [one for one in mail.outbox if one.to == [account.email]]
    assert not [one for one in mail.outbox if "nobody@netherby.example" in one.to]
    assert message.subject == "A new password for Comity"
    (link,) = re.findall(r"https://localhost(/account/forgotten/\S+)", message.body)
    chosen = browser.get(link)["Location"]
    done = browser.fill(chosen, password1="four more unrelated words", password2="four more unrelated words")
    assert done["Location"] == "/account/forgotten/done"
    account.refresh_from_db()
    assert account.check_password("four more unrelated words")
    assert "can no longer be used" in browser.get(link).content.decode()


def test_a_weak_new_password_is_refused_with_the_reason(found: Found, joined: Joined, browser: Any) -> None:
    account = joined(found())
    browser.sign_in(account)
    page = browser.fill("/account/password", oldpassword=PASSWORD, password1="short", password2="short")
    assert "at least 12 characters" in page.content.decode()
    changed = browser.fill(
        "/account/password",
        oldpassword=PASSWORD,
        password1="five plain English words",
        password2="five plain English words",
    )
    assert changed.status_code == 302
    assert browser.get("/account/two-step").status_code == 200


def test_changing_the_password_ends_other_sessions(found: Found, joined: Joined, browser: Any) -> None:
    council = found()
    account = joined(council)
    elsewhere = type(browser)()
    elsewhere.sign_in(account)
    assert elsewhere.get(f"/c/{council.slug}/trial/desk").status_code == 200
    browser.sign_in(account)
    browser.fill(
        "/account/password",
        oldpassword=PASSWORD,
        password1="five plain words now",
        password2="five plain words now",
    )
    assert elsewhere.get(f"/c/{council.slug}/trial/desk").status_code == 302


def test_nobody_makes_an_account_for_themselves(browser: Any) -> None:
    names = set(get_resolver("comity.site.urls").reverse_dict)
    assert "account_signup" not in names
    assert browser.get("/account/signup").status_code == 404
    assert browser.get("/accounts/signup/").status_code == 404


def test_every_page_of_sign_in_can_be_shown(found: Found, joined: Joined, browser: Any) -> None:
    """Each address answers with a page of ours or leads on: never with an error."""
    browser.sign_in(joined(found()))
    for page in urls:
        if page.name == "account_reset_password_from_key":
            answer = browser.get(reverse(page.name, kwargs={"uidb36": "1", "key": "set-password"}))
        else:
            answer = browser.get(reverse(page.name))
        assert answer.status_code in (200, 302, 404), page.name
        if answer.status_code == 200 and page.name != "mfa_download_recovery_codes":
            assert 'class="comity-header"' in answer.content.decode(), page.name


def _code(secret: str) -> str:
    step = int(time.time()) // 30
    return totp.format_hotp_value(totp.hotp_value(secret, step))


def _hidden(page: Any) -> dict[str, str]:
    from .conftest import hidden

    return hidden(page)
