"""The answer of a protocol to a question: one shape, whoever says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from comity.protocol import wording
from comity.protocol.vocabulary import Facts


@dataclass(frozen=True, slots=True)
class Within:
    """How long somebody has: a number of one unit (working days, hours, clear days…)."""

    unit: str
    amount: int

    def as_json(self) -> dict[str, int]:
        """As one key and its number: {"working_days": 5}."""
        return {self.unit: self.amount}


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Who has confirmed that a rule of law is read rightly, and when."""

    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Decision:
    """What the protocol answers, who says so, and where it says it.

    `layer` is protocol, law or house; `whose` names the council whose own standard a house rule is;
    `confirmed` is None for a rule of law that no person has confirmed yet; `beside` holds what another
    layer says to the same question where both are shown. `within` is None where no figure is given.
    """

    pack: str
    edition: str
    question: str
    facts: Facts
    outcome: str
    by: tuple[str, ...]
    to: tuple[str, ...]
    to_mode: str
    narrow: str | None
    consult: tuple[str, ...]
    within: Within | None
    from_: str
    duties: tuple[str, ...]
    limits: tuple[str, ...]
    layer: str
    whose: str | None
    cites: tuple[str, ...]
    because: str
    confirmed: Confirmed | None = None
    beside: tuple[Decision, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The Decision as plain JSON values; `from_json` gives back an equal one."""
        lists = ("by", "to", "consult", "duties", "limits", "cites")
        return {
            "pack": self.pack,
            "edition": self.edition,
            "question": self.question,
            "facts": dict(self.facts),
            "outcome": self.outcome,
            **{name: list(getattr(self, name)) for name in lists},
            "to_mode": self.to_mode,
            "narrow": self.narrow,
            "within": self.within.as_json() if self.within else None,
            "from": self.from_,
            "layer": self.layer,
            "whose": self.whose,
            "because": self.because,
            "confirmed": _confirmed_json(self.confirmed),
            "beside": [other.as_json() for other in self.beside],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Decision:
        """A Decision as it was kept by `as_json`."""
        confirmed, within = kept["confirmed"], kept["within"]
        words = ("pack", "edition", "question", "outcome", "to_mode", "narrow", "layer", "whose", "because")
        lists = ("by", "to", "consult", "duties", "limits", "cites")
        plain: dict[str, Any] = {name: kept[name] for name in words}
        plain |= {name: tuple(kept[name]) for name in lists}
        return cls(
            **plain,
            facts=Facts(kept["facts"]),
            within=Within(*next(iter(within.items()))) if within else None,
            from_=kept["from"],
            confirmed=Confirmed(confirmed["by"], date.fromisoformat(confirmed["on"])) if confirmed else None,
            beside=tuple(cls.from_json(other) for other in kept["beside"]),
        )

    def sentence(self, names: Mapping[str, str] | None = None) -> str:
        """The Decision in plain English, with who says so; `names` is what the council calls its posts."""
        return wording.sentence(self, names or {})


def _confirmed_json(confirmed: Confirmed | None) -> dict[str, str] | None:
    return {"by": confirmed.by, "on": confirmed.on.isoformat()} if confirmed else None
