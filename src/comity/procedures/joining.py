"""Who joins a matter, leaves it or is kept from it when a step is taken, and what is opened to whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from comity.procedures.fields import LEVELS
from comity.procedures.shape import Relation
from comity.procedures.state import State
from comity.procedures.world import Attempt, Route, World

_LEVEL: Mapping[Relation, int] = {
    "asker": LEVELS["asker"],
    "support": LEVELS["asker"],
    "handler": LEVELS["handling"],
    "rung": LEVELS["handling"],
    "triage": LEVELS["handling"],
    "shared": LEVELS["shared"],
    "subject": 0,
    "leader": 0,
    "barred": 0,
}


def parties(attempt: Attempt, ahead: State, route: Route | None, world: World) -> list[dict[str, Any]]:
    """What a step does to the parties of a matter, in order: who joins as what, and whose part ends."""
    step, said = attempt.step, attempt.said
    acts: list[dict[str, Any]] = []
    if step.opens():
        acts += [_joins(relation, key) for relation, key in world.standing()]
        acts += [_joins("barred", f"person:{said.get('subject')}")] if said.get("subject") else []
    if step.opens() or step.moves == "share":
        acts += [] if step.opens() else [_ends("shared")]
        acts += [_joins("shared", key) for key in world.shared_with(ahead, said)]
    if step.moves == "member":
        acts += _to_member(said.get("member"), ahead)
    if step.moves == "aside":
        acts += [_ends("handler"), _ends("rung"), _joins("barred", f"person:{attempt.taker.person}")]
    if step.moves == "subject":
        acts.append(_joins("subject", f"person:{ahead.facts.get('subject')}"))
    if step.moves == "leader":
        acts += [_joins("leader", key) for key in world.leader_of(ahead).keys]
    if step.adds:
        chosen = said.get("post")
        keys = route.keys if route else world.chosen(chosen) if isinstance(chosen, int) else ()
        acts += [_ends("handler")] if keys and step.adds == "handler" and not step.opens() else []
        acts += [_joins(step.adds, key) for key in keys]
    return acts


def opens(attempt: Attempt, ahead: State, joined: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Which entries a step opens to whom: 0 stands for the entry that the step itself makes."""
    if attempt.step.opens_to is None:
        return []
    own = ahead.entries
    acts = []
    for relation, entries in attempt.step.opens_to(ahead, attempt.said).items():
        keys = {p.key for p in ahead.present(relation)}
        keys |= {act["key"] for act in joined if act["act"] == "add" and act["relation"] == relation}
        listed = sorted(own if entry == 0 else entry for entry in entries)
        acts += [{"key": key, "entries": listed} for key in sorted(keys)]
    return acts


def _to_member(member: object, ahead: State) -> list[dict[str, Any]]:
    """Pass it to another Member; whoever had it keeps what was shared."""
    acts = [_ends("asker"), _ends("support")]
    acts += [_joins("shared", party.key) for party in ahead.present("asker")]
    return [*acts, _joins("asker", f"person:{member}"), _joins("support", f"support:{member}")]


def _joins(relation: Relation, key: str) -> dict[str, Any]:
    return {"act": "add", "relation": relation, "key": key, "level": _LEVEL[relation]}


def _ends(relation: Relation) -> dict[str, Any]:
    return {"act": "end", "relation": relation}
