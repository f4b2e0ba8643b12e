"""A council’s own standards: in place of a house default, from a day, never passed off as the protocol’s."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from comity.council.changes import people, standing
from comity.council.changes.record import SYSTEM, ChangeRefused
from comity.council.context import within
from comity.council.models import Standard
from comity.council.standards import standards_of
from comity.protocol import deciding, packs

FROM = date(2026, 3, 2)
BY = {"actor": SYSTEM, "reason": "Resolved on 24 February", "at": datetime(2026, 2, 25, 10, tzinfo=UTC)}
SEVEN = 'outcome = "require"\nby = ["officer"]\nwithin = { working_days = 7 }\nbecause = "Within seven."'


@pytest.fixture
def netherby(found):
    council = found()
    with within(council, system=True):
        yield council


def adopt(council, question="enquiry.reply", rule=SEVEN, since=FROM):
    return standing.adopt_standard(
        council, question, rule, whose="Full Council", adopted_on=date(2026, 2, 24), since=since, **BY
    )


def reply(council, pack, on, question="enquiry.reply", facts=None):
    return deciding.decide(
        packs.named(pack), question, facts or {}, on=on, standards=standards_of(council, on)
    )


def test_where_nobody_has_adopted_anything_there_is_none(netherby):
    assert standards_of(netherby, FROM) == ()


def test_a_standard_stands_from_its_day_and_says_whose_it_is(netherby):
    adopt(netherby, "clock.target", 'when = { clock = "hold" }\n' + SEVEN)
    before = reply(netherby, "coventry", date(2026, 3, 1), "clock.target", {"clock": "hold"})
    after = reply(netherby, "coventry", FROM, "clock.target", {"clock": "hold"})
    assert (before.within.amount, before.whose) == (10, None)
    assert (after.within.amount, after.whose, after.layer) == (7, "Full Council", "house")
    assert after.because == "Within seven."


def test_a_standard_never_stands_over_the_protocol_itself(netherby):
    """Coventry's protocol gives five working days; its council cannot adopt another figure beside it."""
    adopt(netherby)
    decided = reply(netherby, "coventry", FROM)
    assert (decided.layer, decided.within.amount, decided.whose) == ("protocol", 5, None)


def test_the_later_standard_stands_and_the_earlier_again_where_it_ends(netherby):
    clock = {"clock": "rung"}
    adopt(netherby, "clock.target", 'when = { clock = "rung" }\n' + SEVEN)
    later = adopt(
        netherby,
        "clock.target",
        'when = { clock = "rung" }\n' + SEVEN.replace("= 7", "= 2"),
        since=date(2026, 4, 1),
    )
    people.end_term(later, until=date(2026, 5, 1), **BY)
    amounts = [
        reply(netherby, "cottingham", day, "clock.target", clock).within.amount
        for day in (FROM, date(2026, 4, 1), date(2026, 5, 1))
    ]
    assert amounts == [7, 2, 7]


def test_a_standard_of_one_council_is_nothing_to_another(netherby, found):
    adopt(netherby)
    assert Standard.objects.count() == 1
    other = found("Overby Borough Council")
    assert standards_of(other, FROM) == ()
    assert len(standards_of(netherby, FROM)) == 1


@pytest.mark.parametrize(
    ("question", "rule", "why"),
    [
        ("enquiry.reply", "outcome = ", "cannot be read as TOML"),
        ("enquiry.reply", 'outcome = "require"', "at least an outcome and a sentence"),
    ],
)
def test_a_rule_that_cannot_be_one_is_refused_in_words(netherby, question, rule, why):
    with pytest.raises(ChangeRefused, match=why):
        adopt(netherby, question, rule)
    assert standards_of(netherby, FROM) == ()
