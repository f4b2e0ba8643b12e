"""What somebody did or typed, told back to people: one clear sentence, and the words to copy."""

from __future__ import annotations

from datetime import datetime

from comity.matters.models import Entry
from comity.procedures.catalogue import PROCEDURES
from comity.protocol.calendars.words import say_time
from comity.web.clock import ZONE
from comity.web.forms.form import Form
from comity.web.words import say_day

OF_IT = {"answer": "answered this", "hold": "sent a holding reply", "acknowledge": "acknowledged this"}


def sentence(entry: Entry, now: datetime) -> str:
    """What an entry did: "Hal Example answered this at 10:42am"; with the day where it was not today."""
    step = PROCEDURES[entry.matter.procedure].step(entry.step)
    who = entry.person.addressed if entry.person else "Comity"
    at = entry.recorded.astimezone(ZONE)
    day = "" if at.date() == now.astimezone(ZONE).date() else f" on {say_day(at)}"
    return f"{who} {OF_IT.get(step.name, step.done)} at {say_time(at.time())}{day}"


def as_typed(form: Form) -> list[tuple[str, str]]:
    """Everything that was typed into a form, box by box, to be copied: (label, text)."""
    found = []
    for field in form.fields:
        boxes = [name for name in form.sent if name == field.name or name.startswith(f"{field.name}-")]
        labels = dict(form.choices(field))
        said = [labels.get(text, text) for box in boxes for text in form.sent.getlist(box) if text]
        if said:
            found.append((field.label, (" " if len(boxes) > 1 else ", ").join(said)))
    return found
