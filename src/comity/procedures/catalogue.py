"""Every procedure there is, written out."""

from __future__ import annotations

from collections.abc import Mapping

from comity.procedures.concern import CONCERN
from comity.procedures.enquiry import ENQUIRY
from comity.procedures.keeping import kept
from comity.procedures.shape import Procedure

PROCEDURES: Mapping[str, Procedure] = {procedure.name: kept(procedure) for procedure in (ENQUIRY, CONCERN)}
