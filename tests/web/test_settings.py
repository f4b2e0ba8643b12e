"""Settings: what administrators change, each with its reason, on the record; and who may not."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.council.context import within
from comity.council.models import (
    Account,
    Change,
    ClosureDay,
    Holding,
    Keeper,
    Person,
    Proposal,
    Seat,
    Standard,
)
from comity.matters import handles, second
from comity.matters.models import Entry
from comity.web.pages import settings
from comity.web.signin import adapter
from tests.cast import at
from tests.web.confirming import confirm
from tests.web.conftest import Browser, hidden
from tests.web.desks import House, Housing, text

TODAY = {"since-day": "9", "since-month": "3", "since-year": "2026"}
WHY = {"reason": "The council resolved it on 5 March"}


@pytest.fixture
def office(housing: Housing) -> House:
    """A city with two administrators, Amy and Zed."""
    here = housing("coventry")
    with within(here.cast.council, system=True):
        here.cast.officer("amy", "administrator", title="Systems Administrator")
        here.cast.officer("zed", "administrator", title="Deputy Administrator")
    return here


def _inside(here: House, ask: Callable[[], Any]) -> Any:
    with within(here.cast.council, system=True):
        return ask()


def _said_after(here: House, who: str, answered: Any) -> str:
    return text(here.browser(who).get(answered["Location"]))


def test_a_closure_day_moves_running_deadlines_by_an_entry_that_says_so(office: House) -> None:
    reference = office.ask("ada")
    due = office.matter(reference).due
    announced = office.do(
        "amy",
        "settings/closure-days/announce",
        **{"day-day": "12", "day-month": "3", "day-year": "2026"},
        **WHY,
    )
    page = _said_after(office, "amy", announced)
    assert "One running deadline was counted anew and moved" in page
    assert reference not in page
    assert office.matter(reference).due == at("2026-03-17 17:00") > due
    last = _inside(office, lambda: Entry.objects.filter(matter__reference=reference).latest("ordinal"))
    assert (last.step, last.person_id) == ("recount", None)
    number = _inside(office, lambda: ClosureDay.objects.get().pk)
    withdrawn = office.do("amy", f"settings/closure-days/{number}/withdraw", **WHY)
    assert "is a working day again" in _said_after(office, "amy", withdrawn)
    assert "Withdrew a closure day" in office.read("amy", "settings/record")


def test_an_administrator_learns_how_many_deadlines_moved_and_never_which(office: House) -> None:
    reference = office.ask("ada")
    assert office.browser("amy").get(office.at(f"m/{reference}")).status_code == 404
    answered = office.do(
        "amy",
        "settings/closure-days/announce",
        **{"day-day": "12", "day-month": "3", "day-year": "2026"},
        **WHY,
    )
    said = _said_after(office, "amy", answered)
    assert "One running deadline" in said
    assert reference[:4] not in said
    assert "Street lamp" not in said + office.read("amy", "settings/record")


def test_a_change_without_a_reason_is_refused_and_nothing_typed_is_lost(office: House) -> None:
    refused = office.do(
        "amy",
        "settings/closure-days/announce",
        422,
        **{"day-day": "12", "day-month": "3", "day-year": "2026"},
    )
    assert "There is a problem" in text(refused)
    assert 'value="12"' in refused.content.decode()
    assert _inside(office, ClosureDay.objects.count) == 0


def test_sending_a_form_twice_does_one_thing(office: House) -> None:
    browser, address = office.browser("amy"), office.at("settings/people/add")
    typed = {"kind": "officer", "name": "Nell Example", **TODAY, **WHY}
    form = {**hidden(browser.get(address)), **typed}
    first, second = browser.post(address, form), browser.post(address, form)
    assert first.status_code == second.status_code == 302
    assert _inside(office, Person.objects.filter(name="Nell Example").count) == 1


def test_the_same_form_with_other_words_is_refused_and_so_is_one_of_another_person(office: House) -> None:
    browser, address = office.browser("amy"), office.at("settings/people/add")
    typed = {"kind": "officer", "name": "Nell Example", **TODAY, **WHY}
    form = hidden(browser.get(address))
    browser.post(address, {**form, **typed})
    other = browser.post(address, {**form, **typed, "name": "Nora Example"})
    assert other.status_code == 422
    assert "sent before with other words" in text(other)
    ada, joe = (office.at(f"settings/people/{office.cast.people[who].pk}/sign-in") for who in ("ada", "joe"))
    swapped = browser.post(joe, {**hidden(browser.get(ada)), **WHY})
    assert swapped.status_code == 409
    assert _inside(office, Person.objects.filter(name="Nora Example").count) == 0
    assert _inside(office, lambda: Person.objects.get(pk=office.cast.joe.pk).account_id) is None


def test_office_hours_change_from_today(office: House) -> None:
    page = "settings/office-hours/change"
    days = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday"), "8am to 4:30pm")
    refused = office.do("amy", page, 422, **{**days, "monday": "whenever"}, **WHY)
    assert "Write the hours of Monday" in text(refused)
    office.do("amy", page, **days, **WHY)
    said = office.read("amy", "settings/office-hours")
    assert "Monday 8am to 4:30pm" in said
    assert "Friday Closed" in said


def test_a_standard_of_the_councils_own_is_shown_as_its_own(office: House) -> None:
    typed = {
        "fact_clock": "follow_up", "amount": "15", "unit": "working_days", "whose": "the Cabinet",
        "because": "An answer may be questioned for fifteen working days.",
        "adopted-day": "5", "adopted-month": "3", "adopted-year": "2026", **WHY,
    }  # fmt: skip
    office.do("amy", "settings/standards/adopt/clock.target", **typed)
    said = office.read("ada", "ask-protocol/clock.target?clock=follow_up&ask=1")
    assert "The time for this is 15 working days" in said
    assert "Council’s own standard – the protocol does not say" in said
    assert "Adopted by the Cabinet" in said
    number = _inside(office, lambda: Standard.objects.get().pk)
    office.later("2026-03-10 10:00")
    office.do("amy", f"settings/standards/{number}/end", **WHY)
    assert "House default" in office.read("ada", "ask-protocol/clock.target?clock=follow_up&ask=1")


def test_a_standard_where_the_protocol_speaks_for_itself_is_refused(office: House) -> None:
    typed = {
        "fact_kind": "enquiry", "amount": "20", "unit": "working_days", "whose": "the Cabinet",
        "because": "Later.",
        "adopted-day": "5", "adopted-month": "3", "adopted-year": "2026", **WHY,
    }  # fmt: skip
    refused = office.do("amy", "settings/standards/adopt/enquiry.reply", 422, **typed)
    assert "the protocol or the law answers by itself" in text(refused)
    assert _inside(office, Standard.objects.count) == 0


def test_a_body_is_called_on_the_keepers_page_as_everywhere_else(office: House) -> None:
    kept, checked = office.read("amy", "settings/keepers"), office.read("amy", "settings/check")
    nobody = re.findall(r"Nobody keeps the business of (.+?) These questions", checked)
    assert nobody
    for body in nobody:
        assert body[:1].upper() + body[1:].rstrip(".") in kept


def test_a_body_gets_a_keeper(office: House) -> None:
    mo = office.cast.posts["mo"].pk
    office.do("amy", "settings/keepers/whistleblowing_policy", who="post", post=str(mo), **WHY)
    assert _inside(office, Keeper.objects.count) == 0
    confirm(office)
    assert _inside(office, lambda: Keeper.objects.get().post_id) == mo
    asked = office.read("ada", "ask-protocol/concern.officer?about=officer&nature=fraud&stage=1&ask=1")
    assert "Mo Example" in asked


def test_a_new_member_gets_a_seat_and_a_group(office: House) -> None:
    office.browser("amy").fill(
        office.at("settings/people/add"),
        kind="member",
        title="Councillor",
        name="Nell Example",
        **TODAY,
        **WHY,
    )
    number = _inside(office, lambda: Person.objects.get(name="Nell Example").pk)
    ward, group = office.cast.wards["south"].pk, office.cast.groups["red"].pk
    office.do("amy", f"settings/people/{number}/begin/seat", of=str(ward), **TODAY, **WHY)
    office.do("amy", f"settings/people/{number}/begin/group", of=str(group), role="leader", **TODAY, **WHY)
    confirm(office)
    assert "Nell Example Red" in office.read("ada", "people")
    seat = _inside(office, lambda: Seat.objects.get(person=number).pk)
    ends = {"until-day": "1", "until-month": "4", "until-year": "2026"}
    office.do("amy", f"settings/people/{number}/end/seat/{seat}", **ends, **WHY)
    assert "until 1 April 2026" in office.read("amy", f"settings/people/{number}")


def test_a_new_officer_is_let_in_and_chooses_the_password_alone(office: House) -> None:
    page = f"settings/people/{office.cast.joe.pk}"
    assert "Let them sign in" in office.read("amy", page)
    assert "can sign in now" in _said_after(office, "amy", office.do("amy", f"{page}/sign-in", **WHY))
    account = Account.objects.get(email=office.cast.joe.email)
    assert not account.has_usable_password()
    assert _inside(office, lambda: Person.objects.get(pk=office.cast.joe.pk).account_id) == account.pk
    assert "Let them sign in" not in office.read("amy", page)
    Browser().fill("/account/forgotten", email=account.email)
    adapter.POST.submit(lambda: None).result(timeout=10)  # mails about signing in leave one after the other
    assert [letter.to for letter in mail.outbox] == [[account.email]]


def test_ids_of_others_and_unknown_fields_are_refused(office: House) -> None:
    page = f"settings/people/{office.cast.ada.pk}/begin/seat"
    assert "Choose one of the list." in text(office.do("amy", page, 422, of="999999", **TODAY, **WHY))
    ward = str(office.cast.wards["south"].pk)
    smuggled = office.do("amy", page, 422, of=ward, council_id="1", **TODAY, **WHY)
    assert "no question called “council_id”" in text(smuggled)
    assert office.browser("amy").get(office.at("settings/people/999999")).status_code == 404


def test_an_ordinary_post_is_filled_at_once_and_covered(office: House) -> None:
    sue = office.cast.posts["sue"].pk
    office.do("amy", f"settings/posts/{sue}/cover", person=str(office.cast.hal.pk), **TODAY, **WHY)
    assert "Hal Example standing in" in office.read("amy", "settings/posts")
    office.do("amy", f"settings/posts/{sue}/appoint", person=str(office.cast.joe.pk), **TODAY, **WHY)
    assert "Joe Example, Sue Example" in office.read("amy", "settings/posts")


def test_a_statutory_post_needs_a_second_person(office: House) -> None:
    post = office.cast.posts["mo"].pk
    sent = office.do("amy", f"settings/posts/{post}/appoint", person=str(office.cast.joe.pk), **TODAY, **WHY)
    assert "waits until somebody else confirms it" in _said_after(office, "amy", sent)
    number = _inside(office, lambda: handles.of(Proposal.objects.get()))
    assert "Proposed by you Appoint Joe Example" in office.read("amy", "settings/proposals")
    assert "You proposed this" in office.read("amy", f"settings/proposals/{number}/approve", 409)
    assert _inside(office, Holding.objects.filter(post=post, person=office.cast.joe).count) == 0
    confirm(office)
    assert _inside(office, Holding.objects.filter(post=post, person=office.cast.joe).count) == 1
    assert "Approved a proposal" in office.read("amy", "settings/record")


COUNCILLORS = (
    "Council,Ward Name,Councillor Name,Next Election,Party Name,Home Address\n"
    "Example,North,Cllr Una Newcomer,2030,Blue,1 Secret Lane\n"
    "Example,,Cllr Nobody Nowhere,2030,Red,2 Secret Lane\n"
)


def _upload(here: House, page: str, content: str, **typed: str) -> Any:
    browser, address = here.browser("amy"), here.at(page)
    day = {"on-day": "9", "on-month": "3", "on-year": "2026"}
    sent = {**hidden(browser.get(address)), **day, **typed}
    return browser.post(address, {**sent, "file": SimpleUploadedFile("c.csv", content.encode())})


def _apply(here: House, look: Any, **typed: str) -> Any:
    form = look.content.decode().split("<form")[-1]
    look.content = ("<form" + form).encode()
    return here.browser("amy").post(here.at("settings/import/apply"), {**hidden(look), **WHY, **typed})


def test_an_import_is_looked_at_before_anything_changes(office: House) -> None:
    look = _upload(office, "settings/import", COUNCILLORS, format="councillors", whole="no")
    said = text(look)
    assert look.status_code == 200
    assert "Una Newcomer" in said
    assert "Line 3" in said and "there is no ward" in said
    assert "Secret Lane" not in look.content.decode()
    assert _inside(office, Person.objects.filter(name="Una Newcomer").count) == 0
    applied = _apply(office, look)
    assert applied.status_code == 302
    assert _inside(office, Seat.objects.filter(person__name="Una Newcomer").count) == 0
    drawn = _inside(office, lambda: second.asked(Proposal.objects.get(), office.moment.date()))
    who = next(name for name, one in office.cast.people.items() if one.pk == drawn)
    number = _inside(office, lambda: handles.of(Proposal.objects.get()))
    assert "Una Newcomer" in office.read(who, f"settings/proposals/{number}/approve"), "each step is shown"
    confirm(office)
    told = _inside(office, lambda: Proposal.objects.get().told)
    assert "data" not in told, "the file, with the addresses in it, is gone"
    assert "Import: " in office.read(who, "settings/proposals"), "and what was confirmed is still said"
    assert _inside(office, Seat.objects.filter(person__name="Una Newcomer").count) == 1


def test_the_file_of_an_import_that_is_withdrawn_is_not_kept(office: House) -> None:
    _apply(office, _upload(office, "settings/import", COUNCILLORS, format="councillors", whole="no"))
    before = _inside(office, lambda: Proposal.objects.get().told["data"])
    assert b"Secret Lane" in base64.b64decode(before), "it waits as it was handed in"
    number = _inside(office, lambda: handles.of(Proposal.objects.get()))
    office.do("amy", f"settings/proposals/{number}/refuse", **WHY)
    assert "data" not in _inside(office, lambda: Proposal.objects.get().told)
    assert "Import: " in office.read("amy", "settings/proposals")


def test_an_import_that_nobody_has_seen_as_it_is_now_is_not_made(office: House) -> None:
    look = _upload(office, "settings/import", COUNCILLORS, format="councillors", whole="no")
    again = _apply(office, look, digest="0" * 64)
    assert again.status_code == 422
    assert "Look at it again" in text(again)
    forged = office.browser("amy").post(
        office.at("settings/import/apply"), {**hidden(_upload(office, "settings/import", COUNCILLORS,
        format="councillors", whole="no")), **WHY, "sheet": "forged"},
    )  # fmt: skip
    assert forged.status_code == 409
    assert _inside(office, Person.objects.filter(name="Una Newcomer").count) == 0


def test_a_file_that_cannot_be_read_says_why(office: House) -> None:
    assert "There is no column for" in text(
        _upload(office, "settings/import", "a,b\n1,2\n", format="councillors", whole="no")
    )
    assert "Choose a file." in text(office.do(
        "amy", "settings/import", 422, format="councillors", whole="no",
        **{"on-day": "9", "on-month": "3", "on-year": "2026"},
    ))  # fmt: skip


def test_election_night_ends_and_begins_terms_in_one_step(office: House) -> None:
    elected = "Ward Name,Councillor Name,Party Name\nNorth,Ada Example,Blue\nSouth,Una Newcomer,Red\n"
    look = _upload(office, "settings/election", elected, format="councillors")
    said = text(look)
    assert "Leaving: 3" in said
    assert "Casework passes to another Member only with the constituent’s consent." in said
    assert _apply(office, look).status_code == 302
    confirm(office)
    wards = office.read("amy", "people")
    assert "Una Newcomer" in wards
    assert "Bel Example" not in wards


def test_members_are_exported_as_popolo(office: House) -> None:
    answered = office.browser("amy").get(office.at("settings/popolo.json"))
    told = json.loads(answered.content)
    assert {person["name"] for person in told["persons"]} >= {"Ada Example", "Dee Example"}
    assert answered["Content-Disposition"].startswith("attachment; filename=")


def test_the_protocol_is_checked_in_plain_words(office: House) -> None:
    said = office.read("amy", "settings/check")
    assert "Nobody holds the post of HR Director" in said
    assert "These questions lead there: Whom does a Member turn to" in said
    assert "hr_director" not in said


def test_a_parishs_clerk_looks_after_its_settings(housing: Housing) -> None:
    here = housing("cottingham")
    assert "Closure days" in here.read("clive", "settings")
    assert "Settings" in here.browser("clive").get(here.at("people")).content.decode()
    assert here.browser("stan").get(here.at("settings")).status_code == 404


def test_to_everybody_else_no_page_of_settings_is_there(office: House) -> None:
    filled = {"number": 1, "body": "cabinet", "name": "clock.target", "kind": "seat", "what": "appoint",
              "term": 1, "how": "approve"}  # fmt: skip
    assert len(settings.urls) > 25
    for pattern in settings.urls:
        wanted = {name: filled[name] for name in pattern.pattern.converters}
        address = office.at(pattern.pattern._route)
        for name, value in wanted.items():
            kind = "str" if f"<str:{name}>" in address else "slug" if f"<slug:{name}>" in address else "int"
            address = address.replace(f"<{kind}:{name}>", str(value))
        for who in ("ada", "tess", "cass"):
            drawn = who == "cass" and address == office.at(
                "settings/proposals"
            )  # she may be asked to confirm
            assert office.browser(who).get(address).status_code in ((200,) if drawn else (404, 405)), address


def test_every_change_is_on_the_record_with_who_and_why(office: House) -> None:
    office.browser("amy").fill(office.at("settings/parts/add/ward"), name="Riverside", **TODAY, **WHY)
    change = _inside(office, lambda: Change.objects.latest("pk"))
    assert (change.what, change.by_id, change.reason) == ("establish", office.cast.amy.pk, WHY["reason"])
    record = office.read("amy", "settings/record")
    assert "Set up a part of the council" in record
    assert WHY["reason"] in record
    assert "Amy Example" in record
    assert "Earlier" in record
