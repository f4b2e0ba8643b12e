"""The commands of the record, and those that change who is who, on an instance of their own."""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from subprocess import run

import pytest

from comity.cluster import Cluster
from tests.instances import comity

OFFICERS = """\
name,email,role,post,directorate,service,reports to
Cass Example,cass@example.org,chief_executive,Chief Executive,,,
Dot Example,dot@example.org,director,Director of Place,Place,,Chief Executive
Sue Example,sue@example.org,,Support Officer,Place,,Director of Place
"""
PASSWORD = "three unrelated words\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An instance with one council, its administrator and three officers."""
    home = tmp_path_factory.mktemp("record") / "home"
    assert comity(home, "setup").returncode == 0
    who = ("--administrator", "Alex Example <alex@example.org>")
    made = comity(home, "council", "create", "anytown", "Anytown Council", "--pack", "borough-27", *who)
    assert made.returncode == 0, made.stderr
    file = home.parent / "officers.csv"
    file.write_text(OFFICERS)
    done = comity(home, "import", "anytown", str(file), "--as", "officers", "--part", "--apply")
    assert done.stdout.endswith("Done.\n"), "before two people can sign in, a command sets up by itself"
    yield home
    Cluster(home).erase()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("heads", "nowhere"), "nowhere"),
        (("heads", "anytown", "--number", "99"), "There is no statement 99"),
        (("heads", "anytown", "--number", "first"), "first"),
        (("heads",), "COUNCIL"),
        (("retention", "nowhere"), "nowhere"),
        (("retention",), "COUNCIL"),
        (("export", "nowhere", "--to", "x.zip"), "nowhere"),
        (("export", "anytown"), "--to"),
        (("export", "anytown", "--to", "/nowhere/at/all/x.zip"), "There is no folder"),
    ],
)
def test_a_mistake_is_told_in_plain_words_and_nothing_is_done(
    home: Path, words: tuple[str, ...], says: str
) -> None:
    done = comity(home, *words)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not Path("x.zip").exists()


def test_statements_are_made_listed_printed_and_agree_with_an_export(home: Path, tmp_path: Path) -> None:
    assert "0 statements, sent to nobody yet" in comity(home, "heads", "anytown").stdout
    assert "1 statements" in comity(home, "heads", "anytown", "--now").stdout
    printed = comity(home, "heads", "anytown", "--number", "1").stdout
    statement, bundle, program = (tmp_path / name for name in ("s.json", "b.zip", "verify_bundle.py"))
    assert json.loads(printed)
    statement.write_text(printed)
    done = comity(home, "export", "anytown", "--to", str(bundle))
    assert done.returncode == 0, done.stderr
    assert "sealed matters too. Keep it as carefully." in done.stdout
    assert bundle.stat().st_mode & 0o077 == 0, "only its owner reads it"
    program.write_bytes(zipfile.ZipFile(bundle).read("verify_bundle.py"))
    command = [sys.executable, str(program), str(bundle), str(statement)]
    assert run(command, capture_output=True, check=False).returncode == 0
    again = comity(home, "export", "anytown", "--to", str(bundle))
    assert (again.returncode, "--force" in again.stderr) == (2, True)
    assert comity(home, "export", "anytown", "--to", str(bundle), "--force").returncode == 0


def test_the_schedule_is_printed_and_nothing_is_erased_by_command(home: Path) -> None:
    done = comity(home, "retention", "anytown")
    assert done.returncode == 0
    assert "Member enquiry: 24 months after closing (house default:" in done.stdout
    assert "due for disposal: 0" in done.stdout
    assert "Nothing is erased by command" in done.stdout


def test_once_two_people_can_sign_in_a_command_only_proposes(home: Path) -> None:
    """Neither an import nor a way to sign in for somebody who hears concerns is one person's to make."""
    for address in ("alex@example.org", "cass@example.org"):
        made = comity(home, "account", "create", address, "--password-stdin", typed=PASSWORD)
        assert "can sign in to Anytown Council" in made.stdout, made.stderr
    held = comity(home, "account", "create", "dot@example.org", "--password-stdin", typed=PASSWORD)
    assert (held.returncode, "somebody there is asked to confirm it first" in held.stdout) == (0, True)
    given = comity(home, "account", "create", "sue@example.org", "--password-stdin", typed=PASSWORD)
    assert "Sue Example can sign in" in given.stdout, "no concern is heard in her post"
    file = home.parent / "more.csv"
    file.write_text(OFFICERS + "Joe Example,joe@example.org,,Inspector,Place,,Director of Place\n")
    waits = comity(home, "import", "anytown", str(file), "--as", "officers", "--part", "--apply")
    assert waits.stdout.endswith("It waits now: somebody of the council is asked to confirm it.\n")
    back = comity(home, "import", "anytown", str(file), "--as", "officers", "--part", "--apply",
                  "--on", "2019-01-07")  # fmt: skip
    assert back.stdout.endswith("It waits now: somebody of the council is asked to confirm it.\n"), (
        "who can confirm is asked of today, not of the day from which it is to hold"
    )
    assert "4 people" in comity(home, "council", "list").stdout, "Joe is not there yet"
