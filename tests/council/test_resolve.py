"""From the words of a protocol to the people of a council, on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from comity.council.changes import people, posts, structure
from comity.council.context import within
from comity.council.models import Committee, Holding, Person
from comity.council.resolve import KEPT, About, Body, Holders, Outside, Vacant, resolve
from comity.protocol import vocabulary
from tests.council.cast import BY, LONG_AGO, TODAY, Cast


@pytest.fixture
def netherby(found):
    council = found()
    with within(council, system=True):
        yield Cast(council)


def names(answer):
    assert isinstance(answer, Holders), answer
    return sorted(holder.name for holder in answer.people)


def test_a_ward_has_its_members_and_nobody_elses(netherby):
    assert names(resolve("ward_member", about=About(ward=netherby.castle.pk), on=TODAY)) == [
        "Ada Byron",
        "Alan Turing",
    ]
    own = resolve("ward_member", about=About(asker=netherby.bo.pk), on=TODAY)
    assert names(own) == ["Bo Peep", "Gil Green"]
    assert {holder.key for holder in own.people} == {f"seat:{netherby.meadow.pk}"}


def test_a_seat_that_ended_yesterday_is_held_by_nobody(netherby):
    seat = netherby.ada
    for term in (netherby.castle,):
        for held in seat_rows(seat, term):
            people.end_term(held, until=TODAY, **BY)
    assert names(resolve("ward_member", about=About(ward=netherby.castle.pk), on=TODAY)) == ["Alan Turing"]
    before = resolve("ward_member", about=About(ward=netherby.castle.pk), on=TODAY - timedelta(days=1))
    assert names(before) == ["Ada Byron", "Alan Turing"]


def seat_rows(person, ward):
    from comity.council.models import Seat

    return Seat.objects.filter(person=person, ward=ward)


def test_the_service_leads_to_its_officers_head_and_director(netherby):
    about = About(service=netherby.highways.pk)
    assert names(resolve("officer", about=about, on=TODAY)) == ["Sam Jones"]
    assert names(resolve("service_manager", about=about, on=TODAY)) == ["Hedy Lamarr"]
    assert names(resolve("head_of_service", about=about, on=TODAY)) == ["Hedy Lamarr"]
    assert names(resolve("director", about=about, on=TODAY)) == ["Di Rector"]
    assert names(resolve("cabinet_member", about=about, on=TODAY)) == ["Ada Byron"]


def test_above_an_officer_stands_the_post_theirs_reports_to(netherby):
    about = About(officer=netherby.sam.pk, service=netherby.highways.pk)
    assert names(resolve("line_manager", about=about, on=TODAY)) == ["Hedy Lamarr"]
    assert names(resolve("senior_officer", about=about, on=TODAY)) == ["Hedy Lamarr"]
    concerned = About(subject=netherby.hedy.pk)
    assert names(resolve("line_manager", about=concerned, on=TODAY)) == ["Di Rector"]
    assert names(resolve("director", about=concerned, on=TODAY)) == ["Di Rector"]


def test_a_vacancy_says_so_and_says_who_covers(netherby):
    about = About(service=netherby.housing.pk)
    assert resolve("head_of_service", about=about, on=TODAY) == Vacant(
        "head_of_service", "Nobody holds the post.", (netherby.head_of_housing.pk,)
    )
    posts.cover(netherby.head_of_housing, netherby.vera, since=TODAY, until=None, **BY)
    vacant = resolve("head_of_service", about=about, on=TODAY)
    assert isinstance(vacant, Vacant)
    assert [(one.name, one.capacity) for one in vacant.cover] == [("Vera Cruz", "cover")]


def test_cover_acts_while_the_holder_is_away_and_only_then(netherby):
    back = TODAY + timedelta(days=14)
    posts.cover(netherby.head, netherby.vera, since=TODAY, until=back, **BY)
    about = About(service=netherby.highways.pk)
    away = resolve("head_of_service", about=about, on=TODAY)
    assert [(one.name, one.capacity) for one in away.people] == [("Vera Cruz", "cover")]
    assert [one.name for one in away.away] == ["Hedy Lamarr"]
    assert names(resolve("head_of_service", about=about, on=back)) == ["Hedy Lamarr"]
    about_cover = About(service=netherby.highways.pk, subject=netherby.vera.pk)
    assert names(resolve("head_of_service", about=about_cover, on=TODAY)) == ["Hedy Lamarr"]


@pytest.mark.parametrize("role", sorted(set(vocabulary.load().posts) | {"administrator"}))
def test_the_subject_is_never_in_any_answer(netherby, role):
    everybody = list(Person.objects.all())
    posts.set_keeper(netherby.council, "disciplinary_procedure", post=netherby.monitoring, **BY)
    for subject in everybody:
        for narrow in (None, "own_ward", "own_group", "other_groups", "own_service"):
            about = About(
                service=netherby.highways.pk,
                ward=netherby.castle.pk,
                committee=netherby.planning.pk,
                group=netherby.labour.pk,
                officer=netherby.sam.pk,
                asker=netherby.gil.pk,
                subject=subject.pk,
            )
            answer = resolve(role, about=about, on=TODAY, narrow=narrow)
            assert f"person={subject.pk}," not in repr(answer)


def test_a_post_held_only_by_the_subject_counts_as_vacant(netherby):
    answer = resolve("monitoring_officer", about=About(subject=netherby.mo.pk), on=TODAY)
    assert answer == Vacant(
        "monitoring_officer", "Whoever holds it has to do with the matter.", (netherby.monitoring.pk,)
    )
    barred = About(barred=frozenset({netherby.mo.pk}))
    assert isinstance(resolve("monitoring_officer", about=barred, on=TODAY), Vacant)


def test_group_leaders_are_all_meant_unless_narrowed(netherby):
    asks = About(asker=netherby.alan.pk)
    assert names(resolve("group_leader", about=asks, on=TODAY)) == ["Ada Byron", "Gil Green"]
    assert names(resolve("group_leader", about=asks, on=TODAY, narrow="own_group")) == ["Ada Byron"]
    assert names(resolve("group_leader", about=asks, on=TODAY, narrow="other_groups")) == ["Gil Green"]
    assert names(resolve("minority_group_leader", about=asks, on=TODAY)) == ["Gil Green"]


def test_chairs_are_found_by_their_committee(netherby):
    assert names(resolve("council_chair", about=About(), on=TODAY)) == ["Bo Peep"]
    assert names(resolve("committee_chair", about=About(committee=netherby.planning.pk), on=TODAY)) == [
        "Alan Turing"
    ]


def test_a_member_is_the_one_who_asks_else_every_member(netherby):
    assert names(resolve("member", about=About(asker=netherby.gil.pk), on=TODAY)) == ["Gil Green"]
    assert len(names(resolve("member", about=About(), on=TODAY))) == 4
    assert names(resolve("member", about=About(asker=netherby.gil.pk), on=TODAY, narrow="other_groups")) == [
        "Ada Byron",
        "Alan Turing",
        "Bo Peep",
    ]


def test_a_body_is_reached_by_its_keeper_inside_or_outside(netherby):
    unmapped = resolve("county_association", about=About(), on=TODAY)
    assert unmapped == Vacant("county_association", "The council has not said who keeps it.")
    posts.set_keeper(
        netherby.council,
        "county_association",
        outside_name="Barset Association",
        outside_address="office@barset.example",
        **BY,
    )
    assert resolve("county_association", about=About(), on=TODAY) == Outside(
        "county_association", "Barset Association", "office@barset.example"
    )
    posts.set_keeper(netherby.council, "disciplinary_procedure", post=netherby.monitoring, **BY)
    body = resolve("disciplinary_procedure", about=About(), on=TODAY)
    assert isinstance(body, Body)
    assert names(body.keeper) == ["Mo Salt"]
    about_the_keeper = resolve("disciplinary_procedure", about=About(subject=netherby.mo.pk), on=TODAY)
    assert isinstance(about_the_keeper.keeper, Vacant)


def test_a_committee_that_meets_has_its_members_without_the_subject(netherby):
    staff = structure.establish(
        Committee, netherby.council, name="Personnel", body="personnel_committee", since=LONG_AGO, **BY
    )
    for person, role in ((netherby.ada, "chair"), (netherby.bo, "member"), (netherby.gil, "member")):
        people.join_committee(person, staff, role=role, since=LONG_AGO, **BY)
    about = About(subject=netherby.bo.pk)
    body = resolve("personnel_committee", about=about, on=TODAY)
    assert sorted(one.name for one in body.members) == ["Ada Byron", "Gil Green"]
    assert names(resolve("personnel_committee_chair", about=about, on=TODAY)) == ["Ada Byron"]


def test_without_a_service_a_head_of_service_is_not_guessed(netherby):
    answer = resolve("head_of_service", about=About(), on=TODAY)
    assert isinstance(answer, Vacant)
    assert "which service" in answer.because


def test_who_left_the_council_holds_nothing(netherby):
    people.end_term(netherby.hedy, until=TODAY, **BY)
    assert Holding.objects.on(TODAY).filter(person=netherby.hedy).exists(), "nobody ended the holding"
    answer = resolve("head_of_service", about=About(service=netherby.highways.pk), on=TODAY)
    assert isinstance(answer, Vacant)


def test_before_there_was_a_council_every_post_was_vacant(netherby):
    for role in ("chief_executive", "ward_member", "group_leader", "council_chair"):
        about = About(ward=netherby.castle.pk)
        assert isinstance(resolve(role, about=about, on=date(2019, 1, 1)), Vacant), role


def test_a_word_that_is_no_post_is_refused(netherby):
    with pytest.raises(ValueError, match="not a post of the vocabulary"):
        resolve("wizard", about=About(), on=TODAY)
    with pytest.raises(ValueError, match="not a way to narrow"):
        resolve("clerk", about=About(), on=TODAY, narrow="own_street")


def test_reporting_lines_that_run_in_a_ring_come_to_an_end(netherby):
    structure.move_post(netherby.chief, reports_to=netherby.head_of_housing, **BY)
    about = About(service=netherby.housing.pk)
    assert isinstance(resolve("service_manager", about=about, on=TODAY), Vacant)
    assert names(resolve("director", about=about, on=TODAY)) == ["Di Rector"]


def test_every_body_of_the_vocabulary_has_a_keeper_to_name():
    assert set(KEPT) <= set(vocabulary.load().posts)
