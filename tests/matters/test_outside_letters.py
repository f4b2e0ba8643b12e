"""Letters to somebody outside: neither link nor code reaches who it is kept from, or whose way in closed."""

from __future__ import annotations

import pytest

from comity.council.changes.posts import set_keeper
from comity.council.context import within
from comity.matters import outbox
from comity.matters.models import Letter
from comity.procedures.run import NotOpen
from tests import cast as casting
from tests.cast import _WHY, at
from tests.matters.test_outside import FIRST, LATER, RAISED, do, ivy, parish, posted, raise_it


def test_a_second_address_of_the_person_it_is_about_is_passed_over() -> None:
    """The code would go to the very person from whom the concern is kept."""
    cast = casting.council("cottingham")
    with within(cast.council, system=True):
        for body in ("principal_monitoring_officer", "county_association"):
            set_keeper(
                cast.council, body, outside_name="Ivy Outer", outside_address=FIRST,
                outside_second=cast.clive.email.upper(), **_WHY,
            )  # fmt: skip
    with pytest.raises(NotOpen, match="Nothing has been sent"):
        raise_it(cast)
    assert posted(cast) == []


def test_a_letter_whose_way_in_closes_after_it_was_claimed_is_dropped() -> None:
    """Dee withdraws the way in after the worker took the letter, before it is sent: nothing goes out."""
    cast = parish()
    entry = raise_it(cast)
    (letter,) = outbox.claim(cast.council, at=at(RAISED))
    do(cast, entry, "dee", "outside_shut", whom=str(ivy(cast).pk), words="It went to the wrong address.")
    sent: list[str] = []
    assert not outbox.send(cast.council, letter, lambda one, to: sent.append(to), at=at(LATER))
    with within(cast.council, system=True):
        kept = Letter.objects.get(pk=letter.pk)
        assert (sent, kept.dropped, kept.dropped_why) == ([], at(LATER), outbox.NO_RIGHT)
    assert letter.pk not in {one.pk for one in outbox.claim(cast.council, at=at("2026-03-11 10:00"))}
