"""Posts, who holds them, who covers for whom, and who keeps the door of each body."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from comity.council.models.scoped import Scoped, Term, inside

STATUTORY_ROLES: frozenset[str] = frozenset(
    {"chief_executive", "monitoring_officer", "chief_finance_officer", "clerk"}
)
"""Posts that the law requires, changes to which need two people.

Local Government and Housing Act 1989 ss.4 and 5; Local Government Act 1972 ss.112 and 151.
"""

OWN_ROLES: dict[str, str] = {
    "democratic_services": "Democratic services",
    "administrator": "Administrator of this council's Comity",
}
"""Roles that Comity itself knows beside those of the protocol's vocabulary."""


class Post(Term):
    """A post: its role in the protocol's vocabulary (or one of ours), its title here and its place.

    `role` is empty for a post that the protocol does not speak of. `reports_to` is the post of the
    line manager. A post may be shared, and may be vacant.
    """

    role = models.CharField(max_length=40, blank=True, default="")
    title = models.CharField(max_length=200)
    service = inside("council.Service", null=True, blank=True)
    directorate = inside("council.Directorate", null=True, blank=True)
    committee = inside("council.Committee", null=True, blank=True)
    group = inside("council.PoliticalGroup", null=True, blank=True)
    portfolio = models.CharField(max_length=200, blank=True, default="")
    reports_to = inside("council.Post", null=True, blank=True)
    statutory = models.BooleanField(default=False)

    class Meta(Term.Meta):
        indexes = (models.Index(fields=["council", "role"], name="council_post_by_role"),)

    def __str__(self) -> str:
        return self.title


class Holding(Term):
    """Somebody's time in a post."""

    post = inside("council.Post")
    person = inside("council.Person")


class Cover(Term):
    """Somebody who stands in for a post while its holder is away, or while nobody holds it."""

    post = inside("council.Post")
    person = inside("council.Person")
    reason = models.CharField(max_length=200, blank=True, default="")


class Keeper(Scoped):
    """Who keeps the door of a body or procedure: a post of the council, or an address outside it.

    Somebody outside opens what goes to them by a link, sent to `outside_address`, and a code, which never
    goes there: to `outside_second`, another address of theirs, or by telephone at `outside_telephone`.
    """

    body = models.CharField(max_length=40)
    post = inside("council.Post", null=True, blank=True)
    outside_name = models.CharField(max_length=200, blank=True, default="")
    outside_address = models.CharField(max_length=254, blank=True, default="")
    outside_second = models.CharField(max_length=254, blank=True, default="")
    outside_telephone = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["council", "body"], name="council_keeper_one_for_each_body"),
            models.CheckConstraint(
                condition=Q(post=None, outside_address__gt="") | Q(post__isnull=False, outside_address=""),
                name="council_keeper_is_a_post_or_outside",
            ),
        )
