"""Finding matters by their words, among those one may see and no others.

The words lie in a schema that the application cannot read; two functions of the database's owner write
and find them, and take the council and the keys from the signed context.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import connection

from comity.matters.files import Kept
from comity.matters.models import Entry, Matter, Prose
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import LEVELS
from comity.procedures.shape import Step

PAGE = 25


def put(matter: Matter, entry: Entry, step: Step, prose: Mapping[str, str], kept: Sequence[Kept]) -> None:
    """Make the words of an entry findable, each for those who may read it."""
    for level, words in readable(entry.level, step, prose, [one.name for one in kept]):
        _put(matter, level, words)


def readable(
    least: int, step: Step, prose: Mapping[str, str], files: Sequence[str]
) -> Iterator[tuple[int, str]]:
    """What is to be found of an entry: each level that reads more than the one below, with those words."""
    read: set[str] = set()
    for level in range(least, max(LEVELS.values()) + 1):
        words = {name: text for name, text in step.readable(prose, level).items() if name not in read}
        read |= set(words)
        names = files if level == least else ()
        if words or names:
            yield level, "\n".join((*words.values(), *names))


def _put(matter: Matter, level: int, words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select search.put(%s, %s::smallint, %s, %s)", [matter.pk, level, words, matter.last])


def again(matter: Matter) -> None:
    """Make a matter findable anew by what is still said in it: what was erased is found no more."""
    with connection.cursor() as cursor:
        cursor.execute("select search.forget(%s)", [matter.pk])
    procedure = PROCEDURES[matter.procedure]
    said = dict(Prose.objects.filter(entry__matter=matter).values_list("entry_id", "words"))
    for entry in Entry.objects.filter(matter=matter).order_by("ordinal").prefetch_related("documents"):
        kept = [Kept(one.name, one.digest, one.kind, one.size) for one in entry.documents.all() if one.name]
        put(matter, entry, procedure.step(entry.step), said.get(entry.pk) or {}, kept)


def find(words: str, *, before: tuple[datetime, int] | None = None) -> list[tuple[int, datetime]]:
    """A page of matters that hold these words where the reader may see them, the latest first.

    Returns ids with the time of their last entry; `before` is the last of the page before.
    """
    moment, number = before or (None, None)
    with connection.cursor() as cursor:
        cursor.execute(
            "select matter, last from search.find(%s, %s::timestamptz, %s::bigint, %s)",
            [words, moment, number, PAGE],
        )
        return [(int(matter), last) for matter, last in cursor.fetchall()]
