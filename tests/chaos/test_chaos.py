"""kill -9 of pages, worker and database while people work: nothing acknowledged is lost or done twice."""

from __future__ import annotations

from pathlib import Path

from tests.chaos.campaign import Campaign
from tests.chaos.installation import KINDS, installed
from tests.chaos.post import post_office

SEED = 1972


def test_nothing_acknowledged_is_lost_whatever_is_killed(tmp_path: Path) -> None:
    with post_office() as office, installed(tmp_path / "home", smtp=office.port) as here:
        campaign = Campaign(here, office, tmp_path, SEED)
        campaign.run(KINDS)
        campaign.settle()
        found = campaign.check()
        print(found, campaign.kills)
        assert found.lost == []
        assert found.wrong == []
