"""Nobody alone changes who hears concerns; who is asked to confirm says nothing of any concern."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from comity.council.context import within
from comity.council.models import (
    Account,
    Committee,
    CommitteeMembership,
    Cover,
    GroupMembership,
    Holding,
    Keeper,
    Person,
    Post,
    Proposal,
)
from comity.matters import handles, second, ties
from tests.web.confirming import asked, confirm, number, proposed
from tests.web.conftest import hidden
from tests.web.desks import House, Housing, text
from tests.web.test_concern import raise_about

FROM = {"since-day": "10", "since-month": "3", "since-year": "2026", "reason": "Away for a while."}
ENDS = {"until-day": "10", "until-month": "3", "until-year": "2026", "reason": "Gone."}
SECOND = "This change needs a second person"


@pytest.fixture
def quiet(housing: Housing) -> House:
    """A district whose Comity Joe and Gus look after, without any concern."""
    house = housing("borough-27")
    with within(house.cast.council, system=True):
        for name in ("joe", "gus"):
            _administers(house, name)
    return house


@pytest.fixture
def here(quiet: House) -> House:
    """The same, and Joe is complained of; his director hears it."""
    raise_about(quiet, "ada", "joe")
    return quiet


def _administers(house: House, name: str) -> None:
    cast = house.cast
    if name not in cast.people:
        cast.officer(name, "administrator", title="Administrator of Comity", under="cass")
        return
    from comity.council.changes import posts, structure
    from tests.cast import _WHY, LONG_AGO

    post = structure.create_post(
        cast.council, title="Second Administrator", role="administrator", since=LONG_AGO, **_WHY
    )
    posts.appoint(post, cast.people[name], since=LONG_AGO, **_WHY)


def test_it_needs_a_second_person_whether_there_is_a_concern_or_not(quiet: House) -> None:
    """Gus sees the same words before and after somebody complains of him."""
    page = f"settings/posts/{quiet.cast.posts['dot'].pk}/cover"
    before, said = text(quiet.browser("gus").get(quiet.at(page))), []
    for about in ("", "gus"):
        if about:
            raise_about(quiet, "ada", about)
        quiet.do("gus", page, person=str(quiet.cast.pam.pk), **FROM)
        said.append(quiet.read("gus", "settings/posts"))
        quiet.do("gus", f"settings/proposals/{number(quiet)}/refuse", reason="Not yet.")
        quiet.read("gus", "settings/proposals")
    assert SECOND in said[0]
    assert said[0] == said[1]
    assert text(quiet.browser("gus").get(quiet.at(page))) == before
    assert SECOND in before


def test_whoever_it_is_about_is_never_drawn_and_cannot_tell(here: House) -> None:
    """His pages are those of somebody on whom the lot did not fall, on every day of a month."""
    cast = here.cast
    here.do("gus", f"settings/posts/{cast.posts['dot'].pk}/cover", person=str(cast.pam.pk), **FROM)
    row = proposed(here)
    nothing = here.browser("joe").get(here.at("settings/proposals/999999/approve"))
    drawn = set()
    for days in range(30):
        here.later(f"{(here.moment + timedelta(days=1)):%Y-%m-%d} 10:00") if days else None
        with within(cast.council, system=True):
            drawn.add(second.asked(row, here.moment.date()))
        assert "Nothing waits for you" in here.read("joe", "settings/proposals")
        answered = here.browser("joe").get(here.at(f"settings/proposals/{handles.of(row)}/approve"))
        assert (answered.status_code, answered.content) == (404, nothing.content)
    assert drawn == {cast.cass.pk, cast.mo.pk}
    assert "for you to confirm" not in here.read("joe", "settings")


def test_somebody_not_drawn_and_somebody_tied_see_the_same_bytes(here: House) -> None:
    cast = here.cast
    before = hush(here, "joe", "settings/proposals"), hush(here, "joe", "settings"), hush(here, "joe", "desk")
    here.do("gus", f"settings/posts/{cast.posts['dot'].pk}/cover", person=str(cast.pam.pk), **FROM)
    after = hush(here, "joe", "settings/proposals"), hush(here, "joe", "settings"), hush(here, "joe", "desk")
    assert before == after
    drawn = asked(here)
    other = next(who for who in ("mo", "cass") if cast.people[who].pk != drawn)
    assert text(here.browser(other).get(here.at("settings/proposals"))) == text(
        here.browser("joe").get(here.at("settings/proposals"))
    )


def test_the_record_tells_of_what_somebody_else_proposed_once_it_is_settled(here: House) -> None:
    """An administrator whom the lot passes over every time does not learn from the record what it was for."""
    before = hush(here, "joe", "settings/record")
    here.do("gus", f"settings/posts/{here.cast.posts['dot'].pk}/cover", person=str(here.cast.pam.pk), **FROM)
    assert hush(here, "joe", "settings/record") == before
    assert "Proposed a change" in here.read("gus", "settings/record"), (
        "whoever proposed it sees that they did"
    )
    confirm(here)
    assert {"Proposed a change", "Approved a proposal"} <= told(here, "joe"), "afterwards all of it is there"


def told(here: House, who: str) -> set[str]:
    said = here.read(who, "settings/record")
    return {what for what in ("Proposed a change", "Approved a proposal") if what in said}


def hush(here: House, who: str, page: str) -> str:
    return text(here.browser(who).get(here.at(page)))


def test_a_proposal_is_named_by_a_number_that_counts_nothing(here: House) -> None:
    """Who is shown one proposal does not learn from its address that there were others, here or elsewhere."""
    here.do("joe", f"settings/posts/{here.cast.posts['dot'].pk}/cover", person=str(here.cast.pam.pk), **FROM)
    row = proposed(here)
    page = here.browser("joe").get(here.at("settings/proposals")).content.decode()
    assert f"proposals/{handles.of(row)}/refuse" in page
    assert f"proposals/{row.pk}/" not in page
    here.read("joe", f"settings/proposals/{row.pk}/refuse", 404)


def test_one_who_is_drawn_confirms_and_it_is_done_once(here: House) -> None:
    cast = here.cast
    here.do("joe", f"settings/posts/{cast.posts['dot'].pk}/cover", person=str(cast.pam.pk), **FROM)
    named = number(here)
    assert "You proposed this" in here.read("joe", f"settings/proposals/{named}/approve", 409)
    who = confirm(here)
    with within(cast.council, system=True):
        assert Cover.objects.filter(post=cast.posts["dot"], person=cast.pam).count() == 1
    here.read(who, f"settings/proposals/{named}/approve", 302)
    assert "confirmed" in here.read("joe", "settings/proposals")


DOORS: list[tuple[str, str, dict[str, Any]]] = [
    ("a keeper", "settings/keepers/grievance_procedure", {"who": "post", "post": "post:dot"}),
    ("somebody leaves", "settings/people/{dot}/end/person/0", ENDS),
    ("a post ends", "settings/posts/{post:dot}/end/holding/{holding:dot}", ENDS),
    ("a manager", "settings/posts/{post:hal}/cover", {"person": "pam", **FROM}),
    ("a director's post", "settings/posts/create", {"title": "Second Director", "role": "director", **FROM}),
    ("a group's leader", "settings/people/{bel}/begin/group", {"of": "group:blue", "role": "leader", **FROM}),
    ("a leader no more", "settings/people/{ada}/end/group/{led}", ENDS),
    ("a group no more", "settings/parts/group/{group:blue}/end", ENDS),
    ("a way to sign in", "settings/people/{hal}/sign-in", {}),
    ("a chair", "settings/people/{bel}/begin/committee", {"of": "panel", "role": "chair", **FROM}),
    ("one of a panel", "settings/people/{bel}/begin/committee", {"of": "panel", "role": "member", **FROM}),
    ("a panel no more", "settings/parts/committee/{panel}/end", ENDS),
]


@pytest.mark.parametrize(("door", "page", "typed"), DOORS, ids=[one[0] for one in DOORS])
def test_every_door_leads_to_a_second_person_who_then_opens_it(
    quiet: House, door: str, page: str, typed: dict[str, Any]
) -> None:
    ids = _ids(quiet)
    address = page
    for name, pk in ids.items():
        address = address.replace("{" + name + "}", str(pk))
    told = {key: str(ids[value]) if value in ids else value for key, value in typed.items()}
    before = _places(quiet)
    quiet.do("joe", address, **{"reason": "So resolved.", **told})
    assert _places(quiet) == before, f"{door}: done by one person alone"
    assert SECOND in quiet.read("joe", "settings")
    confirm(quiet)
    assert _places(quiet) != before, f"{door}: confirmed, and nothing was done"


def _ids(here: House) -> dict[str, int]:
    cast = here.cast
    from comity.council.changes import structure
    from tests.cast import _WHY, LONG_AGO

    with within(cast.council, system=True):
        how = {"since": LONG_AGO, "body": "disciplinary_panel", **_WHY}
        panel = structure.establish(Committee, cast.council, name="Panel", **how)
        found = {"panel": panel.pk, "led": GroupMembership.objects.get(person=cast.ada).pk}
        found |= {"holding:dot": Holding.objects.get(post=cast.posts["dot"]).pk}
    found |= {name: one.pk for name, one in cast.people.items()}
    found |= {f"post:{name}": one.pk for name, one in cast.posts.items()}
    return found | {f"group:{name}": one.pk for name, one in cast.groups.items()}


def _places(here: House) -> list[object]:
    """Everything that says who holds what, and who signs in."""
    tables = (Holding, Cover, Keeper, Post, Committee, CommitteeMembership, GroupMembership)
    with within(here.cast.council, system=True):
        rows: list[object] = [row for one in tables for row in one.objects.order_by("pk").values_list()]
        names = ("joe", "gus", "mo", "cass")
        rows += (
            Person.objects.exclude(name__in=[f"{n.capitalize()} Example" for n in names])
            .order_by("pk")
            .values_list("pk", "until", "account_id", "email")
        )
        rows += type(here.cast.groups["blue"]).objects.order_by("pk").values_list("pk", "until")
    return rows


def test_what_could_not_be_done_is_refused_at_once(quiet: House) -> None:
    cast = quiet.cast
    typed = {"of": str(cast.groups["blue"].pk), "role": "leader", **FROM, "since-year": "2009"}
    refused = quiet.do("joe", f"settings/people/{cast.bel.pk}/begin/group", 422, **typed)
    assert "is not with the council on" in text(refused)
    with within(cast.council, system=True):
        assert not Proposal.objects.exists()
        assert not Account.objects.filter(email=cast.hal.email).exists()


def test_where_everybody_of_the_circle_is_concerned_it_goes_to_a_member(housing: Housing) -> None:
    """A parish of three: the clerk proposes to end the chair's time; there is no vice-chair."""
    here = housing("cottingham")
    cast = here.cast
    here.do("clive", f"settings/people/{cast.dee.pk}/end/person/0", **ENDS)
    drawn = asked(here)
    assert drawn in {cast.ada.pk, cast.bel.pk, cast.cy.pk}
    who = next(name for name in ("ada", "bel", "cy") if cast.people[name].pk == drawn)
    for other in {"ada", "bel", "cy", "stan"} - {who}:
        here.read(other, "settings/proposals", 404)
    assert "1 proposed change waits for you" in here.read(who, "desk")
    assert confirm(here) == who
    with within(cast.council, system=True):
        assert Person.objects.get(pk=cast.dee.pk).until is not None


def test_an_ordinary_change_is_made_by_one_person(here: House) -> None:
    cast = here.cast
    sue = cast.posts["sue"].pk
    here.do("joe", f"settings/posts/{sue}/cover", person=str(cast.hal.pk), **FROM)
    with within(cast.council, system=True):
        assert Cover.objects.filter(post=sue, person=cast.hal).exists()


def test_a_form_to_confirm_is_used_once(here: House) -> None:
    cast = here.cast
    here.do("gus", f"settings/posts/{cast.posts['dot'].pk}/cover", person=str(cast.pam.pk), **FROM)
    drawn = asked(here)
    who = next(name for name in ("mo", "cass") if cast.people[name].pk == drawn)
    browser, address = here.browser(who), here.at(f"settings/proposals/{number(here)}/approve")
    form = {**hidden(browser.get(address)), "reason": "I know of it."}
    assert [browser.post(address, form).status_code for _ in range(2)] == [302, 302]
    with within(cast.council, system=True):
        assert Cover.objects.filter(post=cast.posts["dot"]).count() == 1


def test_the_tie_ends_with_the_concern(here: House) -> None:
    cast = here.cast
    place = f"post:{cast.posts['dot'].pk}"
    with within(cast.council, system=True):
        assert ties.tied([cast.joe.pk], places=[place])
        assert ties.tied([cast.joe.pk], hearers=[cast.dot.pk])
        assert not ties.tied([cast.gus.pk], places=[place])
        assert not ties.tied([cast.joe.pk], places=[f"post:{cast.posts['cass'].pk}"])
    reference = here.read("ada", "desk/concerns").split("Concern about Joe Example ")[1][:11]
    here.do("ada", f"m/{reference}/withdraw", words="We spoke.")
    with within(cast.council, system=True):
        assert not ties.tied([cast.joe.pk], places=[place])
