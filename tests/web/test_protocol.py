"""The protocol is read: every clause numbered, linked, and marked as a paraphrase; found by words."""

from __future__ import annotations

import re

import pytest

from comity.protocol import clauses, packs
from comity.web import clausebook, plain
from comity.web.words import anchor
from tests.web.desks import Housing


def test_a_member_reads_the_whole_protocol_with_its_clauses_linkable(housing: Housing) -> None:
    here = housing("coventry")
    page = here.browser("ada").get(here.at("protocol")).content.decode()
    assert "Comity’s paraphrase, not the council’s words" in page
    assert 'id="clause-7.1"' in page
    assert 'href="#section-7-members-enquiries"' in page
    assert "no minute is at hand" in page  # how it was adopted, and what is not known of that
    assert "Lord Mayor" in page  # what posts are called here


def test_a_clause_says_what_it_decides_and_what_a_person_must_settle(housing: Housing) -> None:
    here = housing("coventry")
    said = here.read("ada", "protocol/clause?ref=7.1")
    assert "Comity decides by it" in said
    assert "How soon must an Officer answer a Member’s enquiry?" in said
    assert "A person must settle" in said
    assert "not the council’s words" in said


def test_a_clause_that_no_protocol_has_is_not_found(housing: Housing) -> None:
    here = housing("coventry")
    assert here.browser("ada").get(here.at("protocol/clause?ref=99.9")).status_code == 404


def test_the_clerk_finds_a_clause_by_its_words_and_by_its_number(housing: Housing) -> None:
    here = housing("cottingham")
    assert re.search(r"\d+ clauses with “chair”", here.read("clive", "protocol?q=chair"))
    pack = packs.named("cottingham")
    number = clauses.of(pack)[3].reference
    assert clausebook.find(pack, number)[0].clause.reference == number
    assert "No clauses with “xyzzy”" in here.read("clive", "protocol?q=xyzzy")


@pytest.mark.parametrize("slug", packs.shipped())
def test_every_clause_and_heading_has_a_mark_of_its_own(slug: str) -> None:
    shown = clausebook.shown(packs.named(slug))
    marks = [anchor(one.clause.reference) for one in shown]
    marks += [mark for one in shown for _, _, mark in one.begins]
    assert len(marks) == len(set(marks))


def test_every_clause_has_its_own_page(housing: Housing) -> None:
    here = housing("cheshire")  # without printed numbers: references hold headings and spaces
    browser = here.browser("clive")
    for one in clausebook.shown(packs.named("cheshire")):
        page = browser.get(here.at("protocol/clause"), {"ref": one.clause.reference})
        assert page.status_code == 200, one.clause.reference


@pytest.mark.parametrize("slug", packs.shipped())
def test_every_clause_has_something_that_makes_it_real(slug: str) -> None:
    assert [one.clause.reference for one in clausebook.shown(packs.named(slug)) if not one.ways] == []


def test_ways_read_as_a_sentence() -> None:
    assert plain.does(["decide", "record"]) == "Comity decides by it and records what happens under it."
    assert plain.does(["read"]) == "For people to read: nothing happens by itself."
