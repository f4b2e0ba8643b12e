"""What the protocol says to a step before it is taken: its Decisions, by when, and to whom it would go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from comity.matters.world import CouncilWorld
from comity.procedures.fields import Said
from comity.procedures.run import NotOpen
from comity.procedures.shape import Asked, Step, Taker
from comity.protocol.calendars import Receipt
from comity.protocol.calendars.errors import CalendarError
from comity.protocol.decision import Decision
from comity.web.pages.matter import who


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing that the protocol says beforehand: a Decision, with its heading.

    `to` are the people it would go to today, `passed` the posts passed over because they are vacant;
    `furthest` is the latest date it allows; `shut` says that the step is not open by it; `hangs`, that
    this hangs on what will be written.
    """

    heading: str
    decision: Decision
    to: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    furthest: Receipt | None = None
    shut: bool = False
    hangs: bool = False


#: Where the protocol's answer hangs on what will be said in the form: each answer, and what it is called.
VARIANTS: Mapping[str, tuple[tuple[str, Mapping[str, object]], ...]] = {
    "answer": (
        ("Personal information about the constituent", {"personal": "constituent"}),
        ("Personal information about somebody else", {"personal": "third_party"}),
    ),
    "convert": (("As a request under the Freedom of Information Act", {"kind": "foi"}),),
}
HEADINGS: Mapping[str, str] = {
    "enquiry.hold": "A holding reply",
    "enquiry.inappropriate": "Declining as inappropriate",
    "enquiry.overdue": "Who is next",
    "enquiry.reply": "How soon it is answered",
    "clock.target": "How long",
}


def sayings(step: Step, taker: Taker, world: CouncilWorld) -> list[Saying]:
    """Everything that the protocol says to this step now, as far as that is known beforehand."""
    found = []
    for heading, facts in VARIANTS.get(step.name, (("", {}),)):
        said = Said(facts=facts)
        for asked in step.asks:
            given = asked.facts(world.state, said, taker)
            if given is not None:
                decision = world.decide(asked.question, given)
                title = heading or HEADINGS.get(asked.question, "")
                found.append(_saying(title, step, asked, decision, world, taker=taker))
    return [*found, *_targets(step, found, world)]


def _saying(
    heading: str, step: Step, asked: Asked, decision: Decision, world: CouncilWorld, *, taker: Taker
) -> Saying:
    shut = bool(asked.gate) and decision.outcome not in asked.gate
    to: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    if shut and decision.to and decision.outcome == "refer":
        route = world.route(decision, world.state, Said())
        to, passed = tuple(route.keys), tuple(route.passed_over)
    elif decision.to and not shut and step.moves in {"route", "aside"}:
        but = taker.keys if step.moves == "aside" else frozenset[str]()
        decision, to, passed = _goes(asked, decision, but, world)
    furthest = None
    if not shut and decision.within and any(act.question == asked.question for act in step.clocks):
        furthest = _due([decision], step, world)
    names = tuple(who.said(world.council.pk, key, world.today) for key in to)
    return Saying(heading, decision, names, passed, furthest, shut, step.name in VARIANTS)


def _goes(
    asked: Asked, decision: Decision, but: frozenset[str], world: CouncilWorld
) -> tuple[Decision, tuple[str, ...], tuple[str, ...]]:
    """The answer it would go by, the keys of those it would go to, and the posts passed over on the way.

    As when the step is taken: where nobody stands behind an answer, the one further on; after the last,
    whoever hears it instead.
    """
    passed: list[str] = []
    route = world.route(decision, world.state, Said(), but=but)
    facts: Mapping[str, object] = decision.facts
    while route.nobody and asked.onward and (further := asked.onward(facts)) is not None:
        passed += route.passed_over or decision.to
        facts, decision = further, world.decide(asked.question, further)
        route = world.route(decision, world.state, Said(), but=but)
    passed += route.passed_over
    keys = tuple(route.keys)
    if route.nobody:
        with suppress(NotOpen):
            keys = world.instead(world.state, but=but)
    return decision, keys, tuple(dict.fromkeys(passed))


def _targets(step: Step, found: Sequence[Saying], world: CouncilWorld) -> list[Saying]:
    """What `clock.target` says, where a clock begins and the protocol gives no figure itself."""
    more = []
    for act in step.clocks:
        if act.act not in {"start", "renew"} or (act.only and not act.only(world.state, Said())):
            continue
        answers = [one.decision for one in found if one.decision.question == act.question]
        if answers and answers[-1].within is not None:
            continue
        by_law = act.by_law and answers
        target = (
            world.by_law(act.question, answers[-1].facts)
            if by_law
            else world.decide("clock.target", {"clock": act.target or act.clock})
        )
        furthest = _due([*answers, target], step, world)
        more.append(Saying(CLOCKS.get(act.clock, "How long"), target, furthest=furthest))
    return more


CLOCKS: Mapping[str, str] = {
    "reply": "Answer due",
    "foi": "Answer due under the Freedom of Information Act",
    "rung": "It can be taken further again after",
    "consent": "Consent expected by",
    "follow_up": "Time to say that it was not answered",
}


def _due(answers: Sequence[Decision], step: Step, world: CouncilWorld) -> Receipt | None:
    foi = any(act.calendar == "foi" and act.question == answers[0].question for act in step.clocks)
    try:
        return world.due(world.at, answers, "foi" if foi else "council")
    except (ValueError, CalendarError):
        return None
