"""Letters about a matter: queued with the step that causes them, one reader each, nothing confidential.

What happened, the reference, the date that counts and the clause that says so stand in the letter; what
was said stands in Comity, behind sign-in. There is no copy and no blind copy. An officer's letter waits
for office hours, unless an emergency was stated; a Member's never waits.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from comity.council.calendars import calendar_of, day_of
from comity.council.models import Council, Person
from comity.council.readers import people_with_keys
from comity.matters import admissions, references
from comity.matters.actors import Actor
from comity.matters.models import Entry, Letter, Matter
from comity.matters.sealed import barred
from comity.matters.world import CouncilWorld
from comity.procedures.fields import LEVELS
from comity.procedures.run import Taken
from comity.procedures.shape import Procedure, Relation, Step
from comity.protocol import vocabulary
from comity.protocol.calendars import Calendar, is_open, next_open
from comity.protocol.calendars.words import say_moment

_HELD = "held for office hours"


def queue(
    entry: Entry,
    step: Step,
    procedure: Procedure,
    taken: Taken,
    world: CouncilWorld,
    *,
    by: Actor,
    at: datetime,
    told_already: Iterable[Letter] = (),
) -> list[Letter]:
    """Queue what must be told of a step, to all but whoever took it, in the same transaction.

    `told_already` are the letters by which somebody outside is let in: they need no other.
    """
    but = {letter.person_id for letter in told_already}
    told = [one for one in _readers(entry.matter, step.tells, taken, at=at, but=by) if one.pk not in but]
    if not told:
        return []
    text = _body(entry, step, procedure, taken, world.calendar)
    return _queue(entry, told, text, level=entry.level, at=at, calendar=world.calendar)


def remind(
    council: Council, entry: Entry, told: Iterable[Person], *, due: datetime, at: datetime
) -> list[Letter]:
    """Queue reminders that a date is near, about the entry that set it; one a reader and entry."""
    calendar = calendar_of(council, on=day_of(at))
    shown = references.shown(entry.matter.reference)
    text = f"{shown} is due by {say_moment(calendar.local(due))}.\n\n{_SEE_IT}"
    return _queue(
        entry, list(told), text, level=LEVELS["handling"], at=at, calendar=calendar, kind="reminder"
    )


def _queue(
    entry: Entry,
    told: list[Person],
    text: str,
    *,
    level: int,
    at: datetime,
    calendar: Calendar,
    kind: str = "step",
) -> list[Letter]:
    shown = references.shown(entry.matter.reference)
    letters = []
    for person in admissions.let_in(entry.matter_id, told):
        waits = person.kind == "officer" and not entry.matter.emergency and not is_open(at, calendar)
        letters.append(
            Letter(
                council_id=entry.council_id,
                matter=entry.matter,
                entry=entry,
                person=person,
                level=level,
                kind=kind,
                subject=_SUBJECTS[kind].format(shown),
                body=_for_outside(text) if person.kind == "outside" else text,
                queued=at,
                held_until=next_open(at, calendar) if waits else at,
                held_why=_HELD if waits else "",
            )
        )
    return Letter.objects.bulk_create(letters)


def _readers(
    matter: Matter, tells: tuple[Relation, ...], taken: Taken, *, at: datetime, but: Actor
) -> list[Person]:
    bars = barred(taken.state)
    state = taken.state
    keys = {
        relation: [key for party in state.present(relation) for key in state.standing_for(party)]
        for relation in tells
    }
    behind = people_with_keys(
        matter.council_id, {key for these in keys.values() for key in these}, day_of(at)
    )
    found: dict[int, Person] = {}
    for relation, these in keys.items():
        for person in (person for key in these for person in behind[key]):
            if person.pk not in bars or relation == "subject":
                found[person.pk] = person
    if but.person is not None:
        found.pop(but.person.pk, None)
    return [found[number] for number in sorted(found)]


def _body(entry: Entry, step: Step, procedure: Procedure, taken: Taken, calendar: Calendar) -> str:
    """The letter: what was done, what counts now, and who says so; of a sealed matter only that it waits."""
    matter = entry.matter
    if procedure.sealed:
        return f"Something waits for you on {references.shown(matter.reference)}.\n\n{_SIGN_IN}"
    lines = [f"{procedure.title} {references.shown(matter.reference)}", "", _what(entry, step)]
    if matter.due is not None:
        due = calendar.local(matter.due)
        lines.append(f"An answer is due by {say_moment(due)}.")
    if vacant := taken.effects.get("passed_over"):
        named = "; ".join(vocabulary.load().posts[post] for post in vacant)
        lines += ["", f"Passed over, because nobody holds it now: {named}."]
    if joined := taken.effects.get("joined"):
        named = "; ".join(vocabulary.load().posts[post] for post in joined)
        lines += ["", f"Passed over, because it leads to the same person: {named}."]
    for decision in taken.decisions:
        cites = ", ".join(decision.cites)
        lines += ["", f"{decision.because} ({_SAYS[decision.layer]}: {cites})"]
    lines += ["", _SIGN_IN]
    return "\n".join(lines)


def _what(entry: Entry, step: Step) -> str:
    """What was done, as a sentence: by whom, or by itself."""
    if entry.person is None:
        return f"{step.done[0].upper()}{step.done[1:]}."
    return f"{entry.capacity.get('title') or entry.person.addressed} {step.done}."


def _for_outside(text: str) -> str:
    """The same letter for somebody who does not sign in."""
    return text.replace(_SIGN_IN, _BY_LINK).replace(_SEE_IT, _BY_LINK)


_SEE_IT = "Sign in to Comity to see it."
_BY_LINK = (
    "Open it by the link that you were sent, and the code that you were given another way. Where the code "
    "does not work any more, ask whoever gave it to you. Do not reply to this message."
)
_SIGN_IN = "What was said is in Comity: sign in to read it and to reply. Do not reply to this message."
_SUBJECTS = {"step": "Something new on {}", "reminder": "{} is due soon"}
_SAYS = {
    "protocol": "the council’s protocol",
    "law": "law",
    "house": "a default, as the protocol does not say",
}
