"""A council with something of everything in it, so that every page has something to show."""

from __future__ import annotations

from datetime import date

from comity.council.changes import standing, statutory
from comity.council.context import within
from comity.matters import sweep
from tests.cast import _WHY, LONG_AGO, at
from tests.web.desks import House

ANSWER = {"whole": "whole", "personal": "none", "answer": "It will be mended on Friday."}
CASE = {
    "topic": "casework", "constituent": "Ann Example", "lives_in_members_ward": "yes",
    "says_represents_them": "yes", "necessary_for_complaint": "yes",
}  # fmt: skip


def full(house: House) -> dict[str, str]:
    """Fill a house; the references of its matters by what they are."""
    handler, triage = ("dot", "tess") if house.cast.services else ("clive", "clive")
    with within(house.cast.council, system=True):
        if house.cast.services:
            house.cast.officer("adm", "administrator", title="Administrator of Comity", under="cass")
        standing.announce_closure(house.cast.council, date(2027, 12, 23), announced_on=LONG_AGO, **_WHY)
        post = next(one for one in house.cast.posts.values() if one.statutory)
        proposed = {**_WHY, "actor": house.cast.people["sue" if house.cast.services else "stan"]}
        statutory.propose("cover", post, person=house.cast.people["ada"], since=date(2027, 1, 4), **proposed)
    late = house.asked("2026-02-09 10:00", "ada")
    sweep.sweep(house.cast.council, at=at("2026-03-08 10:00"), most=100)
    ward = str(house.cast.wards["north"].pk)
    made = {"new": house.ask("ada"), "case": house.ask("ada", share="ward", ward=ward, **CASE)}
    made |= {"asked_back": house.ask("ada"), "answered": house.ask("ada"), "held": house.ask("ada")}
    with within(house.cast.council, system=True):
        made["late"] = late.matter.reference
    house.do(handler, f"m/{made['case']}/request_consent", words="May we tell your Member?")
    house.do(handler, f"m/{made['asked_back']}/ask_more", words="Which lamp?")
    house.do(handler, f"m/{made['answered']}/answer", **ANSWER)
    house.do(triage, f"m/{made['new']}/note", words="Ring the contractor.")
    return made
