"""Files: what may be attached, how it is kept, and that nothing of a path or a name does harm."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as by_property
from hypothesis import strategies as st

from comity.matters import files
from comity.matters.files import KINDS, LARGEST, MOST, Upload, receive
from comity.matters.models import Document, Entry
from comity.procedures.fields import Unheard
from tests import cast as casting
from tests.matters.telling import ask, do, look

PDF = b"%PDF-1.7 a small paper"


def wrong(*uploads: Upload) -> str:
    with pytest.raises(Unheard) as no:
        receive(uploads)
    assert set(no.value.errors) == {"files"}
    return no.value.errors["files"]


@pytest.mark.parametrize("ending", sorted(KINDS))
def test_each_kind_is_taken_by_its_ending_and_its_beginning(ending: str) -> None:
    begins = (KINDS[ending][1] or (b"plain words",))[0]
    (taken,) = receive([Upload(f"Paper.{ending.upper()}", begins + b" and more")])
    assert taken.name == f"Paper.{ending.upper()}"
    assert files.keep(taken).kind == KINDS[ending][0]


@pytest.mark.parametrize("name", ["run.exe", "page.html", "drawing.svg", "paper", "paper.pdf.js", ".pdf.sh"])
def test_other_kinds_are_refused_with_those_that_can_be_attached(name: str) -> None:
    assert "These kinds can: pdf" in wrong(Upload(name, PDF))


def test_what_is_not_what_its_name_says_is_refused() -> None:
    assert "not what its name says" in wrong(Upload("paper.pdf", b"<script>"))
    assert "not plain text" in wrong(Upload("list.csv", b"a,b\x00c"))
    assert "empty" in wrong(Upload("list.csv", b""))


def test_so_large_and_so_many_and_no_more() -> None:
    assert receive([Upload("a.txt", b"a" * LARGEST)])
    assert "larger than 10 MB" in wrong(Upload("a.txt", b"a" * (LARGEST + 1)))
    assert len(receive([Upload("a.txt", b"a")] * MOST)) == MOST
    assert "there were 11" in wrong(*[Upload("a.txt", b"a")] * (MOST + 1))


@pytest.mark.parametrize(
    ("given_as", "kept_as"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\ada\\Letter to Dora.pdf", "Letter to Dora.pdf"),
        ("/srv/a/b/paper.pdf", "paper.pdf"),
        ("pa\r\nper\x00.pdf", "paper.pdf"),
        ("\u202efdp.paper.pdf", "fdp.paper.pdf"),
    ],
)
def test_a_name_loses_its_path_and_what_cannot_be_printed(given_as: str, kept_as: str) -> None:
    content = b"words" if given_as.endswith("txt") else PDF
    assert receive([Upload(given_as, content)])[0].name == kept_as


@by_property(deadline=None)
@given(st.text(max_size=300))
def test_no_name_whatever_leads_anywhere(name: str) -> None:
    (taken,) = receive([Upload(f"{name}.txt", b"words")])
    assert not set("/\\\r\n\x00") & set(taken.name)
    assert 0 < len(taken.name) <= 180


def test_the_same_bytes_are_kept_once_by_their_digest() -> None:
    content = b"the same words in two letters"
    first, second = (files.keep(Upload(name, content)) for name in ("one.txt", "two.txt"))
    assert first.digest == second.digest == hashlib.sha256(content).hexdigest()
    found = list(Path(settings.COMITY_FILES).rglob(first.digest))
    assert [path.read_bytes() for path in found] == [content]
    assert not [p for p in found[0].parent.iterdir() if p.name.startswith("tmp")]


def test_a_file_goes_with_its_entry_and_its_name_is_not_in_the_chain() -> None:
    cast = casting.council("coventry")
    entry = ask(cast, uploads=[Upload("Letter of Dora Petrichor.pdf", PDF)])
    document = look(cast, lambda: Document.objects.get(entry_id=entry.pk))
    assert (document.name, document.size) == ("Letter of Dora Petrichor.pdf", len(PDF))
    assert files.content(document) == PDF
    kept = look(cast, lambda: Entry.objects.get(pk=entry.pk))
    assert kept.facts["files"] == [{"digest": document.digest, "kind": "application/pdf", "size": len(PDF)}]
    assert "Petrichor" not in str((kept.facts, kept.effects, kept.decisions))
    do(cast, entry, "dot", "note", "2026-03-09 11:00", words="See there.", uploads=[Upload("n.txt", b"x")])
    assert look(cast, lambda: Document.objects.filter(matter_id=entry.matter_id).count()) == 2
