"""Nobody alone changes the place of somebody who hears a concern about them; nobody is told why."""

from __future__ import annotations

import pytest

from comity.council.context import within
from comity.council.models import Cover, Holding, Keeper, Proposal
from comity.matters import ties
from tests.web.desks import House, Housing, text
from tests.web.test_concern import raise_about

FROM = {"since-day": "10", "since-month": "3", "since-year": "2026", "reason": "Away for a while."}
SECOND = "This change needs a second person"


@pytest.fixture
def here(housing: Housing) -> House:
    """A district in which Joe, who looks after its Comity, is complained of; his director hears it."""
    house = housing("borough-27")
    with within(house.cast.council, system=True):
        for name in ("joe", "gus"):
            _administers(house, name)
    raise_about(house, "ada", "joe")
    return house


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


def test_whoever_it_is_about_cannot_alone_put_somebody_in_the_place_of_whoever_hears_it(here: House) -> None:
    cast = here.cast
    page = f"settings/posts/{cast.posts['dot'].pk}/cover"
    here.do("joe", page, person=str(cast.pam.pk), **FROM)
    told = here.read("joe", "settings/posts")
    assert SECOND in told
    assert "concern" not in here.read("joe", "settings/posts").lower()
    with within(cast.council, system=True):
        assert not Cover.objects.filter(post=cast.posts["dot"]).exists()
        waiting = Proposal.objects.get(approved=None)
        assert (waiting.person_id, waiting.proposed_by_id) == (cast.pam.pk, cast.joe.pk)
    here.do("gus", f"settings/proposals/{waiting.pk}/approve", reason="I know of it.")
    with within(cast.council, system=True):
        assert Cover.objects.filter(post=cast.posts["dot"], person=cast.pam).exists()


def test_nobody_puts_them_there_alone_either_and_they_approve_nothing_of_the_kind(here: House) -> None:
    cast = here.cast
    here.do("gus", f"settings/posts/{cast.posts['dot'].pk}/cover", person=str(cast.joe.pk), **FROM)
    with within(cast.council, system=True):
        assert not Cover.objects.filter(post=cast.posts["dot"]).exists()
        holding = Holding.objects.get(post=cast.posts["dot"])
    ends = {"until-day": "10", "until-month": "3", "until-year": "2026", "reason": "Gone."}
    here.do("joe", f"settings/posts/{cast.posts['dot'].pk}/end/holding/{holding.pk}", **ends)
    with within(cast.council, system=True):
        holding.refresh_from_db()
        assert holding.until is None
        number = Proposal.objects.get(approved=None, what="cover").pk
    refused = here.do("joe", f"settings/proposals/{number}/approve", 422, reason="Fine by me.")
    assert SECOND in text(refused)


def test_nor_do_they_end_the_time_of_whoever_hears_it_or_change_a_keeper_in_that_post(here: House) -> None:
    cast = here.cast
    ends = {"until-day": "10", "until-month": "3", "until-year": "2026", "reason": "Gone."}
    gone = here.do("joe", f"settings/people/{cast.dot.pk}/end/person/0", 422, **ends)
    assert SECOND in text(gone)
    kept = {"who": "post", "post": str(cast.posts["dot"].pk), "reason": "To somebody I know."}
    refused = here.do("joe", "settings/keepers/grievance_procedure", 422, **kept)
    assert SECOND in text(refused)
    with within(cast.council, system=True):
        assert not Keeper.objects.filter(body="grievance_procedure").exists()


def test_everything_else_they_change_as_ever(here: House) -> None:
    cast = here.cast
    here.do("joe", f"settings/posts/{cast.posts['pam'].pk}/cover", person=str(cast.hal.pk), **FROM)
    here.do("gus", f"settings/posts/{cast.posts['dot'].pk}/cover", person=str(cast.pam.pk), **FROM)
    with within(cast.council, system=True):
        assert Cover.objects.filter(post=cast.posts["pam"], person=cast.hal).exists()
        assert Cover.objects.filter(post=cast.posts["dot"], person=cast.pam).exists()


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
