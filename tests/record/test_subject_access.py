"""Gathering what is said about somebody: all of what one may see, nothing else, and others are marked."""

from __future__ import annotations

import pytest

from comity.council.context import within
from comity.council.models import Change
from comity.matters import subject_access
from comity.matters.models import AccessRequest
from comity.matters.subject_access import Gathered, marked
from comity.procedures.run import NotOpen
from tests.cast import Cast, at
from tests.record.business import business, do

NOW = "2026-03-09 10:00"


def gather(cast: Cast, who: str, *terms: str) -> Gathered:
    with within(cast.council, cast.people[who]):
        return subject_access.gather(
            cast.council, terms, authority="access_right", by=cast.acting(who, at(NOW)), at=at(NOW)
        )


def test_everything_said_about_her_is_found_notes_and_file_names_too() -> None:
    cast, (_, noted, asked) = business()
    found = gather(cast, "tess", "wilma  OAKES")
    assert [(one.matter.pk, one.entry.ordinal) for one in found.passages] == [
        (noted.matter_id, 2),
        (asked.matter_id, 1),
    ]
    assert [one.name for one in found.passages[1].files] == ["Letter from Wilma Oakes.txt"]
    assert found.matters == 2


def test_nothing_is_found_that_the_gatherer_may_not_see() -> None:
    cast, _ = business()
    assert gather(cast, "mo", "Wilma Oakes").passages == ()
    with pytest.raises(NotOpen, match="Monitoring Officer"):
        gather(cast, "dot", "Wilma Oakes")


def test_somebody_of_the_council_is_found_by_what_they_did() -> None:
    cast, (answered, noted, _) = business()
    do(cast, answered, "ada", "reopen", "2026-03-06 10:00", reason="Dot Example said Friday.")
    found = gather(cast, "tess", cast.dot.email)
    assert {(one.matter.pk, one.done) for one in found.passages} == {
        (answered.matter_id, "answered"),
        (noted.matter_id, "noted"),
    }
    assert len(gather(cast, "tess", cast.dot.email, "Dot Example").passages) == 3


def test_it_is_recorded_that_it_was_done_and_not_about_whom() -> None:
    cast, _ = business()
    gather(cast, "tess", "Wilma Oakes")
    with within(cast.council, system=True):
        change = Change.objects.get(what="subject_access")
        asked = AccessRequest.objects.get()
    assert change.by_id == cast.tess.pk
    assert (asked.matters, asked.entries) == (2, 2)
    assert "oakes" not in f"{change.after} {change.reason} {asked.__dict__}".lower()


@pytest.mark.parametrize("terms", [(), ("",), ("Al",), ("Wilma Oakes", "x")])
def test_names_too_short_to_find_anybody_are_refused(terms: tuple[str, ...]) -> None:
    cast, _ = business()
    with pytest.raises(NotOpen, match="in full"):
        gather(cast, "tess", *terms)


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("Wilma Oakes met Dot Example.", ["Dot Example"]),
        ("Write to wilma@oakes.example or joe@oakes.example", ["joe@oakes.example"]),
        ("Ring 024 7655 0001 at CV1 2HJ", ["024 7655 0001", "CV1 2HJ"]),
        ("Nobody else.", []),
    ],
)
def test_what_may_be_about_others_is_marked_and_no_letter_is_lost(text: str, others: list[str]) -> None:
    parts = list(marked(text, ["Dot Example"], ["Wilma Oakes", "wilma@oakes.example"]))
    assert "".join(part for part, _ in parts) == text
    assert [part for part, other in parts if other] == others
