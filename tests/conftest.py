"""What every test may stand on: a database of this run's own, and the folder of real documents."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from comity.cluster import APP, OWNER, Cluster
from tests.instances import Running, comity, processes_of, wait_until

HOME = Path(tempfile.mkdtemp(prefix="comity-test-"))
CLUSTER = Cluster(HOME, settings={"fsync": "off"})  # nothing in it outlives the run

# Named before anything reads the settings; the database itself starts with the first test that asks for it.
os.environ.update(
    {
        "COMITY_HOME": str(HOME),
        "COMITY_DATABASE_URL": CLUSTER.dsn(APP),
        "COMITY_OWNER_DATABASE_URL": CLUSTER.dsn(OWNER),
        "COMITY_SECRET_KEY": secrets.token_hex(32),
        "COMITY_CONTEXT_KEY": secrets.token_hex(32),
        "COMITY_RECORD_KEY": secrets.token_hex(32),
        "DJANGO_SETTINGS_MODULE": "comity.site.settings",
    }
)
django.setup()

# The same examples each time, so that a red run means a change and not a draw; "make soak" draws anew.
hypothesis.settings.register_profile("comity", deadline=None, derandomize=True)
hypothesis.settings.register_profile("soak", deadline=None)
hypothesis.settings.load_profile(os.environ.get("COMITY_HYPOTHESIS", "comity"))


TOGETHER = {
    "tests/demo/": "the demonstration",
    "tests/site/test_backing_up.py": "the demonstration",
    "tests/oracle/": "the stage",
    "tests/twin/": "the stage",
    "tests/canary/": "the stage",
}
"""Where the tests are that stand on what takes long to make, which is made once for all of them."""


class InOnePiece(LoadScopeScheduling):
    """Where several processes test, a file stays whole, and so do those that share what takes long."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((what for place, what in TOGETHER.items() if file.startswith(place)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> InOnePiece:
    """Hand the tests out in these pieces."""
    return InOnePiece(config, log)


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    CLUSTER.stop()
    CLUSTER.erase()
    shutil.rmtree(HOME)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The run's own PostgreSQL, started for the first test that needs it."""
    with CLUSTER:
        yield CLUSTER


@pytest.fixture(scope="session")
def migrated(cluster: Cluster) -> Cluster:
    """The run's database, migrated by its owner in a process of its own."""
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    done = subprocess.run(
        command, env={**os.environ, "COMITY_ROLE": "owner"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return cluster


@pytest.fixture
def database(migrated: Cluster) -> Iterator[None]:
    """The database as the application reaches it, with real transactions."""
    from django.db import connection

    yield
    connection.close()


@pytest.fixture(scope="session")
def demonstration() -> Iterator[Running]:
    """A demonstration at work in a folder of its own, as `comity demo` starts it.

    Its first start was killed in the middle of its first stories; what is looked at is the second.
    """
    home = Path(tempfile.mkdtemp(prefix="comity-demonstration-"))
    killed = Running(home, "demo", until="Testford City Council: its people")
    wait_until(lambda: any((home / "outbox").glob("*.eml")), "its first story has begun")
    killed.end(signal.SIGKILL)
    wait_until(lambda: processes_of(home) == [], "nothing is left running", 90)
    running = Running(home, "demo", until="Ctrl-C stops everything")
    yield running
    assert running.end() == 0
    assert processes_of(home) == []
    assert comity(home, "reset", "--yes").returncode == 0
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The machine's chromium. Its driver runs a loop in this thread, beside which Django is told to work.

    One for each file of tests: what follows in the same process may want a loop of its own.
    """
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found, "There is no chromium on this machine; make setup installs it."
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        flags = ["--no-sandbox", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=found, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real documents that COMITY_CORPUS names; a test that needs it is skipped without."""
    named = os.environ.get("COMITY_CORPUS", "")
    if not named:
        pytest.skip("skipped: no corpus")
    folder = Path(named)
    assert folder.is_dir(), f"COMITY_CORPUS names {folder}, which is not a folder"
    return folder
