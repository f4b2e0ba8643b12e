"""Keeps the demonstration out of every database that holds a real council."""

from __future__ import annotations

from comity.council.models import Council
from comity.site.instance import NotReady


class NotADemonstration(NotReady):
    """The database holds a council that the demonstration did not make; the message says what to do."""


def check() -> None:
    """Refuse to go on where there is any council that the demonstration did not make.

    Asked before anything is loaded and again at every sign-in. Raises NotADemonstration.
    """
    real = Council.objects.filter(made_by_demo=False).order_by("slug").values_list("name", flat=True).first()
    if real is not None:
        raise NotADemonstration(
            f"This database holds {real}, which the demonstration did not make. The demonstration lets "
            "anybody in as anybody, so it keeps away. Set COMITY_HOME to an empty folder for it."
        )
