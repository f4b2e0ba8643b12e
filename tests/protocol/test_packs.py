"""A pack goes in and out without a change, and says where it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.protocol import clauses, packs
from comity.protocol.faults import ProtocolError
from comity.protocol.packs import Pack


def test_a_pack_says_what_document_it_is(sound: Pack) -> None:
    about = sound.about
    assert (sound.slug, sound.edition, about.council) == ("sound", "2020-01", "Sounding District Council")
    assert (about.kind, about.jurisdiction, about.adopted_on) == ("district", "england", date(2020, 1, 14))
    assert sound.names["council_chair"] == "Lord Mayor"


def test_export_and_import_lose_nothing(sound: Pack, tmp_path: Path) -> None:
    folder = tmp_path / "sound" / "2020-01"
    sound.write(folder)
    again = packs.load(folder)
    assert again == sound
    assert again.export() == sound.export() == packs.files_of(folder)
    assert again.rules == sound.rules


@settings(deadline=None)
@given(extra=st.binary(max_size=40), name=st.sampled_from(packs.FILES))
def test_any_change_to_any_file_changes_the_digest(sound: Pack, extra: bytes, name: str) -> None:
    changed = {**sound.export(), name: sound.files[name] + extra}
    assert (packs.digest(changed) == sound.digest) == (extra == b"")


def test_the_digest_does_not_turn_on_the_order_of_files(sound: Pack) -> None:
    assert packs.digest(dict(reversed(sound.files.items()))) == sound.digest
    moved = {
        **sound.export(),
        "protocol.md": sound.files["clauses.toml"],
        "clauses.toml": sound.files["protocol.md"],
    }
    assert packs.digest(moved) != sound.digest


@dataclass(frozen=True)
class Slip:
    """A slip of the pen in one of the files, and what must be said of it."""

    file: str
    old: str
    new: str
    what: str
    mend: str
    line_after: int = 0


SLIPS = [
    Slip("provisions.toml", "stage = 2", "stage = 3", 'the fact "stage" cannot be 3', "Use 1 or 2."),
    Slip("provisions.toml", 'cites   = ["1.1"]', 'cites = ["1.1"', "not TOML", "missing quotation mark", 1),
    Slip("provisions.toml", "working_days = 5", "working_days = 0", "must be a whole number", "working_days"),
    Slip("provisions.toml", "working_days = 5", "weeks = 1", '"within" must be one unit', "clear_days"),
    Slip("provisions.toml", '"require"', '"requires"', '"outcome" cannot be', 'Did you mean "require"?'),
    Slip("provisions.toml", '"own_service"', '"service"', '"narrow" cannot be', "own_service"),
    Slip("provisions.toml", 'cites   = ["1.1"]', "cites = []", 'has no "cites"', "cites"),
    Slip("provisions.toml", 'because = "An', 'becuase = "An', 'no "becuase"', 'Did you mean "because"?'),
    Slip("provisions.toml", 'by      = ["officer"]', 'by = "officer"', '"by" must be a list', 'by = ["…"]'),
    Slip("provisions.toml", 'by      = ["officer"]', "overrides = true", 'no "overrides"', "Use "),
    Slip("provisions.toml", '["2.1", "2.2(a)"]', '["2.1", "2.1"]', "names something twice", "Leave one"),
    Slip("pack.toml", 'kind         = "district"', 'kind = "shire"', '"kind" cannot be "shire"', "district"),
    Slip("pack.toml", "director  ", "direktor  ", 'there is no post "direktor"', 'Did you mean "director"?'),
    Slip("pack.toml", "2020-01-14", '"January"', '"adopted_on" must be a date', "2017-12-05"),
]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.what)
def test_a_fault_is_told_with_file_line_and_how_to_mend_it(files: dict[str, bytes], slip: Slip) -> None:
    text = files[slip.file].decode()
    assert slip.old in text
    text = text.replace(slip.old, slip.new, 1)
    with pytest.raises(ProtocolError) as refused:
        packs.read({**files, slip.file: text.encode()}, slug="sound")
    fault = refused.value
    line = text[: text.index(slip.new)].count("\n") + 1 + slip.line_after
    assert (fault.file, fault.line) == (slip.file, line)
    assert slip.what in fault.what
    assert slip.mend in fault.mend


def test_a_pack_without_a_title_is_told(files: dict[str, bytes]) -> None:
    untitled = files["pack.toml"].replace(b"title ", b"titel ", 1)
    with pytest.raises(ProtocolError) as refused:
        packs.read({**files, "pack.toml": untitled}, slug="sound")
    assert 'has no "titel" (1 more' in refused.value.what
    assert refused.value.mend == 'Did you mean "title"?'


def test_a_folder_that_is_no_pack_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProtocolError, match="is not the folder of a pack"):
        packs.load(tmp_path)


def test_text_that_is_not_utf8_is_told_with_its_line(files: dict[str, bytes]) -> None:
    with pytest.raises(ProtocolError) as refused:
        packs.read({**files, "provisions.toml": b"# one\n# \xff two\n"}, slug="sound")
    assert (refused.value.line, refused.value.what) == (2, "this is not UTF-8 text")


def test_clauses_are_read_with_their_headings_and_brackets(sound: Pack) -> None:
    printed = {clause.reference: clause for clause in clauses.of(sound)}
    assert list(printed) == ["1.1", "1.2", "2.1", "2.2", "2.2(a)", "3[1]"]
    assert printed["2.1"].headings == ("Member/Officer Protocol", "2. Concerns")
    assert printed["2.1"].text.endswith("one about a director goes to the\nChief Executive.")


@pytest.mark.parametrize("name", ["coventri", "coventry/2016-01"])
def test_a_pack_that_is_not_there_is_told_with_those_that_are(name: str) -> None:
    with pytest.raises(ProtocolError, match=r"Did you mean \"coventry\"|Use 2017-12"):
        packs.named(name)
