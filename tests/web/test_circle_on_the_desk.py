"""Everybody who may be drawn to confirm a change finds the page from their desk, whether drawn or not."""

from __future__ import annotations

import re

from comity.council.changes import people, structure
from comity.council.context import within
from comity.council.models import Committee
from tests.cast import _WHY, LONG_AGO
from tests.web.confirming import asked, confirm
from tests.web.desks import House, Housing

WHY = {"since-day": "10", "since-month": "3", "since-year": "2026", "reason": "So resolved."}
CIRCLE = ("cass", "mo", "gus", "ada", "bel")


def line(here: House, who: str) -> str:
    """The line on somebody's desk, byte by byte."""
    said = here.browser(who).get(here.at("desk")).content.decode()
    found = re.search(r'<p class="govuk-body" id="second">.*?</p>', said)
    return found.group() if found else ""


def test_the_whole_circle_has_the_same_line_before_while_and_after_one_of_them_is_asked(
    housing: Housing,
) -> None:
    """The chair and vice-chair of the council are no administrators, and get there as well."""
    here = housing("borough-27")
    cast = here.cast
    with within(cast.council, system=True):
        cast.officer("gus", "administrator", title="Administrator of Comity", under="cass")
        for name, body, sits in (
            ("Council", "full_council", {"ada": "chair", "bel": "vice_chair"}),
            ("Planning", "committee", {"cy": "chair", "dee": "vice_chair"}),
        ):
            of = structure.establish(Committee, cast.council, name=name, since=LONG_AGO, body=body, **_WHY)
            for who, role in sits.items():
                people.join_committee(cast.people[who], of, since=LONG_AGO, role=role, **_WHY)
    before = {who: line(here, who) for who in CIRCLE}
    assert len(set(before.values())) == 1
    assert "Changes that need a second person" in before["ada"]
    assert [line(here, who) for who in ("cy", "dee", "hal", "tess")] == [""] * 4
    here.do("gus", f"settings/posts/{cast.posts['dot'].pk}/cover", person=str(cast.pam.pk), **WHY)
    assert asked(here) in {cast.people[who].pk for who in CIRCLE}
    assert {who: line(here, who) for who in CIRCLE} == before
    for who in CIRCLE:
        assert "Changes that need a second person" in here.read(who, "settings/proposals")
    confirm(here)
    assert {who: line(here, who) for who in CIRCLE} == before
