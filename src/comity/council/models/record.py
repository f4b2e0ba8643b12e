"""The record of changes to who is who, and proposals that wait for a second person."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from comity.council.models.scoped import Scoped, inside


class Change(Scoped):
    """One change to people, posts, cover or settings: what was, what is, by whom, when and why.

    Never changed or deleted. `before` and `after` hold ids, dates and enumerated facts only; `by` is
    null where the system did it.
    """

    what = models.CharField(max_length=40)
    table = models.CharField(max_length=40)
    row = models.BigIntegerField()
    person = inside("council.Person", null=True, blank=True)
    post = inside("council.Post", null=True, blank=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    by = inside("council.Person", null=True, blank=True)
    at = models.DateTimeField()
    reason = models.CharField(max_length=500)

    class Meta:
        indexes = (models.Index(fields=["council", "-at", "-id"], name="council_change_by_time"),)


class Proposal(Scoped):
    """A change to a place in which concerns are heard that waits for a second person, or was settled by one.

    `told` holds what else the change needs, and `says`, a sentence for a page; `proposed_by` is null where it
    was proposed by command.
    """

    what = models.CharField(max_length=40)
    post = inside("council.Post", null=True, blank=True)
    person = inside("council.Person", null=True, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    target = models.BigIntegerField(null=True, blank=True)
    told = models.JSONField(default=dict)
    reason = models.CharField(max_length=500)
    proposed_by = inside("council.Person", null=True, blank=True)
    proposed_at = models.DateTimeField()
    settled_by = inside("council.Person", null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    approved = models.BooleanField(null=True, blank=True)

    @property
    def concerned(self) -> frozenset[int]:
        """The ids of those whose place it changes: its person, and of a change to many all those it names."""
        own = () if self.person_id is None else (self.person_id,)
        return frozenset((*own, *self.told.get("people", ())))

    def told_without_file(self) -> dict[str, Any]:
        """What stays once it is settled: not the file of an import, which may hold what is never read."""
        return {name: told for name, told in self.told.items() if name != "data"}

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(approved=None) | Q(approved=False) | ~Q(settled_by=F("proposed_by")),
                name="council_proposal_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(approved=None, settled_by=None, settled_at=None)
                | Q(approved__isnull=False, settled_by__isnull=False, settled_at__isnull=False),
                name="council_proposal_settled_whole",
            ),
        )
