"""Trying forms: forged and stolen keys, names that are not asked for, and fields that no form has."""

from __future__ import annotations

import pytest
from django.core import signing

from tests.attack.digests import changed, contents
from tests.web.conftest import Browser, hidden
from tests.web.desks import QUESTION, House, text

ANSWER = {"whole": "whole", "personal": "none", "answer": "Tomorrow."}


def test_a_forged_form_key_does_nothing(city: House) -> None:
    reference = city.ask("bel")
    forged = [
        "", "x", signing.dumps([city.cast.people["dot"].pk, reference, "answer", "once"], salt="another"),
        signing.dumps([city.cast.people["dot"].pk, reference, "answer"], key="guessed", salt="comity.form"),
    ]  # fmt: skip
    for key in forged:
        answer = city.do("dot", f"m/{reference}/answer", status=409, **{**ANSWER, "form_key": key})
        assert "Go back, open it again" in text(answer), key
    assert city.steps(reference) == ["ask"]


def test_a_form_key_stolen_from_somebody_else_or_another_step_does_nothing(city: House) -> None:
    first, second = city.ask("bel"), city.ask("bel")
    of_dot = hidden(city.browser("dot").get(city.at(f"m/{first}/answer")))["form_key"]
    of_hold = hidden(city.browser("tess").get(city.at(f"m/{first}/hold")))["form_key"]
    for who, matter, key in (("tess", first, of_dot), ("dot", second, of_dot), ("tess", first, of_hold)):
        city.do(who, f"m/{matter}/answer", status=409, **{**ANSWER, "form_key": key})
    assert city.steps(first) == city.steps(second) == ["ask"]


def test_a_form_without_the_mark_of_our_page_is_refused(city: House) -> None:
    reference = city.ask("bel")
    sent = hidden(city.browser("dot").get(city.at(f"m/{reference}/answer"))) | ANSWER
    sent.pop("csrfmiddlewaretoken")
    assert city.browser("dot").post(city.at(f"m/{reference}/answer"), sent).status_code == 403
    elsewhere = {"HTTP_ORIGIN": "https://evil.example"}
    sent = hidden(city.browser("dot").get(city.at(f"m/{reference}/answer"))) | ANSWER
    assert city.browser("dot").post(city.at(f"m/{reference}/answer"), sent, **elsewhere).status_code == 403
    assert city.steps(reference) == ["ask"]


@pytest.mark.parametrize(
    "query",
    [
        "sort=password", "sort=-asker__account__password", "sort=matter_id;drop table matters_matter",
        "stage=closed' or '1'='1", "asker__account__email__startswith=a", "after=~", "after=x~7ZZZ7ZZZ7",
        "after=2026-03-09T10:00:00~7ZZZ7ZZZ7", "service=1e9", "ward=-1", "service=99999999999999999999",
        "late=on&stage[]=closed", "q=%00",
        "by=ward&q=a%00b", "after=%00", "service=%00", "from=0000-00&to=9999-99",
    ],
)  # fmt: skip
def test_names_to_filter_and_sort_by_are_those_of_the_list_and_no_others(city: House, query: str) -> None:
    city.ask("bel")
    for page in ("register", "desk/late", "search", "people", "figures", "protocol", "compare"):
        plain = city.browser("tess").get(city.at(page))
        tried = city.browser("tess").get(city.at(f"{page}?{query}"))
        assert (plain.status_code, tried.status_code) == (200, 200), page


def test_unknown_orders_of_people_are_not_there(city: House) -> None:
    for by in ("password", "account__email", "__class__", "ward'--"):
        assert city.browser("bel").get(city.at("people"), {"by": by}).status_code == 404, by


def test_fields_that_no_form_has_are_refused(city: House) -> None:
    extra = {"asker": "1", "council_id": "1", "level": "3", "happened": "2020-01-01", "handler": "1"}
    extra |= {"acting_for": "1", "reference": "7ZZZ7ZZZ7", "person": "1", "stage": "closed"}
    city.do("bel", "ask", status=422, question="")
    for name, value in extra.items():
        before = contents()
        city.do("bel", "ask", status=422, **{**QUESTION, name: value})
        assert changed(before) == [], name


def test_a_member_cannot_log_or_act_for_whom_they_please(city: House) -> None:
    city.account("ada")
    other = city.cast.people["ada"].pk
    assert city.browser("bel").post(city.at("log"), QUESTION | {"member": str(other)}).status_code in {
        403,
        409,
    }
    assert city.browser("bel").get(city.at(f"ask/for/{other}")).status_code == 404
    assert city.browser("pam").get(city.at(f"ask/for/{other}")).status_code == 404
    assert city.browser("sue").get(city.at(f"ask/for/{other}")).status_code == 200


def test_a_kept_form_is_given_back_to_nobody_else(city: House) -> None:
    """What somebody was sending when their session ended is not shown to whoever signs in next."""
    browser: Browser = city.browser("bel")
    sent = hidden(browser.get(city.at("ask"))) | {**QUESTION, "title": "zqsecretwords"}
    browser.cookies.pop("__Host-comity")
    browser.post(city.at("ask"), sent)
    browser.force_login(city.account("cy"))
    assert "zqsecretwords" not in browser.get(city.at("ask")).content.decode()
    browser.force_login(city.account("bel"))
    assert "zqsecretwords" in browser.get(city.at("ask")).content.decode()
