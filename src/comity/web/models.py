"""What the pages keep beside the council's business: forms of people who were signed out while writing."""

from __future__ import annotations

from django.db import models


class KeptForm(models.Model):
    """A form that met an expired session, sealed with a key that only the writer's browser holds."""

    token = models.CharField(max_length=32, primary_key=True)
    sealed = models.BinaryField()
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"kept form until {self.until:%H:%M}"
