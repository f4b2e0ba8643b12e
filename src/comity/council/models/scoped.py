"""What every council-scoped table has in common: its council, and dates that are half-open."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q


def inside(to: str, **options: Any) -> models.ForeignKey:
    """Return a reference to another row of the same council.

    Django writes no constraint for it: the migration's Wall does, with the council in the key.
    """
    options.setdefault("on_delete", models.PROTECT)
    options.setdefault("related_name", "+")
    return models.ForeignKey(to, db_constraint=False, **options)


class Scoped(models.Model):
    """A row that belongs to one council and is seen by no other."""

    id = models.BigAutoField(primary_key=True)
    council = models.ForeignKey("council.Council", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class Dated(models.QuerySet):
    """Rows with `since` and `until`, asked for by day."""

    def on(self, day: date) -> Dated:
        """Return those in force on this day."""
        return self.filter(in_force(day))


def in_force(day: date, prefix: str = "") -> Q:
    """Return the condition that a term [since, until) holds on this day."""
    began = Q(**{f"{prefix}since__lte": day})
    return began & (Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gt": day}))


class Term(Scoped):
    """Something that holds from one day until another: `since` is in, `until` is out, null is open.

    A term that ends stays as a row. A term entered by mistake ends on the day it began and so
    held on no day.
    """

    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = Dated.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
        )

    def holds(self, day: date) -> bool:
        """Say whether it holds on this day."""
        return self.since <= day and (self.until is None or day < self.until)
