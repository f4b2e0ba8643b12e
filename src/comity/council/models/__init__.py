"""The tables of who is who, written out by theme."""

from comity.council.models.councils import Account, Council, Governance, Jurisdiction, Kind
from comity.council.models.people import Person, PersonKind, Support
from comity.council.models.posts import OWN_ROLES, STATUTORY_ROLES, Cover, Holding, Keeper, Post
from comity.council.models.record import Change, Proposal
from comity.council.models.scoped import Dated, Scoped, Term, in_force, inside
from comity.council.models.service import ServiceAct, ServiceRecord
from comity.council.models.standing import ClosureDay, OpeningHours, Standard
from comity.council.models.structure import BODIES, Committee, Directorate, PoliticalGroup, Service, Ward
from comity.council.models.terms import CommitteeMembership, CommitteeRole, GroupMembership, GroupRole, Seat

__all__ = [
    "BODIES",
    "OWN_ROLES",
    "STATUTORY_ROLES",
    "Account",
    "Change",
    "ClosureDay",
    "Committee",
    "CommitteeMembership",
    "CommitteeRole",
    "Council",
    "Cover",
    "Dated",
    "Directorate",
    "Governance",
    "GroupMembership",
    "GroupRole",
    "Holding",
    "Jurisdiction",
    "Keeper",
    "Kind",
    "OpeningHours",
    "Person",
    "PersonKind",
    "PoliticalGroup",
    "Post",
    "Proposal",
    "Scoped",
    "Seat",
    "Service",
    "ServiceAct",
    "ServiceRecord",
    "Standard",
    "Support",
    "Term",
    "Ward",
    "in_force",
    "inside",
]
