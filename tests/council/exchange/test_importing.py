"""An import shows what it will do, does exactly that, and done twice changes nothing."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from comity.council import election
from comity.council.changes import people
from comity.council.changes.record import SYSTEM, ChangeRefused, NeedsSecondPerson
from comity.council.context import within
from comity.council.exchange import councillors, moderngov, officers, popolo, popolo_out
from comity.council.exchange.importing import apply, preview
from comity.council.models import (
    Change,
    GroupMembership,
    Holding,
    Person,
    Post,
    Seat,
    Service,
    Ward,
)
from comity.protocol import vocabulary

NOW = datetime(2026, 5, 11, 9, 30, tzinfo=UTC)
ON = date(2026, 5, 11)
BY = {"actor": SYSTEM, "at": NOW, "reason": "The list as published"}

LIST = b"""Name,Party,Ward,Email
Councillor Ada Byron OBE,Independent,Castle,ada@netherby.example
Councillor Alan Turing,Labour,Castle,alan@netherby.example
Councillor Bo Peep,Labour,Meadow,bo@netherby.example
"""


@pytest.fixture
def netherby(found):
    """A council with the three Members of the list."""
    council = found()
    with within(council, system=True):
        apply(preview(council, councillors.read(LIST), on=date(2022, 5, 9)), **BY)
    return council


def says(plan, verb):
    return sorted(step.says for step in plan.of(verb))


def test_a_first_list_adds_wards_groups_members_and_seats(found):
    council = found()
    with within(council, system=True):
        plan = preview(council, councillors.read(LIST), on=ON)
        assert [(step.what, step.verb) for step in plan.steps].count(("seat", "add")) == 3
        assert Person.objects.count() == 0, "a preview changes nothing"
        apply(plan, **BY)
        assert sorted(Ward.objects.values_list("name", flat=True)) == ["Castle", "Meadow"]
        assert sorted(Seat.objects.values_list("person__name", "ward__name", "since")) == [
            ("Ada Byron", "Castle", ON),
            ("Alan Turing", "Castle", ON),
            ("Bo Peep", "Meadow", ON),
        ]
        assert Person.objects.get(name="Ada Byron").honours == "OBE"
        assert Change.objects.count() == len(plan.changes)


def test_the_same_file_twice_changes_nothing(netherby):
    with within(netherby, system=True):
        before = Change.objects.count()
        plan = preview(netherby, councillors.read(LIST), on=ON)
        assert plan.changes == ()
        apply(plan, **BY)
        assert Change.objects.count() == before


def test_who_is_gone_leaves_who_moved_moves_and_who_came_comes(netherby):
    new = LIST.replace(b"Councillor Bo Peep,Labour,Meadow,bo", b"Cllr Grace Hopper,Labour,Meadow,grace")
    new = new.replace(b"Alan Turing,Labour,Castle", b"Alan Turing,Green,Meadow")
    with within(netherby, system=True):
        plan = preview(netherby, councillors.read(new), on=ON)
        assert says(plan, "end") == [
            "Alan Turing's term for Castle ends on 11 May 2026.",
            "Alan Turing's time in Labour ends on 11 May 2026.",
            "Bo Peep's term for Meadow ends on 11 May 2026.",
            "Bo Peep's time in Labour ends on 11 May 2026.",
        ]
        assert "Grace Hopper sits for Meadow from 11 May 2026." in says(plan, "add")
        apply(plan, **BY)
        sitting = Seat.objects.on(ON).values_list("person__name", "ward__name")
        assert sorted(sitting) == [
            ("Ada Byron", "Castle"),
            ("Alan Turing", "Meadow"),
            ("Grace Hopper", "Meadow"),
        ]
        day_before = Seat.objects.on(date(2026, 5, 10)).values_list("person__name", flat=True)
        assert sorted(day_before) == ["Ada Byron", "Alan Turing", "Bo Peep"], "history stays"
        assert preview(netherby, councillors.read(new), on=ON).changes == ()


def test_a_file_that_lists_only_some_ends_nothing(netherby):
    some = b"Name,Ward,Party\nAda Byron,Castle,Independent\n"
    with within(netherby, system=True):
        assert preview(netherby, councillors.read(some), on=ON, whole=False).changes == ()
        assert len(preview(netherby, councillors.read(some), on=ON).of("end")) == 4


def test_nothing_is_done_that_nobody_has_seen(netherby):
    with within(netherby, system=True):
        plan = preview(netherby, councillors.read(LIST.replace(b"Bo Peep", b"Beau Peep")), on=ON)
        bo = Person.objects.get(name="Bo Peep")
        seat = Seat.objects.get(person=bo)
        people.end_term(seat, until=date(2026, 5, 1), **BY)
        with pytest.raises(ChangeRefused, match="look at it again"):
            apply(plan, **BY)


def test_two_members_with_one_address_are_told_apart_by_name(found):
    shared = b"Name,Ward,Email\nAda Byron,Castle,all@netherby.example\nBo Peep,Castle,all@netherby.example\n"
    council = found()
    with within(council, system=True):
        apply(preview(council, councillors.read(shared), on=ON), **BY)
        assert Person.objects.count() == 2
        assert preview(council, councillors.read(shared), on=ON).changes == ()


def test_a_list_goes_out_as_popolo_and_comes_back_the_same(netherby):
    with within(netherby, system=True):
        told = json.dumps(popolo_out.write(netherby, on=ON)).encode()
        assert preview(netherby, popolo.read(told), on=ON, whole=True).of("add") == ()
        assert preview(netherby, popolo.read(told), on=ON, whole=True).of("end") == ()
    rows = {(row.name, row.ward, row.group) for row in popolo.read(told).rows}
    assert rows == {
        ("Ada Byron", "Castle", "Independent"),
        ("Alan Turing", "Castle", "Labour"),
        ("Bo Peep", "Meadow", "Labour"),
    }


def test_election_night_ends_and_begins_the_terms_of_many_in_one_step(netherby):
    elected = councillors.read(
        LIST.replace(b"Bo Peep,Labour,Meadow,bo@", b"Grace Hopper,Green,Meadow,grace@")
    )
    with within(netherby, system=True):
        bo = Person.objects.get(name="Bo Peep")
        outcome = election.look(netherby, elected, takes_office=ON)
        assert [person.name for person in outcome.leaving] == ["Bo Peep"]
        apply(outcome.plan, **BY)
        assert sorted(Seat.objects.filter(since=ON).values_list("person__name", flat=True)) == [
            "Ada Byron",
            "Alan Turing",
            "Grace Hopper",
        ]
        assert Seat.objects.filter(until=ON).count() == 3
        assert not Seat.objects.on(ON).filter(person=bo).exists()
        assert GroupMembership.objects.on(ON).filter(person=bo).count() == 0
        assert Change.objects.filter(what="end_term", table="seat").count() == 3
        again = election.look(netherby, elected, takes_office=ON)
        assert again.plan.changes == (), "a second count changes nothing"


STRUCTURE = b"""Name,Email,Post role,Title,Directorate,Service,Reports to
Mo Salt,mo@netherby.example,monitoring_officer,Monitoring Officer,Governance,,Chief Executive
Cy Chief,cy@netherby.example,chief_executive,Chief Executive,,,
Di Rector,di@netherby.example,director,Director of Place,Place,,Chief Executive
Sam Jones,sam@netherby.example,head_of_service,Head of Highways,Place,Highways,Di Rector
Vacant,,officer,Engineer,Place,Highways,Head of Highways
"""
ROLES = frozenset(vocabulary.load().posts)


def test_the_structure_comes_in_with_its_lines_and_a_vacancy(found):
    council = found()
    with within(council, system=True):
        told = officers.read(STRUCTURE, ROLES)
        apply(preview(council, told, on=ON), **BY)
        lines = Post.objects.values_list("title", "reports_to__title")
        assert sorted(lines, key=lambda line: line[0]) == [
            ("Chief Executive", None),
            ("Director of Place", "Chief Executive"),
            ("Engineer", "Head of Highways"),
            ("Head of Highways", "Director of Place"),
            ("Monitoring Officer", "Chief Executive"),
        ]
        assert Service.objects.get().directorate.name == "Place"
        assert Holding.objects.filter(post__title="Engineer").count() == 0
        assert sorted(Post.objects.filter(statutory=True).values_list("role", flat=True)) == [
            "chief_executive",
            "monitoring_officer",
        ]
        assert preview(council, told, on=ON).changes == ()


def test_a_new_monitoring_officer_in_a_file_needs_two_people(found):
    council = found()
    with within(council, system=True):
        apply(preview(council, officers.read(STRUCTURE, ROLES), on=date(2024, 1, 8)), **BY)
        sam = Person.objects.get(name="Sam Jones")
        new = officers.read(STRUCTURE.replace(b"Mo Salt,mo@", b"Nora New,nora@"), ROLES)
        by = {"actor": sam, "at": NOW, "reason": "New structure"}
        held = Holding.objects.on(ON).filter(post__role="monitoring_officer")
        with pytest.raises(NeedsSecondPerson, match="Monitoring Officer"), transaction.atomic():
            apply(preview(council, new, on=ON), **by)
        assert [one.person.name for one in held] == ["Mo Salt"]
        apply(preview(council, new, on=ON), confirmed=True, **by)
        assert sorted(held.values_list("person__name", flat=True)) == ["Mo Salt", "Nora New"]


@pytest.mark.corpus
def test_a_real_council_is_imported_twice_and_the_second_time_nothing_changes(found, corpus):
    told = moderngov.read((corpus / "data" / "moderngov-coventry-2014.xml").read_bytes())
    council = found("Coventry")
    on = date(2015, 6, 1)
    with within(council, system=True):
        apply(preview(council, told, on=on), **BY)
        assert Seat.objects.on(on).count() == 53
        assert Ward.objects.count() == 18
        assert Seat.objects.count() == sum(len(row.terms) for row in told.rows)
        assert preview(council, told, on=on).changes == ()


@pytest.mark.corpus
def test_a_real_list_is_imported_twice_and_the_second_time_nothing_changes(found, corpus):
    told = councillors.read((corpus / "data" / "councillors-trafford.csv").read_bytes())
    council = found("Trafford")
    with within(council, system=True):
        apply(preview(council, told, on=ON), **BY)
        assert Seat.objects.on(ON).count() == 62
        assert preview(council, told, on=ON).changes == ()
