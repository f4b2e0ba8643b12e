"""The instance's own book of its councils: put into service, at rest, exported, removed."""

from __future__ import annotations

from django.db import models


class ServiceAct(models.TextChoices):
    """What is done with a council as a whole, by whoever looks after the instance."""

    SUSPENDED = "suspended", "Suspended"
    RESUMED = "resumed", "Resumed"
    EXPORTED = "exported", "Exported"
    ANNOUNCED = "announced", "Removal announced"
    REMOVED = "removed", "Removed"


class ServiceRecord(models.Model):
    """One line of the book. It outlives the council's own rows, and is never changed or deleted.

    `by` and `reason` are as the operator gave them; `export` is the SHA-256 of the exported record, where
    there is one; `facts` are counts and choices, and nothing that anybody said.
    """

    id = models.BigAutoField(primary_key=True)
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    act = models.CharField(max_length=20, choices=ServiceAct)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    export = models.CharField(max_length=64, blank=True, default="")
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.slug}: {self.act} on {self.at:%Y-%m-%d}"
