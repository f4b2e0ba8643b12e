"""How the record is proved to outsiders: statements of all heads, and those to whom they are sent."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.council.models import Scoped, Term, inside


class Statement(Scoped):
    """A signed statement of how the whole record stood at a moment; never changed or deleted.

    `text` is what was signed and is public; `salt` opens its digest and leaves only with a bundle.
    `changes` counts the changes to who is who that it covers, `changes_head` is the last one's digest.
    """

    number = models.PositiveIntegerField()
    made = models.DateTimeField()
    text = models.TextField()
    signature = models.CharField(max_length=128)
    salt = models.CharField(max_length=64)
    changes = models.PositiveIntegerField()
    changes_head = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "number"], name="one_statement_a_number")
        ]


class Head(Scoped):
    """Where a matter's ledger ended when a statement was made: kept where it had grown since the last one."""

    statement = inside("matters.Statement", related_name="heads")
    matter = inside("matters.Matter", db_index=False)
    entries = models.PositiveIntegerField()
    head = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "matter", "statement"], name="one_head_a_statement")
        ]


class ChangeLink(Scoped):
    """The place of a change to who is who in the council's own chain; given with the next statement."""

    change = inside("council.Change", db_index=False)
    ordinal = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "ordinal"], name="one_change_a_place"),
            models.UniqueConstraint(fields=["council", "change"], name="one_place_a_change"),
        ]


class HeadSchedule(Scoped):
    """How often a council states its heads, in hours; daily where there is no such row."""

    hours = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["council"], name="one_head_schedule")]


class Witness(Term):
    """Somebody to whom a council sends its statements, so that not all copies answer to one boss."""

    name = models.CharField(max_length=200)
    address = models.EmailField(max_length=254)


class StatementLetter(Scoped):
    """A statement on its way to one witness; `claimed` is until when a worker is at it."""

    statement = inside("matters.Statement", related_name="letters")
    witness = inside("matters.Witness")
    queued = models.DateTimeField()
    claimed = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent = models.DateTimeField(null=True)
    dropped = models.DateTimeField(null=True)
    dropped_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "statement", "witness"], name="one_statement_letter_a_witness"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "queued"],
                name="statements_to_send",
                condition=models.Q(sent__isnull=True, dropped__isnull=True),
            )
        ]
