"""Whatever people do, in whatever order: the record adds up, and no clock is lost."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from comity.procedures.fields import Unheard
from comity.procedures.run import NotOpen
from comity.procedures.shape import ClockAct, Step
from comity.procedures.state import State, fold
from tests.procedures.world import CAST, PACKS, QUESTION, Story, moment

CASE = {
    "constituent": "Dora Example",
    "lives_in_members_ward": "yes",
    "says_represents_them": "no",
    "necessary_for_complaint": "yes",
}
WORDS = "Whatever it was."


def typed_for(step: Step, story: Story, draw: int) -> dict[str, object]:
    """A form for a step, filled in one way or another."""
    form: dict[str, object] = {}
    for number, one in enumerate(step.says):
        turn = draw + number
        match one.kind:
            case "choice":
                form[one.name] = one.choices[turn % len(one.choices)][0]
            case "yes_no":
                form[one.name] = ("yes", "no")[turn % 2]
            case "members":
                form[one.name] = ["7", str(turn + 1)]
            case "ward" | "service" | "member" | "post":
                form[one.name] = str(turn % 5 + 1)
            case "moment":
                form[one.name] = (story.now - timedelta(hours=turn)).isoformat()
            case "date":
                form[one.name] = (story.now + timedelta(days=turn % 18)).date().isoformat()
            case _:
                form[one.name] = WORDS
    return form


class Walk(RuleBasedStateMachine):
    """One matter, and anybody doing anything to it at any time."""

    @initialize(
        pack=st.sampled_from(PACKS),
        topic=st.sampled_from(["operational", "strategic", "casework"]),
        share=st.sampled_from(["nobody", "ward", "ward_group"]),
    )
    def ask(self, pack: str, topic: str, share: str) -> None:
        self.story = Story.of(pack)
        more = CASE if topic == "casework" else {}
        told = {**QUESTION, **more, "topic": topic, "share": share}
        self.story.does("member", "ask", moment("2026-03-09 10:00"), **told)

    @rule(
        who=st.sampled_from(sorted(set(CAST) - {"comity"})),
        number=st.integers(0, 40),
        hours=st.integers(0, 400),
        draw=st.integers(0, 30),
    )
    def somebody_does_something(self, who: str, number: int, hours: int, draw: int) -> None:
        steps = [step for step in self.story.procedure.steps if not step.opens()]
        self._try(who, steps[number % len(steps)], self.story.now + timedelta(hours=hours), draw)

    @rule(number=st.integers(0, 40), hours=st.integers(0, 100), draw=st.integers(0, 30))
    def somebody_does_what_is_open(self, number: int, hours: int, draw: int) -> None:
        here = [s for s in self.story.procedure.steps if self.story.state.stage in s.at]
        step = here[number % len(here)]
        who = {"asker": "member", "handler": self.story.who_answers, "triage": "triage"}
        relation = next((r for r in ("asker", "handler", "triage") if r in step.who), "")
        if relation:
            self._try(who[relation], step, self.story.now + timedelta(hours=hours), draw)

    @rule()
    def the_next_time_runs_out(self) -> None:
        known = self.story.state.facts
        running = [
            (datetime.fromisoformat(clock.due), clock.clock)
            for clock in self.story.state.clocks
            if clock.running
            and clock.due
            and known.get(self.story.procedure.runs_out[clock.clock].fact) is not True
        ]
        if running:
            due, name = min(running)
            step = self.story.procedure.step(self.story.procedure.runs_out[name].step)
            self._try("comity", step, max(due + timedelta(seconds=1), self.story.now), 0)

    @rule(days=st.integers(1, 20))
    def the_calendar_changes(self, days: int) -> None:
        before = {(c.clock, c.round): c.due for c in self.story.state.clocks if c.stopped is None}
        self.story.close_days((self.story.now + timedelta(days=days)).date().isoformat())
        self._try("comity", self.story.procedure.step("recount"), self.story.now, 0)
        for clock in self.story.state.clocks:
            earlier = before.get((clock.clock, clock.round))
            if earlier and clock.due:
                assert datetime.fromisoformat(clock.due) >= datetime.fromisoformat(earlier)

    def _try(self, who: str, step: Step, when: datetime, draw: int) -> None:
        before, entries = self.story.state, len(self.story.entries)
        clock = self.story.now
        try:
            self.story.does(who, step.name, when, **typed_for(step, self.story, draw))
        except (NotOpen, Unheard) as no:
            assert str(no)
            assert self.story.state is before
            assert len(self.story.entries) == entries
            self.story.now = clock
        else:
            self._moved(before, step)

    def _moved(self, before: State, step: Step) -> None:
        after = self.story.state
        assert after.entries == before.entries + 1
        assert after.count(step.name) == before.count(step.name) + 1
        ended = {(p.relation, p.key, p.since) for p in before.parties if p.until is not None}
        assert ended <= {(p.relation, p.key, p.since) for p in after.parties if p.until is not None}
        assert [(p.relation, p.key, p.since) for p in before.parties] == [
            (p.relation, p.key, p.since) for p in after.parties[: len(before.parties)]
        ]
        old = [(c.clock, c.round, c.started) for c in before.clocks]
        assert old == [(c.clock, c.round, c.started) for c in after.clocks[: len(before.clocks)]]

    @invariant()
    def the_fold_of_the_entries_is_the_state(self) -> None:
        if hasattr(self, "story"):
            assert fold(self.story.entries) == self.story.state

    @invariant()
    def no_clock_runs_in_a_closed_matter_but_the_time_to_come_back(self) -> None:
        if hasattr(self, "story") and self.story.state.stage not in self.story.procedure.open_stages:
            live = {c.clock for c in self.story.state.clocks if c.stopped is None}
            assert live <= {"follow_up"}

    @invariant()
    def of_each_name_at_most_one_clock_runs_and_somebody_is_always_waited_for(self) -> None:
        if not hasattr(self, "story"):
            return
        state = self.story.state
        live = Counter(c.clock for c in state.clocks if c.stopped is None)
        assert not live or max(live.values()) == 1
        assert all(state.present(relation) for relation in ("asker", "handler", "triage"))
        if state.stage == "waiting":
            assert live["reply"] + live["foi"] == 1
            assert state.counting(self.story.procedure.counts).running
        if state.stage == "asked_back":
            assert not [c for c in state.clocks if c.clock in self.story.procedure.counts and c.running]

    @invariant()
    def nothing_is_due_before_it_began_or_promised_after_it_is_due(self) -> None:
        for clock in self.story.state.clocks if hasattr(self, "story") else ():
            assert clock.due
            assert clock.promised
            assert datetime.fromisoformat(clock.due) > datetime.fromisoformat(clock.started)
            assert datetime.fromisoformat(clock.promised) <= datetime.fromisoformat(clock.due)

    @invariant()
    def rounds_count_up_and_nobody_is_twice_a_party(self) -> None:
        if not hasattr(self, "story"):
            return
        rounds: dict[str, int] = {}
        for clock in self.story.state.clocks:
            assert clock.round == rounds.get(clock.clock, 0) + 1
            rounds[clock.clock] = clock.round
        here = Counter((p.relation, p.key) for p in self.story.state.parties if p.until is None)
        assert not here or max(here.values()) == 1
        assert all(p.until is None or p.until > p.since for p in self.story.state.parties)


TestWalk = pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")(Walk.TestCase)
TestWalk.settings = settings(
    max_examples=100, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_a_ledger_that_no_version_wrote_is_refused() -> None:
    act = {"clock": "reply", "round": 1, "act": "start", "at": "", "due": None, "receipt": {}}
    with pytest.raises(ValueError, match="no version of Comity writes"):
        fold([("ask", {"clocks": [act, {**act, "act": "rewind"}]})])


def test_acts_on_clocks_that_do_not_run_do_nothing() -> None:
    """A closed matter is closed again by nobody: stopping, pausing and resuming leave no line."""
    story = Story.of("coventry")
    story.ask()
    taken = story.does("officer", "answer", "2026-03-10 10:00", whole="whole", personal="none", answer="Yes.")
    assert [(line["clock"], line["act"]) for line in taken.effects["clocks"]] == [
        ("reply", "stop"),
        ("follow_up", "start"),
    ]
    assert ClockAct("reply", "stop") in story.procedure.step("answer").clocks
