"""Trying sessions: swapped between councils and hosts, kept by who has left, and guessed from outside."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.test import override_settings

from comity.cluster import ADMIN
from comity.council.context import within
from comity.council.models import Account, Holding, Person
from comity.matters import handles
from tests.attack.conftest import with_password
from tests.conftest import CLUSTER
from tests.web.conftest import Browser, hidden
from tests.web.desks import House

PAGES = ("desk", "register", "people", "protocol", "search", "figures", "start", "settings", "ask-protocol")


def test_a_session_of_one_council_opens_nothing_of_another(city: House, parish: House) -> None:
    browser = city.browser("bel")
    never = browser.get("/c/no-such-council/desk")
    for page in PAGES:
        tried = browser.get(parish.at(page))
        assert (tried.status_code, tried.content) == (404, never.content), page
        assert browser.post(parish.at(page), {"x": "y"}).status_code in {403, 404}, page
    browser.cookies["__Host-comity"] = parish.browser("bel").cookies["__Host-comity"].value
    assert browser.get(parish.at("desk")).status_code == 200
    assert browser.get(city.at("desk")).status_code == 404


def test_a_councils_own_host_lets_in_nobody_of_another(city: House, parish: House) -> None:
    with psycopg.connect(CLUSTER.dsn(ADMIN), autocommit=True) as admin:
        admin.execute(
            "UPDATE council_council SET host = 'parish.example' WHERE id = %s", [parish.cast.council.pk]
        )
    with override_settings(ALLOWED_HOSTS=["localhost", "parish.example"]):
        own, away = Browser("parish.example"), Browser("parish.example")
        own.force_login(parish.account("bel"))
        away.force_login(city.account("bel"))
        assert own.get("/desk").status_code == 200
        assert away.get("/desk").status_code == 404
        assert away.get(parish.at("desk")).status_code == 404
    with psycopg.connect(CLUSTER.dsn(ADMIN), autocommit=True) as admin:
        admin.execute("UPDATE council_council SET host = '' WHERE id = %s", [parish.cast.council.pk])


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Server"],
)
def test_forwarded_headers_change_nothing(city: House, parish: House, header: str) -> None:
    browser = city.browser("bel")
    forged = {header: "evil.example" if "URL" not in header else parish.at("desk")}
    plain, tried = browser.get(city.at("desk")), browser.get(city.at("desk"), headers=forged)
    assert (tried.status_code, tried.content) == (plain.status_code, plain.content)
    away = Browser().get("/", headers=forged)
    assert "evil" not in away["Location"]


def test_a_reset_link_is_never_made_for_a_host_that_was_sent_along(city: House) -> None:
    from django.core import mail

    from comity.web.signin import adapter

    with_password(city, "bel")
    adapter.POST.submit(lambda: None).result(timeout=20)  # what earlier stories had to send has gone
    before = len(getattr(mail, "outbox", []))
    browser = Browser()
    page = hidden(browser.get("/account/forgotten"))
    sent = page | {"email": city.account("bel").email}
    browser.post("/account/forgotten", sent, headers={"X-Forwarded-Host": "evil.example"})
    adapter.POST.submit(lambda: None).result(timeout=20)
    assert len(mail.outbox) == before + 1
    assert "evil.example" not in mail.outbox[-1].body
    assert Browser("evil.example").post("/account/forgotten", sent).status_code == 400


@pytest.mark.parametrize(
    "there",
    [
        "https://evil.example/",
        "//evil.example", "/\\evil.example", "javascript:alert(1)", "https:evil.example",
        "\thttps://evil.example", "https://localhost@evil.example/", "/%09/evil.example",
        "http://localhost.evil.example",
    ],
)  # fmt: skip
def test_next_leads_to_no_other_site(city: House, there: str) -> None:
    account = with_password(city, "bel")
    browser = Browser()
    assert "evil.example" not in str(browser.sign_in(account, to=there)["Location"]).partition("?")[0].lstrip(
        "/%09"
    )
    for page in ("/account/sign-in", "/account/sign-out", "/account/confirm-it-is-you"):
        answer = browser.get(page, {"next": there})
        assert not str(answer.get("Location", "/")).startswith(("http", "//", "/\\", "java")), page
    signed_out = browser.post("/account/sign-out", hidden(browser.get("/account/sign-out")) | {"next": there})
    assert not str(signed_out.get("Location", "/")).startswith(("http", "//", "/\\", "java"))


def test_sign_in_tells_nobody_who_has_an_account(city: House) -> None:
    """Same status, same page, and the same work: the password is hashed for an unknown address too."""
    account = with_password(city, "bel")
    hashed: list[str] = []
    answers = {}
    for address in (account.email, "nobody@nowhere.example", city.account("cy").email):
        with pytest.MonkeyPatch.context() as patch:
            _count_hashes(patch, hashed, address)
            page = Browser().fill("/account/sign-in", login=address, password="quite another password")
        answers[address] = (page.status_code, _bare(page, address), dict(page.headers).keys())
    assert len(set(map(str, answers.values()))) == 1
    assert [hashed.count(address) for address in answers] == [1, 1, 1]


def _count_hashes(patch: pytest.MonkeyPatch, hashed: list[str], address: str) -> None:
    from django.contrib.auth.hashers import Argon2PasswordHasher

    for name in ("encode", "verify"):
        plain = getattr(Argon2PasswordHasher, name)

        def counted(self: Any, *given: Any, plain: Any = plain, **more: Any) -> Any:
            hashed.append(address)
            return plain(self, *given, **more)

        patch.setattr(Argon2PasswordHasher, name, counted)


def test_a_reset_tells_nobody_who_has_an_account(city: House) -> None:
    account = with_password(city, "bel")
    answers = []
    for address in (account.email, "nobody@nowhere.example", "not an address"):
        page = Browser().fill("/account/forgotten", email=address)
        answers.append((page.status_code, page.get("Location"), _bare(page, address)))
    assert answers[0] == answers[1]
    assert answers[2][0] == 200  # no address at all: said at once, of whatever is typed


def _bare(page: Any, address: str) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode())
    return text.replace(address, "X")


def test_who_has_left_finds_nothing_with_the_session_still_open(city: House) -> None:
    reference = city.ask("bel")
    browser, dot = city.browser("bel"), city.browser("dot")
    assert browser.get(city.at(f"m/{reference}")).status_code == 200
    form = hidden(browser.get(city.at(f"m/{reference}/withdraw")))
    today = city.moment.date()
    with within(city.cast.council, system=True):
        Person.objects.filter(pk=city.cast.people["bel"].pk).update(until=today)
        Holding.objects.filter(person=city.cast.people["dot"]).update(until=today)
    for page in (*PAGES, f"m/{reference}", f"sent/{reference}"):
        assert browser.get(city.at(page)).status_code == 404, page
    assert browser.post(city.at(f"m/{reference}/withdraw"), form).status_code == 404
    assert dot.get(city.at("desk")).status_code == 200
    assert dot.get(city.at(f"m/{reference}")).status_code == 404
    assert city.steps(reference) == ["ask"]


def test_a_closed_account_is_signed_out_at_once(city: House) -> None:
    browser = city.browser("bel")
    assert browser.get(city.at("desk")).status_code == 200
    Account.objects.filter(pk=city.account("bel").pk).update(is_active=False)
    assert browser.get(city.at("desk"))["Location"].startswith("/account/sign-in")


def test_who_comes_tomorrow_is_not_here_today(city: House) -> None:
    browser = city.browser("bel")
    with within(city.cast.council, system=True):
        tomorrow = city.moment.date() + timedelta(days=1)
        Person.objects.filter(pk=city.cast.people["bel"].pk).update(since=tomorrow)
    assert browser.get(city.at("desk")).status_code == 404


def test_an_administrator_reads_no_matter_by_being_one(city: House) -> None:
    with within(city.cast.council, system=True):
        city.cast.officer("adm", "administrator", title="Administrator", under="cass")
    reference = city.ask("bel", title="zqprivatelamp")
    document = handles.of(city.entries(reference)[0])
    for page in (
        f"m/{reference}",
        f"m/{reference}/note",
        f"sent/{reference}",
        f"m/{reference}/file/{document}",
    ):
        assert city.browser("adm").get(city.at(page)).status_code == 404, page
    for page in ("register", "desk", "search?q=zqprivatelamp", "figures", "settings", "settings/record"):
        said = city.read("adm", page).replace("“zqprivatelamp”", "")
        assert reference not in said.replace(" ", ""), page
        if "search" not in page:
            assert "zqprivatelamp" not in said, page


def test_the_demonstrations_sign_in_refuses_where_a_council_is_real(city: House) -> None:
    with override_settings(ROOT_URLCONF="comity.demo.urls", TEMPLATES=_demo_templates()):
        browser = Browser()
        page = browser.get("/account/sign-in")
        assert page.status_code == 403
        assert city.cast.council.name not in page.content.decode() or "did not make" in page.content.decode()
        person = city.cast.people["bel"].pk
        council = city.cast.council
        browser.enforce_csrf_checks = False
        browser.handler.enforce_csrf_checks = False
        tried = browser.post("/account/sign-in/as", {"council": council.slug, "person": person})
        assert tried.status_code == 403
        assert browser.get(city.at("desk")).status_code == 302


def _demo_templates() -> list[dict[str, Any]]:
    return [
        {
            "BACKEND": "django.template.backends.jinja2.Jinja2",
            "OPTIONS": {"environment": "comity.demo.jinja.environment"},
        }
    ]
