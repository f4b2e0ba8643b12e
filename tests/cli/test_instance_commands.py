"""A real council put into service by commands, from nothing to somebody who signs in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.cluster import Cluster
from tests.instances import Browser, Running, comity

OFFICERS = """\
name,email,role,post,directorate,service,reports to
Cass Example,cass@example.org,chief_executive,Chief Executive,,,
Dot Example,dot@example.org,director,Director of Place,Place,,Chief Executive
Hal Example,hal@example.org,head_of_service,Head of Highways,Place,Highways,Director of Place
"""
MEMBERS = """\
Council Name,Ward Name,Councillor Name,Next Election,Party Name
Anytown,North,Ada Example,2027,Blue
Anytown,South,,2027,Red
"""
PASSWORD = "three unrelated words"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An instance in which a council has been put into service."""
    home = tmp_path_factory.mktemp("instance") / "home"
    assert comity(home, "setup").returncode == 0
    who = "Alex Example <alex@example.org>"
    done = comity(
        home,
        "council",
        "create",
        "anytown",
        "Anytown Council",
        "--pack",
        "borough-27",
        "--administrator",
        who,
    )
    assert done.returncode == 0, done.stderr
    yield home
    Cluster(home).erase()


def test_a_command_in_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    done = comity(tmp_path / "empty", "verify")
    Cluster(tmp_path / "empty").erase()
    assert (done.returncode, done.stderr) == (
        2,
        "comity: This Comity has not been set up yet. Run: comity setup\n",
    )


def test_the_council_is_listed_with_its_protocol(home: Path) -> None:
    done = comity(home, "council", "list")
    assert (
        done.stdout
        == "anytown              Anytown Council: District council, protocol borough-27 undated, 1 people\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("anytown", "Again", "--pack", "coventry"), "There is a council “anytown” here already."),
        (("Any Town", "Any", "--pack", "coventry"), "cannot stand in addresses"),
        (("other", "Other", "--pack", "coventry", "--kind", "kingdom"), "use one of county, district"),
        (("other", "Other", "--pack", "atlantis"), "atlantis"),
        (
            ("other", "Other", "--pack", "coventry", "--administrator", "nobody"),
            "Alex Example <alex@example.org>",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(home: Path, arguments: tuple[str, ...], said: str) -> None:
    done = comity(home, "council", "create", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert comity(home, "council", "list").stdout.count("\n") == 1


def test_an_import_is_looked_at_first_and_then_done_once(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "officers.csv"
    file.write_text(OFFICERS)
    command = ("import", "anytown", str(file), "--as", "officers", "--part")
    seen = comity(home, *command)
    assert "Hal Example takes the post Head of Highways" in seen.stdout
    assert "Nothing has been changed yet" in seen.stdout
    assert "1 people" in comity(home, "council", "list").stdout
    assert comity(home, *command, "--apply").stdout.endswith("Done.\n")
    assert "4 people" in comity(home, "council", "list").stdout
    assert comity(home, *command, "--apply").stdout.endswith("Nothing is to be changed.\n")


def test_lines_that_cannot_be_read_are_reported(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "members.csv"
    file.write_text(MEMBERS)
    done = comity(home, "import", "anytown", str(file), "--as", "councillors", "--part")
    assert done.returncode == 1
    assert "unread  line 3" in done.stdout
    assert "Say what is in members.csv" in comity(home, "import", "anytown", str(file)).stderr


def test_an_account_needs_a_person_and_a_good_password_and_then_signs_in(home: Path) -> None:
    command = ("account", "create", "alex@example.org", "--council", "anytown", "--password-stdin")
    nobody = comity(
        home, "account", "create", "nobody@example.org", "--password-stdin", typed=f"{PASSWORD}\n"
    )
    assert "Nobody here has the address nobody@example.org" in nobody.stderr
    short = comity(home, *command, typed="short\n")
    assert (short.returncode, "at least 12 characters" in short.stderr) == (2, True)
    assert (
        comity(home, *command, typed=f"{PASSWORD}\n").stdout
        == "Alex Example can sign in to Anytown Council.\n"
    )
    assert "waits for one" in comity(home, *command, typed=f"{PASSWORD}\n").stderr

    running = Running(home, "run", until="Comity is at")
    try:
        browser = Browser(running.address)
        browser.open("/account/sign-in")
        assert "Who do you want to be?" not in browser.page
    finally:
        assert running.end() == 0


def test_the_demonstration_and_reset_keep_away_from_a_real_council(home: Path) -> None:
    for command in (("demo",), ("reset", "--yes")):
        done = comity(home, *command)
        assert done.returncode == 2
        assert "Anytown Council, which the demonstration did not make" in done.stderr
    assert "Anytown" in comity(home, "council", "list").stdout


def test_a_council_leaves_for_good_by_commands_and_its_short_name_is_not_given_away(
    home: Path, tmp_path: Path
) -> None:
    file, why = str(tmp_path / "anytown.zip"), ("--reason", "Contract ended", "--by", "Alex Example")
    remove = ("council", "remove", "anytown", "--export", file, *why)
    assert "is at work. Suspend it first" in comity(home, *remove).stderr
    assert comity(home, "council", "suspend", "anytown", *why).returncode == 0
    assert "suspended since" in comity(home, "council", "list").stdout
    exported = comity(home, "council", "export", "anytown", "--to", file).stdout
    (digest,) = re.findall("SHA-256 ([0-9a-f]{64})", exported)
    assert "To remove it for good, run the same again with: --confirm anytown" in comity(home, *remove).stdout
    assert "Nothing was removed" in comity(home, *remove, "--confirm", "anywhere").stderr
    done = comity(home, *remove, "--confirm", "anytown")
    assert "Anytown Council is removed" in done.stdout, done.stderr
    gone = comity(home, "council", "list").stdout
    assert "Anytown Council: removed on" in gone
    assert gone.endswith(f"by Alex Example, export {digest}\n")
    again = comity(home, "council", "create", "anytown", "Anytown Council", "--pack", "borough-27")
    assert "Choose another short name" in again.stderr
    assert comity(home, "verify").stdout == "There are no councils here.\n"
