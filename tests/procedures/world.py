"""A whole matter without a database: the shipped protocols, a real calendar, and posts as keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import Said, Unheard, hear
from comity.procedures.run import NotOpen, Taken, take
from comity.procedures.shape import Procedure, Relation, Taker
from comity.procedures.state import ClockState, State
from comity.procedures.world import Attempt, Route
from comity.protocol import deciding, packs
from comity.protocol.calendars import (
    Calendar,
    ClosureDay,
    Pause,
    Receipt,
    Within,
    due,
    foi_calendar,
    next_open,
    recalculate,
    reminder_at,
    working_days_between,
)
from comity.protocol.decision import Decision
from comity.protocol.packs import Pack

LONDON = ZoneInfo("Europe/London")
PACKS = ("borough-27", "cheshire", "cottingham", "coventry", "nottinghamshire")
PARISHES = frozenset({"cheshire", "cottingham"})
QUESTION = {
    "topic": "operational",
    "title": "Street lamp in Mill Lane",
    "question": "When will it be mended?",
    "share": "nobody",
    "emergency": "no",
}
#: As whom people act in a story: how they stand to the matter, and which post they hold.
CAST: Mapping[str, tuple[frozenset[Relation], str]] = {
    "member": (frozenset({"asker", "member"}), ""),
    "support": (frozenset({"support"}), ""),
    "colleague": (frozenset({"shared"}), ""),
    "officer": (frozenset({"handler"}), "officer"),
    "head": (frozenset({"handler"}), "head_of_service"),
    "senior": (frozenset({"handler"}), "senior_officer"),
    "clerk": (frozenset({"handler", "triage"}), "clerk"),
    "chief": (frozenset({"rung"}), "chief_executive"),
    "triage": (frozenset({"triage"}), "democratic_services"),
    "logger": (frozenset({"officer"}), "officer"),
    "stranger": (frozenset(), ""),
    "comity": (frozenset({"system"}), ""),
}
SENIOR = frozenset({"senior", "head", "chief", "clerk"})


def moment(text: str) -> datetime:
    """A moment in London: "2026-03-09 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@dataclass
class Story:
    """One matter in one council, told step by step; `entries` is what its ledger would hold."""

    pack: Pack
    procedure: Procedure = field(default_factory=lambda: PROCEDURES["enquiry"])
    calendar: Calendar = field(default_factory=lambda: Calendar("england"))
    vacant: frozenset[str] = frozenset()
    held_by: Mapping[str, str] = field(default_factory=dict)
    state: State = field(default_factory=State)
    entries: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    now: datetime = field(default_factory=lambda: moment("2026-03-09 10:00"))

    @classmethod
    def of(cls, pack: str, **more: Any) -> Story:
        """A story in a council that has adopted one of the shipped protocols."""
        return cls(packs.named(pack), **more)

    @property
    def who_answers(self) -> str:
        """Somebody of the cast who handles matters here, and may decide what only a senior officer may."""
        return "clerk" if self.pack.about.kind == "parish" else "senior"

    # What the procedure asks of the world.

    def decide(self, question: str, facts: Mapping[str, object]) -> Decision:
        return deciding.decide(self.pack, question, facts, on=self.now.date())

    def by_law(self, question: str, facts: Mapping[str, object]) -> Decision:
        return deciding.decide(replace(self.pack, rules=(), digest=""), question, facts, on=self.now.date())

    def _calendar(self, name: str) -> Calendar:
        return foi_calendar() if name == "foi" else self.calendar

    def due(self, received: datetime, answers: Sequence[Decision], calendar: str) -> Receipt:
        within = answers[-1].within
        assert within is not None, f"{answers[-1].question} gives no time"
        sources = [(a.layer, a.cites, a.because) for a in answers]
        return due(received, Within.of(within.as_json()), self._calendar(calendar), sources=sources)

    def until(self, received: datetime, day: str, answers: Sequence[Decision]) -> Receipt:
        wanted = date.fromisoformat(day)
        if self.calendar.why_closed(wanted) or wanted <= self.now.date():
            raise Unheard({"new_date": "Choose a working day after today."})
        counted = next_open(received, self.calendar)
        days = working_days_between(counted, self.calendar.close_of(wanted), self.calendar)
        return due(received, Within("working_days", max(days, 1)), self.calendar)

    def resumed(self, receipt: Mapping[str, Any], since: datetime, until: datetime, calendar: str) -> Receipt:
        kept = Receipt.from_json(receipt)
        pauses = (*(p.as_pause() for p in kept.pauses), Pause(since, until, "waiting for the Member"))
        return due(kept.received, kept.within, self._calendar(calendar), pauses=pauses, sources=kept.sources)

    def recounted(self, receipt: Mapping[str, Any], calendar: str) -> Receipt:
        return recalculate(Receipt.from_json(receipt), self._calendar(calendar))

    def reminder(self, receipt: Receipt) -> datetime | None:
        when = reminder_at(receipt, receipt.within, self.calendar)
        return when if when is not None and when > self.now else None

    def route(
        self, decision: Decision, state: State, said: Said, *, but: frozenset[str] = frozenset()
    ) -> Route:
        held = [post for post in decision.to if post not in self.vacant]
        kept = held if decision.to_mode == "all" else held[:1]
        passed = tuple(post for post in decision.to if post in self.vacant)
        people = frozenset(self.held_by.get(post, post) for post in kept)
        return Route(tuple(f"post:{post}" for post in kept), passed, nobody=not kept, people=people)

    def instead(self, state: State, *, but: frozenset[str] = frozenset()) -> tuple[str, ...]:
        return ("role:clerk" if self.pack.about.kind == "parish" else "role:democratic_services",)

    def chosen(self, post: int) -> tuple[str, ...]:
        return (f"post:{post}",)

    def leader_of(self, state: State) -> Route:
        return Route(())

    def shared_with(self, state: State, said: Said) -> tuple[str, ...]:
        share = said.get("share")
        named = said.get("share_with")
        if share == "named" and isinstance(named, list):
            return tuple(f"person:{one}" for one in named)
        return {"ward": ("seat:1",), "ward_group": ("seat:1:group:2",)}.get(str(share), ())

    def standing(self) -> tuple[tuple[Relation, str], ...]:
        triage = "role:clerk" if self.pack.about.kind == "parish" else "role:democratic_services"
        return (("asker", "person:1"), ("support", "support:1"), ("triage", triage))

    # How a story is told.

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """The names of all steps."""
        return tuple(step.name for step in self.procedure.steps)

    def ask(self, when: str = "2026-03-09 10:00", *, step: str = "ask", who: str = "member", **typed: object):
        """Begin it."""
        more = (
            {"member": "1", "way": "telephone", "happened": moment(when).isoformat()} if step == "log" else {}
        )
        return self.does(who, step, when, **{**QUESTION, **more, **typed})

    def does(self, who: str, step: str, when: str | datetime, **typed: object) -> Taken:
        """Somebody takes a step at a moment. Raises as the ledger would."""
        self.now = moment(when) if isinstance(when, str) else when
        relations, post = CAST[who]
        shape = self.procedure.step(step)
        said = hear(shape.says, typed)
        happened = said.facts.get("happened")
        taker = Taker(relations, who in SENIOR, frozenset({f"post:{post}"} if post else ()))
        began = min(datetime.fromisoformat(str(happened)), self.now) if happened else self.now
        taken = take(self.procedure, self.state, Attempt(shape, said, taker, self.now, began), self)
        effects = taken.effects
        if shape.opens():
            effects = {**effects, "facts": {**effects["facts"], "received": began.isoformat()}}
            taken = replace(
                taken,
                effects=effects,
                state=replace(taken.state, facts={**taken.state.facts, "received": began.isoformat()}),
            )
        if {taken.state.stage, self.state.stage} & self.procedure.open_stages and (
            taken.state.stage in self.procedure.open_stages and self.state.stage == "closed"
        ):
            fresh = {"late": False, "rung_late": False, "window_over": None}
            taken = replace(
                taken,
                effects={**effects, "facts": {**effects["facts"], **fresh}},
                state=replace(taken.state, facts={**taken.state.facts, **fresh}),
            )
        self.state = taken.state
        self.entries.append((step, taken.effects))
        return taken

    def refused(self, who: str, step: str, when: str | datetime, **typed: object) -> str:
        """Somebody may not take a step: why not."""
        before = self.state
        try:
            self.does(who, step, when, **typed)
        except NotOpen as no:
            assert self.state is before
            return no.reason
        raise AssertionError(f"{who} could {step}")

    def runs_out(self, name: str, when: str | datetime) -> Taken:
        """A clock runs out and the product does what follows."""
        return self.does("comity", self.procedure.runs_out[name].step, when)

    def clock(self, name: str) -> ClockState:
        """A clock that there is."""
        found = self.state.clock(name)
        assert found is not None, f"there is no clock {name}"
        return found

    def due_on(self, name: str = "reply") -> datetime:
        """When a clock runs out."""
        text = self.clock(name).due
        assert text is not None
        return datetime.fromisoformat(text)

    def keys(self, relation: str) -> list[str]:
        """Who stands in this relation now."""
        return [party.key for party in self.state.present(relation)]

    def close_days(self, *days: str) -> None:
        """The offices will be closed on these days after all."""
        closed = tuple(ClosureDay(date.fromisoformat(day), "Closed by decision") for day in days)
        self.calendar = replace(self.calendar, closure_days=(*self.calendar.closure_days, *closed))
