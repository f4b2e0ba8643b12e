"""Sealed matters leave by no side door: erasure, retention, access, bundles and exports."""

from __future__ import annotations

import pytest

from comity.council.context import within
from comity.matters import erasure, retention, subject_access
from comity.matters.models import Entry, Erasure, Matter
from comity.matters.policy import NotYours
from comity.matters.subject_access import Gathered
from comity.procedures.run import NotOpen
from tests import cast as casting
from tests.cast import Cast, at
from tests.matters.test_concern import do, raise_officer, who_sees
from tests.record.business import exported, exported_matter, unpacked

SECRET = "shouted at me"


@pytest.fixture
def told() -> tuple[Cast, Entry]:
    """A district in which Ada complains of Hal; his director Dot hears it and puts it to him."""
    cast = casting.council("borough-27")
    entry = raise_officer(cast, "ada", "hal")
    words = "Somebody says that you raised your voice. Ada Example may be asked about it."
    do(cast, entry, "dot", "put", as_written="own_words", words=words)
    return cast, entry


def gather(cast: Cast, who: str, *terms: str, when: str = "2026-03-12 10:00") -> Gathered:
    with within(cast.council, cast.people[who]):
        return subject_access.gather(
            cast.council, terms, authority="access_right", by=cast.acting(who, at(when)), at=at(when)
        )


def said(found: Gathered) -> str:
    return " ".join(text for one in found.passages for piece in one.pieces for text, _ in piece.parts)


def propose(cast: Cast, entry: Entry, who: str) -> Erasure:
    moment = at("2026-03-12 10:00")
    with within(cast.council, cast.people[who]):
        matter, by = Matter.objects.get(pk=entry.matter_id), cast.acting(who, moment)
        return erasure.propose(matter, [1], authority="unlawful", reason="", by=by, at=moment)


def waiting(cast: Cast, who: str) -> list[int]:
    with within(cast.council, cast.people[who]):
        by = cast.acting(who, at("2026-03-12 10:00"))
        return [one.pk for one in erasure.waiting(cast.council, by)]


def test_a_proposal_to_erase_reaches_only_an_approver_who_sees_the_matter(told: tuple[Cast, Entry]) -> None:
    cast, entry = told
    proposal = propose(cast, entry, "ada")
    for who in ("mo", "hal", "tess", "cass", "dot"):
        assert waiting(cast, who) == [], who
    moment = at("2026-03-12 11:00")
    with within(cast.council, cast.mo), pytest.raises(NotYours):
        erasure.approve(cast.council, proposal.pk, by=cast.acting("mo", moment), at=moment)
    with pytest.raises(NotYours):
        propose(cast, entry, "tess")


def test_an_approver_who_sees_it_decides_and_never_one_whom_it_is_about() -> None:
    cast = casting.council("borough-27")
    entry = raise_officer(cast, "ada", "mo")
    propose(cast, entry, "ada")
    assert waiting(cast, "mo") == []
    parish = casting.council("cottingham")
    heard = raise_officer(parish, "ada", "stan")
    assert "clive" in who_sees(parish, heard)
    proposal = propose(parish, heard, "ada")
    assert waiting(parish, "clive") == [proposal.pk]
    assert waiting(parish, "stan") == []


def due(cast: Cast, who: str, when: str) -> list[int]:
    with within(cast.council, cast.people[who]):
        return [one.matter.pk for one in retention.due(cast.council, cast.acting(who, at(when)), at=at(when))]


def test_what_is_due_in_a_sealed_matter_is_proposed_only_to_who_sees_it(told: tuple[Cast, Entry]) -> None:
    cast, entry = told
    do(cast, entry, "ada", "withdraw", "2026-03-13 10:00", words="We spoke.")
    late = "2046-03-13 10:00"
    for who in ("mo", "tess", "hal", "dot", "cass"):
        assert due(cast, who, late) == [], who
        with within(cast.council, cast.people[who]), pytest.raises(NotOpen, match="not due"):
            by = cast.acting(who, at(late))
            retention.dispose(cast.council, [entry.matter_id], by=by, at=at(late))
    with within(cast.council, system=True):
        assert retention.waiting(cast.council, at=at(late))["concern"] == 1, (
            "whoever runs it knows the number"
        )


@pytest.mark.parametrize("term", ["Hal Example", "Ada Example", SECRET])
def test_nobody_who_does_not_see_it_gathers_anything_of_it(told: tuple[Cast, Entry], term: str) -> None:
    cast, _ = told
    for who in ("mo", "tess"):
        assert gather(cast, who, term).passages == (), who


def test_what_the_one_it_is_about_is_given_is_what_was_put_to_them_and_nobody_elses_name() -> None:
    """A parish: the clerk hears a concern about his staff, and gathers what is held about her."""
    cast = casting.council("cottingham")
    entry = raise_officer(cast, "ada", "stan")
    do(cast, entry, "clive", "note", words="Ask Cy Example about Stan Example.")
    words = "Somebody says that you raised your voice. Ada Example may be asked."
    do(cast, entry, "clive", "put", as_written="own_words", words=words)
    found = gather(cast, "clive", "Stan Example", cast.stan.email)
    assert [one.entry.step for one in found.passages] == ["put"]
    assert "you raised your voice" in said(found)
    assert "[withheld]" in said(found)
    for secret in (SECRET, "Ada", "Cy Example"):
        assert secret not in said(found), secret
    others = gather(cast, "clive", "Ada Example")
    assert SECRET in said(others), "whoever raised it is given her own words"
    for written in ("Stan", "Example, Stan", "Mr Stan Example", cast.stan.email.partition("@")[0]):
        found = gather(cast, "clive", written)
        assert SECRET not in said(found), written
        assert "Cy" not in said(found), written


def test_the_bundle_of_another_matter_holds_nothing_of_it_and_the_whole_one_all(
    told: tuple[Cast, Entry],
) -> None:
    from tests.matters.telling import ask

    cast, entry = told
    other = ask(cast)
    one = unpacked(exported_matter(cast, other, "2026-03-12 10:00"))
    with within(cast.council, system=True):
        sealed = Matter.objects.get(pk=entry.matter_id).reference
    everything = b"".join(one.values())
    assert SECRET.encode() not in everything
    assert sealed.encode() not in everything
    whole = unpacked(exported(cast, "2026-03-12 12:00"))
    assert f"matters/{sealed}.json" in whole, "it is for whoever runs the machine, and says so"
