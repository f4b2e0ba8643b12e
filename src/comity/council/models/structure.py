"""What a council is made of: wards, political groups, directorates, services and committees."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from comity.council.models.scoped import Term, inside

BODIES: dict[str, str] = {
    "full_council": "The council in meeting",
    "cabinet": "The cabinet or executive in meeting",
    "committee": "A committee in meeting",
    "personnel_committee": "The body of Members that handles staff matters",
    "disciplinary_panel": "Members who hear a disciplinary matter or an appeal",
    "scrutiny_committee": "An overview and scrutiny committee in meeting",
    "standards_committee": "The committee for standards or ethics",
    "advisory_panel": "A panel of Members that advises on the constitution",
}
"""Bodies that meet, as the vocabulary names them; a Committee row says which of them it is."""


class Named(Term):
    """Something with a name that a council has from one day until another."""

    name = models.CharField(max_length=200)

    class Meta(Term.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name


def _named_once(name: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=["council", "name"], condition=Q(until=None), name=name)


class Ward(Named):
    """A ward or division, with the number of Members it returns where that is known."""

    seats = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(Named.Meta):
        constraints = (*Term.Meta.constraints, _named_once("council_ward_named_once"))


class PoliticalGroup(Named):
    """A political group; `in_control` says that it forms, or helps to form, the administration."""

    in_control = models.BooleanField(default=False)

    class Meta(Named.Meta):
        constraints = (*Term.Meta.constraints, _named_once("council_group_named_once"))


class Directorate(Named):
    """A directorate or department."""

    class Meta(Named.Meta):
        constraints = (*Term.Meta.constraints, _named_once("council_directorate_named_once"))


class Service(Named):
    """A service within a directorate, with words by which people look for it.

    `portfolio` names the cabinet portfolio it belongs to; a cabinet member's post names the same.
    """

    directorate = inside("council.Directorate", null=True, blank=True)
    keywords = models.TextField(blank=True, default="")
    portfolio = models.CharField(max_length=200, blank=True, default="")

    class Meta(Named.Meta):
        constraints = (*Term.Meta.constraints, _named_once("council_service_named_once"))


class Committee(Named):
    """A committee, the cabinet or the council in meeting; `body` is its word in the vocabulary."""

    body = models.CharField(max_length=30, choices=list(BODIES.items()), default="committee")

    class Meta(Named.Meta):
        constraints = (*Term.Meta.constraints, _named_once("council_committee_named_once"))
