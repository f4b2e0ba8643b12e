"""A concern of a Member about an officer, or of an officer about a Member: raised in private and sealed."""

from comity.procedures.concern import hearing, outside, raising, stages, timekeeping
from comity.procedures.shape import Procedure

CONCERN = Procedure(
    name="concern",
    title="Concern",
    version=1,
    steps=(*raising.STEPS, *hearing.STEPS, *outside.STEPS, *timekeeping.STEPS),
    open_stages=stages.OPEN,
    stage_names=stages.NAMES,
    waits_for={"talking": stages.RAISED, "heard": stages.HEARS},
    runs_out=stages.RUNS_OUT,
    counts=("decision",),
    who=stages.WORDS,
    sealed=True,
)

__all__ = ["CONCERN"]
