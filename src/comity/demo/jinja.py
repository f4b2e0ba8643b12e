"""The templates' engine of a demonstration: the pages' own, with the demonstration's beside them."""

from __future__ import annotations

from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader

from comity.web import jinja


def environment(**options: Any) -> Environment:
    """Return the pages' engine, which finds the demonstration's templates too."""
    made = jinja.environment(**options)
    own = made.loader
    made.loader = ChoiceLoader([PackageLoader("comity.demo"), *([own] if own else [])])
    return made
