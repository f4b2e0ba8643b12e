"""Every pack that comes with Comity is sound, holds its own examples, and answers whatever is asked."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from subprocess import run
from typing import Any

import pytest

from comity.protocol import layers, packs, vocabulary
from comity.protocol.deciding import decide
from comity.protocol.lint import ERROR, WARNING, lint, lint_beneath, lint_vocabulary

SHIPPED = [f"{slug}/{edition}" for slug, editions in packs.shipped().items() for edition in editions]
FIVE = {"borough-27", "cheshire", "cottingham", "coventry", "nottinghamshire"}


def test_the_five_protocols_are_shipped() -> None:
    assert set(packs.shipped()) >= FIVE


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_pack_has_no_error_and_its_examples_hold(name: str) -> None:
    folder = packs.folder_of(name)
    found = lint(packs.files_of(folder), slug=folder.parent.name, folder=folder.name)
    assert [str(finding) for finding in found if finding.severity == ERROR] == []
    assert "no-examples" not in {finding.code for finding in found}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_pack_answers_every_question_in_every_case(name: str) -> None:
    pack = packs.named(name)
    asked = 0
    for question in vocabulary.load().questions.values():
        for facts in question.combinations():
            answer = decide(pack, question.name, facts)
            assert answer.because
            assert answer.cites
            assert answer.facts == facts
            asked += 1
    assert asked > 500


@pytest.mark.parametrize("name", SHIPPED)
def test_an_independent_reading_of_the_file_comes_to_the_same_answers(name: str) -> None:
    """A second reader that knows nothing of the engine: plain TOML, the fitting rule with the most facts."""
    pack = packs.named(name)
    written = tomllib.loads(pack.files[packs.PROVISIONS].decode())

    def fits(rule: dict[str, Any], facts: Mapping[str, object]) -> bool:
        needs = rule.get("when", {}).items()
        return all(facts[fact] in (value if isinstance(value, list) else [value]) for fact, value in needs)

    for question in vocabulary.load().questions.values():
        for facts in question.combinations():
            fitting = [rule for rule in written.get(question.name, []) if fits(rule, facts)]
            answer = decide(pack, question.name, facts)
            own = [one for one in (answer, *answer.beside) if one.layer == "protocol"]
            if not fitting:
                assert own == []
                continue
            best = max(fitting, key=lambda rule: len(rule.get("when", {})))
            assert [(one.outcome, list(one.cites), list(one.to)) for one in own] == [
                (best["outcome"], best["cites"], best.get("to", []))
            ]


def test_the_vocabulary_the_law_and_the_house_are_sound() -> None:
    assert [str(finding) for finding in lint_vocabulary(vocabulary.source())] == []
    beneath = layers.shipped()
    assert [str(fault) for fault in beneath.faults] == []
    grave = [finding for finding in lint_beneath(beneath) if finding.severity in (ERROR, WARNING)]
    assert [str(finding) for finding in grave] == []
    assert {rule.question for rule in beneath.house} == set(vocabulary.load().questions)


def test_no_rule_of_law_is_said_to_be_confirmed_without_who_and_when() -> None:
    for rule in layers.shipped().law:
        assert rule.confirmed is None or (rule.confirmed.by and rule.confirmed.on)


@pytest.mark.corpus
def test_the_scenarios_hold() -> None:
    corpus = os.environ.get("COMITY_CORPUS")
    if not corpus:
        pytest.skip("no corpus")
    root = Path(corpus)
    command = f"{sys.executable} -m comity.cli decide --batch"
    check = [sys.executable, str(root / "tools" / "check_decisions"), "--command", command]
    done = run(
        [*check, str(root / "scenarios" / "decisions.yaml")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert " 0 failed" in done.stdout
