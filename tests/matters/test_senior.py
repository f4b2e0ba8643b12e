"""Who is senior in a matter's service: also whoever is away, with another standing in for them."""

from __future__ import annotations

from datetime import date

from comity.council.changes import posts
from comity.council.context import within
from comity.matters.world import CouncilWorld
from comity.procedures.state import State
from tests.cast import _WHY, at, council


def test_a_director_who_is_away_is_no_less_senior(database: None) -> None:
    cast = council("coventry")
    moment = at("2026-03-09 10:00")
    with within(cast.council, system=True):
        posts.cover(cast.posts["dot"], cast.pam, since=date(2026, 3, 2), until=None, **_WHY)
        state = State(facts={"service": cast.services["highways"].pk})
        world = CouncilWorld(cast.council, cast.edition, at=moment, state=state, asker=cast.ada)
        senior = {name for name in cast.people if world.is_senior(cast.people[name])}
    assert senior >= {"dot", "pam", "hal", "cass"}
    assert not senior & {"joe", "tess", "sue", "ada"}
