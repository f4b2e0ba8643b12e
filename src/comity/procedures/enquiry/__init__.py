"""A Member's enquiry or casework, from asking to answered, and what happens when it is not."""

from comity.procedures.enquiry import asking, handling, stages, timekeeping
from comity.procedures.shape import Procedure

ENQUIRY = Procedure(
    name="enquiry",
    title="Member enquiry",
    version=1,
    steps=(*asking.STEPS, *handling.STEPS, *timekeeping.STEPS),
    open_stages=stages.OPEN,
    stage_names=stages.NAMES,
    waits_for={"waiting": frozenset({"handler", "rung"}), "asked_back": stages.ASKING},
    runs_out=timekeeping.RUNS_OUT,
    counts=stages.COUNTS,
)

__all__ = ["ENQUIRY"]
