"""A concern, both ways: raised in private, heard by whom the protocol says, kept from whom it is about."""

from __future__ import annotations

import pytest

from comity.council.context import within
from comity.council.keys import keys_of
from comity.matters import ledger, policy, rows
from comity.matters.actors import SYSTEM
from comity.matters.models import Entry, Letter, Matter, Sight
from comity.matters.standing import relations, state_of
from comity.matters.verify import verify
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import Unheard, hear
from comity.procedures.run import NotOpen
from comity.procedures.state import PartyState, State
from tests import cast as casting
from tests.cast import Cast, at

CONCERN = PROCEDURES["concern"]
ACCOUNT = {"happened_on": "2026-03-06", "account": "He shouted at me in the corridor.", "wish": ""}


def raise_officer(cast: Cast, who: str, about: str, nature: str = "conduct") -> Entry:
    return _raise(cast, who, "raise_officer", about, nature)


def raise_member(cast: Cast, who: str, about: str, nature: str = "minor") -> Entry:
    return _raise(cast, who, "raise_member", about, nature)


def _raise(cast: Cast, who: str, step: str, about: str, nature: str) -> Entry:
    moment = at("2026-03-09 10:00")
    typed = {"subject": str(cast.people[about].pk), "nature": nature, **ACCOUNT}
    with within(cast.council, cast.people[who]):
        said = hear(CONCERN.step(step).says, typed)
        return ledger.begin(
            cast.council, cast.edition, "concern", step, said, by=cast.acting(who, moment), at=moment
        )


def do(
    cast: Cast, entry: Entry, who: str, step: str, when: str = "2026-03-10 10:00", **typed: object
) -> Entry:
    moment = at(when)
    with within(cast.council, cast.people[who]):
        said = hear(CONCERN.step(step).says, typed)
        return ledger.take(entry.matter_id, step, said, by=cast.acting(who, moment), at=moment)


def who_sees(cast: Cast, entry: Entry) -> set[str]:
    with within(cast.council, system=True):
        day = at("2026-03-10 10:00").date()
        return {
            name
            for name, person in cast.people.items()
            if policy.level(entry.matter_id, keys_of(person, day)) is not None
        }


def reads(cast: Cast, entry: Entry, who: str) -> list[str]:
    with within(cast.council, system=True):
        matter = Matter.objects.get(pk=entry.matter_id)
        seen = policy.level(matter.pk, keys_of(cast.people[who], at("2026-03-10 10:00").date()))
        return [] if seen is None else [e.step for e in policy.entries(matter, seen)]


def stage(cast: Cast, entry: Entry) -> str:
    with within(cast.council, system=True):
        return Matter.objects.get(pk=entry.matter_id).stage


def test_coventry_would_have_them_talk_first_and_nobody_else_knows() -> None:
    cast = casting.council("coventry")
    entry = raise_officer(cast, "ada", "hal")
    assert stage(cast, entry) == "talking"
    assert who_sees(cast, entry) == {"ada"}


def test_it_did_not_help_and_goes_to_the_head_of_service_or_director_but_never_to_himself() -> None:
    cast = casting.council("coventry")
    entry = raise_officer(cast, "ada", "hal")
    do(cast, entry, "ada", "further", words="We talked; it did not help.")
    assert stage(cast, entry) == "heard"
    assert who_sees(cast, entry) == {"ada", "dot"}


@pytest.mark.parametrize(
    ("pack", "about", "hears"),
    [
        ("borough-27", "hal", {"dot"}),
        ("borough-27", "dot", {"cass"}),
        ("borough-27", "cass", {"mo"}),
        ("nottinghamshire", "hal", {"dot"}),
        ("nottinghamshire", "dot", {"cass"}),
        ("cottingham", "stan", {"clive"}),
        ("cottingham", "clive", {"dee"}),
        ("cheshire", "stan", {"dee"}),
    ],
)
def test_each_protocol_sends_it_to_whom_it_says(pack: str, about: str, hears: set[str]) -> None:
    cast = casting.council(pack)
    entry = raise_officer(cast, "ada", about)
    assert who_sees(cast, entry) == {"ada", *hears}


@pytest.mark.parametrize("pack", ["borough-27", "coventry", "nottinghamshire", "cottingham", "cheshire"])
def test_whoever_it_is_about_never_hears_it_on_any_rung(pack: str) -> None:
    cast = casting.council(pack)
    for about in [name for name, one in cast.people.items() if one.kind == "officer"]:
        try:
            entry = raise_officer(cast, "ada", about)
        except NotOpen as no:
            assert "Nothing has been sent" in no.reason
            continue
        for _ in range(3):
            assert about not in who_sees(cast, entry)
            try:
                do(cast, entry, "ada", "further", words="It did not help.")
            except NotOpen:
                break


def test_the_person_concerned_sees_nothing_until_it_is_put_and_then_only_that() -> None:
    cast = casting.council("borough-27")
    entry = raise_officer(cast, "ada", "hal")
    assert reads(cast, entry, "hal") == []
    do(cast, entry, "dot", "note", words="Ask Joe, who was there.")
    do(cast, entry, "dot", "put", as_written="own_words", words="A Member says that you raised your voice.")
    assert reads(cast, entry, "hal") == ["put"]
    do(cast, entry, "hal", "respond", words="I did, and I am sorry.")
    assert reads(cast, entry, "hal") == ["put", "respond"]
    do(cast, entry, "dot", "decide", finding="settled", words="He apologises.", reasons="Both agree.")
    assert reads(cast, entry, "hal") == ["put", "respond"]
    do(cast, entry, "dot", "tell_subject", words="It is settled.")
    assert reads(cast, entry, "hal") == ["put", "respond", "tell_subject"]


def test_the_account_is_opened_only_where_the_step_says_so() -> None:
    cast = casting.council("borough-27")
    entry = raise_officer(cast, "ada", "hal")
    do(cast, entry, "dot", "put", as_written="account", words="Here is what Councillor Ada wrote.")
    assert reads(cast, entry, "hal") == ["raise_officer", "put"]


def test_the_person_concerned_cannot_steer_it() -> None:
    cast = casting.council("borough-27")
    entry = raise_officer(cast, "ada", "hal")
    for step, typed in (("note", {"words": "Mine."}), ("withdraw", {}), ("respond", {"words": "Early."})):
        with pytest.raises(NotOpen, match="Only"):
            do(cast, entry, "hal", step, **typed)


def test_a_handler_steps_aside_and_it_passes_on_and_is_kept_from_them() -> None:
    cast = casting.council("borough-27")
    entry = raise_officer(cast, "ada", "hal")
    do(cast, entry, "dot", "step_aside", words="We are married.")
    assert who_sees(cast, entry) == {"ada", "cass"}


def test_a_successor_does_not_inherit_it_and_a_leaver_keeps_nothing() -> None:
    cast = casting.council("borough-27")
    entry = raise_officer(cast, "ada", "cass")
    assert who_sees(cast, entry) == {"ada", "mo"}
    with within(cast.council, system=True):
        keys = set(Sight.objects.filter(matter=entry.matter_id).values_list("key", flat=True))
    assert keys == {f"person:{cast.ada.pk}", f"post:{cast.posts['mo'].pk}+{cast.mo.pk}"}


def test_what_nobody_deals_with_reaches_the_next_in_line() -> None:
    cast = casting.council("borough-27")
    entry = raise_officer(cast, "ada", "hal")
    moment = at("2026-04-30 10:00")
    with within(cast.council, system=True):
        ledger.take(entry.matter_id, "pass_up", hear((), {}), by=SYSTEM, at=moment)
    assert who_sees(cast, entry) == {"ada", "dot", "cass"}


def test_an_officer_about_a_member_by_each_protocol() -> None:
    for pack, hears in (("borough-27", {"cass"}), ("nottinghamshire", {"dot"})):
        cast = casting.council(pack)
        entry = raise_member(cast, "joe", "cy")
        assert who_sees(cast, entry) == {"joe", *hears}, pack


def test_the_leader_of_their_group_is_brought_in_and_reads_one_entry() -> None:
    cast = casting.council("borough-27")
    entry = raise_member(cast, "joe", "bel")
    do(cast, entry, "cass", "leader", words="One of your group and an officer do not get on.")
    assert reads(cast, entry, "ada") == ["leader"]
    assert reads(cast, entry, "bel") == []


def test_letters_about_it_say_nothing_and_never_go_to_whom_it_is_about() -> None:
    cast = casting.council("borough-27")
    entry = raise_officer(cast, "ada", "hal")
    with within(cast.council, system=True):
        letters = list(Letter.objects.filter(matter=entry.matter_id))
    assert {one.person_id for one in letters} == {cast.dot.pk}
    assert all("shouted" not in one.body + one.subject and "Hal" not in one.body for one in letters)


def test_nobody_raises_a_concern_about_themselves() -> None:
    cast = casting.council("borough-27")
    with pytest.raises(Unheard, match="no such officer"):
        raise_officer(cast, "ada", "ada")
    with pytest.raises(Unheard, match="somebody else"):
        raise_officer(cast, "hal", "hal")


def test_afterwards_they_are_asked_how_they_are_treated() -> None:
    cast = casting.council("borough-27")
    entry = raise_officer(cast, "ada", "hal")
    do(cast, entry, "dot", "decide", finding="upheld", words="You were right.", reasons="Joe saw it.")
    with within(cast.council, system=True):
        ledger.take(entry.matter_id, "check_in", hear((), {}), by=SYSTEM, at=at("2026-04-10 10:00"))
    do(cast, entry, "ada", "answer_check_in", when="2026-04-11 10:00", well="no", words="He cuts me.")
    with within(cast.council, system=True):
        assert state_of(Matter.objects.get(pk=entry.matter_id)).facts["unwell"] is True
        assert list(verify(cast.council)) == []


def test_a_bar_by_person_beats_every_key_they_hold() -> None:
    """A key of somebody barred is never written, whatever route brings them in, nor lets them act."""
    cast = casting.council("borough-27")
    hal, post = cast.hal.pk, cast.posts["hal"].pk
    state = State(
        stage="heard",
        parties=(
            PartyState("barred", f"person:{hal}", 0, 1),
            PartyState("handler", f"post:{post}+{hal}", 3, 1),
            PartyState("handler", f"post:{post}+{cast.dot.pk}", 3, 1),
            PartyState("subject", f"person:{hal}", 0, 2),
        ),
    )
    seen = rows.sight(state, CONCERN)
    assert set(seen) == {f"post:{post}+{cast.dot.pk}", f"person:{hal}"}
    assert seen[f"person:{hal}"][0] == 0
    with within(cast.council, system=True):
        assert relations(state, cast.acting("hal", at("2026-03-10 10:00"))) == {"subject"}
