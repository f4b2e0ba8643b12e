"""Numbers by which pages and letters name an entry, a file, a letter or a proposal, and that count nothing.

The database numbers its rows one after the other, and a ledger its entries. Somebody who is shown a few of
these numbers learns from the gaps that there are others, of which they may know nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.utils.crypto import salted_hmac

from comity.council.models import Scoped

R = TypeVar("R", bound=Scoped)


def of(row: Scoped) -> int:
    """The number of one row for pages: the same each time, without order, and nobody works out another's."""
    return number(row._meta.db_table, row.council_id, row.pk)


def number(table: str, council: object, key: object, *, secret: str | None = None) -> int:
    """The number of a row of a table by its key; `secret` is an instance's own where it is not this one's."""
    known = f"{table}:{council}:{key}"
    return int(salted_hmac("comity.handle", known, secret=secret, algorithm="sha256").hexdigest()[:12], 16)


def found(rows: Iterable[R], number: object) -> R | None:
    """The row of this number among those that somebody may see; None where it is none of them."""
    return next((row for row in rows if str(of(row)) == str(number)), None)
