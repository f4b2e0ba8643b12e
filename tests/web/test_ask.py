"""A Member asks in the browser, and sees whom it went to, why, and by when."""

from __future__ import annotations

import pytest

from tests.web.desks import House, house

QUESTION = {
    "topic": "operational",
    "title": "Street lamp in Mill Lane",
    "question": "When will it be mended?\nIt is very dark.",
    "share": "nobody",
    "emergency": "no",
}


@pytest.fixture
def coventry(migrated: object) -> House:
    return house("coventry")


def test_a_member_reads_what_the_protocol_says_asks_and_sees_where_it_went(coventry: House) -> None:
    ada = coventry.browser("ada")
    page = ada.get(coventry.at("ask"))
    assert page.status_code == 200, page.content.decode()[-3000:]
    text = coventry.text(page)
    assert "within five working days" in text
    sent = ada.fill(coventry.at("ask"), **QUESTION, service=str(coventry.cast.services["highways"].pk))
    assert sent.status_code == 302, coventry.text(sent)
    assert "/sent/" in sent["Location"]
    told = coventry.text(ada.get(sent["Location"]))
    assert "Dot Example, Director of Place" in told
    assert "Clause 7.1" in told
