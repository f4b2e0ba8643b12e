"""Who sees which entries, and which words: by the keys they hold today, and nothing beside."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest

from comity.council.changes import people, posts
from comity.council.changes.record import SYSTEM as SETTING_UP
from comity.council.context import within
from comity.council.keys import keys_of
from comity.council.models import GroupMembership, Holding, Person, Seat
from comity.matters import policy, search
from comity.matters.models import Entry, Matter
from comity.matters.policy import NotYours
from tests import cast as casting
from tests.cast import LONG_AGO, Cast, at
from tests.matters.telling import ANSWER, CASE, ask, do, look, matter

TODAY = "2026-03-10 12:00"
BY = {"actor": SETTING_UP, "reason": "Things change", "at": at("2026-03-10 11:00")}


@pytest.fixture
def cast() -> Cast:
    return casting.council("coventry")


def keys(cast: Cast, who: str, when: str = TODAY) -> frozenset[str]:
    return look(cast, lambda: keys_of(cast.people[who], at(when).date()))


def sees(cast: Cast, entry: Entry, who: str, when: str = TODAY) -> dict[str, set[str]]:
    """The entries that somebody may read, each with the fields whose words they may read."""
    mine = keys(cast, who, when)

    def look_it_up() -> dict[str, set[str]]:
        seen = policy.level(entry.matter_id, mine)
        if not seen:
            return {}
        kept = Matter.objects.get(pk=entry.matter_id)
        found = policy.entries(kept, seen).select_related("matter")
        return {one.step: set(policy.words(one, seen) or {}) for one in found}

    return look(cast, look_it_up)


def finds(cast: Cast, who: str, words: str, when: str = TODAY) -> set[int]:
    """The matters that somebody finds by words."""
    mine = keys(cast, who, when)
    with within(cast.council, cast.people[who], keys=mine):
        return {number for number, _ in search.find(words)}


def told_all(cast: Cast) -> Entry:
    """A matter with words for each audience: shared with Members for the ward."""
    ward = str(cast.wards["north"].pk)
    entry = ask(cast, **CASE, ward=ward, share="ward", title="Verandah", question="Is there quicksilver?")
    do(cast, entry, "dot", "note", "2026-03-09 11:00", words="Between us: marmalade.")
    do(cast, entry, "dot", "ask_more", "2026-03-09 12:00", words="Which obelisk?")
    do(cast, entry, "ada", "tell_more", "2026-03-09 13:00", words="The saffron one.")
    do(
        cast,
        entry,
        "dot",
        "hand_over",
        "2026-03-09 14:00",
        post=str(cast.posts["hal"].pk),
        reason="Hal is the tangerine.",
    )
    personal = {**ANSWER, "personal": "constituent", "answer": "Her claim of gossamer was paid."}
    do(cast, entry, "hal", "answer", "2026-03-10 10:00", **personal)
    do(cast, entry, "hal", "note", "2026-03-10 11:00", words="Filed under bassoon.")
    return entry


ASKER = {
    "ask": {"title", "question", "constituent"},
    "ask_more": {"words"},
    "tell_more": {"words"},
    "hand_over": set(),
    "answer": {"answer"},
}
SHARED = {"ask": {"title", "question"}, "hand_over": set()}
HANDLING = {**ASKER, "note": {"words"}, "hand_over": {"reason"}}
READS: dict[str, dict[str, set[str]]] = {
    "ada": ASKER,  # who asked
    "sue": ASKER,  # who supports her
    "bel": SHARED,  # a Member for the same ward
    "cy": SHARED,  # of another group, for the same ward
    "dee": {},  # a Member for another ward
    "hal": HANDLING,  # who handles it
    "tess": HANDLING,  # democratic services
    "dot": {},  # who handed it over
    "joe": {},  # of the same service, with no part in it
    "pam": {},
    "mo": {},
    "cass": {},
}


@pytest.mark.parametrize("who", READS)
def test_each_reads_what_is_for_them_and_nothing_else(cast: Cast, who: str) -> None:
    entry = told_all(cast)
    assert sees(cast, entry, who) == READS[who]


#: Which words are found by whom: the same as are read.
FOUND = {
    "quicksilver": {"ada", "sue", "bel", "cy", "hal", "tess"},
    "petrichor": {"ada", "sue", "hal", "tess"},
    "marmalade": {"hal", "tess"},
    "bassoon": {"hal", "tess"},
    "tangerine": {"hal", "tess"},
    "obelisk": {"ada", "sue", "hal", "tess"},
    "saffron": {"ada", "sue", "hal", "tess"},
    "gossamer": {"ada", "sue", "hal", "tess"},
    "never said": set(),
}


def test_search_finds_exactly_what_can_be_read(cast: Cast) -> None:
    entry = told_all(cast)
    for words, who in FOUND.items():
        finders = {name for name in READS if entry.matter_id in finds(cast, name, words)}
        assert finders == who, words


def test_no_other_council_finds_or_opens_anything(cast: Cast) -> None:
    entry, other = told_all(cast), casting.council("coventry")
    reference = matter(cast, entry).reference
    for who in READS:
        assert finds(other, who, "quicksilver") == set()
    stolen = keys(cast, "ada")
    with within(other.council, other.ada, keys=stolen):
        assert search.find("quicksilver") == []
        with pytest.raises(NotYours):
            policy.fetch(reference, stolen)


def test_what_is_not_theirs_is_not_found_as_if_it_did_not_exist(cast: Cast) -> None:
    entry = told_all(cast)
    reference = matter(cast, entry).reference
    hers, his = keys(cast, "ada"), keys(cast, "dee")
    found, level = look(cast, lambda: policy.fetch(reference.lower(), hers))
    assert (found.pk, level) == (entry.matter_id, 2)
    sentences = set()
    for typed in (reference, "00000000" + "0"):
        with pytest.raises(NotYours) as no:
            look(cast, lambda typed=typed: policy.fetch(typed, his))
        sentences.add(str(no.value).split("reference")[0])
    assert len(sentences) == 1
    with pytest.raises(NotYours, match="is not a reference"):
        look(cast, lambda: policy.fetch("the one about the lamp", hers))


def test_whoever_leaves_a_post_sees_nothing_of_it_and_whoever_follows_sees_all_that_is_open(
    cast: Cast,
) -> None:
    entry = told_all(cast)
    do(cast, entry, "ada", "reopen", "2026-03-10 11:30", reason="Half of it.")
    handling = {**HANDLING, "reopen": {"reason"}}
    day = date(2026, 3, 16)
    held = look(cast, lambda: Holding.objects.get(post=cast.posts["hal"]))
    look(cast, lambda: posts.end_holding(held, until=day, **BY))
    look(cast, lambda: posts.appoint(cast.posts["hal"], cast.pam, since=day, **BY))
    assert sees(cast, entry, "hal", "2026-03-15 12:00") == handling
    assert sees(cast, entry, "hal", "2026-03-16 12:00") == {}
    assert sees(cast, entry, "pam", "2026-03-15 12:00") == {}
    assert sees(cast, entry, "pam", "2026-03-16 12:00") == handling
    assert finds(cast, "pam", "marmalade", "2026-03-16 12:00") == {entry.matter_id}
    assert finds(cast, "hal", "marmalade", "2026-03-16 12:00") == set()


def test_whoever_covers_a_post_sees_it_for_as_long_as_they_do(cast: Cast) -> None:
    entry = told_all(cast)
    do(cast, entry, "ada", "reopen", "2026-03-10 11:30", reason="Half of it.")
    handling = {**HANDLING, "reopen": {"reason"}}
    term = {"since": date(2026, 3, 16), "until": date(2026, 3, 20)}
    look(cast, lambda: posts.cover(cast.posts["hal"], cast.joe, **term, **BY))
    assert sees(cast, entry, "joe", "2026-03-15 12:00") == {}
    assert sees(cast, entry, "joe", "2026-03-19 12:00") == handling
    assert sees(cast, entry, "joe", "2026-03-20 12:00") == {}


def test_a_person_who_has_left_the_council_sees_nothing(cast: Cast) -> None:
    entry = told_all(cast)
    look(cast, lambda: people.end_term(cast.bel, until=date(2026, 3, 16), **BY))
    assert sees(cast, entry, "bel", "2026-03-15 12:00") == SHARED
    assert sees(cast, entry, "bel", "2026-03-16 12:00") == {}
    assert keys(cast, "bel", "2026-03-16 12:00") == frozenset()


def test_what_is_shared_with_a_ward_follows_its_seats_of_the_day(cast: Cast) -> None:
    entry = told_all(cast)
    seat = look(cast, lambda: Seat.objects.get(person=cast.bel))
    day = date(2026, 3, 16)
    look(cast, lambda: people.end_term(seat, until=day, **BY))
    look(cast, lambda: people.take_seat(cast.dee, cast.wards["north"], since=day, **BY))
    assert sees(cast, entry, "bel", "2026-03-16 12:00") == {}
    assert sees(cast, entry, "dee", "2026-03-15 12:00") == {}
    assert sees(cast, entry, "dee", "2026-03-16 12:00") == SHARED


def test_group_colleagues_in_the_ward_are_those_of_both_today(cast: Cast) -> None:
    entry = ask(cast, ward=str(cast.wards["north"].pk), share="ward_group")
    assert sees(cast, entry, "bel") == {"ask": {"title", "question"}}
    assert sees(cast, entry, "cy") == {}
    joined = look(cast, lambda: GroupMembership.objects.get(person=cast.bel))
    look(cast, lambda: people.end_term(joined, until=date(2026, 3, 16), **BY))
    assert sees(cast, entry, "bel", "2026-03-16 12:00") == {}


def test_named_members_see_it_until_they_are_named_no_more(cast: Cast) -> None:
    entry = ask(cast, share="named", share_with=[str(cast.dee.pk)])
    assert sees(cast, entry, "dee") == {"ask": {"title", "question"}}
    assert sees(cast, entry, "bel") == {}
    do(cast, entry, "ada", "share", "2026-03-10 09:00", share="named", share_with=[str(cast.cy.pk)])
    assert sees(cast, entry, "dee") == {}
    assert set(sees(cast, entry, "cy")) == {"ask", "share"}


def test_a_colleague_reads_and_can_do_nothing(cast: Cast) -> None:
    from comity.matters.standing import offers, state_of

    entry = told_all(cast)

    def offered() -> list[str]:
        kept = Matter.objects.get(pk=entry.matter_id)
        return [o.step.name for o in offers(kept, state_of(kept), cast.acting("bel", at(TODAY)))]

    assert look(cast, offered) == []


def test_words_that_were_erased_are_said_to_be(cast: Cast, as_owner: psycopg.Connection[Any]) -> None:
    entry = ask(cast)
    with as_owner.transaction():
        as_owner.execute("ALTER TABLE matters_prose NO FORCE ROW LEVEL SECURITY")
        as_owner.execute("UPDATE matters_prose SET words = NULL WHERE entry_id = %s", [entry.pk])
        as_owner.execute("ALTER TABLE matters_prose FORCE ROW LEVEL SECURITY")

    def words() -> object:
        return policy.words(Entry.objects.select_related("matter").get(pk=entry.pk), policy.Seen.of(3))

    assert look(cast, words) is None


def test_everybody_in_the_story_is_accounted_for(cast: Cast) -> None:
    """A newcomer to the cast must be given a line in the table above."""
    assert set(READS) == set(cast.people)
    here = look(cast, lambda: Person.objects.on(LONG_AGO).filter(council=cast.council).count())
    assert here == len(READS)
