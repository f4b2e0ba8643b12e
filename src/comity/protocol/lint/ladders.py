"""Ladders: whether every rung of a climb has somebody on it, and never the person complained of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from comity.protocol.decision import Decision
from comity.protocol.lint.findings import ERROR, INFO, Finding
from comity.protocol.lint.walk import Walk, cases_said
from comity.protocol.rules import Rule
from comity.protocol.vocabulary import Facts

LADDERS = ("concern.officer", "concern.member", "enquiry.overdue", "advice.dispute")

# Whoever the concern is about, by the name of the relation; to talk to them first is no way back.
_CONCERNED = {"concern.officer": "officer", "concern.member": "member"}

# What is said of a rung, by code: how grave, what it is, and how to mend it.
_SAID = {
    "ladder-ends": (
        ERROR,
        'the ladder of "{question}" ends nowhere: for {cases} it names nobody in `to`',
        "Say in `to` who hears it, or which procedure it goes to.",
    ),
    "ladder-returns": (
        ERROR,
        '"{question}" comes back to the person complained of: for {cases} it goes to the {about}',
        "Add a rule for these cases that names somebody else.",
    ),
    "ladder-stands-still": (
        INFO,
        '"{question}" reaches nobody new: for {cases} it stays with whoever had it',
        "Name the next rung, or leave it: whoever asks is told that there is none.",
    ),
}


@dataclass(slots=True)
class _Rungs:
    """The cases of one kind of fault, gathered under the rule that answers them."""

    cases: dict[tuple[str, Rule, object], list[Facts]] = field(default_factory=dict)

    def note(self, code: str, source: Rule, rung: Decision, about: object = None) -> None:
        self.cases.setdefault((code, source, about), []).append(rung.facts)


def findings(done: Walk) -> Iterator[Finding]:
    """Rungs that nobody stands on, that lead back to the person complained of, or nowhere new."""
    if done.question.name not in LADDERS:
        return
    rungs = _Rungs()
    for _, climb in groupby(sorted(done.answers.values(), key=_bottom), key=_bottom):
        ladder = sorted(climb, key=_stage)
        for rung in ladder:
            _look(rung, done.sources[rung.facts], rungs)
        for below, above in pairwise(ladder):
            if above.to and set(above.to) <= set(below.to):
                rungs.note("ladder-stands-still", done.sources[above.facts], above)
    for (code, source, about), cases in rungs.cases.items():
        severity, what, mend = _SAID[code]
        said = what.format(question=done.question.name, cases=cases_said(done.question, cases), about=about)
        yield Finding(code, severity, source.file, source.line, said, mend)


def _look(rung: Decision, source: Rule, rungs: _Rungs) -> None:
    if not rung.to:
        rungs.note("ladder-ends", source, rung)
    concerned = _CONCERNED.get(rung.question)
    for subject in dict.fromkeys((rung.facts.get("about"), concerned)):
        talking = subject == concerned and "talk_directly_first" in rung.duties
        if subject in (*rung.to, *rung.by) and not talking:
            rungs.note("ladder-returns", source, rung, subject)


def _bottom(decision: Decision) -> str:
    return repr([pair for pair in decision.facts.items() if pair[0] != "stage"])


def _stage(decision: Decision) -> int:
    return int(decision.facts.get("stage", 1))
