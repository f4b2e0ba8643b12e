"""The protocol is asked: only what matters is asked for, and the answer names clause, layer and people."""

from __future__ import annotations

from comity.protocol import vocabulary
from comity.web import plain
from tests.web.desks import Housing


def test_a_member_asks_whom_to_address_and_finds_the_people_of_today(housing: Housing) -> None:
    here = housing("coventry")
    highways = here.cast.services["highways"].pk
    said = here.read("ada", f"ask-protocol/enquiry.address?topic=operational&ask=1&service={highways}")
    assert "Council’s protocol" in said
    assert "Clause 3.2(e)" in said
    assert "Dot Example , Director of Place" in said
    assert "Hal Example , Head of Highways" in said
    assert "Ask or answer an enquiry" in said  # Comity does this itself


def test_only_facts_that_matter_are_needed(housing: Housing) -> None:
    here = housing("coventry")
    page = here.browser("ada").get(here.at("ask-protocol/casework.disclose?about=third_party&ask=1"))
    said = page.content.decode()
    assert "Answer “Does the law permit it to be given?”" in said
    assert "Answer “Does the constituent live" not in said
    answered = here.read("ada", "ask-protocol/casework.disclose?about=third_party&law_permits=false&ask=1")
    assert "The answer" in answered


def test_the_law_says_that_its_reading_is_not_confirmed(housing: Housing) -> None:
    here = housing("cottingham")
    facts = "purpose=as_a_member_of_the_public&contains_third_party_data=false&need_stated=false&ask=1"
    said = here.read("clive", f"ask-protocol/information.access?{facts}")
    assert "not yet confirmed" in said


def test_a_default_is_never_passed_off_as_the_protocols(housing: Housing) -> None:
    here = housing("coventry")
    said = here.read("ada", "ask-protocol/clock.target?clock=follow_up&ask=1")
    assert "the protocol does not say" in said


def test_a_body_without_a_keeper_says_so(housing: Housing) -> None:
    here = housing("coventry")
    said = here.read("ada", "ask-protocol/concern.officer?about=officer&nature=fraud&stage=1&ask=1")
    assert "What to do now" in said
    assert "The council has not said who keeps it." in said


def test_the_person_concerned_is_not_mistaken_for_whoever_asks(housing: Housing) -> None:
    here = housing("coventry")
    facts = "nature=minor&stage=1&about=member&raised_by=officer&ask=1"
    said = here.read("ada", f"ask-protocol/concern.member?{facts}").partition("What to do now")[2]
    assert "The Member concerned" in said
    assert "Ada Example" not in said


def test_a_value_nobody_offered_is_refused_in_plain_words(housing: Housing) -> None:
    here = housing("coventry")
    said = here.read("ada", "ask-protocol/enquiry.address?topic=gossip&ask=1")
    assert "Choose one of the answers." in said
    assert here.browser("ada").get(here.at("ask-protocol/enquiry.nonsense")).status_code == 404


def test_every_question_opens(housing: Housing) -> None:
    here = housing("cottingham")
    for question in vocabulary.load().questions.values():
        assert plain.title(question) in here.read("ada", f"ask-protocol/{question.name}")


def test_every_question_stands_in_one_section_and_every_fact_has_words() -> None:
    listed = [question.name for section in plain.sections() for question in section.questions]
    assert sorted(listed) == sorted(vocabulary.load().questions)
    assert "Other questions" not in {section.title for section in plain.sections()}
    for question in vocabulary.load().questions.values():
        for fact in question.facts:
            assert plain.asks(question, fact).endswith("?")
            answers = [plain.answer(question, fact, value) for value in fact.values]
            assert len(set(answers)) == len(answers), (question.name, fact.name)
            assert not any("_" in answer for answer in answers)
