"""The tables of the ledger and what is derived from it."""

from comity.matters.models.admissions import Admission
from comity.matters.models.clocks import Alarm, Clock
from comity.matters.models.entries import Entry, Prose
from comity.matters.models.files import Document
from comity.matters.models.forms import FormUse
from comity.matters.models.keeping import AccessRequest, ErasedFile, Erasure, RetentionRule
from comity.matters.models.letters import Letter
from comity.matters.models.matter import Matter, Party, Sight
from comity.matters.models.record import (
    ChangeLink,
    Head,
    HeadSchedule,
    Statement,
    StatementLetter,
    Witness,
)

__all__ = [
    "AccessRequest",
    "Admission",
    "Alarm",
    "ChangeLink",
    "Clock",
    "Document",
    "Entry",
    "ErasedFile",
    "Erasure",
    "FormUse",
    "Head",
    "HeadSchedule",
    "Letter",
    "Matter",
    "Party",
    "Prose",
    "RetentionRule",
    "Sight",
    "Statement",
    "StatementLetter",
    "Witness",
]
