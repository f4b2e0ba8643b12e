"""Late, and taken higher: in each of the five councils to whom its protocol says, and nobody is forgotten."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from comity.council.changes import posts
from comity.council.changes.record import SYSTEM as SETTING_UP
from comity.council.models import Holding
from comity.council.readers import people_with_key
from comity.matters.models import Entry, Letter, Matter
from comity.matters.standing import offers, state_of
from comity.matters.verify import verify
from comity.procedures.run import NotOpen
from tests import cast as casting
from tests.cast import Cast, at
from tests.matters.telling import ANSWER, ask, do, handler, look, matter, state, steps, time_passes, told

#: In each council: who handles an operational enquiry, and who stands on the ladder after the first and
#: the second step up.
COUNCILS = {
    "borough-27": ("hal", {"hal"}, {"hal", "cass"}),
    "cheshire": ("clive", {"clive"}, {"clive", "dee"}),
    "cottingham": ("clive", {"clive"}, {"clive", "dee"}),
    "coventry": ("dot", {"cass"}, {"cass"}),
    "nottinghamshire": ("hal", {"hal"}, {"hal", "cass"}),
}


def on_the_ladder(cast: Cast, entry: Entry, when: datetime) -> set[str]:
    """Whom it has been taken to, by first name."""
    keys = [party.key for party in state(cast, entry).present("rung")]
    found = look(
        cast, lambda: [p for key in keys for p in people_with_key(cast.council.pk, key, when.date())]
    )
    return {person.name.split()[0].lower() for person in found}


def climb_is_open(cast: Cast, entry: Entry, when: datetime) -> str | None:
    """Why Ada's button for the next rung is closed; None where it is open."""

    def look_it_up() -> str | None:
        kept = Matter.objects.get(pk=entry.matter_id)
        offered = offers(kept, state_of(kept), cast.acting("ada", when))
        return next(offer.reason for offer in offered if offer.step.name == "climb")

    return look(cast, look_it_up)


def late(cast: Cast) -> tuple[Entry, datetime]:
    """An enquiry that nobody answered, and the next morning."""
    entry = ask(cast)
    due = matter(cast, entry).due
    assert due is not None
    time_passes(cast, due + timedelta(minutes=1))
    return entry, (due + timedelta(days=1)).replace(hour=10)


#: Where the two steps up lead to different people.
CLIMBED_TWICE = [pack for pack, (_, first, second) in COUNCILS.items() if first != second]


@pytest.mark.parametrize("pack", CLIMBED_TWICE)
def test_nobody_answers_and_it_climbs_as_high_as_the_protocol_goes(pack: str) -> None:
    cast = casting.council(pack)
    who, first, second = COUNCILS[pack]
    asked = ask(cast)
    assert handler(cast, asked) == who
    assert climb_is_open(cast, asked, at("2026-03-10 10:00")) == "The time for an answer has not passed."
    entry, morning = late(cast)
    lateness = look(cast, lambda: Entry.objects.get(matter_id=entry.matter_id, step="late"))
    assert told(cast, lateness) == {"ada", who}
    assert climb_is_open(cast, entry, morning) is None
    climbed = do(cast, entry, "ada", "climb", morning)
    assert on_the_ladder(cast, entry, morning) == first
    assert first <= told(cast, climbed)
    assert "taken further again after" in str(climb_is_open(cast, entry, morning))
    time_passes(cast, morning + timedelta(days=10))
    again = morning + timedelta(days=11)
    assert climb_is_open(cast, entry, again) is None
    do(cast, entry, "ada", "climb", again)
    assert on_the_ladder(cast, entry, again) == second
    time_passes(cast, again + timedelta(days=10))
    assert "as high as the protocol goes" in str(climb_is_open(cast, entry, again + timedelta(days=11)))
    assert matter(cast, entry).climbed == 2
    assert look(cast, lambda: list(verify(cast.council))) == []


def test_where_a_director_handles_it_climbs_once_to_the_chief_executive() -> None:
    """Coventry: above the director is the Chief Executive, to whom the next rung would lead again."""
    cast = casting.council("coventry")
    entry, morning = late(cast)
    climbed = do(cast, entry, "ada", "climb", morning)
    assert on_the_ladder(cast, entry, morning) == {"cass"}
    kept = look(cast, lambda: Entry.objects.get(pk=climbed.pk))
    assert kept.effects["joined"] == ["chief_executive"]
    letter = look(cast, lambda: Letter.objects.get(entry=climbed, person=cast.cass))
    assert "Passed over, because it leads to the same person: " in letter.body
    time_passes(cast, morning + timedelta(days=10))
    assert "as high as the protocol goes" in str(climb_is_open(cast, entry, morning + timedelta(days=11)))
    assert look(cast, lambda: list(verify(cast.council))) == []


def test_a_post_that_nobody_holds_is_passed_over_and_the_letter_says_so() -> None:
    cast = casting.council("nottinghamshire")
    entry, morning = late(cast)
    held = look(cast, lambda: Holding.objects.get(post=cast.posts["hal"]))
    look(
        cast,
        lambda: posts.end_holding(held, until=morning.date(), actor=SETTING_UP, reason="Left", at=morning),
    )
    climbed = do(cast, entry, "ada", "climb", morning)
    assert on_the_ladder(cast, entry, morning) == {"cass"}
    kept = look(cast, lambda: Entry.objects.get(pk=climbed.pk))
    assert kept.effects["passed_over"] == ["head_of_service"]
    letter = look(cast, lambda: Letter.objects.get(entry=climbed, person=cast.cass))
    assert "Passed over, because nobody holds it now: head of the service" in letter.body
    time_passes(cast, morning + timedelta(days=10))
    assert "as high as the protocol goes" in str(climb_is_open(cast, entry, morning + timedelta(days=11)))


def test_whoever_covers_a_vacant_post_stands_on_its_rung() -> None:
    cast = casting.council("nottinghamshire")
    entry, morning = late(cast)
    held = look(cast, lambda: Holding.objects.get(post=cast.posts["hal"]))
    look(
        cast,
        lambda: (
            posts.end_holding(held, until=morning.date(), actor=SETTING_UP, reason="Left", at=morning),
            posts.cover(
                cast.posts["hal"],
                cast.pam,
                since=date(2026, 3, 1),
                until=None,
                actor=SETTING_UP,
                reason="Until somebody is found",
                at=morning,
            ),
        ),
    )
    do(cast, entry, "ada", "climb", morning)
    assert on_the_ladder(cast, entry, morning) == {"pam"}


@pytest.mark.parametrize("pack", COUNCILS)
def test_whoever_it_was_taken_to_can_answer_it(pack: str) -> None:
    cast = casting.council(pack)
    entry, morning = late(cast)
    do(cast, entry, "ada", "climb", morning)
    who = sorted(on_the_ladder(cast, entry, morning))[0]
    do(cast, entry, who, "answer", morning + timedelta(hours=1), **ANSWER)
    assert (matter(cast, entry).stage, matter(cast, entry).in_time) == ("closed", False)


@pytest.mark.parametrize("pack", COUNCILS)
def test_who_may_decline_in_each_council(pack: str) -> None:
    """Joe, an officer, or Stan, the clerk’s assistant, may not: it takes somebody senior."""
    cast = casting.council(pack)
    entry = ask(cast)
    first = handler(cast, entry)
    junior = "stan" if "stan" in cast.people else "joe"
    do(cast, entry, first, "hand_over", "2026-03-09 11:00", post=str(cast.posts[junior].pk), reason="His.")
    with pytest.raises(NotOpen) as no:
        do(cast, entry, junior, "decline", "2026-03-09 12:00", reason="A neighbours’ dispute.")
    assert no.value.decision is not None
    assert no.value.decision.question == "enquiry.inappropriate"
    assert steps(cast, entry) == ["ask", "hand_over"]
    other = ask(cast)
    do(cast, other, first, "decline", "2026-03-09 12:00", reason="A neighbours’ dispute.")
    assert matter(cast, other).outcome == "refused"
