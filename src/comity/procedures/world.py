"""What a step is taken with: who attempts it and what they say, and the world it is taken in.

The ledger supplies the world (decisions, calendar, who holds which post); nothing here reads a
clock or a database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from comity.procedures.fields import Said
from comity.procedures.shape import Relation, Step, Taker
from comity.procedures.state import State
from comity.protocol.calendars import Receipt
from comity.protocol.decision import Decision


@dataclass(frozen=True, slots=True)
class Attempt:
    """A step that somebody wants to take: what they said, who they are to the matter, and when.

    `happened` is when it was said (for something logged afterwards), `at` when it is recorded.
    """

    step: Step
    said: Said
    taker: Taker
    at: datetime
    happened: datetime


@dataclass(frozen=True, slots=True)
class Route:
    """Where the protocol's posts lead today: keys of those who act, and the vacant ones passed over.

    `nobody` says that no post it names has a holder who may act; `people` are those behind the keys.
    """

    keys: tuple[str, ...]
    passed_over: tuple[str, ...] = ()
    nobody: bool = False
    people: frozenset[object] = frozenset()


class World(Protocol):
    """What a step needs to know from outside: the protocol, the calendar, and who is who."""

    def decide(self, question: str, facts: Mapping[str, object]) -> Decision:
        """The protocol's answer today."""

    def by_law(self, question: str, facts: Mapping[str, object]) -> Decision:
        """What the law answers today, whatever the protocol says."""

    def due(self, received: datetime, answers: Sequence[Decision], calendar: str) -> Receipt:
        """The deadline that the last of these answers gives; all of them are the receipt's sources."""

    def until(self, received: datetime, day: str, answers: Sequence[Decision]) -> Receipt:
        """A deadline at the end of a day that somebody promised, as a receipt."""

    def resumed(self, receipt: Mapping[str, Any], since: datetime, until: datetime, calendar: str) -> Receipt:
        """The same deadline, moved by the time that the clock stood still."""

    def recounted(self, receipt: Mapping[str, Any], calendar: str) -> Receipt:
        """The same deadline by the calendar as it is now."""

    def reminder(self, receipt: Receipt) -> datetime | None:
        """When those who handle the matter are reminded of a deadline; None where there is no time left."""

    def route(
        self, decision: Decision, state: State, said: Said, *, but: frozenset[str] = frozenset()
    ) -> Route:
        """Who holds the posts a Decision names, for this matter, leaving out these keys."""

    def shared_with(self, state: State, said: Said) -> tuple[str, ...]:
        """The keys of those with whom the Member shares the matter."""

    def instead(self, state: State, *, but: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Who takes it where no post that the protocol names has a holder, and not these: never lost."""

    def chosen(self, post: int) -> tuple[str, ...]:
        """The keys of whoever holds a post that somebody chose in a form."""

    def leader_of(self, state: State) -> Route:
        """Who leads the political group of the person concerned."""

    def standing(self) -> tuple[tuple[Relation, str], ...]:
        """Who is a party from the beginning: the Member, their support staff, democratic services."""
