"""A concern in the browser: read about, raised in private, heard, put, answered; and who sees what of it."""

from __future__ import annotations

import re
from typing import Any

from comity.council.changes.posts import set_keeper
from comity.council.context import within
from tests.cast import _WHY
from tests.web.conftest import hidden
from tests.web.desks import House, Housing, text

ACCOUNT = {
    "nature": "conduct",
    "happened_on-day": "6",
    "happened_on-month": "3",
    "happened_on-year": "2026",
    "clause": "",
    "account": "He shouted at me in the corridor.",
    "wish": "An apology.",
}


def raise_about(here: House, who: str, about: str, side: str = "officer", **more: str) -> str:
    """Somebody raises a concern in the browser; its reference."""
    typed = {**ACCOUNT, "subject": str(here.cast.people[about].pk), **more}
    sent = here.do(who, f"concern/about/{side}/raise", **typed)
    return str(sent["Location"]).rpartition("/")[2]


def put(here: House, reference: str, **more: Any) -> None:
    """The director puts it to the head of highways, in words of the director's own."""
    typed = {"as_written": "own_words", "words": "A Member says that you raised your voice.", **more}
    here.do("dot", f"m/{reference}/put", **typed)


def test_before_anything_is_written_one_reads_who_sees_it_and_what_happens(housing: Housing) -> None:
    here = housing()
    assert "Raise a concern about an officer" in here.read("ada", "start")
    read = here.read("ada", "concern/about/officer")
    for words in (
        "Nothing is written or sent until",
        "Administrators of Comity, democratic services",
        "talk to the officer directly first",
        "Clause 6.2",
        "detrimental remarks about individual Officers",
        "counter-fraud arrangements",
        "Local Government and Social Care Ombudsman",
    ):
        assert words in read, words
    assert "Raise a concern about a Member" in here.read("joe", "start")
    assert "the leader of the Member’s group" in here.read("joe", "concern/about/member")


def test_each_side_raises_its_own_concerns(housing: Housing) -> None:
    here = housing()
    assert "Members raise concerns about officers here" in here.read("joe", "concern/about/officer", 409)
    assert "Officers raise concerns about Members here" in here.read("ada", "concern/about/member/raise", 409)
    here.read("ada", "concern/about/anybody", 404)


def test_coventry_keeps_it_with_whoever_raised_it_until_talking_has_not_helped(housing: Housing) -> None:
    here = housing()
    reference = raise_about(here, "ada", "hal")
    told = here.read("ada", f"concern/raised/{reference}")
    assert "It stays with you" in told
    assert "Clause 6.2" in told
    assert "it stays with whoever raised it" in here.read("ada", f"m/{reference}")
    assert "It goes to Dot Example, Director of Place" in here.read("ada", f"m/{reference}/further")
    here.do("ada", f"m/{reference}/further", words="We talked; it did not help.")
    page = here.read("dot", f"m/{reference}")
    assert "Concern about Hal Example" in page
    assert "Raised by Councillor Ada Example" in page
    assert "Heard by Dot Example, Director of Place" in page
    assert "Kept from Hal Example" in page


def test_one_reads_before_taking_it_further_that_it_would_go_outside_the_council(housing: Housing) -> None:
    here = housing()
    with within(here.cast.council, system=True):
        set_keeper(
            here.cast.council, "external_auditor", outside_name="Ivy Outer",
            outside_address="ivy@auditors.example.org", **_WHY,
        )  # fmt: skip
    reference = raise_about(here, "ada", "hal")
    here.do("ada", f"m/{reference}/further", words="We talked; it did not help.")
    before = here.read("ada", f"m/{reference}/further")
    assert "It goes to Ivy Outer, outside the council" in before
    assert "Passed over because nobody holds it: disciplinary procedure" in before
    here.do("ada", f"m/{reference}/further", words="Nothing came of it.")
    assert "Heard by Ivy Outer, outside the council" in here.read("ada", f"m/{reference}")


def test_it_is_heard_at_once_where_the_protocol_says_so_and_by_name(housing: Housing) -> None:
    here = housing("borough-27")
    reference = raise_about(here, "ada", "hal")
    assert "Dot Example, Director of Place" in here.read("ada", f"concern/raised/{reference}")
    assert "Concern about Hal Example" in here.read("dot", "desk")
    assert "Concern about Hal Example" in here.read("ada", "desk/concerns")
    here.read("dot", f"concern/raised/{reference}", 404)


def test_to_everybody_else_it_does_not_exist(housing: Housing) -> None:
    here = housing("borough-27")
    before = {who: here.read(who, "register") for who in ("hal", "tess", "sue", "bel", "mo", "cass")}
    reference = raise_about(here, "ada", "hal")
    nothing = here.browser("bel").get(here.at("m/ABCDEFGHJ")).content
    for who, register in before.items():
        answered = here.browser(who).get(here.at(f"m/{reference}"))
        assert answered.status_code == 404
        assert here.read(who, "register") == register
        assert "Concern" not in here.read(who, "desk")
        assert reference not in here.read(who, "search?q=shouted")
    assert here.browser("bel").get(here.at(f"m/{reference}")).content == nothing


def test_the_person_it_is_about_sees_what_was_put_and_nothing_of_the_rest(housing: Housing) -> None:
    here = housing("borough-27")
    reference = raise_about(here, "ada", "hal")
    here.do("dot", f"m/{reference}/note", words="Ask Joe, who was there.")
    here.later("2026-03-11 11:00")
    put(here, reference)
    page = here.read("hal", f"m/{reference}")
    assert "A Member says that you raised your voice." in page
    assert "Put this to you" in page
    for secret in ("Ada", "shouted", "apology", "Joe", "9 March", "6 March", "next in line", "Raised by",
                   "Being heard", "Letters", "Kept from", "without the name"):  # fmt: skip
        assert secret not in page, secret
    whole = here.browser("hal").get(here.at(f"m/{reference}")).content.decode()
    anchors = re.findall(r'id="entry-(\d+)"', whole)
    assert len(anchors) == 1
    assert int(anchors[0]) > 1000, "how many entries there are is none of theirs"
    form = hidden(here.browser("hal").get(here.at(f"m/{reference}/respond")))
    assert form["seen_entry"] == anchors[0]
    assert "Put to you" not in here.read("hal", "register")
    assert reference not in here.read("hal", "register?stage=heard").replace("-", "")
    assert "Concern" in here.read("hal", "desk")


def test_they_respond_it_is_decided_and_they_learn_only_what_they_are_told(housing: Housing) -> None:
    here = housing("borough-27")
    reference = raise_about(here, "ada", "hal")
    put(here, reference)
    here.do("hal", f"m/{reference}/respond", words="I did, and I am sorry.", companion="My union rep")
    assert "I did, and I am sorry." in here.read("dot", f"m/{reference}")
    assert "I did, and I am sorry." not in here.read("ada", f"m/{reference}")
    here.do("dot", f"m/{reference}/decide", finding="settled", words="He apologises.", reasons="Both agree.")
    raiser = here.read("ada", f"m/{reference}")
    assert "He apologises." in raiser
    assert "Both agree." not in raiser
    subject = here.read("hal", f"m/{reference}")
    for secret in ("He apologises", "Settled", "Closed", "cannot be done"):
        assert secret not in subject, secret
    here.do("dot", f"m/{reference}/tell_subject", words="It is settled.")
    assert "It is settled." in here.read("hal", f"m/{reference}")


def test_the_account_shows_their_name_only_where_the_step_says_so(housing: Housing) -> None:
    here = housing("borough-27")
    reference = raise_about(here, "ada", "hal")
    put(here, reference, as_written="account")
    page = here.read("hal", f"m/{reference}")
    assert "He shouted at me in the corridor." in page
    assert "Councillor Ada Example" in page
    assert "27.11.1" not in page, "what was decided when it was raised is not what was put"
    assert "opened to Hal Example" in here.read("dot", f"m/{reference}")


def test_the_clause_is_one_of_the_protocol_on_the_day(housing: Housing) -> None:
    here = housing("borough-27")
    typed = {**ACCOUNT, "subject": str(here.cast.hal.pk)}
    wrong = here.do("ada", "concern/about/officer/raise", 422, **typed | {"clause": "99.9"})
    assert "The protocol as it stood on 6 March 2026 has no such clause" in text(wrong)
    assert "He shouted at me" in text(wrong)
    ahead = here.do("ada", "concern/about/officer/raise", 422, **typed | {"happened_on-year": "2027"})
    assert "That day has not come yet" in text(ahead)
    reference = raise_about(here, "ada", "hal", clause="27.11.1")
    assert "27.11.1" in here.read("dot", f"m/{reference}")


def test_nobody_raises_one_about_themselves_and_sending_it_twice_raises_it_once(housing: Housing) -> None:
    here = housing("borough-27")
    ada = here.browser("ada")
    form = hidden(ada.get(here.at("concern/about/officer/raise"))) | ACCOUNT
    form |= {"subject": str(here.cast.hal.pk)}
    page = here.at("concern/about/officer/raise")
    first, again = ada.post(page, form), ada.post(page, form)
    assert first["Location"] == again["Location"]
    assert ada.post(page, form | {"account": "Otherwise."}).status_code == 409
    assert "Joe Example" not in here.read("joe", "concern/about/member/raise")


def test_no_figure_counts_a_concern(housing: Housing) -> None:
    here = housing("borough-27")
    with within(here.cast.council, system=True):
        here.cast.officer("gus", "administrator", title="Administrator of Comity", under="cass")
    before = {who: here.read(who, "figures") for who in ("gus", "tess", "ada", "dot")}
    csv = here.browser("tess").get(here.at("figures.csv")).content
    raise_about(here, "ada", "hal")
    here.later("2026-03-09 10:00")
    for who, figures in before.items():
        assert here.read(who, "figures") == figures, who
    assert here.browser("tess").get(here.at("figures.csv")).content == csv


def test_the_monitoring_officer_sees_ladders_and_gaps_but_no_matter_that_is_not_theirs(
    housing: Housing,
) -> None:
    here = housing("borough-27")
    raise_about(here, "ada", "hal")
    reference = raise_about(here, "bel", "cass")
    page = here.read("mo", "monitoring")
    assert "Concern about Cass Example" in page
    assert "Kept from" in page
    assert "Concern about Hal Example" not in page
    assert reference in page.replace("-", "")
    assert "Dot Example, Director of Place" in page
    assert "No keeper has been named for" in page
    assert "Concerns" in here.browser("mo").get(here.at("desk")).content.decode()
    for who in ("cass", "tess", "ada", "hal"):
        here.read(who, "monitoring", 404)


def test_in_a_parish_the_page_is_the_clerks(housing: Housing) -> None:
    here = housing("cottingham")
    assert "Who would hear a concern about an officer today" in here.read("clive", "monitoring")
    here.read("dee", "monitoring", 404)


def test_what_goes_outside_the_council_says_how_it_is_read_there(housing: Housing) -> None:
    here = housing("borough-27")
    with within(here.cast.council, system=True):
        set_keeper(
            here.cast.council, "whistleblowing_policy", outside_name="The hotline",
            outside_address="hotline@example.org", **_WHY,
        )  # fmt: skip
    reference = raise_about(here, "ada", "hal", nature="fraud")
    told = here.read("ada", f"concern/raised/{reference}")
    assert "The hotline is sent a link to hotline@example.org" in told
    assert "Without the code they cannot read it" in told
    for who in ("dot", "mo", "hal"):
        here.read(who, f"m/{reference}", 404)
