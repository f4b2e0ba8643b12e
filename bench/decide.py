"""How fast a protocol decides: decisions a second for every pack, and how soon `comity decide` starts.

    python bench/decide.py [--rounds 20] [--starts 10] [--write bench/decide.md]

Decisions are asked over every combination of facts of every question, warm (each answer worked out once
before) and cold (a fresh reading, each answer worked out from the rules). The start-up is the median of
fresh processes, against a bare `python -c pass` on the same machine in the same run.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from comity.protocol import layers, packs, vocabulary
from comity.protocol.deciding import Reading, decide
from comity.protocol.packs import Pack
from comity.protocol.vocabulary import Value

Case = tuple[str, Mapping[str, Value]]


def cases() -> list[Case]:
    """Every question with every combination of its facts."""
    questions = vocabulary.load().questions.values()
    return [(question.name, dict(facts)) for question in questions for facts in question.combinations()]


def warm(pack: Pack, asked: Sequence[Case], rounds: int) -> float:
    """Decisions a second where each answer has been worked out before."""
    for question, facts in asked:
        decide(pack, question, facts)
    begun = time.perf_counter()
    for _ in range(rounds):
        for question, facts in asked:
            decide(pack, question, facts)
    return rounds * len(asked) / (time.perf_counter() - begun)


def cold(pack: Pack, asked: Sequence[Case], rounds: int) -> float:
    """Decisions a second where each answer is worked out from the rules."""
    spent = 0.0
    for _ in range(rounds):
        reading = Reading(pack, layers.shipped())
        begun = time.perf_counter()
        for question, facts in asked:
            reading.answer(question, facts)
        spent += time.perf_counter() - begun
    return rounds * len(asked) / spent


def start(command: Sequence[str], starts: int) -> float:
    """Milliseconds from starting a fresh process to its end: the median."""
    taken = []
    for _ in range(starts):
        begun = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1000


def table(rounds: int, starts: int) -> str:
    """The results as a page of Markdown."""
    asked = cases()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}"
    lines = [
        "# How fast a protocol decides",
        "",
        f"Written by `python bench/decide.py`. {machine}, Python {platform.python_version()}.",
        "",
        f"All {len(asked)} combinations of facts of all {len(vocabulary.load().questions)} questions.",
        "",
        "| pack | rules | decisions a second, warm | cold |",
        "|---|---:|---:|---:|",
    ]
    for slug in packs.shipped():
        pack = packs.named(slug)
        quick, slow = warm(pack, asked, rounds), cold(pack, asked, max(1, rounds // 5))
        lines.append(f"| {slug} | {len(pack.rules)} | {quick:,.0f} | {slow:,.0f} |")
    lines += ["", f"| fresh process, median of {starts} | ms | ratio to bare |", "|---|---:|---:|"]
    bare = start([sys.executable, "-c", "pass"], starts)
    command = str(Path(sys.executable).with_name("comity"))
    for name, words in (
        ("`python -c pass`", [sys.executable, "-c", "pass"]),
        ("`comity decide coventry enquiry.reply`", [command, "decide", "coventry", "enquiry.reply"]),
        ("`comity lint coventry`", [command, "lint", "coventry"]),
    ):
        took = bare if words[-1] == "pass" else start(words, starts)
        lines.append(f"| {name} | {took:.0f} | {took / bare:.1f} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--starts", type=int, default=10)
    parser.add_argument("--write", help="the file to write the table to, besides printing it")
    options = parser.parse_args()
    page = table(options.rounds, options.starts)
    print(page)
    if options.write:
        Path(options.write).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
