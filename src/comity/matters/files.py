"""Files attached to a step: limits on kind and size, kept by digest, and handed out as downloads only."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from comity.matters.models import Document, Entry
from comity.procedures.fields import Unheard

LARGEST = 10 * 1024 * 1024
MOST = 10
#: What may be attached: the ending of the name, the kind it is handed out as, and how its bytes begin.
KINDS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
    "odt": ("application/vnd.oasis.opendocument.text", (b"PK\x03\x04",)),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", (b"PK\x03\x04",)),
    "txt": ("text/plain", ()),
    "csv": ("text/csv", ()),
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in with a form."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that has been kept: its bytes by digest, and what it is called here."""

    name: str
    digest: str
    kind: str
    size: int

    def as_fact(self) -> dict[str, Any]:
        """What the chain says of it: everything but the name, which may be somebody's."""
        return {"digest": self.digest, "kind": self.kind, "size": self.size}


def receive(uploads: Iterable[Upload]) -> tuple[Upload, ...]:
    """The files of a form, or what is wrong with them. Raises Unheard under "files"."""
    taken = tuple(Upload(_name(one.name), one.content) for one in uploads)
    if len(taken) > MOST:
        raise Unheard({"files": f"Attach at most {MOST} files at a time; there were {len(taken)}."})
    for one in taken:
        _check(one)
    return taken


def _name(name: str) -> str:
    plain = "".join(sign for sign in name.replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable())
    return plain.strip()[-180:] or "file"


def _check(one: Upload) -> None:
    ending = one.name.rsplit(".", 1)[-1].lower() if "." in one.name else ""
    if ending not in KINDS:
        raise Unheard({"files": f"“{one.name}” cannot be attached. These kinds can: {', '.join(KINDS)}."})
    if not one.content:
        raise Unheard({"files": f"“{one.name}” is empty."})
    if len(one.content) > LARGEST:
        raise Unheard({"files": f"“{one.name}” is larger than {LARGEST // 1024 // 1024} MB."})
    beginnings = KINDS[ending][1]
    if beginnings and not one.content.startswith(beginnings):
        raise Unheard(
            {"files": f"“{one.name}” is not what its name says. Save it again as {ending} and attach that."}
        )
    if not beginnings and b"\x00" in one.content:
        raise Unheard({"files": f"“{one.name}” is not plain text."})


def keep(upload: Upload) -> Kept:
    """Keep a file's bytes under their digest; the same bytes are kept once. Durable when this returns."""
    digest = hashlib.sha256(upload.content).hexdigest()
    _hold(digest, shared=True)
    place = _place(digest)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, draft = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(handle, "wb") as written:
            written.write(upload.content)
            written.flush()
            os.fsync(written.fileno())
        Path(draft).rename(place)
    return Kept(upload.name, digest, KINDS[upload.name.rsplit(".", 1)[-1].lower()][0], len(upload.content))


def attach(entry: Entry, kept: Sequence[Kept]) -> None:
    """Note on an entry which files came with it."""
    Document.objects.bulk_create(
        Document(
            council_id=entry.council_id,
            matter_id=entry.matter_id,
            entry=entry,
            digest=one.digest,
            name=one.name,
            kind=one.kind,
            size=one.size,
        )
        for one in kept
    )


def content(document: Document) -> bytes:
    """The bytes of a file. Raises FileNotFoundError, which the surface says in plain words."""
    return _place(document.digest).read_bytes()


def throw_away(digest: str, *, wanted: Callable[[], bool]) -> None:
    """Take a file's bytes away unless somebody still names them; whoever is just attaching it is waited for.

    Runs in a transaction; `wanted` is asked once nobody can attach the same bytes meanwhile.
    """
    _hold(digest, shared=False)
    if not wanted():
        _place(digest).unlink(missing_ok=True)


def _hold(digest: str, *, shared: bool) -> None:
    """Keep bytes from being taken away while somebody attaches them, until the transaction ends."""
    how = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"select {how}(hashtextextended(%s, 1))", [digest])


def _place(digest: str) -> Path:
    return Path(settings.COMITY_FILES) / digest[:2] / digest[2:4] / digest
