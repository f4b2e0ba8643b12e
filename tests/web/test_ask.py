"""A Member asks in the browser, and sees whom it went to, why, and by when."""

from __future__ import annotations

from comity.council.context import within
from tests.web.conftest import hidden
from tests.web.desks import QUESTION, Housing, text


def test_a_member_reads_what_the_protocol_says_asks_and_sees_where_it_went(housing: Housing) -> None:
    here = housing()
    before = here.read("ada", "ask")
    assert "The Director or the Head of Service" in before
    assert "Clause 3.2(e)" in before
    assert "within five working days" in before
    assert "Sent now, it is due by 16 March 2026 at 5pm" in before
    reference = here.ask()
    told = here.read("ada", f"sent/{reference}")
    assert "Dot Example, Director of Place" in told
    assert "16 March 2026 at 5pm" in told
    assert "Clause 7.1" in told
    assert "Not counted: Saturday 14 March 2026" in told


def test_only_who_asked_sees_what_came_of_asking(housing: Housing) -> None:
    here = housing()
    reference = here.ask()
    nothing = here.browser("bel").get(here.at("sent/ABCDEFGHJ")).content
    for stranger in ("bel", "dot", "tess"):
        answered = here.browser(stranger).get(here.at(f"sent/{reference}"))
        assert (answered.status_code, answered.content) == (404, nothing)


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong(housing: Housing) -> None:
    here = housing()
    typed = {**QUESTION, "title": "", "question": "Is <b>it</b> safe?", "topic": "casework"}
    refused = here.do("ada", "ask", status=422, **typed)
    said = refused.content.decode()
    assert "<title>Error: Ask an enquiry –" in said
    assert "Fill in “In a few words”." in text(refused)
    assert "Fill in “For whom do you ask?”." in text(refused)
    assert "Is &lt;b&gt;it&lt;/b&gt; safe?" in said
    assert "<b>it</b>" not in said


def test_sending_it_twice_asks_once(housing: Housing) -> None:
    here = housing()
    ada = here.browser("ada")
    form = hidden(ada.get(here.at("ask"))) | QUESTION
    first, again = ada.post(here.at("ask"), form), ada.post(here.at("ask"), form)
    assert first["Location"] == again["Location"]
    other = ada.post(here.at("ask"), form | {"title": "Another lamp"})
    assert other.status_code == 409
    assert "This form was sent before, with other words" in text(other)
    assert "Another lamp" in other.content.decode()
    further = ada.post(here.at("ask"), hidden(other) | QUESTION | {"title": "Another lamp"})
    assert further.status_code == 302
    assert further["Location"] != first["Location"]


def test_without_a_service_it_goes_to_democratic_services_who_are_named(housing: Housing) -> None:
    here = housing()
    with within(here.cast.council, system=True):
        here.cast.officer("eve", "director", title="Director of People", under="cass")
    reference = here.ask(service="")
    told = here.read("ada", f"sent/{reference}")
    assert "Democratic services (Tess Example)" in told
    assert "who pass it on" in told


def test_staff_ask_for_the_member_they_support_and_the_record_names_both(housing: Housing) -> None:
    here = housing()
    page = f"ask/for/{here.cast.ada.pk}"
    assert "The record names both of you" in here.read("sue", page)
    sent = here.do("sue", page, **QUESTION)
    reference = sent["Location"].rpartition("/")[2]
    (entry,) = here.entries(reference)
    assert (entry.person_id, entry.acting_for_id) == (here.cast.sue.pk, here.cast.ada.pk)
    assert "Sue Example" in here.read("ada", f"m/{reference}")
    assert "for Councillor Ada Example" in here.read("ada", f"m/{reference}")
    here.read("sue", f"ask/for/{here.cast.bel.pk}", status=404)
    here.read("tess", page, status=404)


def test_an_officer_logs_what_a_member_asked_by_telephone(housing: Housing) -> None:
    here = housing()
    called = {
        "member": str(here.cast.bel.pk),
        "way": "telephone",
        "happened-day": "6",
        "happened-month": "3",
        "happened-year": "2026",
        "happened-time": "2:30pm",
        "service": str(here.cast.services["highways"].pk),
    }
    sent = here.do("joe", "log", **QUESTION, **called)
    told = here.read("joe", f"sent/{sent['Location'].rpartition('/')[2]}")
    assert "Councillor Bel Example has been told" in told
    assert "13 March 2026 at 5pm" in told, "the time counts from when she rang"
    reference = sent["Location"].rpartition("/")[2]
    assert "Logged for the Member" in here.read("bel", f"m/{reference}")
    here.read("joe", f"m/{reference}", status=404)


def test_each_finds_their_own_way_of_asking(housing: Housing) -> None:
    here = housing()
    assert "Members ask here" in here.read("joe", "ask", status=409)
    assert "As a Member, ask yourself" in here.read("ada", "log", status=409)


def test_a_parish_asks_its_clerk(housing: Housing) -> None:
    here = housing("cottingham")
    reference = here.ask()
    assert "Clive Example" in here.read("ada", f"sent/{reference}")


def test_whoever_logs_a_call_is_asked_about_the_member_and_not_about_themselves(housing: Housing) -> None:
    here = housing()
    logs, asks = here.read("joe", "log"), here.read("ada", "ask")
    assert "What does the Member want to know, or to have done?" in logs
    assert "Do they live in the ward the Member represents?" in logs
    assert "Members of the Member’s group for the ward" in logs
    assert "Only you and those" not in logs
    assert "What do you want to know, or to have done?" in asks
    assert "Do they live in the ward you represent?" in asks


def test_what_may_be_left_open_is_not_called_none(housing: Housing) -> None:
    here = housing()
    asks = here.read("ada", "ask")
    assert "Not sure, or none" in asks
