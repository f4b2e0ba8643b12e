"""What do you want to do? The same page, by who one is."""

from __future__ import annotations

from tests.web.desks import Housing


def test_a_member_can_ask_and_an_officer_can_log(housing: Housing) -> None:
    here = housing()
    member, officer, support = (here.read(name, "start") for name in ("ada", "joe", "sue"))
    assert "Ask an enquiry, or take up casework" in member
    assert "Log an enquiry" not in member
    assert "Log an enquiry for a Member" in officer
    assert "Ask an enquiry, or" not in officer
    assert "Ask for Councillor Ada Example" in support
    assert "Ask for" not in officer
