"""Bringing a backup back, into an empty database only, checked piece by piece against its manifest."""

from __future__ import annotations

import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from comity.cluster import OWNER
from comity.cluster.binaries import major
from comity.site.backing_up import DATABASE, FILES, FORMAT, MANIFEST, digest_of
from comity.site.instance import Instance, NotReady
from comity.site.postgres_programs import run


def restore(instance: Instance, source: Path) -> tuple[str, ...]:
    """Put a backup into this instance, whose database is empty and at work; return its councils' slugs.

    The database comes back in one transaction; then it is brought up to this version's tables, and to
    the key of this instance. Raises NotReady where something is not as it should be.
    """
    _check_empty(instance)
    with _archive(source) as archive:
        manifest = _manifest(archive)
        _check_fits(manifest)
        with tempfile.TemporaryDirectory(prefix="comity-restore-") as folder:
            dump = Path(folder) / DATABASE
            _take(archive, DATABASE, dump, manifest["database"]["sha256"])
            for digest in manifest["files"]:
                place = instance.files / digest[:2] / digest[2:4] / digest
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                _take(archive, f"{FILES}/{digest}", place, None)
            _bring_back(instance, dump)
    instance.set_up()
    return tuple(manifest["councils"])


def _bring_back(instance: Instance, dump: Path) -> None:
    name = conninfo_to_dict(instance.dsn(OWNER))["dbname"]
    arguments = ["--exit-on-error", "--single-transaction", "--no-owner", f"--dbname={name}"]
    run(instance, "pg_restore", [*arguments, str(dump)], role=OWNER)


def _check_empty(instance: Instance) -> None:
    with psycopg.connect(instance.dsn(OWNER)) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname !~ '^(pg_|information_schema)'"
        ).fetchone()
    if found is None or found[0]:
        raise NotReady(
            "This database is not empty, and nothing was changed. Restore into a new one: "
            "set COMITY_HOME to an empty folder and run this again."
        )


@contextmanager
def _archive(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, mode="r:") as archive:
            yield archive
    except tarfile.TarError as error:
        raise NotReady(
            f"{source} is not a backup of Comity, or a part of it is missing ({error})."
        ) from error


def _manifest(archive: tarfile.TarFile) -> dict[str, Any]:
    with _member(archive, MANIFEST) as file:
        try:
            manifest = json.load(file)
            digests = [manifest["database"]["sha256"], *manifest["files"]]
            sound = manifest["format"] == FORMAT and all(_is_digest(one) for one in digests)
        except (ValueError, KeyError, TypeError):
            sound = False
    if not sound:
        raise NotReady("The backup's manifest cannot be read by this version of Comity.")
    return dict(manifest)


def _is_digest(text: object) -> bool:
    return isinstance(text, str) and len(text) == 64 and set(text) <= set("0123456789abcdef")


def _check_fits(manifest: dict[str, Any]) -> None:
    from django.db.migrations.loader import MigrationLoader

    made_by = str(manifest["postgresql"])
    if int(made_by.partition(".")[0]) > major():
        raise NotReady(f"The backup was made with PostgreSQL {made_by}, which is newer than ours.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = sorted(set(manifest["migrations"]) - known)
    if unknown:
        raise NotReady(
            f"The backup was made by Comity {manifest['comity']}, which is newer than this one: it has "
            f"{unknown[0]}. Install that version, then restore."
        )


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    try:
        found = archive.extractfile(name)
    except KeyError:
        found = None
    if found is None:
        raise NotReady(f"The backup holds no {name}: a part of it is missing.")
    return found


def _take(archive: tarfile.TarFile, name: str, place: Path, digest: str | None) -> None:
    """Write one part of the archive to a file; `digest` is what it must be (None: proving will tell)."""
    part = place.with_name(f"{place.name}.part")
    with _member(archive, name) as source, os.fdopen(_new(part), "wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
        target.flush()
        os.fsync(target.fileno())
    if digest is not None and digest_of(part) != digest:
        part.unlink()
        raise NotReady(f"The backup is damaged: {name} is not what its manifest says. Nothing was changed.")
    part.replace(place)


def _new(path: Path) -> int:
    path.unlink(missing_ok=True)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
