"""How a matter stands: the fold of its ledger, entry by entry, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class ClockState:
    """One clock of a matter in one round.

    `promised` is the first date given and never moves save for a pause or a calendar change;
    `due` is the date that counts now. While the clock is paused neither counts: resuming moves both.
    """

    clock: str
    round: int
    started: str
    due: str | None
    promised: str | None
    receipt: Mapping[str, Any]
    reminder: str | None = None
    paused: str | None = None
    stopped: str | None = None
    renewed: int = 0

    @property
    def running(self) -> bool:
        """Whether time is passing on this clock."""
        return self.stopped is None and self.paused is None


@dataclass(frozen=True, slots=True)
class PartyState:
    """Somebody's part in a matter: a person, or a post whoever holds it, and how much they see (`level`)."""

    relation: str
    key: str
    level: int
    since: int
    until: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """How a matter stands after so many entries.

    `facts` are what is known of it: those by which matters are found are columns of its row too.
    `taken` counts the steps. `opened` names single entries that a key may read beyond what its party sees.
    `kept` says, while it is closed, which keys stand for a post: of those who held it then or gave a reason.
    """

    stage: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    clocks: tuple[ClockState, ...] = ()
    parties: tuple[PartyState, ...] = ()
    taken: Mapping[str, int] = field(default_factory=dict)
    entries: int = 0
    opened: Mapping[str, frozenset[int]] = field(default_factory=dict)
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def clock(self, name: str) -> ClockState | None:
        """The clock of this name in its latest round."""
        found = [c for c in self.clocks if c.clock == name]
        return max(found, key=lambda c: c.round) if found else None

    def counting(self, names: tuple[str, ...]) -> ClockState | None:
        """Of the clocks with these names, the one that was started last."""
        found = [c for c in self.clocks if c.clock in names]
        return found[-1] if found else None

    def overdue(self, name: str, at: datetime) -> bool:
        """Whether this clock is running and its time has passed at the moment given."""
        clock = self.clock(name)
        return bool(clock and clock.running and clock.due and datetime.fromisoformat(clock.due) < at)

    def count(self, step: str) -> int:
        """How often a step has been taken."""
        return self.taken.get(step, 0)

    def present(self, relation: str) -> tuple[PartyState, ...]:
        """Who stands in this relation to the matter now."""
        return tuple(p for p in self.parties if p.relation == relation and p.until is None)

    def standing_for(self, party: PartyState) -> tuple[str, ...]:
        """The keys that see and do what a party may: its own, or those kept when the matter was closed."""
        return self.kept.get(party.key, (party.key,))


def fold(entries: Iterable[tuple[str, Mapping[str, Any]]], state: State | None = None) -> State:
    """Read a ledger from the beginning (or on from a state) and say how the matter stands.

    Each entry is its step's name and its effects, as the ledger keeps them.
    """
    current = state or State()
    for step, effects in entries:
        current = _apply(current, step, effects)
    return current


def _apply(state: State, step: str, effects: Mapping[str, Any]) -> State:
    ordinal = state.entries + 1
    taken = {**state.taken, step: state.taken.get(step, 0) + 1}
    clocks = state.clocks
    for act in effects.get("clocks", ()):
        clocks = _tick(clocks, act)
    parties = state.parties
    for act in effects.get("parties", ()):
        parties = _party(parties, act, ordinal)
    opened = dict(state.opened)
    for act in effects.get("opens", ()):
        opened[act["key"]] = opened.get(act["key"], frozenset()) | set(act["entries"])
    kept = {key: tuple(keys) for key, keys in effects["kept"].items()} if "kept" in effects else state.kept
    return State(
        stage=effects.get("stage") or state.stage,
        facts={**state.facts, **effects.get("facts", {})},
        clocks=clocks,
        parties=parties,
        taken=taken,
        entries=ordinal,
        opened=opened,
        kept=kept,
    )


def _tick(clocks: tuple[ClockState, ...], act: Mapping[str, Any]) -> tuple[ClockState, ...]:
    if act["act"] == "start":
        begun = ClockState(
            act["clock"], act["round"], act["at"], act["due"], act["due"], act["receipt"], act.get("reminder")
        )
        return (*clocks, begun)
    return tuple(
        _changed(c, act) if (c.clock, c.round) == (act["clock"], act["round"]) else c for c in clocks
    )


def _changed(clock: ClockState, act: Mapping[str, Any]) -> ClockState:
    match act["act"]:
        case "stop":
            return replace(clock, stopped=act["at"], paused=None)
        case "pause":
            return replace(clock, paused=act["at"])
        case "renew":
            new = {"due": act["due"], "receipt": act["receipt"], "reminder": act.get("reminder")}
            return replace(clock, renewed=clock.renewed + 1, **new)
        case "resume" | "recount":
            new = {"due": act["due"], "receipt": act["receipt"], "reminder": act.get("reminder")}
            promised = clock.promised if clock.renewed else act["due"]
            return replace(
                clock, promised=promised, paused=None if act["act"] == "resume" else clock.paused, **new
            )
    raise ValueError(f"A ledger entry does “{act['act']}” to a clock, which no version of Comity writes.")


def _party(parties: tuple[PartyState, ...], act: Mapping[str, Any], ordinal: int) -> tuple[PartyState, ...]:
    if act["act"] == "end":
        return tuple(
            replace(p, until=ordinal)
            if p.until is None and p.relation == act["relation"] and act.get("key") in (None, p.key)
            else p
            for p in parties
        )
    if any(p.until is None and (p.relation, p.key) == (act["relation"], act["key"]) for p in parties):
        return parties
    return (*parties, PartyState(act["relation"], act["key"], act["level"], ordinal))
