"""Trying doors: guessing links and codes, telling links from one another, and forged ways in."""

from __future__ import annotations

import re
import statistics
import time
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import override_settings

from comity.council.changes.posts import set_keeper
from comity.council.context import within
from comity.matters import admissions
from comity.matters.models import Admission
from tests.cast import _WHY
from tests.web.conftest import Browser
from tests.web.desks import House
from tests.web.test_outside import FIRST, code, link, raised

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


@pytest.fixture
def door(parish: House) -> tuple[House, str, str]:
    """A parish with somebody outside let in: it, the reference and the link."""
    with within(parish.cast.council, system=True):
        set_keeper(
            parish.cast.council, "principal_monitoring_officer", outside_name="Ivy", outside_address=FIRST,
            **_WHY,
        )  # fmt: skip
    return parish, raised(parish), link(parish)


def _answered(address: str, typed: str) -> Any:
    return Browser().fill(address, code=typed)


def test_no_link_is_told_from_another(city: House, door: tuple[House, str, str]) -> None:
    """A real link, one with a slip, none at all, at the right council, at another, at none: one answer."""
    here, _, address = door
    token = address.rpartition("/")[2]
    tried = [
        address,
        f"{address[:-1]}{'A' if address[-1] != 'A' else 'B'}",
        here.at("outside/x"),
        here.at(f"outside/{admissions.digest(token)}"),
        city.at(f"outside/{token}"),
        f"/c/nowhere-at-all/outside/{token}",
        here.at("outside/%00"),
        here.at("outside/" + "A" * 2000),
    ]
    looked = [Browser().get(one) for one in tried]
    wrong = [_answered(one, "7KQ2-M4XD-K9TB") for one in tried]
    for answers, status in ((looked, 200), (wrong, 422)):
        assert {one.status_code for one in answers} == {status}
        assert len({TOKEN.sub(b"", one.content) for one in answers}) == 1
        assert len({tuple(sorted(one.headers)) for one in answers}) == 1


def test_a_link_that_is_real_takes_no_longer_than_one_that_is_not(door: tuple[House, str, str]) -> None:
    """The same slow hash is made for both: what differs is noise beside it."""
    here, reference, address = door
    code(here, reference)
    took: dict[str, list[float]] = {address: [], here.at("outside/nothing"): []}
    for _ in range(admissions.MOST_WRONG - 1):
        for one, times in took.items():
            browser = Browser()
            page = browser.get(one)
            form = {"csrfmiddlewaretoken": re.findall(rb'token" value="([^"]*)"', page.content)[0].decode()}
            began = time.process_time()
            browser.post(one, form | {"code": "7KQ2-M4XD-K9TB"})
            times.append(time.process_time() - began)
    real, unreal = (statistics.median(times) for times in took.values())
    assert 0.4 < real / unreal < 2.5, took


def test_codes_are_not_guessed(door: tuple[House, str, str]) -> None:
    here, reference, address = door
    told = code(here, reference)
    for guess in ("0000-0000-0000", told[:-1], f"{told}0", "' OR 1=1", told.replace(told[0], "U", 1)):
        assert _answered(address, guess).status_code == 422
    assert _answered(address, told).status_code == 422, "locked"
    with within(here.cast.council, system=True):
        assert Admission.objects.get().locked is not None
    assert here.steps(reference)[-1] == "outside_locked"


def test_a_session_says_nothing_that_is_not_asked_again(city: House, door: tuple[House, str, str]) -> None:
    """Whoever could write sessions comes in by no way that is over, of another council, or of no round."""
    here, reference, _ = door
    with within(here.cast.council, system=True):
        row = Admission.objects.get()
    until = "2099-01-01T00:00:00+00:00"
    forged = (
        [city.cast.council.pk, row.pk, row.round, until],
        [here.cast.council.pk, row.pk, row.round + 1, until],
        [here.cast.council.pk, row.pk + 1, row.round, until],
        [here.cast.council.pk, row.pk, row.round, "2020-01-01T00:00:00+00:00"],
    )
    for held in forged:
        store = SessionStore()
        store["outside"] = held
        store.save()
        for house in (here, city):
            browser = Browser()
            browser.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
            assert browser.get(house.at(f"m/{reference}")).status_code in {302, 403}


def test_too_many_tries_from_one_place_are_held_up(door: tuple[House, str, str]) -> None:
    """However many links are tried: the limit is the place's. Here it is three a minute."""
    here, _, _ = door
    browser = Browser()
    page = here.at("outside/nothing")
    limits = settings.ACCOUNT_RATE_LIMITS
    assert limits["outside"] == "60/m/ip"
    with override_settings(ACCOUNT_RATE_LIMITS={**limits, "outside": "3/h/ip"}):
        answers = [browser.fill(page, code="no").status_code for _ in range(4)]
    assert answers == [422, 422, 422, 429]
