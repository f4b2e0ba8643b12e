"""The record as a file that proves itself: a whole council's, or one matter's, with the verifier in it.

Layout of the ZIP: manifest.json (what is in it, by digest) and manifest.sig (its signature); matters/,
one file for each ledger; statements.json and changes.json; council/, the tables of who is who; editions/,
the protocol's files by its digest; files/, what was attached, by digest; verify_bundle.py and README.txt.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import resources
from typing import Any, BinaryIO

from django.apps import apps
from django.db import connection, transaction

from comity.council.context import enter, within
from comity.council.models import Council, Scoped
from comity.editions.models import Edition, EditionFile
from comity.matters import chain, files, heads, references, signing
from comity.matters.commitment import End, opening, way
from comity.matters.ledger import hashed
from comity.matters.models import ChangeLink, Document, Entry, Head, Matter, Prose, Statement

VERIFIER = "verify_bundle.py"
PIECE = 200
"""Matters written between two renewals of the council's context, which holds for a minute."""

README = """The record of {council}{whose}, exported on {at:%-d %B %Y at %H:%M} UTC.

Check it with Python 3.11 or newer, and nothing else:

    python3 verify_bundle.py BUNDLE.zip STATEMENT.json

Take verify_bundle.py from somewhere you trust rather than from this file, and STATEMENT.json from somebody
who was sent it, or from your own letters: it is the text between the lines of the letter. What agrees is
printed, or the first difference. See docs/why/record.md of Comity for what this proves, and what it cannot.

The council's signing key: {key}
"""


class Damaged(ValueError):
    """An attached file cannot be read, or is not what was attached; the message names it."""


@dataclass
class _Archive:
    """A ZIP that is being written, and the digest of everything in it."""

    zip: zipfile.ZipFile
    digests: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, content: bytes) -> None:
        self.digests[name] = hashlib.sha256(content).hexdigest()
        self.zip.writestr(name, content)

    def put_json(self, name: str, value: object) -> None:
        self.put(name, json.dumps(value, ensure_ascii=False, indent=1, default=_plain).encode())


def whole(
    council: Council, target: BinaryIO, *, at: datetime, told: Callable[[int], None] = lambda number: None
) -> int:
    """Write a council's whole record; says how many matters. Makes a statement first, so that it is covered.

    Everything is read as it stood at one moment. Opens its own transactions; `told` hears how far it is.
    Raises Damaged.
    """
    with within(council, system=True):
        heads.state(council, at=at)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        enter(council.pk, system=True)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
            archive = _Archive(made)
            number = _everything(council, archive, told)
            _finish(council, archive, {"scope": "council"}, whose="", at=at)
    return number


def of_matter(council: Council, matter: Matter, target: BinaryIO, *, at: datetime) -> None:
    """Write one matter's record, with what shows that statements cover it; in the caller's transaction.

    Whoever asks must be one of those who handle it: that is for the caller to see to. Raises Damaged.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        archive = _Archive(made)
        _matter(archive, matter)
        _editions(archive, Edition.objects.filter(digest__in=_packs(matter)))
        archive.put_json("statements.json", list(_proofs(council, matter)))
        shown = references.shown(matter.reference)
        _finish(council, archive, {"scope": "matter"}, whose=f", matter {shown}", at=at)


def _everything(council: Council, archive: _Archive, told: Callable[[int], None]) -> int:
    numbers = list(Matter.objects.filter(council=council).order_by("pk").values_list("pk", flat=True))
    for place in range(0, len(numbers), PIECE):
        enter(council.pk, system=True)
        for matter in Matter.objects.filter(pk__in=numbers[place : place + PIECE]).order_by("pk"):
            _matter(archive, matter)
        told(min(place + PIECE, len(numbers)))
    enter(council.pk, system=True)
    _editions(archive, Edition.objects.filter(council=council))
    links = ChangeLink.objects.filter(council=council).order_by("ordinal").select_related("change")
    archive.put_json(
        "changes.json",
        [{"fields": heads.change_fields(one.change, one.ordinal), "hash": one.hash} for one in links],
    )
    archive.put_json("statements.json", list(_statements(council)))
    for model in apps.get_app_config("council").get_models():
        if issubclass(model, Scoped):
            rows = model._default_manager.filter(council=council).order_by("pk").values()
            archive.put_json(f"council/{model._meta.model_name}.json", [_row(row) for row in rows])
    return len(numbers)


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in {"council_id", "account_id"}}


def _matter(archive: _Archive, matter: Matter) -> None:
    prose = {one.entry_id: one for one in Prose.objects.filter(entry__matter=matter)}
    written = []
    for entry in Entry.objects.filter(matter=matter).order_by("ordinal").prefetch_related("documents"):
        said = prose[entry.pk]
        attached = [one for one in entry.documents.all() if one.name]
        written.append(
            {
                "fields": hashed(entry),
                "hash": entry.hash,
                "words": said.words,
                "salt": said.salt,
                "names": {one.digest: one.name for one in attached},
            }
        )
        for document in attached:
            _file(archive, matter, document)
    about = {"reference": matter.reference, "procedure": matter.procedure, "entries": written}
    archive.put_json(f"matters/{matter.reference}.json", about)


def _file(archive: _Archive, matter: Matter, document: Document) -> None:
    name = f"files/{document.digest}"
    if name in archive.digests:
        return
    try:
        content = files.content(document)
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != document.digest:
        raise Damaged(
            f"{references.shown(matter.reference)}: an attached file is missing or damaged (digest "
            f"{document.digest}). Bring it back from a backup first: comity verify lists all of them."
        )
    archive.put(name, content)


def _packs(matter: Matter) -> set[str]:
    return {found["pack"] for found in Entry.objects.filter(matter=matter).values_list("digests", flat=True)}


def _editions(archive: _Archive, editions: Any) -> None:
    for file in EditionFile.objects.filter(edition__in=editions).select_related("edition").order_by("pk"):
        name = f"editions/{file.edition.digest}/{file.name}"
        if name not in archive.digests:
            archive.put(name, bytes(file.content))


def _statements(council: Council) -> Iterator[dict[str, Any]]:
    """Every statement with what opens it: its salt, and the ledgers that had grown since the one before."""
    grown: dict[int, list[list[object]]] = {}
    for number, *end in (
        Head.objects.filter(council=council)
        .order_by("pk")
        .values_list("statement_id", "matter__reference", "entries", "head")
    ):
        grown.setdefault(number, []).append(end)
    for one in Statement.objects.filter(council=council).order_by("number"):
        changes: list[object] = [heads.CHANGES, one.changes, one.changes_head]
        yield {**heads.shown(one), "salt": one.salt, "heads": [*grown.get(one.pk, []), changes]}


def _proofs(council: Council, matter: Matter) -> Iterator[dict[str, Any]]:
    """Every statement; those before which this ledger had grown, with its way to their digest."""
    grown = {one.statement_id: one for one in Head.objects.filter(council=council, matter=matter)}
    for one in Statement.objects.filter(council=council).order_by("number"):
        proven = []
        if one.pk in grown:
            ends = heads.stated(council, one.number) | {heads.CHANGES: End(one.changes, one.changes_head)}
            name, end = matter.reference, ends[matter.reference]
            proof = [opening(one.salt, name), way(one.salt, ends, name)]
            proven.append([name, end.entries, end.head, *proof])
        yield {**heads.shown(one), "heads": proven}


def _finish(
    council: Council, archive: _Archive, about: Mapping[str, str], *, whose: str, at: datetime
) -> None:
    key = signing.public()
    source = resources.files("comity.matters.verifier").joinpath(VERIFIER).read_bytes()
    archive.put(VERIFIER, source)
    archive.put("README.txt", README.format(council=council.name, whose=whose, at=at, key=key).encode())
    manifest = {"council": council.slug, "name": council.name, **about, "made": at, "key": key}
    text = chain.canonical({**manifest, "files": archive.digests})
    archive.zip.writestr("manifest.json", text)
    archive.zip.writestr("manifest.sig", signing.sign(text))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return chain.plain(value)
    if isinstance(value, date) or hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise TypeError(f"A bundle cannot hold {type(value).__name__}.")
