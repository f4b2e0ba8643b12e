"""One question is put to every protocol, the council's own first."""

from __future__ import annotations

from tests.web.desks import Housing


def test_how_soon_is_an_enquiry_answered_across_five_protocols(housing: Housing) -> None:
    here = housing("coventry")
    said = here.read("ada", "compare?question=enquiry.reply&kind=enquiry")
    assert said.index(here.cast.council.name) < said.index("Nottinghamshire County Council")
    assert "within 5 working days" in said
    assert said.count("none given") == 4
    assert "(your council)" in said


def test_clauses_of_other_councils_do_not_lead_into_ones_own_protocol(housing: Housing) -> None:
    here = housing("coventry")
    page = here.browser("ada").get(here.at("compare?question=enquiry.reply")).content.decode()
    assert "#clause-7.1" in page
    assert "#clause-29-a" not in page


def test_the_question_is_chosen_first(housing: Housing) -> None:
    here = housing("cottingham")
    assert "How soon must an Officer answer a Member’s enquiry?" in here.read("clive", "compare")
    assert here.browser("clive").get(here.at("compare?question=no.such")).status_code == 404
