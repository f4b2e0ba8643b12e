"""Which forms were sent, so that sending one twice does one thing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.council.models import Scoped, inside


class FormUse(Scoped):
    """A form's key, used once: for whom, for which step, a digest of what was said, and the entry it made."""

    key = models.CharField(max_length=64)
    person = inside("council.Person")
    step = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    entry = inside("matters.Entry")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["council", "key"], name="one_use_a_form")]
