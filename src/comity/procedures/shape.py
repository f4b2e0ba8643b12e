"""The shape every procedure has: steps, the stages between them, the clocks, and the questions asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from comity.procedures.fields import LEVELS, Audience, Field, Said
from comity.procedures.state import State
from comity.protocol.decision import Decision

#: How somebody stands to a matter. "system" is the product itself, keeping the protocol's time. "newcomer" is
#: somebody who came to a post after it was closed, let in for one step by `comity.matters.looking_back`.
#: "subject" is the person a concern is about, "leader" the leader of their group brought in, and
#: "barred" somebody from whom the matter is kept whatever else they hold. "record" are those who keep the
#: record of every matter: not parties, but let in for one step by `comity.matters.erasure`. "host" is a
#: party inside the council while somebody outside it has a part; "outside" somebody who comes in by link and
#: code, for that one step (`comity.matters.doorway`).
Relation = Literal[
    "asker",
    "support",
    "handler",
    "rung",
    "triage",
    "officer",
    "member",
    "shared",
    "newcomer",
    "subject",
    "leader",
    "barred",
    "record",
    "host",
    "outside",
    "system",
]


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes a step: how they stand to the matter, whether they are senior in its service, their keys.

    `rank` is what they are in the vocabulary's words for whoever raises a concern, `about` what the person
    is whom it concerns; both empty where there is no such person.
    """

    relations: frozenset[Relation]
    senior: bool = False
    keys: frozenset[str] = frozenset()
    person: int | None = None
    rank: str = ""
    about: str = ""


AudienceOf = Callable[[State, Said], Audience]
Turn = Callable[[Sequence[Decision]], bool]
OpensTo = Callable[[State, Said], Mapping[Relation, tuple[int, ...]]]
FactsOf = Callable[[State, Said, Taker], Mapping[str, object] | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that a step puts to the protocol at the moment it is taken.

    `facts` makes the question's facts from the state and what was said; where it returns None the
    question does not arise. With `gate`, the step is open only where the outcome is one of these, or
    where the protocol refers it to whoever takes the step. `onward` makes the facts with which it is
    asked again where nobody holds the posts of the answer; None where it goes no further. With `joins`
    the answers further on that lead to nobody new are passed over as well. `beforehand` says that the
    answer does not hang on what will be said, so that it can be shown before. `by_rank` says that it hangs
    on whether whoever takes the step is senior.
    """

    question: str
    facts: FactsOf
    gate: frozenset[str] = frozenset()
    onward: Callable[[Mapping[str, object]], Mapping[str, object] | None] | None = None
    joins: bool = False
    beforehand: bool = False
    by_rank: bool = False


@dataclass(frozen=True, slots=True)
class ClockAct:
    """What a step does to a clock: start, stop, pause or resume it, set a new date (`renew`), count anew.

    `question` is one of those the step asks, and its Decision gives the time; where it gives no figure
    (or none is named), `clock.target` is asked for the clock named by `target`.
    `date_field` names the date that the officer promises; it may not lie beyond what the protocol gives.
    `from_opening` counts from when the matter first arrived; `only` says when the act applies at all;
    `reminds` tells those who handle the matter some time before. `recount` follows a changed calendar.
    `by_law` says that the time is the law's own where the protocol gives no figure.
    """

    clock: str
    act: Literal["start", "stop", "pause", "resume", "renew", "recount"]
    question: str = ""
    target: str = ""
    date_field: str = ""
    only: Callable[[State, Said], bool] | None = None
    from_opening: bool = False
    calendar: Literal["council", "foi"] = "council"
    reminds: bool = False
    by_law: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can be done in a procedure, by whom, at which stage, and what follows.

    `says` are the fields of its form; `to` the stage it leads to (left out: the stage stays), unless one
    of its `turns` holds for what the protocol answered, which then leads elsewhere. `moves`
    says how people join: by the protocol's answer to the first question asked (`route`), by the post
    chosen in the form (`post`), or as those the Member shares it with (`share`); they join as `adds`.
    With `member` it passes to another Member; with `aside` the taker leaves it and is kept from it; with
    `onward` it goes by the protocol to somebody who does not have it yet; with
    `subject` and `leader` the person concerned, or the leader of their group, is let in to the entries that
    `opens_to` names (0 is the step's own). `faults` says what in a form cannot stand as it is.
    `closed_because` gives the reason why a step is not open although the stage would allow it.
    """

    name: str
    title: str
    done: str
    who: frozenset[Relation]
    says: tuple[Field, ...] = ()
    at: frozenset[str] = frozenset()
    to: str = ""
    turns: Mapping[str, Turn] = field(default_factory=dict)
    asks: tuple[Asked, ...] = ()
    clocks: tuple[ClockAct, ...] = ()
    adds: Relation | Literal[""] = ""
    tells: tuple[Relation, ...] = ()
    audience: Audience | AudienceOf = "shared"
    sets: Callable[[State, Said], Mapping[str, object]] | None = None
    moves: Literal["", "route", "share", "post", "member", "aside", "onward", "subject", "leader"] = ""
    opens_to: OpensTo | None = None
    faults: Callable[[State, Said], Mapping[str, str]] | None = None
    closed_because: Callable[[State, Said], str | None] | None = None
    files: bool = False
    hint: str = ""

    def opens(self) -> bool:
        """Whether this step begins a matter."""
        return not self.at

    @property
    def by_rank(self) -> bool:
        """Whether what the protocol says to it hangs on whether whoever takes it is senior."""
        return any(asked.by_rank for asked in self.asks)

    def level(self, state: State, said: Said) -> int:
        """How much of a matter one must see to read the entry, from 1 (what is shared) to 3 (all)."""
        return LEVELS[self.audience(state, said) if callable(self.audience) else self.audience]

    def readable(self, words: Mapping[str, str], seen: int) -> dict[str, str]:
        """What was said in words, as far as somebody who sees so much of the matter may read it."""
        kept_back = {f.name for f in self.says if f.audience and LEVELS[f.audience] > seen}
        return {name: text for name, text in words.items() if name not in kept_back}


class RunsOut(NamedTuple):
    """What the product does by itself when a clock runs out: the step, and the fact that it then knows."""

    step: str
    fact: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """Everything that can happen in one kind of business, in the order of a page.

    `waits_for` says at each stage for whom the matter waits; `runs_out` names the step that the
    product takes by itself when a clock runs out; `counts` are the clocks that give the matter its due date.
    `who` words the relations where they are called otherwise than in an enquiry. A `sealed` procedure is
    seen by persons, not by whoever comes to hold a post after them, and by nobody who looks after
    Members' business.
    """

    name: str
    title: str
    version: int
    steps: tuple[Step, ...]
    open_stages: frozenset[str]
    stage_names: Mapping[str, str]
    waits_for: Mapping[str, frozenset[Relation]] = field(default_factory=dict)
    runs_out: Mapping[str, RunsOut] = field(default_factory=dict)
    counts: tuple[str, ...] = ()
    who: Mapping[Relation, str] = field(default_factory=dict)
    sealed: bool = False

    def step(self, name: str) -> Step:
        """The step of this name. Raises KeyError with the names there are."""
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(f"{self.title} has no step “{name}”; it has {', '.join(s.name for s in self.steps)}.")

    def listed(self, who: frozenset[Relation]) -> str:
        """Those who may take a step, in words: "the Member who asked or staff who support that Member"."""
        return listed(who, {**_WHO, **self.who})


def refusal(step: Step, state: State, relations: frozenset[Relation], procedure: Procedure) -> str | None:
    """Why this person may not take this step now, in a sentence; None where they may.

    Looks at the stage, at who they are to the matter, and at what has happened. What the protocol
    itself says is asked when the step is taken (see `Asked.gate`).
    """
    if not relations & step.who:
        return f"Only {procedure.listed(step.who)} can do this."
    if state.stage not in step.at:
        here = procedure.stage_names.get(state.stage, state.stage)
        return f"This cannot be done while the matter is {here.lower()}."
    return step.closed_because(state, Said()) if step.closed_because else None


_WHO: Mapping[Relation, str] = {
    "asker": "the Member who asked",
    "support": "staff who support that Member",
    "handler": "the officers who handle it",
    "rung": "a senior officer to whom it was taken",
    "triage": "democratic services",
    "officer": "an officer",
    "member": "a Member",
    "shared": "a Member with whom it was shared",
    "record": "those who keep the record",
    "newcomer": "somebody who came to a post of it after it was closed",
    "system": "Comity itself, when a time runs out,",
}


def listed(who: frozenset[Relation], words: Mapping[Relation, str] = _WHO) -> str:
    """Those who may take a step, in words: "the Member who asked or staff who support that Member"."""
    names = [text for relation, text in words.items() if relation in who]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]
