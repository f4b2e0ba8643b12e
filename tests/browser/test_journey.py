"""All that a Member's enquiry can go through, in chromium, by keyboard alone and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from comity.matters import sweep
from tests.web.desks import House
from tests.web.test_enquiry_in_chromium import Hands

pytestmark = pytest.mark.browser

CASE = "Damp in Mill Court"
LATE = "Gritting of Hill Road"


def _log_in(chromium: Browser, site: str, here: House, *names: str) -> list[Hands]:
    return [Hands(chromium, site, here, name) for name in names]


def _attach(who: Hands, file: Path) -> None:
    """Choose a file, once the keyboard has reached the place for it; the dialogue is the browser's own."""
    who.reach("Attach files")
    who.page.locator("input[type=file]:focus").set_input_files(file)


def _step(who: Hands, name: str) -> None:
    who.go(name, name)


def _send(who: Hands, name: str, title: str) -> None:
    who.go(name, title)


def _ask_casework(ada: Hands, file: Path) -> str:
    ada.go("Ask an enquiry", "Ask an enquiry")
    ada.pick("How a service is run", 2)
    ada.into("For whom do you ask?", "Ann Example")
    for _ in range(3):
        ada.pick("Yes")
    ada.into("Which service?", "Highways")
    ada.into("In a few words", CASE)
    ada.into("What do you want to know", "The wall is wet. Please look.")
    _attach(ada, file)
    ada.go("Send", "Sent")
    ada.go("See the matter", CASE)
    assert "wall.txt" in ada.page.inner_text("main")
    return ada.page.url.rpartition("/")[2]


def test_casework_from_asking_to_its_second_answer(
    site: str, chromium: Browser, housed: Callable[..., House], tmp_path: Path
) -> None:
    here = housed()
    (tmp_path / "wall.txt").write_text("A wet wall.", "utf-8")
    ada, dot, hal, tess = _log_in(chromium, site, here, "ada", "dot", "hal", "tess")
    reference = _ask_casework(ada, tmp_path / "wall.txt")
    matter = f"m/{reference}"

    tess.open(matter)
    _step(tess, "Make it another kind of matter")
    tess.pick("Member enquiry", 2)
    tess.into("Why?", "It is about how we did something.")
    _send(tess, "Make it another kind of matter", CASE)

    dot.open(matter)
    _step(dot, "Acknowledge")
    _send(dot, "Acknowledge", CASE)
    _step(dot, "Ask the Member for more")
    dot.into("What do you need to know?", "Which flat is it?")
    _send(dot, "Ask the Member for more", CASE)

    ada.open(matter)
    _step(ada, "Reply")
    ada.into("What do you want to say?", "Flat 2.")
    _send(ada, "Reply", CASE)

    dot.open(matter)
    _step(dot, "Send a holding reply")
    dot.into("Why can it not be answered yet?", "The surveyor comes next week.")
    for box, text in (("Day", "17"), ("Month", "3"), ("Year", "2026")):
        dot.into(box, text)
    _send(dot, "Send a holding reply", CASE)
    _step(dot, "Hand over")
    dot.into("To whom?", "Head of Highways")
    dot.into("Why?", "Hal has the surveyor.")
    dot.reach("Hand over")
    dot.keys("Enter")
    dot.page.wait_for_url("**/desk")

    hal.open(matter)
    _step(hal, "Ask the constituent for consent")
    hal.into("What will you ask", "May we tell your Member what we find?")
    _send(hal, "Ask the constituent for consent", CASE)
    _step(hal, "Record the constituent’s answer")
    hal.pick("Yes")
    hal.pick("By telephone")
    hal.into("What exactly", "Yes, all of it.")
    _send(hal, "Record the constituent’s answer", CASE)
    _step(hal, "Answer")
    hal.pick("Yes, all of it", 1)
    hal.into("What is left open", "The roof.")
    hal.pick("No", 1)
    hal.into("Your answer", "A pipe leaks.")
    _send(hal, "Answer", CASE)

    ada.open(matter)
    assert "A pipe leaks." in ada.page.inner_text("main")
    _step(ada, "Say that it was not answered")
    ada.into("What has not been answered?", "The roof.")
    _send(ada, "Say that it was not answered", CASE)

    hal.open(matter)
    _step(hal, "Answer")
    hal.pick("Yes, all of it")
    hal.pick("No")
    hal.into("Your answer", "The roof is sound.")
    _send(hal, "Answer", CASE)
    for one in (ada, dot, hal, tess):
        one.page.context.close()
    assert here.steps(reference) == [
        "ask", "convert", "acknowledge", "ask_more", "tell_more", "hold", "hand_over", "request_consent",
        "record_consent", "answer", "reopen", "answer",
    ]  # fmt: skip
    assert here.matter(reference).outcome == "answered"


def test_logged_for_a_member_who_rang_late_and_taken_to_the_chief_executive(
    site: str, chromium: Browser, housed: Callable[..., House]
) -> None:
    here = housed()
    joe, ada, cass = _log_in(chromium, site, here, "joe", "ada", "cass")
    joe.go("Log an enquiry for a Member", "Log an enquiry for a Member")
    joe.into("Which Member asked?", "Councillor Ada")
    joe.pick("By telephone")
    for box, text in (("Day", "16"), ("Month", "2"), ("Year", "2026"), ("Time", "10:00")):
        joe.reach(box)
        joe.keys("Control+A")
        joe.page.keyboard.type(text)
    joe.pick("How a service is run")
    joe.into("Which service?", "Highways")
    joe.into("In a few words", LATE)
    joe.into("What does the Member want to know", "Is it on the list?")
    joe.go("Log it", "Logged")
    reference = joe.page.url.rpartition("/")[2]
    assert sweep.sweep(here.cast.council, at=here.moment).ran_out == 1

    ada.open("desk")
    assert "Late" in ada.page.inner_text("main")
    ada.go(LATE, LATE)
    _step(ada, "Take it further")
    assert "Chief Executive" in ada.page.inner_text("main")
    _send(ada, "Take it further", LATE)
    said = ada.page.inner_text("main")
    assert "Whoever was asked last has until" in said
    assert "It has been taken as high as the protocol goes." in (ada.page.text_content("main") or "")

    cass.open("desk")
    cass.go(LATE, LATE)
    _step(cass, "Answer")
    cass.pick("Yes, all of it")
    cass.pick("No")
    cass.into("Your answer", "It is, from today.")
    _send(cass, "Answer", LATE)
    for one in (joe, ada, cass):
        one.page.context.close()
    steps = here.steps(reference)
    assert [one for one in steps if one in {"log", "late", "climb", "answer"}] == [
        "log", "late", "climb", "answer",
    ]  # fmt: skip


def test_declined_by_a_senior_officer_and_by_nobody_else(
    site: str, chromium: Browser, housed: Callable[..., House]
) -> None:
    here = housed()
    reference = here.ask("ada")
    here.do("dot", f"m/{reference}/hand_over", post=str(here.cast.posts["joe"].pk), reason="Yours.")
    joe, dot, ada = _log_in(chromium, site, here, "joe", "dot", "ada")
    joe.open(f"m/{reference}/decline")
    assert "Senior Officer" in joe.page.inner_text("main")
    assert joe.page.locator("main form").count() == 0
    joe.open(f"m/{reference}")
    _step(joe, "Hand over")
    joe.into("To whom?", "Director of Place")
    joe.into("Why?", "It looks inappropriate to me.")
    joe.reach("Hand over")
    joe.keys("Enter")
    joe.page.wait_for_url("**/desk")
    dot.open(f"m/{reference}")
    _step(dot, "Decline as inappropriate")
    dot.into("Why is this enquiry inappropriate?", "It asks for a favour.")
    _send(dot, "Decline as inappropriate", "Street lamp in Mill Lane")
    ada.open(f"m/{reference}")
    assert "It asks for a favour." in ada.page.inner_text("main")
    for one in (joe, dot, ada):
        one.page.context.close()
    assert here.steps(reference) == ["ask", "hand_over", "hand_over", "decline"]
    assert here.matter(reference).outcome == "refused"
