"""The bytes of erased files, taken away by the worker once nothing in any council names them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from comity.council.context import enter, within
from comity.council.models import Council
from comity.matters import files
from comity.matters.models import Document, ErasedFile


def take_away(council: Council, *, at: datetime, most: int = 20) -> int:
    """Take the bytes of a council's erased files away, and say how many files were seen to.

    The same bytes may be attached elsewhere, in another council too: then they stay. Each file is seen to in
    a transaction of its own, which looks into every council in its turn.
    """
    with within(council, system=True):
        rows = list(ErasedFile.objects.filter(council=council, settled=None).order_by("erased")[:most])
    if not rows:
        return 0
    councils = list(Council.objects.order_by("pk").values_list("pk", flat=True))
    for row in rows:
        with within(council, system=True):
            files.throw_away(row.digest, wanted=partial(named, row.digest, councils))
            enter(council.pk, system=True)
            ErasedFile.objects.filter(pk=row.pk).update(settled=at)
    return len(rows)


def named(digest: str, councils: Sequence[int]) -> bool:
    """Whether a file is still somebody's; leaves the transaction in the last council that it asked."""
    for number in councils:
        enter(number, system=True)
        if Document.objects.filter(digest=digest).exclude(name="").exists():
            return True
    return False
