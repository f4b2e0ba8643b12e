"""An enquiry in the browser, from asking to answered and back again: who may do what, and what each sees."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from comity.council.changes import posts, structure
from comity.council.changes.record import SYSTEM as SETTING_UP
from comity.council.context import within
from comity.matters import sweep
from tests.cast import LONG_AGO
from tests.web.conftest import Browser, hidden
from tests.web.desks import Housing, text

ANSWER = {"whole": "whole", "personal": "none", "answer": "On Friday.\nThe lantern is here."}
HOLD = {
    "reason": "The lantern has to be ordered.",
    "new_date-day": "19",
    "new_date-month": "3",
    "new_date-year": "2026",
    "owner": "Hal Example, Head of Highways",
}


def test_it_is_acknowledged_held_answered_reopened_and_answered_again(housing: Housing) -> None:
    here = housing()
    reference = here.ask()
    page = f"m/{reference}"
    here.do("dot", f"{page}/acknowledge", words="We have it.")
    here.later("2026-03-12 11:00")
    here.do("dot", f"{page}/hold", **HOLD)
    assert "Held" in here.read("ada", page)
    assert "Due 19 March 2026 at 5pm" in here.read("ada", page)
    here.later("2026-03-18 09:00")
    here.do("dot", f"{page}/answer", **ANSWER)
    answered = here.read("ada", page)
    assert "Answered" in answered
    assert "Dot Example, Director of Place, 18 March 2026 at 9am" in answered
    assert "On Friday. The lantern is here." in answered
    assert "Contains personal information" in answered
    assert "your answer" not in answered  # she reads what was said, not what he was asked
    here.do("ada", f"{page}/reopen", reason="It is still dark.")
    assert "Due 25 March 2026 at 5pm" in here.read("dot", page)
    here.later("2026-03-19 09:00")
    here.do("dot", f"{page}/answer", **ANSWER)
    assert here.steps(reference) == ["ask", "acknowledge", "hold", "answer", "reopen", "answer"]


def test_the_page_shows_the_clause_the_receipt_and_who_can_see_what(housing: Housing) -> None:
    here = housing()
    page = f"m/{here.ask(share='ward', ward=str(here.cast.wards['north'].pk))}"
    said = here.read("ada", page)
    assert "Clause 7.1" in said
    assert "Council’s protocol" in said
    assert "Day one is Tuesday 10 March 2026" in said
    assert "Not counted: Saturday 14 March 2026" in said
    assert (
        "Those who handle it Dot Example, Director of Place Tess Example, Democratic Services Officer" in said
    )
    assert "Shared with The Members for North" in said
    assert (
        f'href="{here.at("protocol")}#clause-7.1"' in here.browser("ada").get(here.at(page)).content.decode()
    )


def test_a_working_note_is_for_those_who_handle_it(housing: Housing) -> None:
    here = housing()
    page = f"m/{here.ask()}"
    here.do("dot", f"{page}/note", words="The depot has three left.")
    assert "The depot has three left." in here.read("dot", page)
    assert "Who can see this: only those who handle it" in here.read("tess", page)
    assert "depot" not in here.read("ada", page)


def test_a_constituents_name_is_not_for_ward_colleagues(housing: Housing) -> None:
    here = housing()
    casework = {
        "topic": "casework",
        "constituent": "Joan Penhaligon",
        "lives_in_members_ward": "yes",
        "says_represents_them": "yes",
        "necessary_for_complaint": "no",
        "share": "ward",
        "ward": str(here.cast.wards["north"].pk),
    }
    page = f"m/{here.ask(**casework)}"
    assert "Joan Penhaligon" in here.read("ada", page)
    assert "Joan Penhaligon" in here.read("dot", page)
    shared = here.read("bel", page)
    assert "Street lamp in Mill Lane" in shared
    assert "Penhaligon" not in shared


def test_what_is_not_yours_is_not_there(housing: Housing) -> None:
    here = housing()
    reference = here.ask()
    never = here.browser("dee").get(here.at("m/7KQ2M4XD9")).content
    for page in (f"m/{reference}", f"m/{reference}/answer", f"m/{reference}/file/1", "m/nonsense"):
        answered = here.browser("dee").get(here.at(page))
        assert (answered.status_code, answered.content) == (404, never), page
    other = housing("coventry")
    assert other.browser("ada").get(other.at(f"m/{reference}")).status_code == 404
    assert other.browser("ada").get(here.at(f"m/{reference}")).status_code == 404


def test_the_reason_is_shown_where_a_step_is_not_open(housing: Housing) -> None:
    here = housing()
    reference = here.ask()
    assert "The time for an answer has not passed." in here.read("ada", f"m/{reference}")
    refused = here.read("ada", f"m/{reference}/climb", status=409)
    assert "The time for an answer has not passed." in refused
    here.read("ada", f"m/{reference}/answer", status=404)
    here.read("ada", f"m/{reference}/dance", status=404)


def test_an_officer_who_may_not_decline_is_told_who_may_and_keeps_the_words(housing: Housing) -> None:
    here = housing()
    reference = here.ask()
    page = f"m/{reference}"
    here.do("dot", f"{page}/hand_over", post=str(here.cast.posts["joe"].pk), reason="He inspects it.")
    assert "Joe Example, Highways Inspector" in here.read("ada", page)
    shut = here.read("joe", f"{page}/decline", status=409)
    assert "This is not open to you now." in shut
    assert "Hal Example, Head of Highways" in shut
    sent = here.browser("joe").post(
        here.at(f"{page}/decline"),
        hidden(here.browser("joe").get(here.at(f"{page}/note"))) | {"reason": "Asked with malice."},
    )
    assert sent.status_code == 409, "the key of another step’s form opens nothing"
    assert here.steps(reference) == ["ask", "hand_over"]


def test_what_the_protocol_refuses_at_sending_gives_the_words_back(housing: Housing) -> None:
    here = housing()
    page = f"m/{here.ask()}"
    personal = {**ANSWER, "personal": "third_party", "law_permits": "no", "answer": "Mr Tregenza did it."}
    refused = here.do("dot", f"{page}/answer", status=409, **personal)
    said = text(refused)
    assert "This is not open to you now." in said
    assert "Clause 7.3" in said
    assert "Mr Tregenza did it." in said
    assert "Tregenza" not in here.read("dot", page)


def test_two_officers_answer_and_the_second_is_told_in_one_sentence(housing: Housing) -> None:
    here = housing()
    reference = here.ask()
    page = here.at(f"m/{reference}/answer")
    dot, tess = here.browser("dot"), here.browser("tess")
    first, second = hidden(dot.get(page)) | ANSWER, hidden(tess.get(page)) | ANSWER
    here.later("2026-03-09 10:42")
    assert dot.post(page, first).status_code == 302
    refused = tess.post(page, second | {"answer": "It is on order."})
    assert refused.status_code == 409
    said = text(refused)
    assert "Dot Example answered this at 10:42am; here is the matter as it is now" in said
    assert "It is on order." in said
    assert here.steps(reference) == ["ask", "answer"]


@pytest.mark.parametrize("attempt", range(3))
def test_two_officers_at_the_very_same_moment_make_one_entry(housing: Housing, attempt: int) -> None:
    here = housing()
    reference = here.ask()
    page = here.at(f"m/{reference}/answer")
    browsers = [here.browser("dot"), here.browser("tess")]
    forms = [hidden(one.get(page)) | ANSWER for one in browsers]
    together = Barrier(2)

    def send(browser: Browser, form: dict[str, str]) -> int:
        together.wait()
        try:
            return int(browser.post(page, form).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        came = sorted(pool.map(send, browsers, forms))
    assert came == [302, 409]
    assert here.steps(reference) == ["ask", "answer"]


def test_two_holding_replies_are_asked_about_and_the_second_can_still_be_sent(housing: Housing) -> None:
    here = housing()
    reference = here.ask()
    page = here.at(f"m/{reference}/hold")
    dot, tess = here.browser("dot"), here.browser("tess")
    first, second = hidden(dot.get(page)) | HOLD, hidden(tess.get(page)) | HOLD | {"new_date-day": "20"}
    assert dot.post(page, first).status_code == 302
    asked = tess.post(page, second)
    assert asked.status_code == 409
    assert "Dot Example sent a holding reply at 10am" in text(asked)
    assert "If yours is still needed, send it again below" in text(asked)
    assert tess.post(page, second | hidden(asked)).status_code == 302
    assert here.steps(reference) == ["ask", "hold", "hold"]


def test_sending_a_step_twice_does_it_once_and_other_words_are_asked_about(housing: Housing) -> None:
    here = housing()
    reference = here.ask()
    page = here.at(f"m/{reference}/note")
    dot = here.browser("dot")
    form = hidden(dot.get(page)) | {"words": "Three left."}
    first, again = dot.post(page, form), dot.post(page, form)
    assert first["Location"] == again["Location"]
    assert "It was done once." in here.read("dot", f"m/{reference}")
    other = dot.post(page, form | {"words": "Two left."})
    assert other.status_code == 409
    assert "Three left." in text(other)
    assert "Two left." in other.content.decode()
    assert here.steps(reference) == ["ask", "note"]


def test_a_refused_date_keeps_everything_and_names_the_field(housing: Housing) -> None:
    here = housing()
    page = f"m/{here.ask()}/hold"
    refused = here.do("dot", page, status=422, **HOLD | {"new_date-day": "31", "new_date-month": "2"})
    assert "must be a real date" in text(refused)
    assert "The lantern has to be ordered." in refused.content.decode()
    assert 'href="#new_date-day"' in refused.content.decode()
    beyond = here.do("dot", page, status=422, **HOLD | {"new_date-month": "6"})
    assert "may be no later than" in text(beyond)
    assert "at most ten working days on" in text(beyond)


def test_the_clock_stands_still_while_the_member_is_asked(housing: Housing) -> None:
    here = housing()
    reference = here.ask()
    page = f"m/{reference}"
    here.later("2026-03-10 10:00")
    here.do("dot", f"{page}/ask_more", words="Which lamp?")
    waiting = here.read("ada", page)
    assert "Member to reply" in waiting
    assert "The clock stands still" in waiting
    assert "Paused since 10am on Tuesday 10 March 2026" in waiting
    here.later("2026-03-12 10:00")
    here.do("ada", f"{page}/tell_more", words="The one at number 12.")
    assert "Due 18 March 2026 at 5pm" in here.read("dot", page)


def test_when_it_is_late_the_member_takes_it_to_who_is_next_by_name(housing: Housing) -> None:
    here = housing()
    reference = here.ask()
    page = f"m/{reference}"
    here.later("2026-03-17 09:00")
    sweep.sweep(here.cast.council, at=here.moment)
    late = here.read("ada", page)
    assert "Late Was due yesterday, 16 March 2026 at 5pm" in late
    before = here.read("ada", f"{page}/climb")
    assert "It goes to Cass Example, Chief Executive" in before
    here.do("ada", f"{page}/climb", words="It is a week.")
    after = here.read("ada", page)
    assert "Cass Example, Chief Executive" in after
    assert "Passed over because it leads to the same person: Chief Executive." in after
    assert "Street lamp in Mill Lane" in here.read("cass", "desk")


def test_when_the_window_has_closed_it_can_be_reopened_no_more_and_nothing_is_called_late(
    housing: Housing,
) -> None:
    here = housing()
    page = f"m/{here.ask()}"
    here.do("dot", f"{page}/answer", **ANSWER)
    assert "Time to say that it was not answered 6 April 2026" in here.read("ada", page)
    here.later("2026-04-08 10:00")
    before = here.read("ada", page)
    assert "Late" not in before
    sweep.sweep(here.cast.council, at=here.moment)
    after = here.read("ada", page)
    assert "Late" not in after
    assert "The time to come back to it has passed. Ask again instead." in after
    assert "Ask again instead" in here.read("ada", f"{page}/reopen", status=409)


def test_whoever_hands_it_over_goes_back_to_a_desk_without_it(housing: Housing) -> None:
    here = housing()
    reference = here.ask()
    given = here.do("dot", f"m/{reference}/hand_over", post=str(here.cast.posts["hal"].pk), reason="His.")
    assert given["Location"].endswith("/desk")
    here.read("dot", f"m/{reference}", status=404)
    assert (
        "Dot Example, Director of Place"
        not in here.read("hal", f"m/{reference}").partition("What happened")[0]
    )


def test_a_post_of_nowhere_is_refused(housing: Housing) -> None:
    here, other = housing(), housing()
    reference = other.ask()
    for post in ("999999999", str(here.cast.posts["hal"].pk)):
        refused = other.do("dot", f"m/{reference}/hand_over", status=422, post=post, reason="Try.")
        assert "Choose" in text(refused)


def test_letters_are_shown_to_those_who_handle_it(housing: Housing) -> None:
    here = housing(when="2026-03-09 20:00")
    page = f"m/{here.ask()}"
    handled = here.read("dot", page)
    assert "Letters about this matter" in handled
    assert "Held until 10 March 2026 at 9am (held for office hours)" in handled
    assert "Letters about this matter" not in here.read("ada", page)


def test_those_with_whom_it_is_shared_are_listed_as_one_lists_people(housing: Housing) -> None:
    here = housing()
    page = f"m/{here.ask(share='ward', ward=str(here.cast.wards['north'].pk))}"
    assert re.search(r"The Members for North: [^,]+, [^,]+ and Councillor", here.read("ada", page))


def test_prose_is_never_markup(housing: Housing) -> None:
    here = housing()
    reference = here.ask(title="<script>alert(1)</script>", question="<img src=x onerror=alert(1)>")
    for name, page in (
        ("ada", f"m/{reference}"),
        ("dot", f"m/{reference}/answer"),
        ("ada", "desk"),
        ("ada", "register"),
    ):
        said = here.browser(name).get(here.at(page)).content.decode()
        assert "<script>alert" not in said
        assert "<img src=x" not in said


@pytest.mark.parametrize(
    ("pack", "topic"),
    [
        ("borough-27", "casework"),
        ("cheshire", "operational"),
        ("cottingham", "casework"),
        ("coventry", "strategic"),
        ("nottinghamshire", "casework"),
    ],
)
def test_every_step_of_each_protocol_has_a_page_that_says_what_it_may(
    housing: Housing, pack: str, topic: str
) -> None:
    here = housing(pack)
    casework = {
        "constituent": "Joan Penhaligon",
        "lives_in_members_ward": "yes",
        "says_represents_them": "no",
        "necessary_for_complaint": "yes",
    }
    reference = here.ask(topic=topic, **(casework if topic == "casework" else {}))
    told = here.read("ada", f"sent/{reference}")
    assert "An answer is due by" in told
    assert re.search(r"Council’s protocol|House default|Law", told)
    triage = "clive" if pack in {"cottingham", "cheshire"} else "tess"
    for name in ("ada", triage):
        browser = here.browser(name)
        said = browser.get(here.at(f"m/{reference}")).content.decode()
        links = re.findall(rf'href="([^"]+/m/{reference}/[a-z_]+)"', said)
        assert links, f"{name} can do nothing"
        for link in links:
            page = browser.get(link)
            assert page.status_code in {200, 409}, (link, page.status_code)
            if not page["Content-Type"].startswith("text/html"):
                continue  # the matter's record, to be taken away
            assert "<form" in page.content.decode() or "This is not open to you now." in text(page), link


def test_in_a_parish_the_clerk_is_named_once_among_those_who_handle_it(housing: Housing) -> None:
    """Clive handles it as clerk, looks after Members’ business as clerk, and is responsible for finance."""
    here = housing("cottingham")
    cast, story = here.cast, {"actor": SETTING_UP, "reason": "Two posts", "at": here.moment}
    with within(cast.council, system=True):
        money = structure.create_post(
            cast.council, title="Responsible Financial Officer", role="clerk", since=LONG_AGO, **story
        )
        posts.put_in_post(money, cast.clive, since=LONG_AGO, until=None, **story)
    said = here.read("clive", f"m/{here.ask()}")
    who = said[said.index("Those who handle it") : said.index("The Member’s side")]
    assert who.split("it ", 1)[1].strip() == "Clive Example, Clerk and Responsible Financial Officer"
