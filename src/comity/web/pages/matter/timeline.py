"""The timeline of a matter: each entry the visitor may read, with its words, files and decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from comity.council.models import Person, Post, Service, Term, Ward
from comity.matters import handles
from comity.matters.models import Entry
from comity.procedures.fields import LEVELS, Audience, Field
from comity.procedures.shape import Step
from comity.protocol.decision import Decision
from comity.web.pages.matter import of_concern
from comity.web.pages.matter.here import Here
from comity.web.pages.matter.who import SIGHT
from comity.web.words import say_day

#: What stands in the summary above the timeline and is not said again at the first entry.
ABOVE = frozenset(
    {"topic", "service", "ward", "title", "member", "share", "share_with", "happened", "emergency"}
)
PEOPLE = frozenset({"member", "members", "officer", "outsider"})
_TABLES: Mapping[str, type[Term]] = {
    "ward": Ward,
    "service": Service,
    "post": Post,
    **dict.fromkeys(PEOPLE, Person),
}

Rows = Mapping[type[Term], Mapping[int, Any]]
"""The rows that answers name by their ids."""


def timeline(here: Here) -> list[dict[str, Any]]:
    """The entries that the visitor may read, oldest first, as the template shows them."""
    rows = _rows(here, here.entries)
    return [_shown(here, entry, rows) for entry in here.entries]


def _rows(here: Here, entries: Iterable[Entry]) -> Rows:
    """Whatever is named by its id in what was said at these entries, each table asked once."""
    wanted: defaultdict[type[Term], set[int]] = defaultdict(set)
    for entry in entries:
        for field in _fields(here.step_of(entry)):
            if field.kind in _TABLES:
                wanted[_TABLES[field.kind]] |= set(_ids(entry.facts.get(field.name)))
    return {table: table.objects.in_bulk(ids) for table, ids in wanted.items() if ids}


def _ids(value: object) -> list[int]:
    listed = value if isinstance(value, list) else [value]
    return [int(str(one)) for one in listed if one not in (None, "")]


def _fields(step: Step) -> Iterator[Field]:
    """What is shown of what a step asks for."""
    return (field for field in step.says if not (step.opens() and field.name in ABOVE))


def _shown(here: Here, entry: Entry, rows: Rows) -> dict[str, Any]:
    step = here.step_of(entry)
    words = here.words(entry)
    said = _said(step, entry, words or {}, here, rows)
    first_is_main = here.procedure.sealed  # the account before the wish, what was told before its reasons
    order = said if first_is_main else reversed(said)
    main = next((text for kind, _, text in order if kind == "prose"), "")
    rest = [(label, text, kind) for kind, label, text in said if text is not main]
    title = step.done if here.seen else of_concern.TO_YOU.get(step.name, step.done)
    return {
        "id": f"entry-{handles.of(entry)}",
        "title": title[:1].upper() + title[1:],
        "by": entry.person.addressed if entry.person else "Comity",
        "capacity": entry.capacity.get("title", ""),
        "acting_for": entry.acting_for.addressed if entry.acting_for else "",
        "happened": entry.happened,
        "recorded": entry.recorded,
        "words": main,
        "rest": rest,
        "erased": words is None,
        "notes": entry.level == LEVELS["handling"] and bool(here.seen),
        "sight": _sight(here, entry),
        "files": [(handles.of(one), one) for one in sorted(entry.documents.all(), key=lambda one: one.pk)],
        "passed": [] if here.procedure.sealed else entry.effects.get("passed_over", []),
        "joined": [] if here.procedure.sealed else entry.effects.get("joined", []),
        "decisions": [Decision.from_json(kept) for kept in entry.decisions if here.seen],
    }


def _sight(here: Here, entry: Entry) -> str:
    if here.procedure.sealed:
        return of_concern.sight(here, entry)
    return SIGHT.get(entry.level, SIGHT[3])


def said_at(here: Here, entry: Entry) -> list[tuple[str, str]]:
    """What was said at an entry, as (label, text), as far as the visitor may read it."""
    words = here.words(entry) or {}
    return [
        (label, text)
        for _, label, text in _said(here.step_of(entry), entry, words, here, _rows(here, [entry]))
    ]


def asked(here: Here) -> str:
    """The question in the Member's own words, where the visitor may read them."""
    first = next((one for one in here.entries if here.step_of(one).opens()), None)
    return (here.words(first) or {}).get("question", "") if first else ""


def _said(
    step: Step, entry: Entry, words: Mapping[str, str], here: Here, rows: Rows
) -> list[tuple[str, str, str]]:
    """What was said, as (kind, label, text), as far as the visitor may read it."""
    found: list[tuple[str, str, str]] = []
    for field in _fields(step):
        if field.audience and LEVELS[field.audience] > here.seen:
            continue
        if not here.seen and field.name == "as_written":
            continue  # how much they are shown of the rest is none of what they are told
        value = words.get(field.name) if field.prose else entry.facts.get(field.name)
        if value in (None, "", []):
            continue
        narrower = f" (seen by {_narrower(here, field.audience)})" if field.audience else ""
        found.append((field.kind, (field.told or field.label) + narrower, text_of(field, value, rows)))
    return found


def _narrower(here: Here, audience: Audience) -> str:
    return of_concern.HEARS if here.procedure.sealed else SIGHT[LEVELS[audience]]


def text_of(field: Field, value: object, rows: Rows) -> str:
    """An answer as people read it: the label of a choice, yes or no, a day, a name."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if field.kind == "choice":
        return dict(field.choices).get(str(value), str(value))
    if field.kind == "date":
        return say_day(date.fromisoformat(str(value)))
    if field.kind in _TABLES:
        known = rows.get(_TABLES[field.kind], {})
        these = [known[one] for one in _ids(value) if one in known]
        if field.kind in PEOPLE:
            return ", ".join(one.addressed for one in sorted(these, key=str))
        return "".join(map(str, these))
    return str(value)
