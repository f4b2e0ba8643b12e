"""How long what was said is kept, what was erased and by whose authority, and who was told what is held."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from comity.council.models import Scoped, Term, inside


class Erasure(Scoped):
    """A proposal to erase what was said at entries of a matter, and what a second person made of it.

    `entries` are ordinals; `entry` is the step that erased. `proposed_by` is null where the retention
    schedule proposed it. `reason` is prose, and goes when the entry that carries it is erased.
    """

    matter = inside("matters.Matter")
    entries = models.JSONField(default=list)
    authority = models.CharField(max_length=40)
    reason = models.TextField(blank=True)
    proposed_by = inside("council.Person", null=True)
    proposed_at = models.DateTimeField()
    settled_by = inside("council.Person", null=True)
    settled_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    entry = inside("matters.Entry", null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved=None)
                | Q(approved=False)
                | Q(proposed_by=None)
                | ~Q(settled_by=F("proposed_by")),
                name="erasure_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(approved=None, settled_by=None, settled_at=None)
                | Q(approved__isnull=False, settled_by__isnull=False, settled_at__isnull=False),
                name="erasure_settled_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "proposed_at"],
                name="erasures_waiting",
                condition=models.Q(approved__isnull=True),
            )
        ]


class ErasedFile(Scoped):
    """The bytes of a file that are to go, or went, once no other matter of any council names them."""

    digest = models.CharField(max_length=64)
    erased = models.DateTimeField()
    settled = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["council", "erased"], name="files_to_go", condition=models.Q(settled__isnull=True)
            )
        ]


class RetentionRule(Term):
    """How many months after closing what was said in one procedure's matters is kept, and who says so."""

    procedure = models.CharField(max_length=40)
    months = models.PositiveSmallIntegerField()
    whose = models.CharField(max_length=200)


class AccessRequest(Scoped):
    """That somebody gathered what is said about a person, under which authority, and how much was found.

    For whom is not kept: that would itself be about them.
    """

    person = inside("council.Person")
    at = models.DateTimeField()
    authority = models.CharField(max_length=40)
    matters = models.PositiveIntegerField()
    entries = models.PositiveIntegerField()
