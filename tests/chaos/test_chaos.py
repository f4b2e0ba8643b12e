"""kill -9 of pages, worker and database while people work: nothing acknowledged is lost or done twice."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.chaos import report
from tests.chaos.campaign import Campaign
from tests.chaos.checking import Found
from tests.chaos.installation import KINDS, installed
from tests.chaos.post import post_office

SEED = 1972
# How many kills: the full number unless told otherwise.
SOAK = int(os.environ.get("CHAOS_KILLS", "150"))
CLAIM = 400.0
"""Seconds until a letter that a killed worker had claimed has gone out: its claim lasts five minutes."""

CARELESS = {
    "synchronous_commit": "off",
    "wal_writer_delay": "10s",
    "wal_writer_flush_after": "1GB",
    "wal_buffers": "64MB",
}
"""A database that says "done" before it is."""


def careless(folder: Path, *, most: int) -> tuple[Found, int]:
    """Kill a careless database under people at work, again and again until something is lost."""
    for number in range(1, most + 1):
        found = _control(folder / str(number), CARELESS)
        if found.lost:
            return found, number
    return found, most


def _control(folder: Path, settings: Mapping[str, str]) -> Found:
    folder.mkdir()
    with post_office() as office, installed(folder / "home", smtp=office.port, settings=settings) as here:
        campaign = Campaign(here, office, folder, SEED)
        try:
            campaign.run(["postmaster"], rest=(2, 3))
        except AssertionError:
            if not campaign.struck:
                raise  # nothing has been lost yet: after that, those whose session was may be told anything
        return campaign.check()


def test_nothing_is_lost_or_done_twice_on_two_hosts_whatever_is_killed(tmp_path: Path) -> None:
    """Two hosts with a folder each, one database: whoever is left in doubt by one turns to the other."""
    with post_office() as office, installed(tmp_path / "home", smtp=office.port, hosts=2) as here:
        campaign = Campaign(here, office, tmp_path, SEED)
        campaign.run(KINDS)
        campaign.settle()
        found = campaign.check()
    assert found.acknowledged > 0
    assert found.alarms > 0
    assert found.letters > 0
    assert found.lost == []
    assert found.wrong == []


@pytest.mark.soak
def test_the_checker_sees_what_a_careless_database_loses(tmp_path: Path) -> None:
    lost, times = careless(tmp_path, most=5)
    assert lost.lost, "A database that commits later than it says has lost nothing in five kills."
    report.put(
        "\n## A control that must fail\n\n"
        f"The same with synchronous_commit off lost {len(lost.lost)} of {lost.acknowledged} acknowledged "
        f"steps by {times} kill{'s' * (times > 1)} of PostgreSQL, and the checker said so.\n"
    )


@pytest.mark.soak
@pytest.mark.parametrize(
    ("hosts", "kills", "title", "about"),
    [
        (1, SOAK, "One host", "Database, pages and worker in one folder."),
        (
            2,
            SOAK // 3,
            "Two hosts",
            "Pages and worker twice, in folders of their own, on one database and one storage of files. "
            "People turn to the other host when one leaves them in doubt.",
        ),
    ],
)
def test_many_kills(tmp_path: Path, hosts: int, kills: int, title: str, about: str) -> None:
    luck = random.Random(SEED)  # noqa: S311 - so that a run can be had again
    kinds = [KINDS[number % len(KINDS)] for number in range(kills)]
    luck.shuffle(kinds)
    began = time.monotonic()
    with post_office() as office, installed(tmp_path / "home", smtp=office.port, hosts=hosts) as here:
        campaign = Campaign(here, office, tmp_path, SEED)
        campaign.run(kinds)
        campaign.settle(patience=CLAIM, claimed=True)
        found = campaign.check()
    seconds = time.monotonic() - began
    report.put(report.section(title, about, found, campaign.kills, seed=SEED, seconds=seconds))
    assert found.lost == []
    assert found.wrong == [], found.wrong[:20]
