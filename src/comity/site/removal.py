"""Removing a council whole: announced against an export, then done; other councils are not touched."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from importlib import resources
from pathlib import Path

from django.db import transaction
from psycopg import sql

from comity.council.models import Council, ServiceAct, ServiceRecord
from comity.matters import bundle, erased_files, files
from comity.site.instance import Instance, NotReady
from comity.site.owner import Connection, as_owner, enter, write_down

_TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'council_id'
     WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_'
     ORDER BY n.nspname = 'public', 1, 2
"""
"""Every table of councils; those outside the public schema first, whose references are checked at once."""
_OF_ACCOUNTS = """
    SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
      JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
     WHERE c.contype = 'f' AND c.confrelid = 'council_account'::regclass
       AND NOT EXISTS (SELECT FROM pg_attribute b WHERE b.attrelid = c.conrelid AND b.attname = 'council_id')
"""


def exported(instance: Instance, council: Council, file: Path, *, by: str, at: datetime) -> str:
    """Write down that a council's whole record was exported into this file; returns its digest."""
    digest = _digest(file)
    with as_owner(instance) as connection:
        write_down(
            connection, council, ServiceAct.EXPORTED, by=by, reason="Exported whole", at=at, export=digest
        )
    return digest


def announce(
    instance: Instance, council: Council, file: Path, *, by: str, reason: str, at: datetime
) -> Mapping[str, int]:
    """The first step: prove the export and say what would go, by table. Raises NotReady."""
    digest = _check(council, file)
    with as_owner(instance) as connection:
        enter(connection, council.pk)
        rows = dict(_rows(connection, council))
        write_down(connection, council, ServiceAct.ANNOUNCED, by=by, reason=reason, at=at, export=digest)
    return rows


def remove(instance: Instance, council: Council, file: Path, *, by: str, reason: str, at: datetime) -> int:
    """The second step: erase every row of the council and the files that nobody else names.

    Returns how many rows went. What stays is a line in the instance's book: name, when, by whom, why and the
    export's digest. The rows go whole or not at all; the files go once that stands. Raises NotReady where it
    has not been announced, and where a file could not be taken away although the rows are gone.
    """
    digest = _check(council, file)
    if not ServiceRecord.objects.filter(
        slug=council.slug, act=ServiceAct.ANNOUNCED, export=digest, at__gte=council.suspended
    ).exists():
        raise NotReady("This removal has not been announced: run the same without --confirm first.")
    with as_owner(instance) as connection:
        connection.execute("SET CONSTRAINTS ALL DEFERRED")
        connection.execute("INSERT INTO wall.removal (council) VALUES (%s)", [council.pk])
        enter(connection, council.pk)
        attached = [
            name for (name,) in connection.execute("SELECT DISTINCT digest FROM matters_document").fetchall()
        ]
        accounts = _accounts(connection)
        gone = sum(_erase(connection, council))
        _forget_accounts(connection, accounts, others=_others(council))
        connection.execute("DELETE FROM council_council WHERE id = %s", [council.pk])
        connection.execute("DELETE FROM wall.removal WHERE council = %s", [council.pk])
        write_down(
            connection,
            council,
            ServiceAct.REMOVED,
            by=by,
            reason=reason,
            at=at,
            export=digest,
            facts={"rows": gone},
        )
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    _throw_away(attached, _others(council))  # only now: had the rows come back, their files would be missing
    return gone


def _check(council: Council, file: Path) -> str:
    """The digest of an export that holds all there is to remove. Raises NotReady."""
    if council.suspended is None:
        raise NotReady(f"{council.name} is at work. Suspend it first: comity council suspend {council.slug}")
    again = f"Export it now: comity council export {council.slug} --to FILE"
    if not file.is_file():
        raise NotReady(f"There is no file {file}. {again}")
    digest = _digest(file)
    if not ServiceRecord.objects.filter(
        slug=council.slug, act=ServiceAct.EXPORTED, export=digest, at__gte=council.suspended
    ).exists():
        raise NotReady(f"{file} is not an export made since {council.name} was suspended. {again}")
    verifier = str(resources.files("comity.matters.verifier") / bundle.VERIFIER)
    proved = subprocess.run(
        [sys.executable, "-I", verifier, os.fspath(file)], capture_output=True, text=True, check=False
    )
    if proved.returncode != 0:
        raise NotReady(f"{file} does not prove itself: {(proved.stdout + proved.stderr).strip()}. {again}")
    return digest


def _rows(connection: Connection, council: Council) -> Iterator[tuple[str, int]]:
    for schema, table in connection.execute(_TABLES).fetchall():
        counted = sql.SQL("SELECT count(*) FROM {} WHERE council_id = %s").format(
            sql.Identifier(schema, table)
        )
        (number,) = connection.execute(counted, [council.pk]).fetchone() or (0,)
        if number:
            yield table, number


def _erase(connection: Connection, council: Council) -> Iterator[int]:
    for schema, table in connection.execute(_TABLES).fetchall():
        enter(connection, council.pk)
        erase = sql.SQL("DELETE FROM {} WHERE council_id = %s").format(sql.Identifier(schema, table))
        yield connection.execute(erase, [council.pk]).rowcount


def _accounts(connection: Connection) -> set[int]:
    rows = connection.execute("SELECT DISTINCT account_id FROM council_person WHERE account_id IS NOT NULL")
    return {number for (number,) in rows.fetchall()}


def _forget_accounts(connection: Connection, accounts: set[int], *, others: list[int]) -> None:
    """Remove the accounts that belong to nobody in any other council, and how they signed in."""
    for number in others:
        enter(connection, number)
        accounts = accounts - _accounts(connection)
    for table, column in connection.execute(_OF_ACCOUNTS).fetchall():
        connection.execute(
            sql.SQL("DELETE FROM {} WHERE {} = ANY (%s)").format(
                sql.Identifier(*table.split(".")), sql.Identifier(column)
            ),
            [list(accounts)],
        )
    connection.execute("DELETE FROM council_account WHERE id = ANY (%s)", [list(accounts)])


def _others(council: Council) -> list[int]:
    return list(Council.objects.exclude(pk=council.pk).order_by("pk").values_list("pk", flat=True))


def _throw_away(digests: list[str], others: list[int]) -> None:
    left: list[str] = []
    for digest in digests:
        try:
            with transaction.atomic():
                files.throw_away(digest, wanted=partial(erased_files.named, digest, others))
        except OSError as wrong:
            left.append(f"{digest} ({wrong.strerror})")
    if left:
        raise NotReady(
            "The council is removed, but these of its files could not be taken away. Remove them from the "
            f"folder of files by hand: {', '.join(left)}."
        )


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
