"""Editions of a protocol, kept as the files of a pack, and the day each came into force."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.council.models import Scoped, inside


class Edition(Scoped):
    """One edition of the council's protocol, from the day it came into force; never changed afterwards."""

    pack = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    in_force_from = models.DateField()
    installed_at = models.DateTimeField()
    installed_by = inside("council.Person", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "digest", "in_force_from"], name="one_edition_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.pack} {self.name}"


class EditionFile(Scoped):
    """One file of an edition, byte for byte, with its digest."""

    edition = inside("editions.Edition", related_name="files")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "edition", "name"], name="one_file_a_name")
        ]
