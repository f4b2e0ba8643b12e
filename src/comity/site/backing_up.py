"""A backup: one archive with the database, the attached files, and a manifest with the digest of each.

It is made by the database's own role for backups, which sees all councils and can change nothing. Secrets
are left out, and so is everything that only they can read: sessions, forms kept for an hour, the key that
signs contexts. Whoever restores it signs in anew.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg

from comity.cluster import BACKUP
from comity.cluster.binaries import release
from comity.site.instance import Instance, NotReady
from comity.site.postgres_programs import run

FORMAT = 1
MANIFEST, DATABASE, FILES = "manifest.json", "database.dump", "files"
LEFT_OUT = ("wall.key", "public.django_session", "public.web_keptform", "public.comity_cache")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup holds: councils by name, how many files, how large it is, and files found damaged."""

    councils: tuple[str, ...]
    files: int
    size: int
    damaged: tuple[str, ...]


def back_up(instance: Instance, target: Path, *, at: datetime, force: bool = False) -> Kept:
    """Write a backup to `target`, whole or not at all. Raises NotReady where there is such a file already."""
    if target.exists() and not force:
        raise NotReady(f"{target} is there already. Choose another name, or overwrite it with --force.")
    if not target.absolute().parent.is_dir():
        raise NotReady(f"There is no folder {target.absolute().parent}. Make it first.")
    with tempfile.TemporaryDirectory(prefix=".comity-backup-", dir=target.absolute().parent) as folder:
        dump, part = Path(folder) / DATABASE, Path(folder) / "archive"
        manifest = _about(instance, at)
        left_out = [f"--exclude-table-data={name}" for name in LEFT_OUT]
        run(instance, "pg_dump", ["--format=custom", f"--file={dump}", *left_out], role=BACKUP)
        # A file is on disk before the row that names it is: the files taken now hold all that the dump names.
        files = list(_files(instance.files))
        damaged = tuple(path.name for path, digest in files if digest != path.name)
        manifest["database"] = {"sha256": digest_of(dump), "size": dump.stat().st_size}
        manifest["files"] = {path.name: path.stat().st_size for path, _ in files}
        _write(part, manifest, dump, [path for path, _ in files])
        part.replace(target)
    return Kept(tuple(manifest["councils"]), len(files), target.stat().st_size, damaged)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _about(instance: Instance, at: datetime) -> dict[str, Any]:
    with psycopg.connect(instance.dsn(BACKUP)) as connection:
        found = connection.execute("SELECT to_regclass('matters_entry') IS NOT NULL").fetchone()
        if found is None or not found[0]:
            raise NotReady("There is nothing to back up: this Comity has not been set up yet.")
        councils = connection.execute("SELECT slug FROM council_council ORDER BY slug").fetchall()
        migrations = connection.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    return {
        "format": FORMAT,
        "comity": version("comity"),
        "postgresql": release(),
        "made": at.isoformat(),
        "councils": [slug for (slug,) in councils],
        "migrations": [f"{app}.{name}" for app, name in migrations],
        "left_out": list(LEFT_OUT),
    }


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every attached file with the digest that it has; its name is the one it should have."""
    for path in sorted(folder.glob("??/??/" + "?" * 64)):
        yield path, digest_of(path)


def _write(part: Path, manifest: dict[str, Any], dump: Path, files: list[Path]) -> None:
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w") as archive:
        text = json.dumps(manifest, indent=1, ensure_ascii=False).encode()
        head = tarfile.TarInfo(MANIFEST)
        head.size = len(text)
        archive.addfile(head, io.BytesIO(text))
        for path, name in [(dump, DATABASE), *((path, f"{FILES}/{path.name}") for path in files)]:
            member = tarfile.TarInfo(name)
            member.size = path.stat().st_size
            with path.open("rb") as file:
                archive.addfile(member, file)
        archive.close()
        raw.flush()
        os.fsync(raw.fileno())
