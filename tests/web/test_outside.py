"""Somebody outside the council at a browser: the link, the code, the one matter, and nothing else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings

from comity.council.changes.posts import set_keeper
from comity.council.context import within
from comity.council.models import Person
from comity.matters import admissions, outbox
from comity.matters.models import Admission
from tests.cast import _WHY
from tests.web.conftest import Browser, hidden
from tests.web.desks import House, Housing, text
from tests.web.test_concern import ACCOUNT

FIRST = "ivy@county.example.org"
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


@pytest.fixture
def here(housing: Housing) -> House:
    """A parish whose clerk is concerned and whose chair raises it; the county keeps an independent person."""
    opened = housing("cottingham")
    with within(opened.cast.council, system=True):
        set_keeper(
            opened.cast.council, "principal_monitoring_officer", outside_name="Ivy Outer",
            outside_address=FIRST, outside_telephone="01632 960001", **_WHY,
        )  # fmt: skip
    return opened


def raised(here: House) -> str:
    """Dee raises a concern about the clerk; its reference."""
    sent = here.do("dee", "concern/about/officer/raise", **{**ACCOUNT, "subject": str(here.cast.clive.pk)})
    return str(sent["Location"]).rpartition("/")[2]


def link(here: House) -> str:
    """The latest link that went into the post, as an address on this host."""
    bodies: list[str] = []
    for letter in outbox.claim(here.cast.council, at=here.moment):
        outbox.send(here.cast.council, letter, lambda one, to: bodies.append(one.body), at=here.moment)
    return re.findall(r"https?://[^/]+(/c/\S+/outside/\S+)", "\n".join(bodies))[-1]


def ivy(here: House) -> Person:
    with within(here.cast.council, system=True):
        return Person.objects.get(kind="outside")


def code(here: House, reference: str) -> str:
    """Dee makes a code and reads it on the page."""
    page = here.do("dee", f"m/{reference}/outside_code", 200, whom=str(ivy(here).pk))
    return CODE.findall(text(page))[0]


def come_in(address: str, told: str) -> tuple[Browser, Any]:
    """Somebody opens a link and types a code; their browser, and the answer."""
    browser = Browser()
    return browser, browser.fill(address, code=told)


@pytest.fixture
def inside(here: House) -> tuple[House, str, Browser]:
    """Ivy is in."""
    reference = raised(here)
    address = link(here)
    browser, answer = come_in(address, code(here, reference))
    assert answer.status_code == 302, text(answer)
    return here, reference, browser


def test_whoever_raises_it_reads_beforehand_and_afterwards_how_somebody_outside_comes_in(here: House) -> None:
    assert "sent a link that opens this one matter and nothing else" in here.read(
        "dee", "concern/about/officer"
    )
    reference = raised(here)
    told = here.read("dee", f"concern/raised/{reference}")
    assert f"Ivy Outer is sent a link to {FIRST}" in told
    assert "Without the code they cannot read it" in told
    assert "cannot read it here" not in told
    assert "Ivy Outer, outside the council" in told


def test_the_code_is_shown_once(here: House) -> None:
    reference = raised(here)
    dee = here.browser("dee")
    page = here.at(f"m/{reference}/outside_code")
    form = hidden(dee.get(page)) | {"whom": str(ivy(here).pk)}
    shown = dee.post(page, form)
    told = CODE.findall(text(shown))[0]
    assert "01632 960001" in text(shown)
    assert "This is shown once" in text(shown)
    again = dee.post(page, form)
    assert again.status_code == 302
    page_after = here.read("dee", f"m/{reference}")
    assert told not in page_after
    assert "It was done once" in page_after


def test_the_door_is_the_same_whatever_the_link_and_looking_changes_nothing(here: House) -> None:
    reference = raised(here)
    address = link(here)
    before = here.steps(reference)
    pages = [address, here.at("outside/nothing"), "/c/no-such-council/outside/nothing"]
    answers = [Browser().get(page) for page in pages]
    bodies = {re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", one.content) for one in answers}
    assert len(bodies) == 1
    assert {one.status_code for one in answers} == {200}
    for one in answers:
        assert one["Referrer-Policy"] == "strict-origin"
        assert "no-store" in one["Cache-Control"]
        assert b"cottingham" not in one.content
    assert here.steps(reference) == before


def test_ivy_comes_in_to_a_clean_address_and_hears_it(inside: tuple[House, str, Browser]) -> None:
    here, reference, browser = inside
    page = browser.get(here.at(f"m/{reference}"))
    assert page.status_code == 200
    whole = page.content.decode()
    assert "He shouted at me in the corridor." in whole
    assert "Concern about Clive Example" in whole
    assert "Ivy Outer, from outside the council" in text_of_head(whole)
    assert "no-store" in page["Cache-Control"]
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["max-age"] == "" == cookie["expires"], "it ends with the browser"
    own = set(re.findall(r'href="(/c/[^"#]*)', whole))
    allowed = re.compile(rf"/c/[^/]+/(outside|m/{reference}.*)?")
    assert [one for one in own if not allowed.fullmatch(one)] == []
    for one in own:
        assert browser.get(one).status_code in {200, 302}, one
    done = browser.fill(
        here.at(f"m/{reference}/decide"), finding="in_part", words="Both were loud.", reasons="I asked."
    )
    assert done.status_code == 302
    assert done["Location"].startswith(here.at(f"m/{reference}"))
    assert "Both were loud." in here.read("dee", f"m/{reference}")
    assert "Ivy Outer" in here.read("dee", f"m/{reference}")
    assert here.steps(reference)[-1] == "decide"


def text_of_head(whole: str) -> str:
    head = whole[whole.index("<header") : whole.index("</header>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", head))


def test_they_reach_nothing_else(inside: tuple[House, str, Browser]) -> None:
    here, reference, browser = inside
    other = raised(here)
    link(here)
    nothing = browser.get(here.at(f"m/{'7ZZZ7ZZZ7'}"))
    for page in (
        f"m/{other}", f"m/{other}/decide", f"m/{reference}/record", f"m/{reference}/erasing", "start",
        "people",
        f"people/{here.cast.dee.pk}", "search?q=shouted", "register", "figures", "figures.csv", "protocol",
        "ask-protocol", "compare", "record", "settings", "settings/people", "monitoring", "desk/waiting",
        f"concern/raised/{reference}", "ask", "log", "concern/about/officer", f"m/{reference}/outside_code",
        f"m/{reference}/outside_enter", f"m/{reference}/outside_shut",
    ):  # fmt: skip
        for answer in (browser.get(here.at(page)), browser.get(here.at(page), REQUEST_METHOD="HEAD")):
            assert answer.status_code == 404, page
        assert browser.get(here.at(page)).content == nothing.content, page
    for page in ("", "desk"):
        assert browser.get(here.at(page))["Location"] == here.at(f"m/{reference}")
    assert browser.get("/").status_code == 302
    assert "sign-in" in browser.get("/")["Location"]
    assert "sign-in" in browser.get("/account/two-step")["Location"]


def test_wrong_codes_are_answered_alike_and_lock_it(here: House) -> None:
    reference = raised(here)
    address = link(here)
    told = code(here, reference)
    answers = []
    for page in (here.at("outside/nothing"), "/c/no-such-council/outside/nothing"):
        answers.append(come_in(page, told)[1])
    for _ in range(admissions.MOST_WRONG):
        answers.append(come_in(address, "0000-0000-0000")[1])
    answers.append(come_in(address, told)[1])
    bodies = {re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", one.content) for one in answers}
    assert {one.status_code for one in answers} == {422}
    assert len(bodies) == 1
    assert "did not open anything" in text(answers[0])
    assert "typed wrongly too often" in here.read("dee", f"m/{reference}")
    assert come_in(address, code(here, reference))[1].status_code == 302


def test_withdrawn_with_the_page_open_they_are_out_at_the_next_click(
    inside: tuple[House, str, Browser],
) -> None:
    here, reference, browser = inside
    page = here.at(f"m/{reference}/note")
    form = hidden(browser.get(page)) | {"words": "Ask the caretaker."}
    here.do("dee", f"m/{reference}/outside_shut", whom=str(ivy(here).pk), words="Sent to the wrong person.")
    out = browser.post(page, form)
    assert out.status_code == 403
    assert "You are not let in here any more" in text(out)
    assert "note" not in here.steps(reference)
    assert "sign-in" in browser.get(here.at(f"m/{reference}"))["Location"], "and nobody knows them any more"
    here.do("dee", f"m/{reference}/outside_link", whom=str(ivy(here).pk))
    address = link(here)
    told = code(here, reference)
    assert browser.fill(address, code=told).status_code == 302
    assert "Ask the caretaker." in browser.get(page).content.decode(), "what was typed is given back"


def test_two_hours_later_they_are_out(inside: tuple[House, str, Browser]) -> None:
    here, reference, browser = inside
    here.later("2026-03-09 11:59")
    assert browser.get(here.at(f"m/{reference}")).status_code == 200
    here.later("2026-03-09 12:00")
    assert browser.get(here.at(f"m/{reference}")).status_code == 403


def test_they_leave(inside: tuple[House, str, Browser]) -> None:
    here, reference, browser = inside
    assert "You have left" in text(browser.fill(here.at("outside")))
    assert "sign-in" in browser.get(here.at(f"m/{reference}"))["Location"]


def test_a_link_of_one_council_opens_nothing_at_another(here: House, housing: Housing) -> None:
    reference = raised(here)
    address = link(here)
    told = code(here, reference)
    other = housing("coventry")
    elsewhere = address.replace(here.cast.council.slug, other.cast.council.slug)
    assert come_in(elsewhere, told)[1].status_code == 422
    browser, answer = come_in(address, told)
    assert answer.status_code == 302
    assert "sign-in" in browser.get(other.at(f"m/{reference}"))["Location"]


def test_the_person_it_is_about_learns_nothing_of_it(here: House) -> None:
    pages = ("desk", "register", "search?q=Ivy", "settings/people", "settings/record")
    seen = {page: here.read("clive", page) for page in pages}
    reference = raised(here)
    code(here, reference)
    come_in(link(here), "wrong")
    for page, before in seen.items():
        assert here.read("clive", page) == before, page
    for page in (f"m/{reference}", f"m/{reference}/outside_code", f"m/{reference}/outside_shut"):
        here.read("clive", page, 404)


def test_opening_a_link_signs_out_whoever_was_signed_in_at_that_browser(here: House) -> None:
    reference = raised(here)
    address = link(here)
    told = code(here, reference)
    stan = here.browser("stan")
    assert stan.fill(address, code=told).status_code == 302
    assert "from outside the council" in text_of_head(stan.get(here.at(f"m/{reference}")).content.decode())
    assert stan.get(here.at("people")).status_code == 404


def test_stepping_aside_in_the_browser_leads_out(inside: tuple[House, str, Browser]) -> None:
    here, reference, browser = inside
    with within(here.cast.council, system=True):
        set_keeper(
            here.cast.council, "county_association", outside_name="Una", outside_address="una@x.example.org",
            **_WHY,
        )  # fmt: skip
    answer = browser.fill(here.at(f"m/{reference}/step_aside"), words="We are neighbours.")
    assert answer.status_code == 302
    assert browser.get(answer["Location"]).status_code == 403
    with within(here.cast.council, system=True):
        assert Admission.objects.filter(closed=None).count() == 1
    assert "Una, outside the council" in here.read("dee", f"m/{reference}")
