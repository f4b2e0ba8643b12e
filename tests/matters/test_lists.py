"""Lists: walked page by page, every matter stands in them once and in order, and nobody else's ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.council.context import within
from comity.matters import ledger, lists, policy
from comity.matters.lists import ORDERS, Place, Wanted, read_place, walk
from comity.matters.models import Matter
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import hear
from tests import cast as casting
from tests.cast import Cast, at

ASK = PROCEDURES["enquiry"].step("ask")
QUESTION = {"topic": "operational", "question": "When?", "share": "nobody", "emergency": "no"}


@pytest.fixture
def busy() -> Cast:
    """Twelve matters of two Members: seen by several keys at once, some asked back, some at one moment."""
    cast = casting.council("coventry")
    for number in range(12):
        moment = at("2026-03-02 10:00") + timedelta(hours=number // 3)
        who = "ada" if number % 3 else "bel"
        more = {"title": f"Lamp {number:02d}", "ward": str(cast.wards["north"].pk)}
        more |= {"share": "ward"} if number % 2 else {}
        with within(cast.council, cast.people[who]):
            said = hear(ASK.says, {**QUESTION, **more})
            by = cast.acting(who, moment)
            entry = ledger.begin(cast.council, cast.edition, "enquiry", "ask", said, by=by, at=moment)
        if number % 4 == 0:
            asked = hear(PROCEDURES["enquiry"].step("ask_more").says, {"words": "Which?"})
            with within(cast.council, cast.dot):
                ledger.take(entry.matter_id, "ask_more", asked, by=cast.acting("dot", moment), at=moment)
    return cast


NOW = at("2026-03-20 10:00")


def _walked(cast: Cast, who: str, wanted: Wanted, *, by: str, most: int) -> list[Matter]:
    found: list[Matter] = []
    after: Place | None = None
    with within(cast.council, cast.people[who]):
        keys = cast.acting(who, NOW).keys
        while True:
            page = walk(keys, wanted, by=by, after=after, most=most)
            found += [line.matter for line in page.lines]
            if page.next is None:
                return found
            after = read_place(str(page.next), keys)
            assert after == page.next


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    who=st.sampled_from(["ada", "bel", "cy", "dee", "dot", "tess", "sue", "pam"]),
    by=st.sampled_from(sorted(ORDERS)),
    most=st.integers(1, 13),
    wanted=st.builds(
        Wanted,
        parts=st.sampled_from([frozenset(), *(frozenset({one}) for one in ("asker", "shared", "handler"))]),
        waits=st.sampled_from([None, True, False]),
    ),
)
def test_every_walk_finds_each_matter_once_and_in_order(
    busy: Cast, who: str, by: str, most: int, wanted: Wanted
) -> None:
    found = _walked(busy, who, wanted, by=by, most=most)
    with within(busy.council, busy.people[who]):
        sights = policy.sights(busy.acting(who, NOW).keys)
        sights = sights.filter(part__in=wanted.parts) if wanted.parts else sights
        sights = sights if wanted.waits is None else sights.filter(waits=wanted.waits)
        meant = set(sights.values_list("matter_id", flat=True))
    assert sorted(one.pk for one in found) == sorted(meant)
    if by == "due":
        places = [(one.due is None, one.due, one.pk) for one in found]
        assert places == sorted(places, key=lambda one: (one[0], one[1] or NOW, one[2]))
    else:
        moments = [(one.last if by == "last" else one.opened, one.pk) for one in found]
        assert moments == sorted(moments, reverse=True)


def test_an_order_that_there_is_not_is_refused(busy: Cast) -> None:
    with within(busy.council, busy.ada), pytest.raises(KeyError):
        walk(busy.acting("ada", NOW).keys, Wanted(), by="asker__email")


def test_a_title_is_shown_only_from_an_entry_one_may_see(busy: Cast) -> None:
    with within(busy.council, busy.ada):
        number = Matter.objects.order_by("pk").values_list("pk", flat=True)[1]
        assert lists.titles({number: 1}) == {number: "Lamp 01"}
        assert lists.titles({number: 0}) == {}
