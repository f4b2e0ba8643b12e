"""Who sat where and when: seats in wards, memberships of groups and committees."""

from __future__ import annotations

from django.db import models

from comity.council.models.scoped import Term, inside


class Seat(Term):
    """A Member's term for a ward."""

    person = inside("council.Person")
    ward = inside("council.Ward")


class GroupRole(models.TextChoices):
    """What a Member is in their political group."""

    MEMBER = "member", "Member"
    LEADER = "leader", "Leader"
    DEPUTY = "deputy", "Deputy leader"


class GroupMembership(Term):
    """A Member's time in a political group, and what they were in it."""

    person = inside("council.Person")
    group = inside("council.PoliticalGroup")
    role = models.CharField(max_length=10, choices=GroupRole, default=GroupRole.MEMBER)


class CommitteeRole(models.TextChoices):
    """What a Member is on a committee."""

    CHAIR = "chair", "Chair"
    VICE_CHAIR = "vice_chair", "Vice-chair"
    MEMBER = "member", "Member"


class CommitteeMembership(Term):
    """A Member's time on a committee, and what they were on it."""

    person = inside("council.Person")
    committee = inside("council.Committee")
    role = models.CharField(max_length=10, choices=CommitteeRole, default=CommitteeRole.MEMBER)
