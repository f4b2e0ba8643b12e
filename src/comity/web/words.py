"""How dates, moments, references and posts are said on a page: the filters of the templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from comity.matters import references
from comity.protocol import wording
from comity.protocol.calendars.words import say_time
from comity.web.clock import ZONE


def say_day(on: date | datetime | None) -> str:
    """27 March 2026, in the council's zone; nothing for None."""
    if on is None:
        return ""
    day = on.astimezone(ZONE).date() if isinstance(on, datetime) else on
    return f"{day.day} {day:%B %Y}"


def say_moment(at: datetime | None) -> str:
    """27 March 2026 at 2:30pm, in the council's zone; nothing for None."""
    if at is None:
        return ""
    return f"{say_day(at)} at {say_time(at.astimezone(ZONE).time())}"


def machine(at: date | datetime | None) -> str:
    """A day or moment as a <time> element wants it."""
    return at.isoformat() if at is not None else ""


def reference(kept: str) -> str:
    """A reference as people read it: ABCD-EFGH-J."""
    return references.shown(kept)


def post(role: str, names: Mapping[str, str] | None = None) -> str:
    """What the council calls a post; `names` is the pack's `names`."""
    return wording.post(role, names or {})


def anchor(clause: str) -> str:
    """The mark by which a clause is found on the page of the protocol: clause-7.1."""
    return "clause-" + re.sub(r"[^0-9A-Za-z.]+", "-", clause).strip("-")


FILTERS = {
    "date": say_day,
    "moment": say_moment,
    "machine": machine,
    "reference": reference,
    "post": post,
    "anchor": anchor,
}
