"""Only the one on whom the lot fell today confirms, and what cannot be made any more stays proposed."""

from __future__ import annotations

from datetime import date

import pytest

from comity.council.changes import statutory
from comity.council.changes.record import ChangeRefused
from comity.council.context import within
from comity.council.models import Holding, Proposal
from comity.matters import second
from tests import cast as casting
from tests.cast import Cast, at

NOW = at("2026-03-09 10:00")
HOW = {"reason": "So resolved.", "at": NOW}


def proposed(cast: Cast) -> Proposal:
    """Hal proposes Pam as Monitoring Officer."""
    with within(cast.council, system=True):
        return statutory.propose(
            "appoint", cast.posts["mo"], person=cast.pam, since=date(2026, 3, 10), actor=cast.hal, **HOW
        )


def test_one_of_the_circle_who_is_not_asked_today_confirms_nothing() -> None:
    cast = casting.council("borough-27")
    row = proposed(cast)
    with within(cast.council, system=True):
        drawn = second.asked(row, NOW.date())
        asked, other = (cast.mo, cast.cass) if drawn == cast.mo.pk else (cast.cass, cast.mo)
        for nobody in (other, cast.joe):
            with pytest.raises(ChangeRefused, match="not asked to confirm this today"):
                second.confirm(row, actor=nobody, at=NOW)
        assert not Holding.objects.filter(post=cast.posts["mo"], person=cast.pam).exists()
        second.confirm(row, actor=asked, at=NOW)
        assert Holding.objects.filter(post=cast.posts["mo"], person=cast.pam).count() == 1
        with pytest.raises(ChangeRefused, match="settled already"):
            second.confirm(row, actor=asked, at=NOW)


@pytest.mark.parametrize("what", ["end_term", "join_group", "end_holding"])
def test_what_is_about_something_that_is_gone_is_refused_and_stays_proposed(what: str) -> None:
    cast = casting.council("borough-27")
    told = {"table": "committeemembership", "of": 10**9, "role": "leader"}
    row_of = {"target": 10**9, "since": date(2026, 3, 10), "until": date(2026, 3, 10), "person": cast.bel}
    with within(cast.council, system=True):
        row = statutory.propose_change(what, cast.council, actor=cast.hal, told=told, **row_of, **HOW)
        drawn = next(one for one in (cast.mo, cast.cass) if one.pk == second.asked(row, NOW.date()))
        with pytest.raises(ChangeRefused, match="is there no more"):
            second.confirm(row, actor=drawn, at=NOW)
        assert Proposal.objects.get(pk=row.pk).approved is None
