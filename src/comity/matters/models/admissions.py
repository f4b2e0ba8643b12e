"""The way in of somebody outside the council: to one matter, by a link and a code sent separately."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from comity.council.models import Scoped, inside


class Admission(Scoped):
    """Somebody outside let into one matter, from an entry until it is closed; it stays as a row.

    `link` is a digest of the token in the link, `code` a slow hash of the code: neither can be read back.
    Each is empty until it has been sent or given. `wrong` counts codes that did not fit since the last one
    was given; at the limit it is `locked`. `round` grows with every new link or code, and ends the sessions
    before it.
    """

    matter = inside("matters.Matter")
    person = inside("council.Person")
    entry = inside("matters.Entry")
    opened = models.DateTimeField()
    closed = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=200, blank=True)
    link = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=200, blank=True)
    code_until = models.DateTimeField(null=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    locked = models.DateTimeField(null=True)
    round = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "matter", "person"],
                condition=Q(closed__isnull=True),
                name="one_way_in_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["council", "link"], condition=~Q(link=""), name="one_way_in_a_link"
            ),
        ]
