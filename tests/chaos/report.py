"""What a long run found, as a page of the benchmarks."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from statistics import median

from tests.chaos.campaign import Kill
from tests.chaos.checking import Found
from tests.chaos.installation import KINDS, ROOT

PAGE = ROOT / "bench" / "chaos.md"

_HEAD = """# Killed by force, and what was lost

Written by `make soak`. Seven people work in the browser's own way (forms with their keys, over HTTP) while
processes are killed with kill -9 at moments that the seed chooses. Each person keeps a journal of what was
acknowledged. Afterwards the journals, the deliveries of a mail server and the ledger are held against each
other, and `comity verify` proves the record. Recovery is the time from the kill to the next step that was
acknowledged (for the worker, to the next letter), with what died started again at once.
"""

_SECTION = """
## {title}

{about} {machine}. {minutes:.0f} minutes, seed {seed}.

| killed | times | median recovery, s | worst recovery, s |
|---|---:|---:|---:|
{kills}

| | |
|---|---:|
| steps sent | {found.steps:,} |
| acknowledged | {found.acknowledged:,} |
| acknowledged and lost | {lost:,} |
| in doubt, sent again with the same form key | {found.doubted:,} |
| of these, settled as done once or not at all | {found.settled:,} |
| in the ledger more than once, or against what was said | {wrong:,} |
| entries in the ledger | {found.entries:,} |
| alarms that rang, each once | {found.alarms:,} |
| letters delivered | {found.letters:,} |
| of these, delivered again under the same Message-ID, each after a kill in mid-delivery | {found.again:,} |
"""


def machine() -> str:
    """The machine, as the other benchmarks name it."""
    python = f"Python {platform.python_version()}"
    return f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, {python}"


def section(title: str, about: str, found: Found, kills: Sequence[Kill], *, seed: int, seconds: float) -> str:
    """What came of one campaign."""
    lines = []
    for kind in KINDS:
        times = [kill.recovery for kill in kills if kill.kind == kind]
        if times:
            lines.append(f"| {kind} | {len(times)} | {median(times):.1f} | {max(times):.1f} |")
    lines.append(f"| all | {len(kills)} | | {max(kill.recovery for kill in kills):.1f} |")
    return _SECTION.format(
        title=title,
        about=about,
        machine=machine(),
        minutes=seconds / 60,
        seed=seed,
        kills="\n".join(lines),
        found=found,
        lost=len(found.lost),
        wrong=len(found.wrong),
    )


def put(made: str) -> None:
    """Put a section into the page, in place of the one with the same title."""
    old = PAGE.read_text("utf-8") if PAGE.exists() else ""
    sections = {one.partition("\n")[0]: one for one in old.split("\n## ")[1:]}
    new = made.removeprefix("\n## ")
    sections[new.partition("\n")[0]] = new
    told = "".join(f"\n## {one.rstrip()}\n" for _, one in sorted(sections.items()))
    PAGE.write_text(_HEAD + told, "utf-8")
