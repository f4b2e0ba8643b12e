"""A Member who is not elected again leaves what they held as a Member; the record keeps all of it."""

from __future__ import annotations

import pytest

from comity.council import election
from comity.council.changes.people import join_committee
from comity.council.context import within
from comity.council.exchange import councillors
from comity.council.exchange.importing import apply
from comity.council.keys import keys_of
from comity.council.models import Change, CommitteeMembership, Holding
from tests.council.cast import BY, LONG_AGO, TODAY, Cast

ELECTED = b"""Name,Party,Ward
Gil Green,Green,Meadow
Ivy New,Green,Meadow
Rex New,Labour,Castle
Una New,Labour,Castle
"""


@pytest.fixture
def netherby(found):
    council = found()
    with within(council, system=True):
        yield Cast(council)


def test_leavers_give_up_seats_groups_committees_and_posts_but_not_the_councils_chair(netherby):
    join_committee(netherby.bo, netherby.planning, since=LONG_AGO, **BY)
    outcome = election.look(netherby.council, councillors.read(ELECTED), takes_office=TODAY)
    assert [person.name for person in outcome.leaving] == ["Ada Byron", "Alan Turing", "Bo Peep"]
    said = [step.says for step in outcome.plan.of("end")]
    assert "Ada Byron leaves the post Cabinet Member for Streets on 2 March 2026." in said
    assert "Alan Turing's place on Planning ends on 2 March 2026." in said
    kept = [step.says for step in outcome.plan.of("keep")]
    assert "Bo Peep chairs the council until a successor does." in kept

    apply(outcome.plan, **{**BY, "reason": "Results of the poll"})

    assert keys_of(netherby.ada, TODAY) == {f"person:{netherby.ada.pk}"}
    assert "role:council_chair" in keys_of(netherby.bo, TODAY)
    assert f"committee:{netherby.planning.pk}" not in keys_of(netherby.bo, TODAY)
    assert not Holding.objects.on(TODAY).filter(post=netherby.streets).exists()
    assert not CommitteeMembership.objects.on(TODAY).filter(committee=netherby.planning).exists()
    assert Change.objects.filter(reason="Results of the poll").count() == len(outcome.plan.changes)


def test_a_group_leader_who_is_elected_again_still_leads(netherby):
    outcome = election.look(netherby.council, councillors.read(ELECTED), takes_office=TODAY)
    assert "Gil Green" not in [person.name for person in outcome.leaving]
    apply(outcome.plan, **BY)
    assert f"leader:{netherby.greens.pk}" in keys_of(netherby.gil, TODAY)


def test_a_file_that_names_somebody_twice_seats_them_once(netherby):
    twice = councillors.read(ELECTED + b"Cllr Gil Green,Green,Meadow\n")
    outcome = election.look(netherby.council, twice, takes_office=TODAY)
    assert "Gil Green (Meadow) is in the file twice; once is enough." in [
        step.says for step in outcome.plan.of("keep")
    ]
    assert [step.says for step in outcome.plan.of("add") if step.person == netherby.gil.pk] == [
        "Gil Green sits for Meadow from 2 March 2026."
    ]
