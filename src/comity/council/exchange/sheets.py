"""A file of Members or Officers as it was handed in: its format, its bytes, and how it is meant."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from comity.council import election
from comity.council.exchange import councillors, importing, moderngov, officers, popolo
from comity.council.exchange.plan import Plan
from comity.council.exchange.rows import Members, Officers
from comity.council.models import OWN_ROLES, Council, Person
from comity.protocol import vocabulary


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was read, as it waits to be looked at and applied."""

    kind: str
    data: bytes
    on: date
    whole: bool
    election: bool

    def read(self) -> Members | Officers:
        """Read it. Raises CannotRead."""
        if self.kind == "officers":
            return officers.read(self.data, frozenset({*vocabulary.load().posts, *OWN_ROLES}))
        readers = {"councillors": councillors.read, "moderngov": moderngov.read, "popolo": popolo.read}
        return readers[self.kind](self.data)

    def look(self, council: Council) -> tuple[Plan, tuple[Person, ...]]:
        """Say what it would change, and at an election who leaves. Raises CannotRead, ChangeRefused."""
        told = self.read()
        if self.election and isinstance(told, Members):
            outcome = election.look(council, told, takes_office=self.on)
            return outcome.plan, outcome.leaving
        return importing.preview(council, told, on=self.on, whole=self.whole, election=self.election), ()

    def told(self) -> dict[str, Any]:
        """Return it as plain values."""
        data = base64.b64encode(self.data).decode()
        return {
            "kind": self.kind,
            "data": data,
            "on": self.on.isoformat(),
            "whole": self.whole,
            "election": self.election,
        }

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Sheet:
        """Return the sheet that was told."""
        on = date.fromisoformat(str(told["on"]))
        return cls(
            str(told["kind"]), base64.b64decode(told["data"]), on, bool(told["whole"]), bool(told["election"])
        )

    def mark(self) -> str:
        """Return what tells it from every other sheet."""
        return hashlib.sha256(json.dumps(self.told(), sort_keys=True).encode()).hexdigest()


def digest(plan: Plan) -> str:
    """Return what tells a plan from one that does anything else."""
    told = [[step.verb, step.what, step.says, sorted(step.concerns)] for step in plan.steps]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
