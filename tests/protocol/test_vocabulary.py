"""The vocabulary: what can be asked, with facts that have a default and true that is not 1."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.cli.main import main
from comity.protocol import vocabulary
from comity.protocol.faults import ProtocolError, listed, nearest
from comity.protocol.vocabulary import Facts


def test_facts_keep_their_kind_and_the_first_value_is_the_default() -> None:
    words = vocabulary.load()
    casework = words.question("casework.disclose").complete({})
    assert casework["lives_in_members_ward"] is True
    assert casework["explicit_consent"] is False
    stage = words.question("enquiry.overdue").fact("stage")
    assert (type(stage.default), stage.default) == (int, 1)
    assert not stage.admits(True)
    assert not words.question("role.dual").fact("paid").admits(1)


def test_every_combination_is_walked_once() -> None:
    question = vocabulary.load().question("casework.disclose")
    every = list(question.combinations())
    assert len(every) == len(set(every)) == 64
    assert every[0] == question.complete({})


@pytest.mark.parametrize(("typed", "value"), [("TRUE", True), ("false ", False)])
def test_typed_values_are_read(typed: str, value: bool) -> None:
    assert vocabulary.load().question("role.dual").fact("paid").read(typed) is value


def test_a_typed_value_that_is_not_there_is_told() -> None:
    with pytest.raises(ProtocolError, match="Use false or true"):
        vocabulary.load().question("role.dual").fact("paid").read("perhaps")


def test_facts_are_compared_and_kept_as_facts() -> None:
    assert Facts({"a": 1}) == {"a": 1}
    assert Facts({"a": 1}) != {"a": 2}
    assert repr(Facts({"a": 1})) == "Facts({'a': 1})"


def test_lists_are_read_aloud_and_the_nearest_word_is_found() -> None:
    assert listed(["a", "b", True], "and") == "a, b and true"
    assert nearest("offiser", ["officer", "clerk"]) == 'Did you mean "officer"?'
    assert nearest("zzz", ["officer", "clerk"]) == "Use officer or clerk."


@pytest.mark.parametrize("of", ["questions", "findings"])
def test_the_reference_pages_are_current(of: str, capsys: pytest.CaptureFixture[str]) -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / f"{of}.md"
    assert main(["reference", "--of", of]) == 0
    assert page.read_text(encoding="utf-8") == capsys.readouterr().out, (
        f"the page is old: comity reference --of {of} docs/reference/{of}.md"
    )
