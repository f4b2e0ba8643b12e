"""What is said about one person, gathered for their right of access (UK GDPR article 15).

It finds what its reader may see and no more, and marks what may be about others, for a person to look at. Of
a sealed matter that is kept from the person themselves it finds only what was put to them, with what may be
about others withheld (Data Protection Act 2018 Sch 2 paras 16 and 17): whoever gathers may know more than the
person may be told. Nothing is handed over by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from comity.council.changes.record import make
from comity.council.models import Council, Person
from comity.matters import policy
from comity.matters.actors import Actor
from comity.matters.models import AccessRequest, Document, Entry, Matter, Party, Prose
from comity.matters.sealed import barred
from comity.matters.standing import state_of
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.run import NotOpen

GATHERERS = frozenset({"role:monitoring_officer", "role:democratic_services", "role:clerk"})
AUTHORITIES = (
    ("access_right", "The person asked what is held about them (UK GDPR article 15)"),
    ("court_order", "A court or the Information Commissioner ordered it"),
)
SHORTEST = 3
WITHHELD = "[withheld]"
#: What may point to somebody else: an address for e-mail, a telephone number, a postcode.
OTHERS = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)(?:\+44|0)(?: ?\d){9,10}\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in which somebody is found: a text in parts, each with whether it may be about somebody else."""

    label: str
    parts: tuple[tuple[str, bool], ...]

    @property
    def others(self) -> tuple[str, ...]:
        """What in it may be about somebody else, each once."""
        return tuple(dict.fromkeys(text for text, other in self.parts if other))


@dataclass(frozen=True, slots=True)
class Passage:
    """An entry that says something about somebody: its words as far as its reader may see them, its files."""

    matter: Matter
    entry: Entry
    done: str
    pieces: tuple[Piece, ...]
    files: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that was found about somebody."""

    terms: tuple[str, ...]
    passages: tuple[Passage, ...] = field(default=())

    @property
    def matters(self) -> int:
        """In how many matters something was found."""
        return len({one.matter.pk for one in self.passages})


def gather(council: Council, terms: Iterable[str], *, authority: str, by: Actor, at: datetime) -> Gathered:
    """Gather what is said about a person under these names and addresses, and record that it was done.

    Raises NotOpen for whoever may not, and for names that are too short to find anybody by.
    """
    if by.person is None or not by.keys & GATHERERS:
        raise NotOpen("The Monitoring Officer, democratic services or the clerk gather this.")
    if authority not in dict(AUTHORITIES):
        raise NotOpen("Say why it is gathered.")
    wanted = tuple(dict.fromkeys(" ".join(term.split()) for term in terms if term.strip()))
    if not wanted or any(len(term) < SHORTEST for term in wanted):
        raise NotOpen(f"Give each name or address in full, with at least {SHORTEST} letters.")
    found = Gathered(wanted, tuple(_passages(council, wanted, by)))
    request = AccessRequest(
        council=council,
        person=by.person,
        at=at,
        authority=authority,
        matters=found.matters,
        entries=len(found.passages),
    )
    make("subject_access", request, actor=by.person, reason=dict(AUTHORITIES)[authority], at=at)
    return found


def _passages(council: Council, wanted: Sequence[str], by: Actor) -> Iterable[Passage]:
    names = [name for name in Person.objects.filter(council=council).values_list("name", flat=True) if name]
    themselves = _may_be_meant(council, wanted)
    seen: dict[int, policy.Seen | None] = {}
    put: dict[int, policy.Seen | None] = {}
    for entry in _entries(council, wanted, by):
        if entry.matter_id not in seen:
            seen[entry.matter_id] = policy.level(entry.matter_id, by.keys)
            put[entry.matter_id] = _put_to(entry.matter, themselves)
        level, told = seen[entry.matter_id], put[entry.matter_id]
        if level is None or not level.reads(entry) or (told is not None and not told.reads(entry)):
            continue
        passage = _passage(entry, wanted, names, level if told is None else told)
        if told is not None:
            yield _withheld(passage)
        elif _meant_in(passage, wanted):
            yield passage


def _put(people: frozenset[int], by: Actor) -> list[int]:
    """Every entry put to these people in a sealed matter kept from them, of those its reader sees."""
    keys = {f"person:{one}" for one in people}
    kept = Party.objects.filter(relation="barred", key__in=keys, until=None).values("matter")
    found: list[int] = []
    for matter in policy.visible(by.keys).filter(pk__in=kept):
        told = _put_to(matter, people)
        if told is not None:
            entries = Entry.objects.filter(matter=matter, ordinal__in=told.opened)
            found += entries.values_list("pk", flat=True)
    return found


def _put_to(matter: Matter, people: frozenset[int]) -> policy.Seen | None:
    """What was put to these people of a sealed matter that is kept from them; None for any other matter."""
    if not PROCEDURES[matter.procedure].sealed:
        return None
    state = state_of(matter)
    if not people & barred(state):
        return None
    keys = {f"person:{one}" for one in people}
    opened = [entries for key, entries in state.opened.items() if key in keys]
    return policy.Seen.of(0, frozenset().union(*opened))


def _withheld(passage: Passage) -> Passage:
    """A passage with whatever may be about somebody else taken out, and without its files."""
    pieces = tuple(
        Piece(one.label, tuple((WITHHELD if other else text, other) for text, other in one.parts))
        for one in passage.pieces
    )
    return replace(passage, pieces=pieces, files=())


def _entries(council: Council, wanted: Sequence[str], by: Actor) -> Iterable[Entry]:
    """Entries that may say something: words or files name the person, or they themselves took the step."""
    visible = policy.visible(by.keys).filter(council=council).values("pk")
    said, named = Q(), Q()
    for term in wanted:
        said |= Q(text__icontains=term)
        named |= Q(name__icontains=term)
    prose = Prose.objects.filter(entry__matter__in=visible).annotate(text=Cast("words", CharField()))
    files = Document.objects.filter(named, matter__in=visible)
    people = _people(council, wanted)
    about = Q(pk__in=prose.filter(said).values("entry")) | Q(pk__in=files.values("entry"))
    themselves = frozenset(people.values_list("pk", flat=True))
    about |= Q(pk__in=_put(themselves, by))
    about |= Q(person__in=people.values("pk")) | Q(acting_for__in=people.values("pk"))
    found = Entry.objects.filter(about, matter__in=visible).select_related("matter", "person")
    return found.prefetch_related("documents").order_by("matter__opened", "matter_id", "ordinal")


def _people(council: Council, wanted: Sequence[str]) -> QuerySet[Person]:
    """The people of the council who have one of these names or addresses."""
    themselves = Q()
    for term in wanted:
        themselves |= Q(name__iexact=term) | Q(email__iexact=term)
    return Person.objects.filter(themselves, council=council)


def _may_be_meant(council: Council, wanted: Sequence[str]) -> frozenset[int]:
    """The ids of everybody whom one of these may mean: by part of a name too, or with more before or after.

    Wider than `_people`: what is kept from somebody is not given out because they were looked for otherwise.
    """
    asked = [_in_words(term) for term in wanted]
    found = set()
    for number, name, email in Person.objects.filter(council=council).values_list("pk", "name", "email"):
        words = _in_words(name)
        if _meant(name, wanted) or _meant(email, wanted) or any(a <= words or words <= a for a in asked):
            found.add(number)
    return frozenset(found)


def _in_words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


def _passage(entry: Entry, wanted: Sequence[str], names: Sequence[str], level: policy.Seen) -> Passage:
    step = PROCEDURES[entry.matter.procedure].step(entry.step)
    labels = {item.name: item.label for item in step.says}
    words = policy.words(entry, level) or {}
    others = [name for name in names if not _meant(name, wanted)]
    pieces = tuple(
        Piece(labels.get(name, name), tuple(marked(text, others, wanted))) for name, text in words.items()
    )
    files = tuple(one for one in entry.documents.all() if one.name)
    return Passage(entry.matter, entry, step.done, pieces, files)


def _meant_in(passage: Passage, wanted: Sequence[str]) -> bool:
    """Whether an entry is about them: by who took the step, by its words, or by a file's name."""
    said = ("".join(text for text, _ in one.parts) for one in passage.pieces)
    told = (*said, *(one.name for one in passage.files))
    return _themselves(passage.entry, wanted) or any(_meant(text, wanted) for text in told)


def _themselves(entry: Entry, wanted: Sequence[str]) -> bool:
    people = [one for one in (entry.person, entry.acting_for) if one is not None]
    known = {text.casefold() for one in people for text in (one.name, one.email)}
    return bool(known & {term.casefold() for term in wanted})


def _meant(text: str, wanted: Sequence[str]) -> bool:
    return any(term.casefold() in text.casefold() for term in wanted)


def marked(text: str, others: Sequence[str], wanted: Sequence[str]) -> Iterable[tuple[str, bool]]:
    """A text in parts, each with whether it may be about somebody else: a name, an address, a number."""
    names = [re.escape(name) for name in sorted(others, key=len, reverse=True)]
    pattern = re.compile("|".join([*names, OTHERS.pattern]), re.IGNORECASE)
    place = 0
    for hit in pattern.finditer(text):
        if _meant(hit.group(), wanted):
            continue
        if hit.start() > place:
            yield text[place : hit.start()], False
        yield hit.group(), True
        place = hit.end()
    if place < len(text):
        yield text[place:], False
