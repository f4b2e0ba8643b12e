"""The way into an instance for commands: its database at work, Django ready, and left in good order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from comity.council.models import Council
    from comity.site.instance import Instance


@contextmanager
def opened() -> Iterator[Instance]:
    """This folder's instance, set up and at work."""
    from comity.site import instance

    here = instance.here()
    with here.running():
        here.open()
        from django.db import connection

        try:
            yield here
        finally:
            connection.close()


def council_of(slug: str) -> Council:
    """The council of this short name. Raises NotReady with those there are."""
    from comity.council.models import Council
    from comity.site.instance import NotReady

    found = Council.objects.filter(slug=slug).first()
    if found is None:
        there = ", ".join(Council.objects.order_by("slug").values_list("slug", flat=True))
        raise NotReady(
            f"There is no council “{slug}” here. {f'There are: {there}.' if there else 'There is none.'}"
        )
    return found
