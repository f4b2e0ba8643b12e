"""The ledger: what was done to a matter, entry by entry, in a chain that shows any change."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.council.models import Scoped, inside


class Entry(Scoped):
    """One step that was taken: by whom, as what, when, what was decided, and what it did. Append-only.

    `person` is empty where the product itself keeps the protocol's time. `capacity` is the key under
    which they acted, `acting_for` the Member for whom staff acted. `happened` is when it was said,
    `recorded` when it was entered. `level` says who may read it. Prose is kept in Prose, behind `said`.
    """

    matter = inside("matters.Matter", related_name="ledger", db_index=False)
    ordinal = models.PositiveIntegerField()
    step = models.CharField(max_length=40)
    person = inside("council.Person", null=True, db_index=False)
    acting_for = inside("council.Person", null=True, db_index=False)
    capacity = models.JSONField(default=dict)
    happened = models.DateTimeField()
    recorded = models.DateTimeField()
    level = models.PositiveSmallIntegerField()
    facts = models.JSONField(default=dict)
    effects = models.JSONField(default=dict)
    decisions = models.JSONField(default=list)
    digests = models.JSONField(default=dict)
    said = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "matter", "ordinal"], name="one_entry_a_place")
        ]
        indexes: ClassVar = [models.Index(fields=["council", "recorded"], name="entries_by_time")]


class Prose(Scoped):
    """What was said in words at an entry, beside the chain, so that it can lawfully be erased."""

    entry = inside("matters.Entry", related_name="prose")
    salt = models.CharField(max_length=64)
    words = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "entry"], name="one_prose_an_entry")
        ]
