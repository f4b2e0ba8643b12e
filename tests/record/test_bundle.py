"""What is exported agrees with every statement ever made of it, and says so to anybody with Python alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comity.council.context import within
from comity.matters import heads
from comity.matters.models import Entry, Head, Matter, Statement
from tests.record.business import (
    business,
    difference,
    do,
    exported,
    exported_matter,
    held,
    packed,
    stated,
    unpacked,
    verifier,
)


def test_a_whole_council_agrees_with_all_its_statements() -> None:
    cast, (_, second, _) = business()
    first = held(stated(cast, "2026-03-05 12:00"))
    do(cast, second, "dot", "note", "2026-03-05 14:00", words="The ramp is ordered.")
    later = held(stated(cast, "2026-03-06 08:00"))
    assert difference(exported(cast), first, later) == ""


def test_one_matter_agrees_with_the_statements_and_shows_nothing_of_the_others() -> None:
    cast, (first, second, third) = business()
    early = held(stated(cast, "2026-03-05 12:00"))
    do(cast, first, "ada", "reopen", "2026-03-05 13:00", reason="It is still out.")
    late = held(stated(cast, "2026-03-06 08:00"))
    made = exported_matter(cast, first)
    assert difference(made, early, late) == ""
    for other in (second, third):
        with within(cast.council, system=True):
            matter = Matter.objects.get(pk=other.matter_id)
        for content in unpacked(made).values():
            assert matter.reference.encode() not in content
            assert matter.head.encode() not in content


def test_a_statement_shows_no_reference_and_no_count_and_not_even_whether_anything_happened() -> None:
    cast, entries = business()
    texts = [stated(cast, when).text for when in ("2026-03-05 12:00", "2026-03-06 12:00", "2026-03-07 12:00")]
    said = [json.loads(text) for text in texts]
    with within(cast.council, system=True):
        references = list(Matter.objects.filter(council=cast.council).values_list("reference", flat=True))
    assert len(references) == len(entries)
    assert not any(reference in text for reference in references for text in texts)
    assert {tuple(sorted(one)) for one in said} == {
        ("comity", "council", "digest", "key", "made", "number", "previous")
    }
    assert len({one["digest"] for one in said}) == 3, "a quiet day looks like any other"


def test_only_what_has_grown_is_kept_with_the_next_statement() -> None:
    cast, (first, _, _) = business()
    stated(cast, "2026-03-05 12:00")
    do(cast, first, "ada", "reopen", "2026-03-05 13:00", reason="It is still out.")
    last = stated(cast, "2026-03-06 12:00")
    with within(cast.council, system=True):
        assert [one.matter_id for one in Head.objects.filter(statement=last)] == [first.matter_id]
        assert heads.flaws(cast.council) == []


def test_the_verifier_is_short_and_needs_nothing_but_python(tmp_path: Path) -> None:
    cast, _ = business()
    witness = tmp_path / "statement.json"
    witness.write_text(json.dumps(held(stated(cast, "2026-03-05 12:00"))))
    made = exported(cast)
    source = unpacked(made)["verify_bundle.py"]
    assert source.count(b"\n") < 200
    (tmp_path / "bundle.zip").write_bytes(made)
    (tmp_path / "verify.py").write_bytes(source)
    command = [sys.executable, "-I", "-S", "verify.py", "bundle.zip"]
    agrees = subprocess.run(
        [*command, "statement.json"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert agrees.stdout.startswith("Nothing differs: "), agrees
    assert agrees.returncode == 0
    (tmp_path / "bundle.zip").write_bytes(made[: len(made) // 2])
    cut = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (cut.returncode, cut.stderr) == (1, "")
    assert "damaged or cut short" in cut.stdout


def test_the_first_difference_is_named_in_plain_words() -> None:
    cast, (first, _, _) = business()
    with within(cast.council, system=True):
        reference = Matter.objects.get(pk=first.matter_id).reference
    files = unpacked(exported(cast))
    name = f"matters/{reference}.json"
    kept = json.loads(files[name])
    kept["entries"][1]["words"]["answer"] = "Never."
    files[name] = json.dumps(kept).encode()
    assert difference(packed(files)) == f"{name} is not what was exported."
    del files["changes.json"]
    assert difference(packed(files)) == "changes.json is missing from the bundle."


@pytest.mark.parametrize("number", range(8))
def test_signatures_are_those_of_the_library_and_no_others(number: int) -> None:
    """The verifier's own arithmetic against the library's."""
    key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
    public = key.public_key().public_bytes_raw().hex()
    text = bytes(range(number * 7))
    signature = key.sign(text).hex()
    assert verifier().signed(public, text, signature)
    assert not verifier().signed(public, text + b".", signature)
    stretched = int.from_bytes(bytes.fromhex(signature[64:]), "little") + verifier().Q
    assert not verifier().signed(public, text, signature[:64] + stretched.to_bytes(32, "little").hex())


def test_two_matters_are_two_leaves_and_entries_are_counted(tmp_path: Path) -> None:
    cast, entries = business()
    made = exported(cast)
    (tmp_path / "b.zip").write_bytes(made)
    said = verifier().check(tmp_path / "b.zip")
    with within(cast.council, system=True):
        number = Entry.objects.filter(council=cast.council).count()
        changes = Statement.objects.get(council=cast.council).changes
    assert f"{len(entries) + 1} ledgers, {number + changes} entries, 1 statements; 0 since" in said
