"""What is due for disposal is shown to a person with the reason; nothing goes by itself."""

from __future__ import annotations

from datetime import date

import pytest

from comity.council.changes.record import ChangeRefused
from comity.council.context import within
from comity.council.models import Change
from comity.matters import retention, verify
from comity.matters.models import Document, Matter, Prose
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.run import NotOpen
from tests.cast import Cast, at
from tests.record.business import business, difference, do, exported, held, stated


def due(cast: Cast, who: str, when: str) -> list[retention.Due]:
    with within(cast.council, cast.people[who]):
        return retention.due(cast.council, cast.acting(who, at(when)), at=at(when))


def dispose(cast: Cast, who: str, numbers: list[int], when: str) -> int:
    with within(cast.council, cast.people[who]):
        return len(retention.dispose(cast.council, numbers, by=cast.acting(who, at(when)), at=at(when)))


def test_every_procedure_has_a_time_in_the_house_schedule() -> None:
    cast, _ = business()
    with within(cast.council, system=True):
        rules = retention.schedule(cast.council, date(2026, 3, 9))
    assert set(rules) == set(PROCEDURES)
    assert all(rule.months > 0 and rule.because and not rule.own for rule in rules.values())


def test_a_closed_matter_is_due_the_day_after_its_time_and_an_open_one_never() -> None:
    cast, (answered, _, _) = business()
    assert due(cast, "tess", "2028-03-04 12:00") == []
    listed = due(cast, "tess", "2028-03-05 12:00")
    assert [(one.matter.pk, one.since) for one in listed] == [(answered.matter_id, date(2028, 3, 4))]
    assert due(cast, "dot", "2028-03-05 12:00") == [], "not a keeper of the record"
    assert due(cast, "mo", "2028-03-05 12:00") == [], "not theirs to see"


def test_disposing_erases_everything_said_and_leaves_the_figures_and_the_chain() -> None:
    cast, (answered, noted, _) = business()
    kept = held(stated(cast, "2026-03-05 12:00"))
    when = "2028-03-06 09:00"
    with pytest.raises(NotOpen, match="not due"):
        dispose(cast, "tess", [noted.matter_id], when)
    assert dispose(cast, "tess", [answered.matter_id], when) == 1
    assert due(cast, "tess", when) == []
    with within(cast.council, system=True):
        said = Prose.objects.filter(entry__matter=answered.matter_id, words__isnull=False)
        assert [one.entry.step for one in said.select_related("entry")] == ["erase"]
        assert not Document.objects.filter(matter=answered.matter_id).exclude(name="").exists()
        matter = Matter.objects.get(pk=answered.matter_id)
        assert (matter.outcome, matter.in_time, matter.stage) == ("answered", True, "closed")
        assert list(verify.verify(cast.council)) == []
    assert difference(exported(cast, when), kept) == ""
    with pytest.raises(NotOpen):
        dispose(cast, "tess", [answered.matter_id], when)


def test_a_reopened_matter_is_not_due() -> None:
    cast, (answered, _, _) = business()
    do(cast, answered, "ada", "reopen", "2026-03-06 10:00", reason="Still out.")
    assert due(cast, "tess", "2030-03-05 12:00") == []


def test_a_council_sets_its_own_time_with_a_reason_on_the_record() -> None:
    cast, (answered, _, _) = business()
    how = {"whose": "Full Council, 1 May 2026", "actor": cast.tess, "reason": "New policy"}
    with within(cast.council, cast.tess):
        retention.set_rule(cast.council, "enquiry", 3, at=at("2026-05-02 10:00"), **how)
        with pytest.raises(ChangeRefused, match="from 1 to"):
            retention.set_rule(cast.council, "enquiry", 0, at=at("2026-05-02 10:00"), **how)
        assert Change.objects.filter(what="set_retention", by=cast.tess).count() == 1
        retention.set_rule(cast.council, "enquiry", 2, at=at("2026-05-03 10:00"), **how)
    listed = due(cast, "tess", "2026-05-05 10:00")
    assert [(one.matter.pk, one.rule.months, one.rule.own) for one in listed] == [
        (answered.matter_id, 2, True)
    ]


@pytest.mark.parametrize(
    ("day", "months", "until"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 5, 4), 24, date(2028, 5, 4)),
    ],
)
def test_months_end_on_the_last_day_there_is(day: date, months: int, until: date) -> None:
    assert retention._until(day, months) == until
