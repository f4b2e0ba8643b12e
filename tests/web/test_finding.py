"""Choosing one of two thousand: part of a name is written, the list narrows, and nothing typed is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.council.context import within
from comity.web.forms import finding
from tests.web.conftest import hidden
from tests.web.desks import House, Housing, text

OFFICERS = [(str(number), f"Officer {number} – Zoë Nwosu-{number}") for number in range(2000)]


def test_words_are_found_in_any_case_order_and_without_accents() -> None:
    assert [value for value, _ in finding.fitting(OFFICERS, "zoe nwosu-77")] == [
        "77", *(str(number) for number in range(770, 780)),
    ]  # fmt: skip
    assert finding.fitting(OFFICERS, "NWOSU-1999 officer") == [OFFICERS[1999]]
    assert finding.fitting(OFFICERS, "  ") == []


@given(st.text(max_size=8), st.sets(st.sampled_from([value for value, _ in OFFICERS]), max_size=5))
def test_what_is_chosen_stays_and_no_more_is_shown_than_one_can_read(words: str, chosen: set[str]) -> None:
    shown = finding.shown(OFFICERS, words, chosen)
    assert chosen <= {value for value, _ in shown}
    assert len(shown) <= finding.MOST + len(chosen)
    assert shown == [one for one in OFFICERS if one in shown]


def _offered(page: Any, name: str) -> set[str]:
    """Everybody who can be chosen in a list of the page."""
    said = page.content.decode()
    found = re.search(rf'<select[^>]*name="{name}".*?</select>', said, re.DOTALL)
    assert found, text(page)
    return {label.strip() for label in re.findall(r'<option value="\d+"[^>]*>([^<]+)<', found[0])}


@pytest.fixture
def large(housing: Housing, monkeypatch: pytest.MonkeyPatch) -> House:
    """A council in which more than two are too many to read."""
    monkeypatch.setattr(finding, "MOST", 2)
    return housing()


def test_a_matter_is_handed_over_to_somebody_found_by_name(large: House) -> None:
    reference = large.ask()
    dot, page = large.browser("dot"), large.at(f"m/{reference}/hand_over")
    opened = dot.get(page)
    assert _offered(opened, "post") == set()
    assert "to choose from. Write part of a name or post" in text(opened)
    typed = hidden(opened) | {"post": "", "reason": "Hal knows more."}
    found = dot.post(page, typed | {"find-post": "hal", "find": "post"})
    assert found.status_code == 200
    assert {label.split(" – ")[1] for label in _offered(found, "post")} == {"Hal Example"}
    assert "Hal knows more.</textarea>" in found.content.decode()
    assert "signed out" not in text(found)
    assert large.steps(reference) == ["ask"]
    none = dot.post(
        page, hidden(found) | {"find-post": "nobody", "find": "post", "reason": "Hal knows more."}
    )
    assert "None fits “nobody”." in text(none)
    sent = dot.post(
        page,
        hidden(none) | {"post": str(large.cast.posts["hal"].pk), "find-post": "hal", "reason": "Hal knows."},
    )
    assert sent.status_code == 302, text(sent)
    assert large.steps(reference) == ["ask", "hand_over"]


def test_members_who_were_chosen_stay_chosen_while_more_are_looked_for(large: House) -> None:
    ada, page = large.browser("ada"), large.at("ask")
    bel, cy = (str(large.cast.people[name].pk) for name in ("bel", "cy"))
    typed = {
        "title": "Lamp",
        "question": "When?",
        "topic": "operational",
        "emergency": "no",
        "share": "named",
    }
    first = ada.post(page, hidden(ada.get(page)) | typed | {"find-share_with": "bel", "find": "share_with"})
    assert re.search(rf'type="checkbox" value="{bel}"', first.content.decode())
    more = {"share_with": [bel], "find-share_with": "cy", "find": "share_with"}
    second = ada.post(page, hidden(first) | typed | more).content.decode()
    assert re.search(rf'value="{bel}" checked', second)
    assert re.search(rf'value="{cy}"(?! checked)', second)
    assert "When?</textarea>" in second


def test_a_form_of_the_settings_finds_people_too(large: House) -> None:
    with within(large.cast.council, system=True):
        large.cast.officer("amy", "administrator", title="Systems Administrator")
    adm, number = large.browser("amy"), large.cast.posts["joe"].pk
    page = large.at(f"settings/posts/{number}/appoint")
    opened = adm.get(page)
    assert opened.status_code == 200, text(opened)
    found = adm.post(page, hidden(opened) | {"find-person": "pam", "find": "person", "reason": "She starts."})
    assert len(_offered(found, "person")) == 1
    assert 'value="She starts."' in found.content.decode()
    assert re.search(r'id="find-person"[^>]*autofocus', found.content.decode())


def test_a_short_list_stands_as_it_is(housing: Housing) -> None:
    here = housing()
    page = here.browser("dot").get(here.at(f"m/{here.ask()}/hand_over"))
    assert len(_offered(page, "post")) > 5
    assert "find-post" not in page.content.decode()
