"""Whatever is done to an exported record is found, and nothing is said of one that was left alone."""

from __future__ import annotations

import json
import os
import platform
import random
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from tests.record.business import business, difference, do, exported, held, stated, unpacked
from tests.record.tampering import CHAINED, INSIDER, NOTHING, SIGNED, Forger, tampered

SEED, SHARE = 20260305, 200
WHOLE = int(os.environ.get("COMITY_TAMPERINGS", "10000"))
RESULTS = Path(__file__).parents[2] / "bench" / "record.md"
HOW = {
    NOTHING: "nothing recounted",
    CHAINED: "chains recounted",
    SIGNED: "chains recounted, files listed anew and signed with another key",
    INSIDER: "everything recounted, stated and signed anew with the council's own key",
}


def record() -> tuple[bytes, list[dict[str, str]]]:
    """A record with some weeks in it, and the statements that a witness was sent."""
    cast, (first, second, third) = business()
    kept = [held(stated(cast, "2026-03-05 12:00"))]
    do(cast, first, "ada", "reopen", "2026-03-05 14:00", reason="Still out.")
    kept.append(held(stated(cast, "2026-03-06 12:00")))
    do(cast, second, "dot", "note", "2026-03-06 14:00", words="The crossing opens on Monday.")
    do(cast, third, "dot", "acknowledge", "2026-03-06 15:00")
    made = exported(cast, "2026-03-07 12:00")
    kept.append(json_of_last(made))
    return made, kept


def json_of_last(made: bytes) -> dict[str, str]:
    """The last statement of an export, as a witness was sent it."""
    last: dict[str, Any] = json.loads(unpacked(made)["statements.json"])[-1]
    return {"text": last["text"], "signature": last["signature"]}


def tamper(many: int, seed: int) -> tuple[Counter[tuple[int, str]], list[str], int]:
    """So many acts of tampering: what was found by which kind, what was not, and how many false alarms."""
    made, kept = record()
    whole, drawn = unpacked(made), random.Random(seed)  # noqa: S311 - drawn so that it can be drawn again
    own = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.COMITY_RECORD_KEY))
    found: Counter[tuple[int, str]] = Counter()
    missed: list[str] = []
    alarms = 0
    for number in range(many):
        if number % 10 == 0:
            alarms += bool(difference(made, *drawn.sample(kept, drawn.randrange(len(kept) + 1))))
            found[NOTHING, "cut the file short"] += _cut(made, drawn, kept, missed)
            continue
        recounts = drawn.choice((NOTHING, CHAINED, SIGNED, INSIDER))
        key = own if recounts == INSIDER else Ed25519PrivateKey.generate()
        what, forged = tampered(whole, Forger(drawn, key, recounts))
        if difference(forged, kept[-1]):
            found[recounts, what.partition(":")[0]] += 1
        else:
            missed.append(f"{what} ({HOW[recounts]})")
    return found, missed, alarms


def _cut(made: bytes, drawn: random.Random, kept: list[dict[str, str]], missed: list[str]) -> int:
    place = drawn.randrange(len(made))
    if difference(made[:place], kept[-1]):
        return 1
    missed.append(f"cut at {place}")
    return 0


def test_a_seeded_share_of_all_tampering_is_found_and_there_is_no_false_alarm() -> None:
    found, missed, alarms = tamper(SHARE, SEED)
    assert not missed, "\n".join(missed)
    assert alarms == 0
    assert sum(found.values()) == SHARE
    assert {recounts for recounts, _ in found} == set(HOW)


def test_without_a_statement_that_others_hold_the_insider_is_not_found() -> None:
    """The control: it is what others hold that proves it, not the chain."""
    made, kept = record()
    own = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.COMITY_RECORD_KEY))
    drawn = random.Random(SEED)  # noqa: S311
    passed = 0
    for _ in range(60):
        _, forged = tampered(unpacked(made), Forger(drawn, own, INSIDER))
        assert difference(forged, kept[-1])
        passed += not difference(forged)
    assert passed > 10


@pytest.mark.soak
def test_ten_thousand_acts_of_tampering_are_found() -> None:
    """The whole number; what came of it is kept below bench/."""
    began = time.monotonic()
    found, missed, alarms = tamper(WHOLE, SEED + 1)
    took = time.monotonic() - began
    acts = sorted({act for _, act in found})
    lines = [
        f"| {act.replace('_', ' ')} | " + " | ".join(f"{found[how, act]:,}" for how in HOW) + " |"
        for act in acts
    ]
    RESULTS.write_text(
        "# Tampering with an exported record\n\n"
        f"{WHOLE:,} random acts of tampering, each checked by `verify_bundle.py` against the last statement "
        f"that a witness was sent: {sum(found.values()):,} found, {len(missed)} not found. "
        f"{WHOLE // 10:,} checks of the record as it was exported, against any of its statements: "
        f"{alarms} false alarms. {took / 60:.1f} minutes.\n\n"
        "Found, by what was done and how far whoever did it went:\n\n"
        f"| | {' | '.join(HOW.values())} |\n|---|{'---:|' * len(HOW)}\n" + "\n".join(lines) + "\n\n"
        f"Seed {SEED + 1}; {datetime.now(UTC):%-d %B %Y}; Python {platform.python_version()}, "
        f"{platform.machine()}, {platform.system()}. Made by `make soak`.\n"
        + "".join(f"\n- {line}" for line in missed[:50]),
        "utf-8",
    )
    assert not missed, "\n".join(missed[:50])
    assert alarms == 0
