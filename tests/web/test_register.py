"""The register: filters and orders from a list of known ones, over what one may see and nothing else."""

from __future__ import annotations

import re

import pytest

from comity.council.changes import posts
from comity.council.changes.record import SYSTEM as SETTING_UP
from comity.council.context import within
from comity.council.models import Holding
from comity.matters import references
from tests.web.conftest import hidden
from tests.web.desks import House, Housing, text


@pytest.fixture
def filled(housing: Housing) -> House:
    here = housing(when="2026-03-20 10:00")
    services, wards = here.cast.services, here.cast.wards
    here.asked(
        "2026-03-02 10:00", title="Lamp", service=str(services["highways"].pk), ward=str(wards["north"].pk)
    )
    here.asked(
        "2026-03-18 10:00", title="Swings", service=str(services["parks"].pk), ward=str(wards["south"].pk)
    )
    here.asked("2026-03-19 10:00", "bel", title="Budget", topic="strategic")
    return here


def _titles(here: House, who: str, query: str = "") -> list[str]:
    page = here.browser(who).get(here.at(f"register?{query}"))
    assert page.status_code == 200
    return re.findall(r">(Lamp|Swings|Budget)</a>", page.content.decode())


def test_everybody_finds_what_they_may_see(filled: House) -> None:
    assert _titles(filled, "tess") == ["Budget", "Swings", "Lamp"]
    assert _titles(filled, "ada") == ["Swings", "Lamp"]
    assert _titles(filled, "dee") == []


def test_filters_and_orders(filled: House) -> None:
    parks, north = filled.cast.services["parks"].pk, filled.cast.wards["north"].pk
    for query, found in (
        (f"service={parks}", ["Swings"]),
        (f"ward={north}", ["Lamp"]),
        ("topic=strategic", ["Budget"]),
        ("late=yes", ["Lamp"]),
        ("stage=closed", []),
        ("sort=due", ["Lamp", "Swings", "Budget"]),
        ("sort=opened", ["Budget", "Swings", "Lamp"]),
        (f"service={parks}&topic=strategic", []),
    ):
        assert _titles(filled, "tess", query) == found, query


@pytest.mark.parametrize(
    "query",
    [
        "stage=x' OR true --",
        "asker_id=1",
        "sort=matter__asker__email",
        "service=abc",
        "ward=99999999999999999999",
        "after=2026-01-01~ABCDEFGHJ",
        "after=~",
        "head__startswith=a",
    ],
)
def test_what_is_not_on_the_list_of_filters_changes_nothing(filled: House, query: str) -> None:
    assert _titles(filled, "ada", query) == ["Swings", "Lamp"]


def test_a_place_in_the_list_shows_nothing_that_is_not_yours(filled: House) -> None:
    budget = next(
        one
        for one in re.findall(
            r"/m/(\w{9})\"", filled.browser("bel").get(filled.at("register")).content.decode()
        )
    )
    assert "Budget" not in _titles(filled, "ada", f"after=2030-01-01T00:00:00%2B00:00~{budget}")


@pytest.fixture
def followed(housing: Housing) -> tuple[House, str]:
    """Dot answered a matter on 2 March and left; Pam is director since the 10th."""
    here = housing(when="2026-03-02 10:00")
    reference = here.ask(title="Lamp")
    here.do("dot", f"m/{reference}/answer", whole="whole", personal="none", answer="On Friday.")
    here.later("2026-03-10 10:00")
    cast, story = here.cast, {"actor": SETTING_UP, "reason": "A new director", "at": here.moment}
    with within(cast.council, system=True):
        for held in Holding.objects.filter(post=cast.posts["dot"]):
            posts.end_holding(held, until=here.moment.date(), **story)
        posts.appoint(cast.posts["dot"], cast.pam, since=here.moment.date(), **story)
    return here, reference


def test_a_new_director_opens_what_was_closed_before_with_a_reason(followed: tuple[House, str]) -> None:
    here, reference = followed
    here.read("pam", f"m/{reference}", status=404)
    assert _titles(here, "pam") == []
    page = here.read("pam", "register/closed-before")
    assert "2 March 2026" in page
    assert "Lamp" not in page
    said = {"reference": f" {references.shown(reference).lower()} ", "reason": ""}
    refused = here.do("pam", "register/closed-before", status=422, **said)
    assert "Why do you need it?" in text(refused)
    here.read("pam", f"m/{reference}", status=404)
    opened = here.do("pam", "register/closed-before", **said | {"reason": "A complaint about Friday."})
    assert opened["Location"].endswith(f"/m/{reference}")
    seen = here.read("pam", f"m/{reference}")
    assert "Opened it, as it was closed before they came to the post" in seen
    assert "A complaint about Friday." in seen
    assert "A complaint about Friday." not in here.read("ada", f"m/{reference}")
    assert _titles(here, "pam") == ["Lamp"]
    assert "There are none." in here.read("pam", "register/closed-before")


@pytest.mark.parametrize("who", ["joe", "dot", "tess"])
def test_a_reference_of_nobodys_or_of_others_is_answered_alike(followed: tuple[House, str], who: str) -> None:
    here, reference = followed
    told = set()
    for typed in (reference, "0000-0000-0", "nonsense"):
        said = {"reference": typed, "reason": "I wonder."}
        page = text(here.do(who, "register/closed-before", status=422, **said))
        told.add(page.replace(typed, ""))
        assert "None of your posts has a matter with this reference" in page
    assert len(told) == 1
    assert here.steps(reference) == ["ask", "answer"]


def test_opening_twice_by_the_same_form_is_one_entry(followed: tuple[House, str]) -> None:
    here, reference = followed
    browser, page = here.browser("pam"), here.at("register/closed-before")
    form = hidden(browser.get(page)) | {"reference": reference, "reason": "A complaint."}
    assert browser.post(page, form).status_code == 302
    again = browser.post(page, form)
    assert again["Location"].endswith(f"/m/{reference}")
    other = browser.post(page, form | {"reason": "Another."})
    assert other.status_code == 409
    assert "Another." in other.content.decode()
    assert here.steps(reference) == ["ask", "answer", "look_back"]


def test_members_have_no_posts_to_come_to(housing: Housing) -> None:
    here = housing()
    assert "for Officers" in here.read("ada", "register/closed-before", status=409)
    assert "closed before you came" not in here.read("ada", "register")
    assert "closed before you came" in here.read("dot", "register")
