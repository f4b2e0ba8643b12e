"""A council's own standards, as the protocol's engine takes them."""

from __future__ import annotations

import tomllib
from datetime import date

from comity.council.models import Council
from comity.council.models import Standard as Row
from comity.protocol import layers


def standards_of(council: Council, on: date) -> tuple[layers.Standard, ...]:
    """Return the standards that stand in place of house defaults on this day, the oldest first."""
    rows = Row.objects.on(on).filter(council=council).order_by("since", "pk")
    return tuple(layers.standard(row.whose, row.question, tomllib.loads(row.rule)) for row in rows)
