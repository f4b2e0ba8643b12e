"""The reference page of what can happen: each procedure as a diagram of its stages, and its steps."""

from __future__ import annotations

from collections.abc import Iterator

from comity.procedures.catalogue import PROCEDURES
from comity.procedures.shape import Procedure, Step

_INTRODUCTION = """\
# What can happen: the procedures

Written by `comity reference --of procedures`; change the procedures, not this page.

A procedure holds no number of days and no post: those are the protocol's. A step that puts a question to
the protocol names it, and [the questions](questions.md) say what may be answered. The diagrams show the
steps that lead from one stage to another; the tables show all of them.
"""
_HEADINGS = """
| step | who | when | asks the protocol | clocks: starts (+), stops (−) | tells |
|---|---|---|---|---|---|
"""
_LEADER = "the leader of their group"


def written() -> str:
    """The whole page as Markdown."""
    return _INTRODUCTION + "".join("".join(_procedure(one)) for one in PROCEDURES.values())


def _procedure(procedure: Procedure) -> Iterator[str]:
    yield f"\n## {procedure.title}\n"
    if procedure.sealed:
        yield "\nSealed: seen by persons, not by whoever holds a post after them.\n"
    yield "\n```mermaid\nstateDiagram-v2\n"
    for stage, name in procedure.stage_names.items():
        yield f"    {stage}: {name}\n"
    for (begins, ends), titles in _ways(procedure).items():
        yield f"    {begins} --> {ends}: {', '.join(titles)}\n"
    yield "```\n" + _HEADINGS
    for step in procedure.steps:
        yield _row(step, procedure)


def _ways(procedure: Procedure) -> dict[tuple[str, str], list[str]]:
    """The steps that lead from one stage to another, by where they begin and end."""
    ways: dict[tuple[str, str], list[str]] = {}
    for step in procedure.steps:
        for begins in [one for one in procedure.stage_names if one in step.at] or ["[*]"]:
            for ends in dict.fromkeys((step.to, *step.turns)):
                if ends not in ("", begins):
                    ways.setdefault((begins, ends), []).append(step.title)
    return ways


def _row(step: Step, procedure: Procedure) -> str:
    stages = [name for stage, name in procedure.stage_names.items() if stage in step.at]
    begun = [f"+{act.clock}" for act in step.clocks if act.act == "start"]
    ended = [f"−{act.clock}" for act in step.clocks if act.act == "stop"]
    changed = [f"{act.act} {act.clock}" for act in step.clocks if act.act not in ("start", "stop")]
    cells = (
        step.title,
        procedure.listed(step.who).rstrip(","),
        "; ".join(stages) or "at the beginning",
        ", ".join(f"`{asked.question}`" for asked in step.asks),
        ", ".join(dict.fromkeys((*begun, *changed, *ended))),
        _told(step, procedure),
    )
    return f"| {' | '.join(cells)} |\n"


def _told(step: Step, procedure: Procedure) -> str:
    if "leader" in step.tells:
        return _LEADER
    return procedure.listed(frozenset(step.tells)).replace(" or ", " and ") if step.tells else ""
