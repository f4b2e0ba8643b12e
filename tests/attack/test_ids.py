"""Trying another council's ids, in every parameter of every form and address."""

from __future__ import annotations

import re

from comity.matters import handles
from comity.matters.models import Entry
from tests.web.conftest import hidden
from tests.web.desks import House, text


def _ids(house: House) -> dict[str, int]:
    cast = house.cast
    return {
        "ward": cast.wards["north"].pk,
        "service": cast.services["highways"].pk if cast.services else 10**9,
        "member": cast.people["bel"].pk,
        "share_with": cast.people["bel"].pk,
        "post": next(iter(cast.posts.values())).pk,
    }


def test_another_councils_ids_are_refused_in_every_field_that_takes_one(city: House, parish: House) -> None:
    foreign = {name: str(number) for name, number in _ids(city).items()}
    tries = (
        ("ada", "ask", {"ward": foreign["ward"]}),
        ("ada", "ask", {"service": foreign["service"]}),
        ("ada", "ask", {"share": "named", "share_with": foreign["share_with"]}),
    )
    plain = {"topic": "operational", "title": "T", "question": "Q", "share": "nobody", "emergency": "no"}
    for who, page, wrong in tries:
        answer = parish.do(who, page, status=422, **{**plain, **wrong})
        assert "There is a problem" in text(answer), wrong
    logged = {"way": "telephone", "happened-day": "9", "happened-month": "3", "happened-year": "2026"}
    logged |= {"happened-time": "9:00", **plain, "member": foreign["member"]}
    assert "There is a problem" in text(parish.do("clive", "log", status=422, **logged))
    reference = parish.ask("bel")
    moves = {"hand_over": {"post": foreign["post"], "reason": "Yours"}}
    moves["pass_on"] = {"member": foreign["member"], "consented": "yes", "reason": "Yours"}
    for step, typed in moves.items():
        parish.do("clive", f"m/{reference}/{step}", status=422, **typed)
    assert parish.steps(reference) == ["ask"]


def test_another_councils_references_and_ids_are_as_if_they_had_never_been(
    city: House, parish: House
) -> None:
    theirs = city.ask("bel")
    entry: Entry = city.entries(theirs)[0]
    never = "7ZZZ7ZZZ7"
    person = city.cast.people["bel"].pk
    pairs = (
        (f"m/{theirs}", f"m/{never}"),
        (f"m/{theirs}/answer", f"m/{never}/answer"),
        (f"m/{theirs}/file/{handles.of(entry)}", f"m/{never}/file/999999"),
        (f"sent/{theirs}", f"sent/{never}"),
        (f"people/{person}", "people/999999999"),
        (f"ask/for/{person}", "ask/for/999999999"),
        (f"settings/people/{person}", "settings/people/999999999"),
    )
    for who in ("bel", "clive"):
        for real, unreal in pairs:
            one, other = (parish.browser(who).get(parish.at(page)) for page in (real, unreal))
            assert (one.status_code, one.content) == (404, other.content), real
            assert {**one.headers} == {**other.headers}, real


def test_another_councils_ids_filter_nothing_in(city: House, parish: House) -> None:
    theirs = city.ask("bel", ward=str(city.cast.wards["north"].pk))
    parish.ask("bel")
    ids = _ids(city)
    query = f"service={ids['service']}&ward={ids['ward']}&council={city.cast.council.pk}&q=lamp"
    for page in ("register", "search", "figures", "ask-protocol/enquiry.reply", "people"):
        said = parish.read("clive", f"{page}?{query}")
        assert not re.search(rf"[a-z]+{city.cast.council.pk}@example\.org", said), page
    listed = parish.browser("clive").get(parish.at(f"register?{query}")).content.decode()
    assert theirs not in listed


def test_a_form_key_of_one_council_opens_no_form_of_another(city: House, parish: House) -> None:
    stolen = hidden(city.browser("bel").get(city.at("ask")))["form_key"]
    sent = {"topic": "operational", "title": "T", "question": "Q", "share": "nobody", "emergency": "no"}
    assert parish.do("bel", "ask", status=409, **{**sent, "form_key": stolen})
    assert "made for somebody or something else" in text(parish.do("bel", "ask", status=409, form_key=stolen))
