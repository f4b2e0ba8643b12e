"""The tables of the ledger and what is derived from it."""

from comity.matters.models.clocks import Alarm, Clock
from comity.matters.models.entries import Entry, Prose
from comity.matters.models.files import Document
from comity.matters.models.forms import FormUse
from comity.matters.models.letters import Letter
from comity.matters.models.matter import Matter, Party, Sight

__all__ = ["Alarm", "Clock", "Document", "Entry", "FormUse", "Letter", "Matter", "Party", "Prose", "Sight"]
