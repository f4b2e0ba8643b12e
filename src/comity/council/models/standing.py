"""What a council has settled about its time and its standards: closure days, hours, its own rules."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import F, Q

from comity.council.models.scoped import Scoped, Term, inside


class ClosureDay(Scoped):
    """A day on which the council's offices are closed beyond bank holidays, and when that was announced.

    A day withdrawn stays as a row: what was counted while it stood can still be explained.
    """

    day = models.DateField()
    reason = models.CharField(max_length=200)
    announced_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["council", "day"], condition=Q(withdrawn_on=None), name="council_closure_day_once"
            ),
        )


class OpeningHours(Term):
    """When offices are open on one day of the week (Monday is 0), from one date until another.

    A weekday without a row is closed; to close at 00:00 is to close at midnight that night.
    """

    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta(Term.Meta):
        constraints = (
            *Term.Meta.constraints,
            models.CheckConstraint(condition=Q(weekday__lte=6), name="council_hours_on_a_weekday"),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes=time(0)),
                name="council_hours_close_after_opening",
            ),
        )


class Standard(Term):
    """A standard of the council's own in place of a house default.

    `rule` is one rule in the form of provisions.toml, `whose` the body or post that adopted it: it is
    shown as the council's own standard and never as the protocol's.
    """

    question = models.CharField(max_length=60)
    rule = models.TextField()
    adopted_on = models.DateField()
    whose = models.CharField(max_length=200)
    adopted_by = inside("council.Person", null=True, blank=True)
