"""A client's own journal: what it sent and what it was told, written down before anything else happens."""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ACKNOWLEDGED, REFUSED, DOUBTED = "acknowledged", "refused", "doubted"


class Journal:
    """Lines of JSON in a file; each is on the disk before `note` returns."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def note(self, what: str, mark: str, **more: Any) -> None:
        """Write down what happened to the step with this mark."""
        self._file.write(json.dumps({"what": what, "mark": mark, "at": time.monotonic(), **more}) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())


@dataclass
class Step:
    """One step as its client knows it: its mark and form key, how often in doubt, and what was said last."""

    mark: str
    key: str
    step: str
    sent: float
    doubts: int = 0
    answer: str = ""
    status: int = 0
    answered: float = 0.0

    @property
    def unique(self) -> str:
        """What is unique in the form's key, as the product keeps it."""
        payload = self.key.partition(":")[0]
        return str(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))[3])


def read(paths: Iterable[Path]) -> list[Step]:
    """Every step in these journals, by when it was first sent."""
    steps: dict[str, Step] = {}
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            said = json.loads(line)
            if said["what"] == "sent":
                steps[said["mark"]] = Step(said["mark"], said["key"], said["step"], said["at"])
                continue
            step = steps[said["mark"]]
            if said["what"] == DOUBTED:
                step.doubts += 1
            else:
                step.answer, step.status, step.answered = said["what"], said["status"], said["at"]
    return sorted(steps.values(), key=lambda step: step.sent)
