"""How a setting is changed: a form with a reason, done once and at once, or refused with nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from comity.council import doors
from comity.council.changes import statutory
from comity.council.changes.record import ChangeRefused
from comity.council.models import Person
from comity.matters import chain, ties
from comity.procedures.fields import Field, Said, Unheard
from comity.procedures.run import NotOpen
from comity.protocol.faults import ProtocolError
from comity.web import clock
from comity.web.forms import keys
from comity.web.forms.form import Choices, form_of
from comity.web.visit import Visit

REASON = Field(
    "reason", "Why?", "line", hint="The reason stays on the record of changes, with your name and the time."
)


@dataclass(frozen=True, slots=True)
class Change:
    """One change as a page offers it: its title, its fields, what it does, and where it leads back to.

    `do` makes the change and returns what to tell whoever made it. `step` names the form's key. The reason
    is asked last (`why`), unless the change has a place of its own for it.
    """

    step: str
    title: str
    fields: tuple[Field, ...]
    do: Callable[[Said], str]
    back: str
    options: Mapping[str, Choices] = field(default_factory=dict)
    initial: Mapping[str, object] = field(default_factory=dict)
    hint: str = ""
    button: str = "Save"
    warning: bool = False
    caption: str = "Settings"
    why: tuple[Field, ...] = (REASON,)
    lines: tuple[str, ...] = ()


def offer(visit: Visit, change: Change) -> HttpResponse:
    """Show the form of a change, or make the change once and lead back."""
    fields = (*change.fields, *change.why)
    form = form_of(
        visit, fields, step=change.step, matter=visit.path, options=change.options, initial=change.initial
    )
    status = 200
    if visit.method == "POST":
        unique = keys.read_key(visit, change.step, visit.path)
        try:
            with transaction.atomic():
                said = form.said()
                done = once(unique, said, lambda: change.do(said))
        except Unheard as wrong:
            form, status = form.with_errors(wrong.errors), 422
        except (ChangeRefused, ProtocolError, NotOpen) as refused:
            form, status = form.with_errors({"": str(refused)}), 422
        else:
            messages.success(visit, done)
            return HttpResponseRedirect(change.back)
    return render(visit, "settings/change.html.j2", {"form": form, "change": change}, status=status)


SECOND = "This change needs a second person: it is proposed, and waits until somebody else confirms it."


def needs_second(visit: Visit, places: Iterable[str] = (), *people: int, hearers: Iterable[int] = ()) -> bool:
    """Say whether whoever is at work may not make a change alone, or may not make it for these people.

    `places` are those it touches, `hearers` people whose place it touches. It is never said why.
    """
    return ties.tied((visit.person.pk, *people), places=places, hearers=hearers)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A change as it is proposed: which door, in a sentence, what it needs, and which places it touches.

    `people` are those whose place it changes: they neither propose nor confirm it. `row` holds a proposal's
    own fields: post, person, since, until, target.
    """

    what: str
    says: str
    told: Mapping[str, Any] = field(default_factory=dict)
    places: tuple[str, ...] = ()
    hearers: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    row: Mapping[str, Any] = field(default_factory=dict)


def propose(visit: Visit, said: Said, change: Proposed) -> str:
    """Propose a change that needs a second person; what to tell whoever proposed it.

    It is tried and taken back first: what could not be done is refused at once. Raises ChangeRefused.
    """
    told = {
        **change.told,
        "says": change.says,
        "places": list(change.places),
        "hearers": list(change.hearers),
        "people": list(change.people),
    }
    row = statutory.propose_change(change.what, visit.council, told=told, **change.row, **by(visit, said))
    if change.what != "import":  # what a file would do has been looked at already
        with transaction.atomic():
            doors.carry_out(row, actor=visit.person, at=visit.now)
            transaction.set_rollback(True)
    return SECOND


def told_apart(person: Person) -> str:
    """Who it is, by name and e-mail address: somebody else may have the same name."""
    return f"{person.name} ({person.email or 'no e-mail address'})"


def once(unique: str, said: Said, do: Callable[[], str]) -> str:
    """Make a change unless this form has made it before; the mark goes with the transaction.

    Raises ChangeRefused where the form was sent before with other words.
    """
    name, digest = f"settings:{unique}", _digest(said)
    if cache.add(name, digest, keys.LASTS):
        return do()
    if cache.get(name) != digest:
        raise ChangeRefused("This form was sent before with other words, and they stand. Open it anew.")
    return "This had been done already; it was not done twice."


def _digest(said: Said) -> str:
    heard = chain.canonical([dict(said.facts), dict(said.prose)])
    return salted_hmac("comity.settings", heard, algorithm="sha256").hexdigest()


def day(said: Said, name: str) -> date:
    """Return a date that was said."""
    return date.fromisoformat(str(said.get(name)))


def day_or_none(said: Said, name: str) -> date | None:
    """Return a date that was said, or None where it was left open."""
    return day(said, name) if said.get(name) else None


def reason(said: Said) -> str:
    """Return the reason that was given."""
    return str(said.get("reason"))


def chosen(said: Said, name: str, options: Choices) -> int:
    """Return the id that was chosen. Raises Unheard for one that was not offered."""
    number = said.get(name)
    if str(number) not in {value for value, _ in options}:
        raise Unheard({name: "Choose one of the list."})
    return int(str(number))


def numbered(rows: Sequence[tuple[int, str]]) -> list[tuple[str, str]]:
    """Return ids and names as what may be chosen."""
    return [(str(number), name) for number, name in rows]


def by(visit: Visit, said: Said) -> dict[str, Any]:
    """Return what every change is told: who makes it, why, and when."""
    return {"actor": visit.person, "reason": reason(said), "at": visit.now}


def today(visit: Visit) -> date:
    """Return the day that it is in the council."""
    return clock.today(visit.now)
