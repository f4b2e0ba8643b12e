"""Times that the protocol gives, and what happens when they run out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.council.models import Scoped, inside


class Clock(Scoped):
    """A time that runs on a matter, in one round. `due` is stored; whether it is overdue never is."""

    matter = inside("matters.Matter", related_name="clocks", db_index=False)
    clock = models.CharField(max_length=20)
    round = models.PositiveSmallIntegerField()
    started = models.DateTimeField()
    due = models.DateTimeField(null=True)
    promised = models.DateTimeField(null=True)
    paused = models.DateTimeField(null=True)
    stopped = models.DateTimeField(null=True)
    renewed = models.PositiveSmallIntegerField(default=0)
    receipt = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "matter", "clock", "round"], name="one_clock_a_round")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "matter"], name="clocks_begun_again", condition=models.Q(round__gt=1)
            )
        ]


class Alarm(Scoped):
    """Something that happens by itself at a time: a reminder, or the moment a clock runs out.

    Armed when a clock runs and taken away when it stands still; fired once, by the unique key.
    """

    matter = inside("matters.Matter", related_name="alarms")
    clock = models.CharField(max_length=20)
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    rings = models.DateTimeField()
    fired = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "matter", "clock", "round", "kind", "rings"], name="one_alarm_a_time"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "rings"], name="alarms_to_ring", condition=models.Q(fired__isnull=True)
            )
        ]
