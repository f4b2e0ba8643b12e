"""People of a council: Members, Officers, and those from outside who are let into one matter."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from comity.council.models.scoped import Term, inside


class PersonKind(models.TextChoices):
    """Which side of the protocol somebody stands on."""

    MEMBER = "member", "Member"
    OFFICER = "officer", "Officer"
    OUTSIDE = "outside", "From outside"


class Person(Term):
    """Somebody in one council, from the day they came until the day they left.

    `account` is how they sign in, if they do. `honours` are letters after the name, kept apart
    so that matching by name does not depend on them. `source` is where an import knows them by,
    as "moderngov:1726". No home address is held anywhere.
    """

    account = models.ForeignKey(
        "council.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    kind = models.CharField(max_length=10, choices=PersonKind)
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=60, blank=True, default="")
    honours = models.CharField(max_length=100, blank=True, default="")
    email = models.EmailField(max_length=254, blank=True, default="")
    source = models.CharField(max_length=200, blank=True, default="")

    class Meta(Term.Meta):
        constraints = (
            *Term.Meta.constraints,
            models.UniqueConstraint(
                fields=["council", "account"], condition=~Q(account=None), name="council_person_one_account"
            ),
            models.UniqueConstraint(
                fields=["council", "source"], condition=~Q(source=""), name="council_person_one_source"
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="council_person_email_small_letters"
            ),
        )
        indexes = (
            models.Index(fields=["council", "email"], name="council_person_by_email"),
            models.Index(fields=["council", "name"], name="council_person_by_name"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def addressed(self) -> str:
        """Return the name with its title, as on an envelope: "Councillor David Kershaw"."""
        return f"{self.title} {self.name}".strip()


class Support(Term):
    """An Officer who may act for a Member; whatever they do names both."""

    officer = inside("council.Person")
    member = inside("council.Person")

    class Meta(Term.Meta):
        constraints = (
            *Term.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(officer=models.F("member")), name="council_support_is_of_somebody_else"
            ),
        )
