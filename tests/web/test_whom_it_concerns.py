"""A change to many, or to a body, knows whom it concerns: they neither propose nor confirm it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.council.changes import posts, statutory, structure
from comity.council.changes.people import join_committee
from comity.council.changes.record import ChangeRefused
from comity.council.context import within
from comity.council.models import Committee, Holding, Proposal
from comity.matters import second
from tests.cast import _WHY, LONG_AGO
from tests.web.confirming import number, proposed
from tests.web.conftest import hidden
from tests.web.desks import House, Housing, text

WHY = {"reason": "So resolved."}
ENDS = {"until-day": "10", "until-month": "3", "until-year": "2026", **WHY}
COLUMNS = "Officer,Email,Post,Role,Reports to\n"


@pytest.fixture
def here(housing: Housing) -> House:
    """A district whose Comity Joe and Gus look after."""
    house = housing("borough-27")
    cast = house.cast
    with within(cast.council, system=True):
        for name in ("joe", "gus"):
            if name not in cast.people:
                cast.officer(name, "administrator", title="Administrator of Comity", under="cass")
                continue
            title = {"title": "Second Administrator", "role": "administrator"}
            post = structure.create_post(cast.council, since=LONG_AGO, **title, **_WHY)
            posts.appoint(post, cast.people[name], since=LONG_AGO, **_WHY)
    return house


def line(here: House, who: str, post: str, role: str = "", under: str = "") -> str:
    person = here.cast.people[who]
    return f"{person.name},{person.email},{post},{role},{under}\n"


def hand_in(here: House, file: str, *, whole: str = "no") -> Any:
    """Joe looks at a file of officers and proposes it."""
    browser, page = here.browser("joe"), here.at("settings/import")
    day = {"on-day": "9", "on-month": "3", "on-year": "2026", "format": "officers", "whole": whole}
    sent = {**hidden(browser.get(page)), **day, "file": SimpleUploadedFile("o.csv", file.encode())}
    look = browser.post(page, sent)
    assert look.status_code == 200, text(look)
    look.content = ("<form" + look.content.decode().split("<form")[-1]).encode()
    return browser.post(here.at("settings/import/apply"), {**hidden(look), **WHY})


def drawn(here: House, days: int = 60) -> set[int | None]:
    """Everybody on whom the lot falls in two months."""
    row = proposed(here)
    with within(here.cast.council, system=True):
        return {second.asked(row, here.moment.date() + timedelta(days=one)) for one in range(days)}


def waiting(here: House) -> int:
    with within(here.cast.council, system=True):
        return Proposal.objects.filter(approved=None).count()


def test_nobody_proposes_a_file_that_gives_themselves_a_post(here: House) -> None:
    """Joe cannot become Monitoring Officer by a file with the help of only one other."""
    refused = hand_in(here, COLUMNS + line(here, "joe", "Monitoring Officer", "monitoring_officer"))
    assert refused.status_code == 422
    assert "two other people must make it" in text(refused)
    assert "Leave out of the file what changes a place of yours" in text(refused)
    assert waiting(here) == 0


def test_nobody_proposes_a_file_that_makes_themselves_somebodys_manager(here: House) -> None:
    cast = here.cast
    with within(cast.council, system=True):
        own = Holding.objects.select_related("post").get(person=cast.joe, post__role="administrator")
    refused = hand_in(here, COLUMNS + line(here, "hal", "Parks Warden", under=own.post.title))
    assert (refused.status_code, waiting(here)) == (422, 0)


def test_whoever_loses_a_post_by_a_file_does_not_confirm_it(here: House) -> None:
    """The Second Administrator's post goes to Hal: Gus, whose it was, is never drawn."""
    with within(here.cast.council, system=True):
        held = Holding.objects.select_related("post").get(person=here.cast.gus, post__role="administrator")
    file = COLUMNS + line(here, "hal", held.post.title, "administrator")
    assert hand_in(here, file, whole="yes").status_code == 302
    lines = proposed(here).told["lines"]
    assert any(said.startswith("Gus Example leaves") for said in lines), lines
    assert drawn(here) == {here.cast.cass.pk, here.cast.mo.pk}
    row = proposed(here)
    with within(here.cast.council, system=True), pytest.raises(ChangeRefused, match="two other people"):
        statutory.approve(row, actor=here.cast.gus, at=here.moment)


def test_seats_are_exempt_so_that_a_parish_can_hold_its_election(housing: Housing) -> None:
    parish = housing("cottingham")
    elected = "Ward Name,Councillor Name\n" + "".join(
        f"{ward},{name} Example\n" for ward, name in (("North", "Ada"), ("North", "Una"), ("South", "Dee"))
    )
    browser, page = parish.browser("clive"), parish.at("settings/election")
    day = {"on-day": "9", "on-month": "3", "on-year": "2026", "format": "councillors"}
    sent = {**hidden(browser.get(page)), **day, "file": SimpleUploadedFile("c.csv", elected.encode())}
    look = browser.post(page, sent)
    look.content = ("<form" + look.content.decode().split("<form")[-1]).encode()
    assert browser.post(parish.at("settings/import/apply"), {**hidden(look), **WHY}).status_code == 302
    assert parish.cast.dee.pk in drawn(parish), "the chair, though her own seat is in the file"


def _keeps(here: House) -> tuple[str, dict[str, str], str]:
    return (
        "settings/keepers/grievance_procedure",
        {"who": "post", "post": str(here.cast.posts["mo"].pk)},
        "mo",
    )


def _outside(here: House) -> tuple[str, dict[str, str], str]:
    told = {"name": "Ivy Outer", "address": here.cast.mo.email, "second": ""}
    return "settings/keepers/grievance_procedure", {"who": "outside", **told}, "mo"


def _chaired(here: House) -> tuple[str, dict[str, str], str]:
    cast = here.cast
    with within(cast.council, system=True):
        how = {"since": LONG_AGO, "body": "full_council", **_WHY}
        council = structure.establish(Committee, cast.council, name="Full Council", **how)
        join_committee(cast.ada, council, since=LONG_AGO, role="chair", **_WHY)
    return f"settings/parts/committee/{council.pk}/end", ENDS, "ada"


@pytest.mark.parametrize("change", [_keeps, _outside, _chaired])
def test_whoever_keeps_or_chairs_it_does_not_confirm(
    here: House, change: Callable[[House], tuple[str, dict[str, str], str]]
) -> None:
    page, typed, whose = change(here)
    browser = here.browser("gus")
    sent = browser.post(here.at(page), {**hidden(browser.get(here.at(page))), **WHY, **typed})
    assert sent.status_code == 302, text(sent)
    assert here.cast.people[whose].pk not in drawn(here)
    assert here.cast.cass.pk in drawn(here)


def test_nobody_makes_a_post_of_their_own_the_keeper(here: House) -> None:
    with within(here.cast.council, system=True):
        own = Holding.objects.filter(person=here.cast.joe).first()
        assert own is not None
    refused = here.do(
        "joe", "settings/keepers/grievance_procedure", 422, who="post", post=str(own.post_id), **WHY
    )
    assert "two other people must make it" in text(refused)


def test_whoever_confirms_reads_whose_address_it_is(here: House) -> None:
    """Two people of one name are told apart: the sentence names the address that letters would go to."""
    here.do("joe", f"settings/posts/{here.cast.posts['mo'].pk}/cover", person=str(here.cast.pam.pk),
            **{"since-day": "10", "since-month": "3", "since-year": "2026", **WHY})  # fmt: skip
    said = f"Let Pam Example ({here.cast.pam.email}) stand in as Monitoring Officer"
    assert said in here.read("joe", "settings/proposals")
    who = next(one for one in ("cass", "gus", "mo") if here.cast.people[one].pk in drawn(here, days=1))
    assert said in here.read(who, f"settings/proposals/{number(here)}/approve")


def test_whoever_confirms_a_leader_reads_it_too(here: House) -> None:
    """Somebody who comes to lead a group hears concerns as well."""
    blue = str(here.cast.groups["blue"].pk)
    here.do("joe", f"settings/people/{here.cast.bel.pk}/begin/group", of=blue, role="leader",
            **{"since-day": "10", "since-month": "3", "since-year": "2026", **WHY})  # fmt: skip
    assert f"Bel Example ({here.cast.bel.email}) joins Blue as leader" in here.read(
        "joe", "settings/proposals"
    )
