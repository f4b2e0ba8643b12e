"""Files attached to a step, kept by their digest."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.council.models import Scoped, inside


class Document(Scoped):
    """A file somebody attached: its name (which may be erased), and the digest of its bytes."""

    matter = inside("matters.Matter", related_name="documents")
    entry = inside("matters.Entry", related_name="documents")
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["council", "digest"], name="documents_by_digest")]
