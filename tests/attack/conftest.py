"""The stage of the attacks: a city and a parish, each with its cast, on a day of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import override_settings

from tests.web.conftest import PASSWORD
from tests.web.desks import House, house

WHEN = "2026-03-09 10:00"


@pytest.fixture(autouse=True)
def afresh(migrated: object) -> Iterator[None]:
    """No attempts counted yet, and mail that goes nowhere."""
    from django.db import connection

    cache.clear()
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        yield
    connection.close()


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch) -> House:
    """A city, in which the pages' clock stands still."""
    opened = house("coventry", WHEN)
    monkeypatch.setattr("comity.web.clock.now", lambda: opened.moment)
    return opened


@pytest.fixture
def parish(city: House) -> House:
    """A parish beside the city, on the same day."""
    return house("cottingham", WHEN)


def with_password(house_: House, name: str) -> Any:
    """Somebody's account, with the password that the browser knows."""
    account = house_.account(name)
    account.set_password(PASSWORD)
    account.save(update_fields=["password"])
    return account
