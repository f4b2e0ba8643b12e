"""Letters that go out: one recipient each, queued with the step that causes them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.council.models import Scoped, inside


class Letter(Scoped):
    """A letter to one person, held for office hours where it is an officer's, sent or dropped by the worker.

    `kind` is why it goes out: for a step that was taken, as a reminder, or to bring somebody outside the
    council a link or a code, which is put in as it is sent and kept nowhere. `claimed` is until when a
    worker is at it; `level` is how much of the matter its reader must be allowed to see at the moment of
    sending, or it is dropped and says why.
    """

    matter = inside("matters.Matter", related_name="letters")
    entry = inside("matters.Entry", related_name="letters")
    person = inside("council.Person")
    kind = models.CharField(max_length=20, default="step")
    level = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    queued = models.DateTimeField()
    held_until = models.DateTimeField()
    held_why = models.CharField(max_length=200, blank=True)
    claimed = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent = models.DateTimeField(null=True)
    dropped = models.DateTimeField(null=True)
    dropped_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "entry", "person", "kind"], name="one_letter_a_reader")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "held_until"],
                name="letters_to_send",
                condition=models.Q(sent__isnull=True, dropped__isnull=True),
            )
        ]
