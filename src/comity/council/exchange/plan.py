"""What an import will do: each step said in a sentence before it is done, and done only as it was said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from comity.council.changes.record import Actor
from comity.council.exchange.rows import Members, Officers, Unread
from comity.council.models import Council

Verb: TypeAlias = Literal["add", "end", "change", "keep"]


@dataclass(slots=True)
class Doing:
    """An import being carried out: by whom, when, why, and the rows it has made so far by their key."""

    council: Council
    actor: Actor
    at: datetime
    reason: str
    made: dict[str, Any] = field(default_factory=dict)
    confirmed: bool = False

    @property
    def by(self) -> dict[str, Any]:
        """What every change is told."""
        return {"actor": self.actor, "at": self.at, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing an import does, or leaves as it is (keep): to what, in a sentence, and who it seats.

    `concerns` are the ids of those whose post, lead, chair or manager it changes; not of those it seats.
    """

    verb: Verb
    what: str
    says: str
    do: Callable[[Doing], object] | None = field(default=None, compare=False, repr=False)
    person: int | None = None
    concerns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import will add, end, change and leave; `on` is the day from which the changes hold.

    `whole` says that the file lists everybody, so that who is not in it has left; `election` that
    terms end and begin anew on that day. `unread` is the report of what was not read.
    """

    council: int
    told: Members | Officers
    on: date
    whole: bool
    election: bool
    steps: tuple[Step, ...]

    def of(self, verb: Verb) -> tuple[Step, ...]:
        """Return the steps of one kind."""
        return tuple(step for step in self.steps if step.verb == verb)

    @property
    def changes(self) -> tuple[Step, ...]:
        """Return everything but what stays as it is."""
        return tuple(step for step in self.steps if step.verb != "keep")

    @property
    def concerned(self) -> frozenset[int]:
        """Return the ids of those whose post, lead, chair or manager any of this changes."""
        return frozenset().union(*(step.concerns for step in self.changes))

    @property
    def unread(self) -> tuple[Unread, ...]:
        """Return what of the file could not be read."""
        return self.told.unread


def found_or_made(doing: Doing, key: str, existing: Any) -> Any:
    """Return the row that was there, else the one this import made under this key."""
    return existing if existing is not None else doing.made[key]
