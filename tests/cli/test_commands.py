"""The commands as somebody types them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from comity.cli import main as cli
from comity.protocol import packs

SOUND = Path(__file__).parents[1] / "protocol" / "sound" / "2020-01"


def typed(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """The exit code, and what was printed and complained of."""
    code = cli.main(words)
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_decide_prints_the_answer_and_the_clause(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = typed(capsys, "decide", str(SOUND), "concern.officer", "about=chief_executive")
    assert code == 0
    assert "Sounding District Council: Member/Officer Protocol (2020-01)" in out
    assert "to the Monitoring Officer" in out
    assert "(clauses 2.2; 2.2(a))" in out


def test_decide_prints_json_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = typed(capsys, "decide", str(SOUND), "enquiry.reply", "--json", "--on", "2024-01-31")
    answer = json.loads(out)
    assert (code, answer["outcome"], answer["within"]) == (0, "require", {"working_days": 5})


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["decide"], "say which pack and which question"),
        (["decide", "coventri", "enquiry.reply"], 'Did you mean "coventry"?'),
        (["decide", str(SOUND), "enquiry.replie"], 'Did you mean "enquiry.reply"?'),
        (["decide", str(SOUND), "enquiry.overdue", "stage=9"], "Use 1 or 2."),
        (["decide", str(SOUND), "enquiry.overdue", "stage"], "Write it as name=value"),
        (["decide", str(SOUND), "enquiry.overdue", "stage=1", "stage=2"], "given twice"),
        (["decide", str(SOUND), "enquiry.reply", "--on", "yesterday"], "Write it as 2026-01-31"),
        (["decide", "coventry", "enquiry.reply", "--batch"], "Leave out the pack."),
        (["decied"], 'Did you mean "decide"?'),
        (["lint", "/nowhere/at-all"], "there is no pack"),
        (["reference", "/nowhere/page.md"], "no such file or directory"),
    ],
)
def test_a_mistake_is_told_in_plain_words(
    capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    code, out, err = typed(capsys, *words)
    assert (code, out) == (2, "")
    assert err.startswith("comity: ")
    assert says in err
    assert "Traceback" not in err


def test_a_batch_answers_line_by_line_and_a_bad_line_stops_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [
        '{"pack": "coventry", "question": "enquiry.reply", "facts": {}}',
        '{"pack": "\\ud800", "question": "enquiry.reply"}',
        '{"pack": "coventry", "question": "enquiry.overdue", "facts": {"stage": 1.0}}',
        '{"pack": "coventry", "question": "enquiry.overdue", "facts": {"stage": ' + "9" * 5_000 + "}}",
        "not json",
        "",
        '["a list"]',
        "[" * 100_000,
        '{"pack": "coventry", "question": "enquiry.reply", "facts": {}, "more": 1}',
        '{"pack": "atlantis", "question": "enquiry.reply", "facts": {}}',
        '{"pack": 5, "question": [], "facts": 0}',
        '{"pack": "../../etc", "question": "enquiry.reply"}',
        '{"pack": "coventry", "question": "enquiry.overdue", "facts": {"stage": null}}',
        '{"pack": "coventry", "question": "enquiry.overdue", "facts": {"stage": [1]}}',
        '{"pack": "cottingham", "question": "enquiry.reply"}',
    ]
    asked = "\n".join(lines).encode() + b'\n{"pack": "\xff"}\n'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(asked)))
    code, out, _ = typed(capsys, "decide", "--batch")
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert len(answers) == len(lines)
    assert answers[0]["within"] == {"working_days": 5}
    assert answers[-2]["pack"] == "cottingham"
    refused = answers[1:-2] + answers[-1:]
    assert all(set(answer) == {"error"} and answer["error"] for answer in refused)


def test_lint_of_a_sound_pack_is_content(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = typed(capsys, "lint", str(SOUND))
    assert code == 0
    assert "sound/2020-01: 0 to be mended" in out
    assert "[silent]" not in out
    assert "[silent]" in typed(capsys, "lint", str(SOUND), "--all")[1]


def test_lint_says_what_is_wrong_and_ends_with_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "broken" / "2020-01"
    packs.load(SOUND).write(folder)
    place = folder / "provisions.toml"
    place.write_text(place.read_text().replace('"send_holding_reply"', '"send_reply"'))
    code, out, _ = typed(capsys, "lint", str(folder))
    assert code == 1
    assert 'provisions.toml:5: "duties" knows no "send_reply".' in out
    code, out, _ = typed(capsys, "lint", str(folder), "--json")
    assert code == 1
    assert {"code", "severity", "file", "line", "what", "mend"} == set(json.loads(out)[0])


def test_lint_without_a_pack_proves_what_lies_beneath_every_pack(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = typed(capsys, "lint")
    assert code == 0
    assert "law, house and vocabulary: 0 to be mended" in out


def test_packs_lists_the_five(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = typed(capsys, "packs")
    assert code == 0
    for slug in ("borough-27/", "cheshire/", "cottingham/", "coventry/2017-12", "nottinghamshire/"):
        assert slug in out
    rows = json.loads(typed(capsys, "packs", "--json")[1])
    assert all(len(row["digest"]) == 64 and row["rules"] > 0 for row in rows)


def test_compare_asks_every_council(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = typed(capsys, "compare", "enquiry.reply")
    assert code == 0
    assert "Coventry City Council (2017-12)\n  This must be done by the Officer within 5 working days" in out
    code, out, _ = typed(capsys, "compare", "concern.officer", "about=clerk", "--json")
    assert {json.loads(line)["pack"] for line in out.splitlines()} == set(packs.shipped())


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = typed(capsys)
    assert code == 0
    assert all(name in out for name, _ in cli.COMMANDS)
    assert typed(capsys, "--version")[1].startswith("comity ")


@pytest.mark.parametrize(("name", "module"), cli.COMMANDS)
def test_every_command_is_what_it_says(name: str, module: str) -> None:
    from importlib import import_module

    command = import_module(module)
    assert name == command.NAME
    assert command.HELP
    assert callable(command.run)
    assert callable(command.add_arguments)


BROKEN = """
NAME = "stumble"
HELP = "a command with a fault in it"
def add_arguments(parser):
    parser.add_argument("--lightly", action="store_true")
def run(options):
    raise RuntimeError("the floor gave way")
"""


def test_a_fault_within_comity_shows_no_trace_unless_it_is_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "stumbling.py").write_text(BROKEN)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(cli, "COMMANDS", (*cli.COMMANDS, ("stumble", "stumbling")))
    monkeypatch.delenv(cli.TRACE, raising=False)
    code, out, err = typed(capsys, "stumble", "--lightly")
    assert (code, out) == (cli.BROKEN, "")
    assert "the floor gave way" in err
    assert "Traceback" not in err
    monkeypatch.setenv(cli.TRACE, "1")
    with pytest.raises(RuntimeError, match="the floor gave way"):
        cli.main(["stumble"])


def test_a_reader_who_has_seen_enough_is_no_fault() -> None:
    """`comity reference | head -1`"""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "comity.cli", "reference"],
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, b"")


def test_decide_starts_without_django_or_the_holiday_lists() -> None:
    asked = (
        "import sys; from comity.cli.main import main; main(['decide', 'coventry', 'enquiry.reply']); "
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'django', 'holidays', 'psycopg'}))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
