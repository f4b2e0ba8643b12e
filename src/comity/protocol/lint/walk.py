"""Walking every case there can be: contradictions, silence, and rules that never win."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from comity.protocol.deciding import Reading
from comity.protocol.decision import Decision
from comity.protocol.faults import ProtocolError, spoken
from comity.protocol.lint.findings import ERROR, INFO, WARNING, Finding
from comity.protocol.rules import Rule
from comity.protocol.vocabulary import Facts, Question, Value

_SHOWN = 3


@dataclass(slots=True)
class Walk:
    """Every case of one question, and what each layer answered."""

    question: Question
    answers: dict[Facts, Decision] = field(default_factory=dict)
    sources: dict[Facts, Rule] = field(default_factory=dict)
    silent: list[Facts] = field(default_factory=list)
    unanswered: list[Facts] = field(default_factory=list)
    ties: dict[tuple[Rule, Rule], list[Facts]] = field(default_factory=dict)
    won: set[Rule] = field(default_factory=set)
    shut_out: dict[Rule, Rule] = field(default_factory=dict)


def walk(reading: Reading, question: Question) -> Walk:
    """Ask one question for every combination of its facts."""
    done = Walk(question)
    for facts in question.combinations():
        contested = False
        leading: list[Rule] = []
        for layer, rules, seen in reading.contenders(question.name, facts):
            fitting = [rule for rule in rules if rule.fits(seen)]
            best = heaviest(fitting)
            done.won.update(best)
            _note_shut_out(done, layer, best, leading)
            leading += best
            for one, other in _disagreeing(best):
                done.ties.setdefault((one, other), []).append(facts)
                contested = True
            if layer == "protocol" and not fitting:
                done.silent.append(facts)
        if not contested:
            _ask(reading, done, facts, leading)
    return done


def _note_shut_out(done: Walk, layer: str, best: Sequence[Rule], leading: Sequence[Rule]) -> None:
    """Law that overrides goes before law that says more of the case: note where that happens."""
    before = next((rule for rule in leading if rule.overrides), None)
    if layer != "law" or before is None:
        return
    for rule in best:
        heavier = rule.weight > before.weight and not rule.overrides
        if heavier and rule.outcome != before.outcome:
            done.shut_out[rule] = before


def _ask(reading: Reading, done: Walk, facts: Facts, leading: Sequence[Rule]) -> None:
    try:
        answer = done.answers[facts] = reading.answer(done.question.name, facts)
    except ProtocolError:
        done.unanswered.append(facts)
        return
    shown = (answer.layer, answer.cites, answer.because)
    done.sources[facts] = next(rule for rule in leading if (rule.layer, rule.cites, rule.because) == shown)


def heaviest(fitting: Sequence[Rule]) -> list[Rule]:
    """Of the rules that fit, those that need the most facts."""
    most = max((rule.weight for rule in fitting), default=0)
    return [rule for rule in fitting if rule.weight == most]


def _disagreeing(best: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    for place, one in enumerate(best):
        for other in best[place + 1 :]:
            if one.says() != other.says():
                yield one, other


def findings(done: Walk, own: Sequence[Rule]) -> list[Finding]:
    """What the walk has shown; `own` are the pack's rules for the question."""
    return [
        *ties(done),
        *_gaps(done),
        *never(own, done.won),
        *_overridden(done),
        *_pointless(own),
    ]


def ties(done: Walk) -> Iterator[Finding]:
    """Rules of equal weight that contradict each other."""
    for (one, other), cases in done.ties.items():
        yield Finding(
            "tie",
            ERROR,
            other.file,
            other.line,
            f'two rules of equal weight answer "{done.question.name}" differently '
            f"({_place(one)}, is the other), for {cases_said(done.question, cases)}",
            "Give one of them another fact in `when`, so that it wins, or let both say the same.",
        )


def _gaps(done: Walk) -> Iterator[Finding]:
    name = done.question.name
    if done.silent:
        yield Finding(
            "silent",
            INFO,
            "provisions.toml",
            None,
            f'the protocol does not answer "{name}" for {cases_said(done.question, done.silent)}',
            "Nothing need be done: the law or the house default answers, and says so.",
        )
    if done.unanswered:
        yield Finding(
            "unanswered",
            ERROR,
            "house.toml",
            None,
            f'no layer answers "{name}" for {cases_said(done.question, done.unanswered)}',
            f'Add a house default: [["{name}"]] without a `when` answers every case left.',
        )


def never(own: Sequence[Rule], won: set[Rule]) -> Iterator[Finding]:
    """Rules that never win, or say a second time what another says."""
    for place, rule in enumerate(own):
        twin = _twin(rule, own[:place])
        if rule not in won:
            what = "this rule never wins: for each of its cases a rule with more facts answers"
            mend = "Take it out, or take a case from the rules that answer before it."
            yield Finding("never-wins", WARNING, rule.file, rule.line, what, mend)
        elif twin is not None:
            what = f"this rule says again what {_place(twin)} says"
            yield Finding("said-twice", WARNING, rule.file, rule.line, what, "Take one of them out.")


def _twin(rule: Rule, before: Sequence[Rule]) -> Rule | None:
    same = (
        one
        for one in before
        if (one.question, one.when) == (rule.question, rule.when) and one.says() == rule.says()
    )
    return next(same, None)


def _overridden(done: Walk) -> Iterator[Finding]:
    cases = [
        facts
        for facts, answer in done.answers.items()
        if answer.layer == "law" and any(other.layer == "protocol" for other in answer.beside)
    ]
    if cases:
        clauses = sorted(
            {ref for facts in cases for other in done.answers[facts].beside for ref in other.cites}
        )
        yield Finding(
            "overridden",
            INFO,
            "provisions.toml",
            None,
            f'the law stands before the protocol on "{done.question.name}" '
            f"for {cases_said(done.question, cases)} (clause {', '.join(clauses)})",
            "The answer shows both. The council may wish to amend the clause.",
        )


def _pointless(own: Sequence[Rule]) -> Iterator[Finding]:
    for rule in own:
        if rule.outcome == "refer" and not rule.to:
            what = "the rule refers the matter on, but names nobody in `to`"
            yield Finding("refers-nowhere", ERROR, rule.file, rule.line, what, 'Add to = ["…"].')
        if rule.from_ == "before_event" and rule.within is None:
            what = "the rule counts back from an event, but gives no figure in `within`"
            mend = "Add within, or leave out from."
            yield Finding("counts-nothing", WARNING, rule.file, rule.line, what, mend)


def cases_said(question: Question, cases: Sequence[Mapping[str, Value]]) -> str:
    """Cases in words: the facts they all share, else a few of them and how many more there are."""
    total = 1
    for fact in question.facts:
        total *= len(fact.values)
    if len(cases) == total:
        return "every case" if total > 1 else "its only case"
    spread = {
        fact.name: [value for value in fact.values if any(case[fact.name] == value for case in cases)]
        for fact in question.facts
    }
    size = 1
    for values in spread.values():
        size *= len(values)
    if size == len(cases):
        narrow = {n: v for n, v in spread.items() if len(v) < len(question.fact(n).values)}
        return " and ".join(f"{name} = {' or '.join(map(spoken, values))}" for name, values in narrow.items())
    shown = ["(" + ", ".join(f"{n} = {spoken(v)}" for n, v in case.items()) + ")" for case in cases[:_SHOWN]]
    more = f" and {len(cases) - _SHOWN} more" if len(cases) > _SHOWN else ""
    return f"{len(cases)} of {total} cases: {', '.join(shown)}{more}"


def _place(rule: Rule) -> str:
    return f"{rule.file}, line {rule.line}"
