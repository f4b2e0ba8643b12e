"""A backup of councils at work comes back whole, somewhere else, and nothing but whole."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from comity.cluster import BACKUP, Cluster
from tests.instances import Running, comity

TABLES = (
    "matters_entry",
    "matters_prose",
    "matters_letter",
    "matters_sight",
    "council_change",
    "editions_editionfile",
)


def rows(home: Path) -> dict[str, Any]:
    """How many rows each table has, and every chain's head."""
    with Cluster(home) as cluster, psycopg.connect(cluster.dsn(BACKUP)) as connection:
        counted = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone() for name in TABLES}  # noqa: S608
        heads = connection.execute("SELECT reference, head FROM matters_matter ORDER BY reference").fetchall()
    return {**counted, "heads": heads}


@pytest.fixture(scope="module")
def archive(demonstration: Running, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the demonstration, made while it is at work."""
    file = tmp_path_factory.mktemp("backup") / "comity.tar"
    done = comity(demonstration.home, "backup", str(file))
    assert done.returncode == 0, done.stderr
    assert "5 councils" in done.stdout
    return file


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """An empty folder for another instance."""
    yield tmp_path / "elsewhere"
    Cluster(tmp_path / "elsewhere").erase()


def test_living_councils_come_back_in_another_cluster_and_verify(
    demonstration: Running, archive: Path, elsewhere: Path
) -> None:
    done = comity(elsewhere, "restore", str(archive))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("every one as it was written") == 5
    assert "everybody signs in anew" in done.stdout
    assert rows(elsewhere) == rows(demonstration.home)
    kept = [path.relative_to(demonstration.home) for path in (demonstration.home / "files").rglob("?" * 64)]
    assert kept
    for path in kept:
        assert (elsewhere / path).read_bytes() == (demonstration.home / path).read_bytes()
    for secret in ("secret_key", "context_key"):
        ours, theirs = (home / "secrets" / secret for home in (elsewhere, demonstration.home))
        assert ours.read_text() != theirs.read_text()

    again = comity(elsewhere, "restore", str(archive))
    assert (again.returncode, "not empty, and nothing was changed" in again.stderr) == (2, True)
    assert rows(elsewhere) == rows(demonstration.home)


def test_a_backup_is_private_and_holds_no_secret(demonstration: Running, archive: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600
    content = archive.read_bytes()
    for secret in (demonstration.home / "secrets").iterdir():
        assert secret.read_bytes() not in content
    with tarfile.open(archive) as held:
        manifest = json.load(held.extractfile("manifest.json") or io.BytesIO())
    assert sorted(manifest["councils"]) == ["fictionham", "inventshire", "mockbridge", "sampleby", "testford"]
    assert "wall.key" in manifest["left_out"]


def test_a_backup_overwrites_nothing_unasked(demonstration: Running, archive: Path) -> None:
    before = archive.read_bytes()
    done = comity(demonstration.home, "backup", str(archive))
    assert (done.returncode, "--force" in done.stderr) == (2, True)
    assert archive.read_bytes() == before


def changed(archive: Path, target: Path, name: str) -> Path:
    """The same archive with one byte of one part changed."""
    with tarfile.open(archive) as source, tarfile.open(target, "w") as made:
        for member in source:
            content = (source.extractfile(member) or io.BytesIO()).read()
            if member.name == name:
                content = content[:-1] + bytes([content[-1] ^ 1])
            made.addfile(member, io.BytesIO(content))
    return target


def test_a_damaged_backup_is_refused_and_changes_nothing(
    archive: Path, elsewhere: Path, tmp_path: Path
) -> None:
    done = comity(elsewhere, "restore", str(changed(archive, tmp_path / "changed.tar", "database.dump")))
    assert (done.returncode, "damaged: database.dump" in done.stderr) == (2, True)
    (tmp_path / "short.tar").write_bytes(archive.read_bytes()[:100_000])
    done = comity(elsewhere, "restore", str(tmp_path / "short.tar"))
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    (tmp_path / "other.tar").write_bytes(b"not an archive")
    assert "is not a backup of Comity" in comity(elsewhere, "restore", str(tmp_path / "other.tar")).stderr
    done = comity(elsewhere, "verify")
    assert "has not been set up yet" in done.stderr


def test_a_damaged_file_is_found_after_restoring(archive: Path, elsewhere: Path, tmp_path: Path) -> None:
    with tarfile.open(archive) as held:
        file = next(name for name in held.getnames() if name.startswith("files/"))
    done = comity(elsewhere, "restore", str(changed(archive, tmp_path / "changed.tar", file)))
    assert done.returncode == 1
    assert "an attached file is not what was attached" in done.stdout
