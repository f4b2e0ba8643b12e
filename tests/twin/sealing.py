"""What happens in one twin only, sealed, and what happens in both afterwards, for everybody to see."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from unittest.mock import patch

from comity.council.changes import people
from comity.council.context import within
from comity.matters import chain, files, heads, ledger, outbox, references
from comity.matters.actors import actor
from comity.matters.models import Letter
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import hear
from tests.cast import _WHY, at
from tests.oracle.people import CITY
from tests.oracle.scene import NOW, Scene

CLEARED = {"abe", "cov", "hal", "joe"}
"""Who raised one, hears one, or had it put to them."""

ACCOUNT = {"happened_on": "2026-03-05", "account": "He shouted at me.", "wish": "An apology."}

WORK = (
    ("abe", "further", {"words": "We talked, and it did not help"}),
    ("cov", "note", {"words": "Keep this close"}),
    ("cov", "way", {"way": "informal", "words": "It can be talked about"}),
    ("cov", "put", {"as_written": "account", "words": "A Member says that you shouted"}),
    ("hal", "respond", {"words": "I am sorry", "companion": "My union"}),
    ("cov", "decide", {"finding": "upheld", "words": "He is sorry", "reasons": "Both say so"}),
    ("cov", "tell_subject", {"words": "It is settled"}),
)
"""The first one, about the head of highways: raised, heard, put to him, decided."""

LIFE = (
    ("gwen", "ask", {
        "topic": "operational", "title": "A lamp in Mill Lane", "question": "When is it mended?",
        "share": "ward", "emergency": "no",
    }),
    ("dot", "acknowledge", {"words": "Thank you"}),
    ("dot", "note", {"words": "Ask the depot"}),
    ("dot", "answer", {"whole": "whole", "personal": "none", "answer": "On Friday"}),
)  # fmt: skip


def seal(scene: Scene) -> None:
    """Two concerns: one worked on to its end; one that goes outside the council, to somebody new."""
    hal, bel = (str(scene.casts[CITY].people[name].pk) for name in ("hal", "bel"))
    upload = files.Upload("what-he-wrote.txt", b"You will hear from me.")
    typed = {"subject": hal, "nature": "conduct", **ACCOUNT}
    first = _step(scene, "abe", "raise_officer", typed, file=upload)
    for minute, (who, step, said) in enumerate(WORK, start=31):
        _step(scene, who, step, said, matter=first, minute=minute)
    other = _step(scene, "joe", "raise_member", {"subject": bel, "nature": "fraud", **ACCOUNT}, minute=40)
    _step(scene, "joe", "further", {"words": "Nobody answers"}, matter=other, minute=41)
    _post(scene, expected={first, other})


def live(scene: Scene) -> None:
    """The same in both: somebody asks and is answered, somebody comes, letters leave, heads are stated."""
    with drawing_alike("life"):
        cast, matter = scene.casts[CITY], 0
        upload = files.Upload("lamp.txt", b"The third one from the church.")
        for minute, (who, step, said) in enumerate(LIFE, start=45):
            given = dict(said) if matter else {
                **said, "service": str(cast.services["highways"].pk), "ward": str(cast.wards["north"].pk),
            }  # fmt: skip
            matter = _step(scene, who, step, given, matter=matter, minute=minute, kind="enquiry",
                           file=upload if step in {"ask", "note"} else None)  # fmt: skip
        with within(cast.council, system=True):
            people.add_person(cast.council, kind="officer", name="Nell Example", since=NOW.date(),
                              email="nell@elsewhere.example.net", title="", **_WHY)  # fmt: skip
            heads.state(cast.council, at=at("2026-03-09 09:55"))
        _post(scene, expected={matter})


@contextmanager
def drawing_alike(name: str) -> Iterator[None]:
    """What is drawn by chance while life goes on, the same in both: references and the salt of the chain."""
    chance = random.Random(name)  # noqa: S311

    def reference() -> str:
        body = "".join(chance.choice(references.ALPHABET) for _ in range(references.LENGTH))
        return body + references.check(body)

    def salt() -> str:
        return chance.randbytes(32).hex()

    with patch.object(references, "new", reference), patch.object(chain, "salt", salt):
        yield


def _step(
    scene: Scene,
    who: str,
    step: str,
    typed: Mapping[str, object],
    *,
    matter: int = 0,
    minute: int = 30,
    kind: str = "concern",
    file: files.Upload | None = None,
) -> int:
    cast, moment = scene.casts[CITY], at(f"2026-03-09 09:{minute}")
    uploads = (file,) if file else ()
    with within(cast.council, cast.people[who]):
        said = hear(PROCEDURES[kind].step(step).says, dict(typed))
        by = actor(cast.people[who], moment.date())
        if matter:
            entry = ledger.take(matter, step, said, by=by, at=moment, uploads=uploads)
        else:
            more = {"by": by, "at": moment, "uploads": uploads}
            entry = ledger.begin(cast.council, cast.edition, kind, step, said, **more)
    return int(entry.matter_id)


def _post(scene: Scene, expected: set[int]) -> None:
    """Let every letter leave, those of these matters among them."""
    letters = outbox.claim(scene.council(CITY), at=NOW, most=1000)
    assert expected <= {letter.matter_id for letter in letters}
    for letter in letters:
        outbox.send(scene.council(CITY), letter, _posted, at=NOW)


def _posted(letter: Letter, address: str) -> None:
    """The letter has left."""
