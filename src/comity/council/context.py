"""Says to the database, for one transaction, which council is at work and who is acting.

The context is signed (HMAC-SHA256 with a key that only the application process and the
database owner hold) and bound to one database connection and to a short time, so that SQL
smuggled in as the application role can neither forge one nor use another's. The database
checks it at every statement that touches a council's table (`comity.council.walls`).

The key lives with the application (`settings.COMITY_CONTEXT_KEY`, from the environment or a
0600 file in the instance's folder) and is copied into the database by the owner while
migrating. The other way round, a key made in the database and read from there, would need
owner credentials in every web process: the very thing the wall must not depend on.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

SECONDS = 60
"""How long a context holds. A page or a step takes milliseconds; longer work calls `enter` again."""

SYSTEM = "system"
NOBODY = "nobody"


class NotInside(RuntimeError):
    """The context was set outside a transaction, where it would be lost or, worse, outlive its request."""


Server = tuple[int, int]
"""The database process that works for a transaction, and its clock in seconds since 1970."""


def enter(
    council_id: int,
    person_id: int | None = None,
    *,
    system: bool = False,
    keys: Iterable[str] = (),
    server: Server | None = None,
    only_read: bool = False,
) -> Server:
    """Work for this council, as this person, until the transaction ends.

    `system` is the actor of the worker, for what happens by itself. `keys` are what the person
    holds today (`comity.council.keys.keys_of`); they are signed with the rest, so that search in
    the database can trust them. Returns the server, which need not be asked again where the same transaction
    is entered a second time. With `only_read` the database refuses every change from then on. Raises
    NotInside outside `transaction.atomic()`, and ValueError for a person and the system at once.
    """
    if not connection.in_atomic_block:
        raise NotInside(
            "Open a transaction before choosing the council: use comity.council.context.within()."
        )
    if system and person_id is not None:
        raise ValueError("The actor is either a person or the system, not both.")
    actor = SYSTEM if system else NOBODY if person_id is None else str(int(person_id))
    # psycopg's own cursor binds on the server, so that no signed context shows in pg_stat_activity;
    # the server is asked for its process and its clock, which holds behind a pooler and between hosts.
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        pid, now = server or _server(cursor)
        signed = sign(int(council_id), actor, keys, pid=pid, expires=now + SECONDS)
        cursor.execute(_ENTER_READING if only_read else _ENTER, [signed])
    return pid, now


_ENTER = "select set_config('comity.context', %s, true)"
_ENTER_READING = f"{_ENTER}, set_config('transaction_read_only', 'on', true)"


def _server(cursor: psycopg.Cursor[tuple[int, int]]) -> Server:
    row = cursor.execute("select pg_backend_pid(), extract(epoch from clock_timestamp())::bigint").fetchone()
    return row or (0, 0)


def renew() -> None:
    """Sign the context of this transaction anew, for work that lasts longer than one context holds.

    Whoever and whatever it was signed for stays the same. Raises NotInside outside a transaction, and the
    database's own error where the context has expired already.
    """
    if not connection.in_atomic_block:
        raise NotInside("There is no transaction, so no context to renew.")
    with connection.cursor() as cursor:
        cursor.execute("select wall.claims()")
        council, who, keys, *_ = cursor.fetchone()[0]
    person = int(who) if who.isdigit() else None
    enter(int(council), person, system=who == SYSTEM, keys=[key for key in keys.split(",") if key])


@contextmanager
def within(
    council: object, person: object = None, *, system: bool = False, keys: Iterable[str] = ()
) -> Iterator[None]:
    """Open a transaction for a council, given as a row or an id, and for a person of it, where there is one.

    One transaction has one council: entering another council inside raises NotInside, because
    an inner block's context would leak outwards when it ends.
    """
    if connection.in_atomic_block:
        raise NotInside(
            "A transaction is open already: call comity.council.context.enter() inside it instead."
        )
    with transaction.atomic():
        enter(_id(council), None if person is None else _id(person), system=system, keys=keys)
        yield


def sign(council_id: int, actor: str, keys: Iterable[str], *, pid: int, expires: int) -> str:
    """Return the signed context as the database expects it: council|actor|keys|pid|expires|mac.

    `keys` must hold no bars (ValueError); `expires` is in seconds since 1970.
    """
    joined = ",".join(sorted(keys))
    if "|" in joined:
        raise ValueError("A key holds a character that the context cannot carry.")
    said = f"{council_id}|{actor}|{joined}|{pid}|{expires}"
    mac = hmac.new(signing_key(), said.encode(), hashlib.sha256).hexdigest()
    return f"{said}|{mac}"


def signing_key() -> bytes:
    """Return the key that contexts are signed with, from the settings (ImproperlyConfigured without)."""
    if not settings.COMITY_CONTEXT_KEY:
        raise ImproperlyConfigured(
            "Comity has no context key. Start it with `comity`, which makes one, or set COMITY_CONTEXT_KEY."
        )
    return hashlib.sha256(settings.COMITY_CONTEXT_KEY.encode()).digest()


def _id(row: object) -> int:
    return row if isinstance(row, int) else row.pk  # type: ignore[attr-defined]
