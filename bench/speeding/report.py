"""What was measured, as a table for people; of the full sizes it is kept beside the program."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = "results.json"
SLOWER = 1.3
"""How many times slower a million in fifty councils may be than a hundred thousand in one."""

_HEAD = (
    "| | p50 ms | p95 ms | a second | statements | bare psycopg ms | minimal Django view ms "
    "| times the view | floor | met |\n|---|--:|--:|--:|--:|--:|--:|--:|---|---|"
)


def keep(folder: Path, name: str, told: dict[str, Any]) -> None:
    """Keep what was measured of a size, and write the page of all that is kept."""
    file = folder / RESULTS
    kept = json.loads(file.read_text("utf-8")) if file.exists() else {}
    kept[name] = {**told, "machine": machine(), "at": f"{datetime.now(UTC):%Y-%m-%d}"}
    file.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    first = next(iter(kept))
    page = [
        "# How fast it is",
        "",
        "Written by `python bench/speed.py`; what was found and done is in docs/why/speed.md.",
    ]
    for size, one in kept.items():
        page += ["", f"## {size}", "", f"{one['at']}, {one['machine']}.", "", shown(size, one)]
        if size != first:
            page += ["", _beside(kept[first], one, first)]
    (folder / "results.md").write_text("\n".join(page) + "\n", "utf-8")


def shown(name: str, told: dict[str, Any]) -> str:
    """The table of one size."""
    rows = [_row(one, told["bare"]) for one in told["lines"]]
    memory = [
        f"| Memory of {what}, largest process | | | {size:.0f} MB | | | | | 200 MB | {_yes(size <= 200)} |"
        for what, size in told["memory"].items()
    ]
    about = (
        f"{told['matters']:,} matters and {told['entries']:,} entries in the council that is asked, "
        f"{told['alarms']:,} alarms armed there; pages over HTTP from two processes of four threads."
    )
    return "\n".join([about, "", _HEAD, *rows, *memory])


def _row(line: dict[str, Any], bare: dict[str, dict[str, float]]) -> str:
    beside = bare.get(line["bare"], {})
    view = beside.get("django")
    cells = [
        line["title"], _number(line["p50"]), _number(line["p95"]), _number(line["rate"]),
        line["statements"] or "", _number(beside.get("psycopg")), _number(view),
        f"{line['p50'] / view:.1f}" if view else "", line["floor"], _yes(line["met"]),
    ]  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


def _beside(first: dict[str, Any], other: dict[str, Any], name: str) -> str:
    """How many times slower each line is than in the first size."""
    known = {one["title"]: one for one in first["lines"]}
    rows = [f"| | p50 beside {name} | at most {SLOWER} |", "|---|--:|---|"]
    for line in other["lines"]:
        if line["title"] in known:
            times = line["p50"] / known[line["title"]]["p50"]
            rows.append(f"| {line['title']} | {times:.2f} | {_yes(times <= SLOWER)} |")
    return "\n".join(rows)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _yes(met: bool | None) -> str:
    return "" if met is None else "yes" if met else "no"


def machine() -> str:
    """The machine that it was measured on."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = platform.python_version()
    return f"{os.cpu_count()} cores of {cpu}, {memory:.0f} GB, Python {python}, {platform.system()}"
