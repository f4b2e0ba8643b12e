"""Proving what an instance holds, matter by matter, while it is at work: chains, folds, sight and files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from comity.council.context import within
from comity.council.models import Council
from comity.matters import files, heads, references, verify
from comity.matters.models import Document, Matter


def prove(council: Council, *, rebuild: bool = False) -> Iterator[str]:
    """Say every flaw in a council's record in plain words; none where everything is as it was written.

    Each matter is looked at in a transaction of its own, with its row locked: nothing is written meanwhile.
    With `rebuild` the derived rows of a matter with flaws are made again from its ledger; what is said then
    is what rebuilding could not mend.
    """
    for number in _matters(council):
        with within(council, system=True):
            matter = Matter.objects.select_for_update().get(pk=number)
            found = list(verify.flaws_of(council, matter))
            if found and rebuild:
                verify.rebuild(matter)
                found = list(verify.flaws_of(council, Matter.objects.get(pk=number)))
            lost = list(_files(matter))
        yield from (str(flaw) for flaw in found)
        yield from lost
    with within(council, system=True):
        disagreeing = heads.flaws(council)
    yield from disagreeing


def count(council: Council) -> int:
    """How many matters a council has."""
    with within(council, system=True):
        return Matter.objects.filter(council=council).count()


def _matters(council: Council) -> list[int]:
    with within(council, system=True):
        return list(Matter.objects.filter(council=council).order_by("pk").values_list("pk", flat=True))


def _files(matter: Matter) -> Iterator[str]:
    for document in Document.objects.filter(matter=matter).exclude(name="").order_by("pk"):
        shown = references.shown(matter.reference)
        try:
            found = hashlib.sha256(files.content(document)).hexdigest()
        except OSError:
            yield f"{shown}: an attached file is missing (digest {document.digest})"
            continue
        if found != document.digest:
            yield f"{shown}: an attached file is not what was attached (digest {document.digest})"
