"""Who is who changes by somebody, for a reason, and the record says so; statutory posts need two."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from comity.council.calendars import calendar_of
from comity.council.changes import people, posts, standing, statutory, structure
from comity.council.changes.record import ChangeRefused, NeedsSecondPerson
from comity.council.context import within
from comity.council.keys import keys_of
from comity.council.models import Account, Change, Cover, Holding, Standard
from comity.protocol.faults import ProtocolError
from tests.council.cast import BY, LONG_AGO, NOW, TODAY, Cast


@pytest.fixture
def netherby(found):
    council = found()
    with within(council, system=True):
        yield Cast(council)


def by(person, reason="Agreed with HR"):
    return {"actor": person, "reason": reason, "at": NOW}


def test_each_change_leaves_ids_dates_who_when_and_why_and_no_names(netherby):
    holding = posts.appoint(netherby.head_of_housing, netherby.vera, since=TODAY, **by(netherby.di))
    made = Change.objects.get(table="holding", row=holding.pk)
    assert (made.what, made.person_id, made.post_id) == (
        "appoint",
        netherby.vera.pk,
        netherby.head_of_housing.pk,
    )
    assert (made.by_id, made.at, made.reason, made.before) == (netherby.di.pk, NOW, "Agreed with HR", None)
    assert made.after == {
        "since": "2026-03-02",
        "until": None,
        "post_id": netherby.head_of_housing.pk,
        "person_id": netherby.vera.pk,
    }
    posts.end_holding(holding, until=TODAY + timedelta(days=30), **by(netherby.di))
    ended = Change.objects.get(what="end_holding")
    assert (ended.before["until"], ended.after["until"]) == (None, "2026-04-01")
    told = "".join(str((one.before, one.after)) for one in Change.objects.all())
    assert "Byron" not in told


def test_a_change_without_a_reason_or_a_time_zone_is_refused(netherby):
    with pytest.raises(ChangeRefused, match="Say why"):
        posts.appoint(netherby.head_of_housing, netherby.vera, since=TODAY, **by(netherby.di, " "))
    naive = {"actor": netherby.di, "reason": "x", "at": datetime(2026, 3, 2)}  # noqa: DTZ001 - the point
    with pytest.raises(ChangeRefused, match="time zone"):
        posts.appoint(netherby.head_of_housing, netherby.vera, since=TODAY, **naive)
    assert not Holding.objects.filter(post=netherby.head_of_housing).exists(), "nothing half done is left"


def test_a_statutory_post_needs_two_people_and_neither_is_the_one_concerned(netherby):
    for attempt in (
        lambda: posts.appoint(netherby.monitoring, netherby.vera, since=TODAY, **by(netherby.cy)),
        lambda: posts.appoint(netherby.monitoring, netherby.vera, since=TODAY, **BY),
        lambda: posts.cover(netherby.monitoring, netherby.vera, since=TODAY, until=None, **by(netherby.cy)),
        lambda: posts.end_holding(
            Holding.objects.get(post=netherby.monitoring), until=TODAY, **by(netherby.cy)
        ),
    ):
        with pytest.raises(NeedsSecondPerson, match="another approves it"):
            attempt()
    with pytest.raises(ChangeRefused, match="concerns you"):
        statutory.propose(
            "appoint", netherby.monitoring, person=netherby.vera, since=TODAY, **by(netherby.vera)
        )
    proposal = statutory.propose(
        "appoint", netherby.monitoring, person=netherby.vera, since=TODAY, **by(netherby.cy)
    )
    with pytest.raises(ChangeRefused, match="You proposed"):
        statutory.approve(proposal, actor=netherby.cy, at=NOW)
    with pytest.raises(ChangeRefused, match="concerns you"):
        statutory.approve(proposal, actor=netherby.vera, at=NOW)
    assert not Holding.objects.filter(post=netherby.monitoring, person=netherby.vera).exists()
    made = statutory.approve(proposal, actor=netherby.di, at=NOW)
    assert (made.person, made.since) == (netherby.vera, TODAY)
    with pytest.raises(ChangeRefused, match="settled already"):
        statutory.approve(proposal, actor=netherby.di, at=NOW)
    assert list(
        Change.objects.filter(post=netherby.monitoring, at=NOW, by__isnull=False)
        .order_by("id")
        .values_list("what", "by_id")
    ) == [("propose", netherby.cy.pk), ("approve", netherby.di.pk), ("appoint", netherby.di.pk)]


def test_the_table_itself_refuses_an_approval_by_who_proposed(netherby):
    proposal = statutory.propose("cover", netherby.chief, person=netherby.di, since=TODAY, **by(netherby.mo))
    proposal.approved, proposal.settled_by, proposal.settled_at = True, netherby.mo, NOW
    with pytest.raises(IntegrityError, match="approved_by_another"), transaction.atomic():
        proposal.save()


def test_statutory_terms_end_and_are_covered_by_two_people_too(netherby):
    holding = Holding.objects.get(post=netherby.monitoring)
    proposal = statutory.propose(
        "end_holding", netherby.monitoring, target=holding, until=TODAY, **by(netherby.cy)
    )
    statutory.approve(proposal, actor=netherby.di, at=NOW)
    assert Holding.objects.get(pk=holding.pk).until == TODAY
    cover = statutory.propose(
        "cover", netherby.monitoring, person=netherby.vera, since=TODAY, **by(netherby.cy)
    )
    statutory.refuse(cover, actor=netherby.di, reason="Not suitable", at=NOW)
    assert not Cover.objects.exists()
    with pytest.raises(ChangeRefused, match="not a statutory post"):
        statutory.propose("appoint", netherby.head, person=netherby.vera, since=TODAY, **by(netherby.cy))


def test_dates_places_and_kinds_that_do_not_fit_are_refused(netherby):
    day_before = LONG_AGO - timedelta(days=1)
    with pytest.raises(ChangeRefused, match="not with the council on 31 March 2020"):
        posts.appoint(netherby.head_of_housing, netherby.vera, since=day_before, **BY)
    with pytest.raises(ChangeRefused, match="before it begins"):
        posts.appoint(netherby.head_of_housing, netherby.vera, since=TODAY, until=LONG_AGO, **BY)
    with pytest.raises(ChangeRefused, match="in that time already"):
        posts.appoint(netherby.head, netherby.hedy, since=TODAY, **BY)
    with pytest.raises(ChangeRefused, match="is not a Member"):
        people.take_seat(netherby.vera, netherby.castle, since=TODAY, **BY)
    with pytest.raises(ChangeRefused, match="not an Officer"):
        people.support(netherby.gil, netherby.ada, since=TODAY, **BY)
    with pytest.raises(ChangeRefused, match="not a kind of person"):
        people.add_person(netherby.council, kind="wizard", name="Merlin", since=TODAY, **BY)
    outside = people.add_person(netherby.council, kind="outside", name="Ivy Outer", since=TODAY, **BY)
    with pytest.raises(ChangeRefused, match="from outside"):
        posts.appoint(netherby.head_of_housing, outside, since=TODAY, **BY)
    with pytest.raises(ChangeRefused, match="vocabulary"):
        structure.create_post(netherby.council, title="Wizard", role="wizard", since=TODAY, **BY)
    with pytest.raises(ChangeRefused, match="not both"):
        posts.set_keeper(netherby.council, "full_council", **BY)
    with pytest.raises(ChangeRefused, match="has no keeper"):
        posts.set_keeper(netherby.council, "clerk", post=netherby.chief, **BY)


def test_a_post_may_be_shared(netherby):
    posts.appoint(netherby.head, netherby.vera, since=TODAY, **BY)
    assert Holding.objects.on(TODAY).filter(post=netherby.head).count() == 2


def test_keys_follow_posts_cover_seats_and_groups_by_the_day(netherby):
    ada = keys_of(netherby.ada, TODAY)
    assert ada == {
        f"person:{netherby.ada.pk}",
        f"seat:{netherby.castle.pk}",
        f"seat:{netherby.castle.pk}:group:{netherby.labour.pk}",
        f"group:{netherby.labour.pk}",
        f"leader:{netherby.labour.pk}",
        f"post:{netherby.streets.pk}",
        f"leader:{netherby.labour.pk}+{netherby.ada.pk}",
        f"post:{netherby.streets.pk}+{netherby.ada.pk}",
        "role:member",
        "role:ward_member",
        "role:group_leader",
        "role:cabinet_member",
    }
    assert f"post:{netherby.head.pk}" not in keys_of(netherby.vera, TODAY)
    posts.cover(netherby.head, netherby.vera, since=TODAY, until=TODAY + timedelta(days=7), **BY)
    assert {f"post:{netherby.head.pk}", "role:head_of_service"} <= keys_of(netherby.vera, TODAY)
    after = keys_of(netherby.vera, TODAY + timedelta(days=7))
    assert after == {f"person:{netherby.vera.pk}", "role:officer"}
    assert "role:council_chair" in keys_of(netherby.bo, TODAY)
    assert "role:minority_group_leader" in keys_of(netherby.gil, TODAY)


def test_a_leaver_holds_no_key_from_the_day_they_left(netherby):
    people.end_term(netherby.hedy, until=TODAY, **BY)
    assert keys_of(netherby.hedy, TODAY) == frozenset()
    assert f"post:{netherby.head.pk}" in keys_of(netherby.hedy, TODAY - timedelta(days=1))


def test_somebody_outside_holds_their_own_key_only(netherby):
    outside = people.add_person(netherby.council, kind="outside", name="Ivy Outer", since=TODAY, **BY)
    assert keys_of(outside, TODAY) == {f"person:{outside.pk}"}


def test_the_calendar_is_as_it_stood_on_a_day(netherby):
    closed = date(2026, 3, 11)
    council = netherby.council
    made = standing.announce_closure(
        council, closed, announced_on=TODAY, actor=netherby.cy, reason="Staff conference", at=NOW
    )
    assert calendar_of(council, on=TODAY - timedelta(days=1)).is_working_day(closed)
    assert calendar_of(council, on=TODAY).why_closed(closed) == "Closed: Staff conference"
    with pytest.raises(ChangeRefused, match="already"):
        standing.announce_closure(
            council, closed, announced_on=TODAY, actor=netherby.cy, reason="Again", at=NOW
        )
    standing.withdraw_closure(made, withdrawn_on=date(2026, 3, 5), **by(netherby.cy))
    assert not calendar_of(council, on=date(2026, 3, 4)).is_working_day(closed)
    assert calendar_of(council, on=date(2026, 3, 5)).is_working_day(closed)


def test_office_hours_are_nine_to_five_until_the_council_says_otherwise(netherby):
    council = netherby.council
    assert calendar_of(council, on=TODAY).office_hours.week[0] == (time(9), time(17))
    hours = {weekday: (time(8, 30), time(16, 30)) for weekday in range(4)}
    standing.set_opening_hours(council, hours, since=TODAY, **by(netherby.cy))
    assert calendar_of(council, on=TODAY).office_hours.week[:5] == (
        *([(time(8, 30), time(16, 30))] * 4),
        None,
    )
    assert calendar_of(council, on=TODAY - timedelta(days=1)).office_hours.week[4] == (time(9), time(17))
    later = TODAY + timedelta(days=10)
    standing.set_opening_hours(council, {0: (time(12), time(0))}, since=later, **by(netherby.cy))
    assert calendar_of(council, on=later).office_hours.week[:2] == ((time(12), time(0)), None)
    with pytest.raises(ChangeRefused, match="start must come before"):
        standing.set_opening_hours(council, {0: (time(17), time(9))}, since=later, **by(netherby.cy))
    with pytest.raises(ChangeRefused, match="not a weekday"):
        standing.set_opening_hours(council, {9: (time(9), time(17))}, since=later, **by(netherby.cy))


def test_a_standard_of_the_councils_own_says_whose_it_is(netherby):
    rule = 'outcome = "require"\nwithin = { working_days = 3 }\nbecause = "Three days."\n'
    adopting = {"whose": "Standards Committee", "adopted_on": TODAY, "since": TODAY, **by(netherby.mo)}
    made = standing.adopt_standard(netherby.council, "enquiry.reply", rule, **adopting)
    assert Standard.objects.on(TODAY).get() == made
    assert made.adopted_by == netherby.mo
    with pytest.raises(ProtocolError, match="no question"):
        standing.adopt_standard(netherby.council, "enquiry.riddle", rule, **adopting)
    with pytest.raises(ChangeRefused, match="TOML"):
        standing.adopt_standard(netherby.council, "enquiry.reply", "outcome = ", **adopting)
    with pytest.raises(ChangeRefused, match="outcome"):
        standing.adopt_standard(netherby.council, "enquiry.reply", "x = 1", **adopting)


def test_an_account_is_found_however_its_address_is_written(netherby):
    made = Account.objects.create_account(f"Ada.{netherby.ada.pk}@Netherby.Example", "correct horse battery")
    assert Account.objects.get_by_natural_key(f" ADA.{netherby.ada.pk}@netherby.example") == made
    assert made.check_password("correct horse battery")
    people.give_account(netherby.ada, made, **by(netherby.cy))
    with pytest.raises(IntegrityError), transaction.atomic():
        people.give_account(netherby.alan, made, **by(netherby.cy))
