"""Who acts: a person with what they hold today, a Member's support staff, or the product itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comity.council.keys import keys_of
from comity.council.models import Person


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts on a day, with the keys they hold then; `person` is None for the product itself.

    `acting_for` is the Member for whom staff begin something; the record names both.
    """

    person: Person | None
    keys: frozenset[str]
    acting_for: Person | None = None


SYSTEM = Actor(None, frozenset())


def actor(person: Person, on: date, *, acting_for: Person | None = None) -> Actor:
    """This person as they are on this day, with everything they hold."""
    return Actor(person, keys_of(person, on), acting_for)
