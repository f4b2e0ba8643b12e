"""The second person of a story: on whom the lot fell, and that they confirm it."""

from __future__ import annotations

from comity.council.context import within
from comity.council.models import Proposal
from comity.matters import handles, second
from tests.web.desks import House


def proposed(here: House) -> Proposal:
    """The one proposal that waits."""
    with within(here.cast.council, system=True):
        return Proposal.objects.get(approved=None)


def number(here: House) -> int:
    """Its number on pages and in addresses."""
    return handles.of(proposed(here))


def asked(here: House) -> int | None:
    """The id of the person on whom the lot fell."""
    with within(here.cast.council, system=True):
        return second.asked(Proposal.objects.get(approved=None), here.moment.date())


def confirm(here: House) -> str:
    """Whoever is asked confirms what waits; who it was."""
    drawn = asked(here)
    who = next(name for name, one in here.cast.people.items() if one.pk == drawn)
    here.do(who, f"settings/proposals/{number(here)}/approve", reason="I know of it.")
    return who
