"""A matter between Members and Officers, who is part of it, and who sees it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.council.models import Scoped, inside


class Matter(Scoped):
    """One piece of business, as its ledger makes it stand: columns by which matters are found and counted.

    Every column is a fold of the entries and can be rebuilt from them; none is written but by the ledger.
    `opened` is when it was received, `due` the date that counts now, `promised` the first one given.
    `in_time` says whether the answer met `promised`; `minutes` is the working time it took.
    """

    reference = models.CharField(max_length=9)
    procedure = models.CharField(max_length=40)
    edition = inside("editions.Edition", db_index=False)
    stage = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    topic = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    service = inside("council.Service", null=True, db_index=False)
    ward = inside("council.Ward", null=True, db_index=False)
    asker = inside("council.Person", null=True)
    handler = inside("council.Post", null=True)
    opened = models.DateTimeField()
    closed = models.DateTimeField(null=True)
    last = models.DateTimeField()
    due = models.DateTimeField(null=True)
    promised = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    climbed = models.PositiveSmallIntegerField(default=0)
    held = models.PositiveSmallIntegerField(default=0)
    emergency = models.BooleanField(default=False)
    in_time = models.BooleanField(null=True)
    minutes = models.PositiveIntegerField(null=True)
    entries = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "reference"], name="one_matter_a_reference")
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "opened"], name="matters_by_opening"),
            models.Index(fields=["council", "closed"], name="matters_by_closing"),
        ]

    def __str__(self) -> str:
        return self.reference


class Party(Scoped):
    """Somebody's part in a matter: a person, or a post whoever holds it. Ends; is never deleted."""

    matter = inside("matters.Matter", related_name="parties")
    relation = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField()
    since = models.PositiveIntegerField()
    until = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "matter", "relation", "key", "since"], name="one_party_once"
            )
        ]


_BESIDES = (
    "level", "part", "waits", "open", "due", "last", "opened", "stage", "kind", "topic", "outcome", "service",
    "ward", "asker",
)  # fmt: skip


def _order(name: str, *fields: str) -> models.Index:
    """An order in which a key's matters are walked; all that a list filters by lies in the index itself."""
    named = {field.removeprefix("-") for field in fields}
    besides = [field for field in _BESIDES if field not in named]
    return models.Index(fields=["council", "key", *fields], include=besides, name=name)


class Sight(Scoped):
    """Which key sees which matter, how much of it, and in what part: derived from the parties.

    `level` is the most that the key sees: 1 what is shared, 2 the Member's side, 3 those who handle it.
    `part` is the most active relation behind the key. `waits` says that the matter waits for this part.
    From `open` on the columns are those of the matter, kept here so that a list is found in one index.
    """

    matter = inside("matters.Matter", related_name="sights", db_index=False)
    key = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=20)
    waits = models.BooleanField(default=False)
    open = models.BooleanField(default=True)
    due = models.DateTimeField(null=True)
    last = models.DateTimeField()
    opened = models.DateTimeField()
    stage = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    topic = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    service = models.BigIntegerField(null=True)
    ward = models.BigIntegerField(null=True)
    asker = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "matter", "key"], name="one_sight_a_key")
        ]
        indexes: ClassVar = [
            _order("sight_by_last", "-last", "-matter"),
            _order("sight_by_opening", "-opened", "-matter"),
            _order("sight_by_due", "waits", "due", "matter"),
            models.Index(
                fields=["council", "key", "waits", "due", "matter"],
                name="sight_in_hand",
                include=["level"],
                condition=models.Q(open=True, part="handler"),
            ),
        ]
