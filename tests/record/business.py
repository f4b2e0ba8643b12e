"""Some business of a council to keep a record of: enquiries with answers, notes, files and casework."""

from __future__ import annotations

import io
import json
import zipfile
from functools import cache
from importlib import resources, util
from types import ModuleType
from typing import Any

from comity.council.context import within
from comity.matters import bundle, heads, ledger
from comity.matters.files import Upload
from comity.matters.models import Entry, Matter, Statement
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import hear
from tests import cast as casting
from tests.cast import Cast, at

ENQUIRY = PROCEDURES["enquiry"]
ASKED = {"topic": "operational", "share": "nobody", "emergency": "no"}
LETTER = Upload("Letter from Wilma Oakes.txt", b"Dear Councillor, my lamp is out. Wilma Oakes")


@cache
def verifier() -> ModuleType:
    """The verifier as it lies in every bundle, loaded as a program of its own."""
    path = resources.files("comity.matters.verifier").joinpath("verify_bundle.py")
    spec = util.spec_from_file_location("verify_bundle", str(path))
    assert spec is not None
    assert spec.loader is not None
    made = util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def ask(cast: Cast, when: str, *, question: str, files: tuple[Upload, ...] = (), **more: str) -> Entry:
    """Ada asks."""
    moment = at(when)
    service = {"service": str(cast.services["highways"].pk)} if cast.services else {}
    said = {**ASKED, **service, "title": "A lamp", "question": question, **more}
    with within(cast.council, cast.ada):
        return ledger.begin(
            cast.council, cast.edition, "enquiry", "ask", hear(ENQUIRY.step("ask").says, said),
            by=cast.acting("ada", moment), at=moment, uploads=files,
        )  # fmt: skip


def do(cast: Cast, entry: Entry, who: str, step: str, when: str, **typed: str) -> Entry:
    """Somebody takes a step."""
    moment = at(when)
    said = hear(ENQUIRY.step(step).says, typed)
    with within(cast.council, cast.people[who]):
        return ledger.take(entry.matter_id, step, said, by=cast.acting(who, moment), at=moment)


def business() -> tuple[Cast, list[Entry]]:
    """A council with three matters: answered, held and noted, and just asked with a file."""
    cast = casting.council("coventry")
    answered = ask(cast, "2026-03-02 10:00", question="When will the lamp in Mill Lane be mended?")
    do(cast, answered, "dot", "answer", "2026-03-04 10:00", whole="whole", personal="none", answer="Friday.")
    held = ask(cast, "2026-03-03 11:00", question="Why is the crossing shut?")
    do(cast, held, "dot", "note", "2026-03-03 12:00", words="Ring Wilma Oakes on 024 7655 0001 first.")
    asked = ask(cast, "2026-03-05 09:00", question="Wilma Oakes waits for a ramp.", files=(LETTER,))
    return cast, [answered, held, asked]


def stated(cast: Cast, when: str) -> Statement:
    """A statement is made."""
    with within(cast.council, system=True):
        return heads.state(cast.council, at=at(when))


def held(statement: Statement) -> dict[str, str]:
    """The statement as a witness keeps it."""
    return dict(json.loads(json.dumps(heads.shown(statement))))


def exported(cast: Cast, when: str = "2026-03-06 12:00") -> bytes:
    """The council's whole record."""
    target = io.BytesIO()
    bundle.whole(cast.council, target, at=at(when))
    return target.getvalue()


def exported_matter(cast: Cast, entry: Entry, when: str = "2026-03-06 12:00") -> bytes:
    """One matter's record."""
    target = io.BytesIO()
    with within(cast.council, system=True):
        bundle.of_matter(cast.council, Matter.objects.get(pk=entry.matter_id), target, at=at(when))
    return target.getvalue()


def unpacked(made: bytes) -> dict[str, bytes]:
    """The files of a bundle."""
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    """Files as a bundle again."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def difference(made: bytes, *kept: Any) -> str:
    """The first difference that the verifier finds, in its words; empty where it finds none."""
    checker = verifier()
    try:
        checker.check(io.BytesIO(made), kept)
    except checker.Difference as first:
        return str(first)
    except (*checker.UNREADABLE, zipfile.BadZipFile) as error:
        return f"it cannot be read whole: {error!r}"
    return ""
