"""Asking many questions: pages opened and forms sent, drawn so that they can be drawn again."""

from __future__ import annotations

import platform
import random
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from django.db import connection

from comity.cluster import Cluster
from tests.oracle import routes, stage, trying
from tests.oracle.people import PEOPLE
from tests.oracle.probing import Asker, Probe, addresses, everything
from tests.oracle.told import MATTERS, RUN
from tests.oracle.trying import Try

METHODS = ("GET", "GET", "GET", "GET", "HEAD", "POST", "DELETE")
SENT = 0.35
"""Which part of the questions is a form that is sent; the others open a page."""

RESULTS = Path(__file__).parents[2] / "bench" / "oracle.md"


@dataclass(frozen=True)
class Answered:
    """What came of many questions: how many pages were opened, how many forms sent, and what disagreed."""

    pages: int
    forms: int
    wrong: tuple[str, ...]


def questions(seed: int, many: int) -> Iterator[Probe | Try]:
    """So many questions; more of those where something can be had, and of those that are refused nearby."""
    drawn = random.Random(seed)  # noqa: S311
    every, likely = _every()
    forms = trying.tries(random.Random(seed + 1), many)  # noqa: S311
    for _ in range(many):
        if drawn.random() < SENT:
            yield next(forms)
            continue
        one = drawn.choice(likely if drawn.random() < 0.4 else every)
        method = drawn.choice(METHODS) if one.council else "GET"
        yield Probe(one.name, one.council, one.who, one.what, one.part, method)


@cache
def _every() -> tuple[list[Probe], list[Probe]]:
    """Every page there is to open, and those of matters that are there for whoever opens them."""
    every = list(everything())
    return every, [one for one in every if one.name in routes.IN_MATTERS and one.expected != 404]


def ask(asker: Asker, one: Probe | Try) -> list[str]:
    """Ask one question, and say what disagrees."""
    return trying.attempt(asker, one) if isinstance(one, Try) else asker.ask(one)


def ask_all(asker: Asker, seed: int, many: int) -> Answered:
    """Ask so many questions, one after another."""
    pages = forms = 0
    wrong: list[str] = []
    for one in questions(seed, many):
        wrong += ask(asker, one)
        pages, forms = pages + isinstance(one, Probe), forms + isinstance(one, Try)
    return Answered(pages, forms, tuple(wrong))


def at_once(cluster: Cluster, asker: Asker, *, seed: int, many: int, processes: int) -> Answered:
    """Ask so many questions in several processes, each with a copy of the stage of its own."""
    names = [f"oracle_{number}" for number in range(processes)]
    connection.close()
    for name in names:
        cluster.create_database(name, template=stage.NAME)
    try:
        with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
            share = -(-many // processes)
            parts = [pool.submit(_in(asker), name, seed + 10 * at, share) for at, name in enumerate(names)]
            done = [one.result() for one in parts]
    finally:
        for name in names:
            cluster.drop_database(name)
    wrong = tuple(line for one in done for line in one.wrong)
    return Answered(sum(one.pages for one in done), sum(one.forms for one in done), wrong)


_HELD: list[Asker] = []


def _in(asker: Asker) -> object:
    """What a process does that is forked from this one: it has the asker already, and need not be sent it."""
    _HELD[:] = [asker]
    return _ask_in


def _ask_in(name: str, seed: int, many: int) -> Answered:
    with stage.playing(name):
        return ask_all(_HELD[0], seed, many)


def write(answered: Answered, *, seconds: float, processes: int) -> None:
    """Keep what came of a whole run below bench/."""
    many = answered.pages + answered.forms
    sealed = sum(told.sealed for told in MATTERS.values())
    RESULTS.write_text(
        "# The oracle beside the product\n\n"
        "| | |\n|---|---|\n"
        f"| Questions | {many:,}: {answered.pages:,} pages opened, {answered.forms:,} forms of steps sent |\n"
        f"| Disagreements | {len(answered.wrong)} |\n"
        f"| Time | {seconds:,.0f} s in {processes} processes, {many / seconds:.0f} questions a second |\n"
        f"| Asked of | {len(PEOPLE)} people of two councils, of both and of none |\n"
        f"| About | {len(addresses())} addresses; {len(MATTERS)} matters, {sealed} of them sealed |\n"
        f"| Machine | {_machine()} |\n"
        f"| Made | {datetime.now(UTC):%-d %B %Y} by `make soak`; words drawn from {RUN} |\n\n"
        "A question is what one person gets for one address, to the last word and reference on the page, or\n"
        "what comes of sending the form of one step: whether it is taken, what it changes, that a refusal\n"
        "changes nothing. `tests/oracle` says what is expected, in tables that know nothing of the product.\n"
        + "".join(f"\n- {line}" for line in answered.wrong[:50]),
        "utf-8",
    )


def _machine() -> str:
    known = Path("/proc/cpuinfo").read_text("utf-8") if Path("/proc/cpuinfo").exists() else ""
    models = [line.partition(":")[2].strip() for line in known.splitlines() if line.startswith("model name")]
    model = models[0] if models else platform.machine()
    return f"{model}, {len(models) or 1} cores, {platform.system()}, Python {platform.python_version()}"


def timed(cluster: Cluster, asker: Asker, *, seed: int, many: int, processes: int = 2) -> Answered:
    """Ask them all, and keep what came of it and how long it took."""
    began = time.monotonic()
    answered = at_once(cluster, asker, seed=seed, many=many, processes=processes)
    write(answered, seconds=time.monotonic() - began, processes=processes)
    return answered
