"""My desk: what waits for whom, the late ones first, and everything a page at a time."""

from __future__ import annotations

import re

from comity.council.context import within
from tests.web.desks import Housing, text


def test_the_late_ones_stand_first_and_say_so(housing: Housing) -> None:
    here = housing(when="2026-03-20 10:00")
    highways = str(here.cast.services["highways"].pk)
    here.asked("2026-03-18 10:00", title="Newer", service=highways)
    here.asked("2026-03-02 10:00", title="Older", service=highways)
    desk = here.read("dot", "desk")
    waiting = desk.partition("Waiting for you")[2]
    assert waiting.index("Older") < waiting.index("Newer")
    assert "Late Was due 9 March 2026 at 5pm" in waiting
    assert "To be answered Due 25 March 2026 at 5pm" in waiting
    assert "Late" in here.read("ada", "desk")


def test_a_member_finds_what_they_asked_and_what_was_shared(housing: Housing) -> None:
    here = housing()
    north = str(here.cast.wards["north"].pk)
    here.asked("2026-03-06 10:00", title="Mine to share", share="ward", ward=north)
    here.asked("2026-03-06 11:00", title="Mine alone")
    ada, bel = here.read("ada", "desk"), here.read("bel", "desk")
    assert "Mine to share" in ada.partition("You asked")[2].partition("Shared with you")[0]
    assert "Nothing has been shared with you." in ada
    assert "Mine to share" in bel.partition("Shared with you")[2]
    assert "Mine alone" not in bel
    assert "Mine" not in here.read("dee", "desk")


def test_democratic_services_find_what_nobody_else_could_be_given(housing: Housing) -> None:
    here = housing()
    with within(here.cast.council, system=True):
        here.cast.officer("eve", "director", title="Director of People", under="cass")
    here.ask(service="", title="Whose is it?")
    here.ask(title="Highways have it")
    passing = here.read("tess", "desk").partition("To be passed on")[2].partition("Late")[0]
    assert "Whose is it?" in passing
    assert "Highways have it" not in passing
    assert "To be passed on" not in here.read("dot", "desk")


def test_whoever_supports_a_member_sees_for_whom_they_act(housing: Housing) -> None:
    here = housing()
    reference = here.ask()
    desk = here.read("sue", "desk")
    assert "Members you act for Councillor Ada Example" in desk
    assert "Street lamp in Mill Lane" in desk.partition("For Members you support")[2]
    here.do("dot", f"m/{reference}/ask_more", words="Which lamp?")
    assert "Street lamp in Mill Lane" in here.read("sue", "desk").partition("Late")[0]


def test_a_long_list_goes_on_from_page_to_page_and_ends(housing: Housing) -> None:
    here = housing()
    for number in range(31):
        here.asked(f"2026-03-06 10:{number:02d}", title=f"Lamp {number:02d}")
    ada = here.browser("ada")
    assert "See all" in here.read("ada", "desk")
    place, seen = here.at("desk/asked"), []
    while place:
        page = ada.get(place)
        seen += re.findall(r">(Lamp \d\d)</a>", page.content.decode())
        more = re.search(r'href="([^"]+)" rel="next"', page.content.decode())
        place = more.group(1).replace("&amp;", "&") if more else ""
    assert seen == [f"Lamp {number:02d}" for number in reversed(range(31))]
    assert "Lamp 30" in text(ada.get(here.at("desk/asked?after=nonsense")))
    here.read("ada", "desk/triage", status=404)
