"""The linter finds each kind of fault where it was planted, and nothing in a sound pack."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.protocol import layers, packs, vocabulary
from comity.protocol.deciding import Reading, decide
from comity.protocol.faults import ProtocolError
from comity.protocol.layers import Layers
from comity.protocol.lint import (
    ERROR,
    INFO,
    PERSON,
    SEVERITIES,
    WARNING,
    Finding,
    Holdings,
    lint,
    lint_beneath,
    lint_vocabulary,
    walk,
)
from comity.protocol.packs import Pack

PROVISIONS, CLAUSES, PROTOCOL = "provisions.toml", "clauses.toml", "protocol.md"
EXAMPLES, ABOUT = "examples.toml", "pack.toml"

RULE = """
[["{question}"]]
{more}
outcome = "{outcome}"
to      = ["{to}"]
cites   = ["2.1"]
because = "Planted."
"""


def rule(question: str, more: str = "", *, outcome: str = "refer", to: str = "monitoring_officer") -> str:
    """A rule to plant."""
    return RULE.format(question=question, more=more, outcome=outcome, to=to)


def added(text: str) -> Callable[[str], str]:
    """Plant by adding at the end."""
    return lambda old: old + text


def changed(old: str, new: str) -> Callable[[str], str]:
    """Plant by changing the first place where `old` stands."""

    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


@dataclass(frozen=True)
class Planted:
    """One fault: where it is planted, and what must be said of it."""

    code: str
    severity: str
    file: str
    plant: Callable[[str], str]
    line_says: str | None
    says: str


PLANTED = [
    Planted("tie", ERROR, PROVISIONS, added(rule("enquiry.reply")), "enquiry.reply", "equal weight"),
    Planted(
        "never-wins",
        WARNING,
        PROVISIONS,
        added(rule("enquiry.overdue")),
        "enquiry.overdue",
        "never wins",
    ),
    Planted(
        "said-twice",
        WARNING,
        PROVISIONS,
        lambda old: old + "\n" + old.split("\n\n")[0] + "\n",
        "enquiry.reply",
        "says again",
    ),
    Planted(
        "refers-nowhere",
        ERROR,
        PROVISIONS,
        changed('to      = ["director"]\ncites   = ["1.2"]', 'cites   = ["1.2"]'),
        "enquiry.overdue",
        "names nobody",
    ),
    Planted(
        "ladder-ends",
        ERROR,
        PROVISIONS,
        changed('to      = ["chief_executive"]\ncites   = ["1.2"]', 'cites   = ["1.2"]'),
        None,
        "ends nowhere: for stage = 2",
    ),
    Planted(
        "ladder-returns",
        ERROR,
        PROVISIONS,
        added(
            rule("concern.officer", 'when = { about = "chief_executive", stage = 3 }', to="chief_executive")
        ),
        None,
        "comes back to the person complained of",
    ),
    Planted(
        "ladder-returns",
        ERROR,
        PROVISIONS,
        added(rule("concern.member", 'when = { stage = 2 }\nduties = ["in_private"]', to="member")),
        "concern.member",
        "goes to the member",
    ),
    Planted(
        "ladder-stands-still",
        INFO,
        PROVISIONS,
        changed('to      = ["chief_executive"]\ncites   = ["1.2"]', 'to = ["director"]\ncites = ["1.2"]'),
        None,
        "reaches nobody new",
    ),
    Planted(
        "counts-nothing",
        WARNING,
        PROVISIONS,
        added(rule("notice.photo", 'from = "before_event"')),
        "notice.photo",
        "counts back from an event",
    ),
    Planted(
        "no-such-clause",
        ERROR,
        PROVISIONS,
        changed('cites   = ["1.1"]', 'cites   = ["1.11"]'),
        "enquiry.reply",
        'cites clause "1.11"',
    ),
    Planted(
        "clause-idle",
        ERROR,
        CLAUSES,
        changed('how     = ["read"]', 'how     = ["decide"]'),
        "3[1]",
        "no rule cites it",
    ),
    Planted(
        "clause-unlisted",
        ERROR,
        PROTOCOL,
        added("\n**[3[2]]** Nobody shouts.\n"),
        "Nobody shouts",
        "is not in clauses.toml",
    ),
    Planted(
        "clause-unprinted",
        ERROR,
        CLAUSES,
        changed('[["3[1]"]]', '[["3[9]"]]'),
        "3[9]",
        "protocol.md does not have",
    ),
    Planted(
        "settle",
        PERSON,
        CLAUSES,
        changed(
            'party   = "officer"', 'party   = "officer"\nsettle  = "Is a councillor\'s e-mail an enquiry?"'
        ),
        "1.1",
        "a person must settle this",
    ),
    Planted(
        "example-fails",
        ERROR,
        EXAMPLES,
        changed("working_days = 5", "working_days = 10"),
        "[[example]]",
        "within is 5 working_days, not 10 working_days",
    ),
    Planted("no-examples", WARNING, EXAMPLES, lambda _: "", None, "no examples"),
    Planted("edition", ERROR, ABOUT, changed('"2020-01"', '"2021-01"'), None, "the folder is called"),
    Planted(
        "cannot-read",
        ERROR,
        PROVISIONS,
        changed('duties  = ["send_holding_reply"]', 'duties  = ["send_holding_replie"]'),
        "send_holding_replie",
        'knows no "send_holding_replie"',
    ),
    Planted(
        "cannot-read",
        ERROR,
        PROVISIONS,
        changed('outcome = "require"', 'outcome = "require'),
        'outcome = "require',
        "this is not TOML",
    ),
    Planted(
        "cannot-read",
        ERROR,
        PROVISIONS,
        changed("when    = { stage = 2 }", "when    = { stages = 2 }"),
        "stages = 2",
        'knows no fact "stages"',
    ),
    Planted(
        "cannot-read",
        ERROR,
        PROVISIONS,
        changed("when    = { stage = 2 }", "when    = { stage = 9 }"),
        "stage = 9",
        "cannot be 9",
    ),
    Planted(
        "cannot-read",
        ERROR,
        PROVISIONS,
        added(rule("enquiry.replies")),
        "enquiry.replies",
        "there is no question",
    ),
    Planted(
        "cannot-read",
        ERROR,
        PROVISIONS,
        changed("within  =", "whithin ="),
        "whithin",
        'a rule has no "whithin"',
    ),
    Planted(
        "cannot-read",
        ERROR,
        PROVISIONS,
        changed('to      = ["director"]', 'to      = ["direktor"]'),
        "direktor",
        'knows no "direktor"',
    ),
    Planted(
        "cannot-read",
        ERROR,
        PROVISIONS,
        added(rule("notice.photo", 'limits = ["facts_onli"]')),
        "facts_onli",
        'knows no "facts_onli"',
    ),
    Planted(
        "cannot-read",
        ERROR,
        PROTOCOL,
        added("\n**[1.1]** The same reference again.\n"),
        "again",
        "already used in line",
    ),
    Planted(
        "cannot-read",
        ERROR,
        PROTOCOL,
        added("\n[4.1] A reference without its bold type.\n"),
        "bold type",
        "looks like a reference",
    ),
    Planted(
        "cannot-read", ERROR, CLAUSES, changed('force   = "must"', 'force = "shall"'), "shall", "cannot be"
    ),
    Planted(
        "cannot-read", ERROR, CLAUSES, changed('party   = "both"', "party = 5"), "party = 5", "must be words"
    ),
    Planted(
        "cannot-read",
        ERROR,
        CLAUSES,
        changed('how     = ["read"]', 'how = "read"'),
        "how =",
        "must be a list",
    ),
    Planted(
        "cannot-read", ERROR, CLAUSES, changed("topics  = []", "topic = []"), "topic =", 'has no "topic"'
    ),
    Planted("cannot-read", ERROR, CLAUSES, changed('[["1.1"]]', '["1.1"]'), None, "not a list of tables"),
    Planted("cannot-read", ERROR, CLAUSES, changed('[["1.1"]]', '[["1.1"]'), '[["1.1"]', "not TOML"),
    Planted(
        "cannot-read", ERROR, EXAMPLES, changed("[[example]]", "[[exampel]]"), "exampel", "not an example"
    ),
    Planted("cannot-read", ERROR, EXAMPLES, changed("facts    = {}", "fact = {}"), "fact =", 'has no "fact"'),
    Planted(
        "cannot-read", ERROR, EXAMPLES, changed("facts    = {}", "facts = 1"), "facts = 1", "must hold facts"
    ),
    Planted(
        "cannot-read", ERROR, EXAMPLES, changed("name     =", "nom ="), "[[example]]", '"name" must be words'
    ),
    Planted("cannot-read", ERROR, EXAMPLES, changed("within =", "whithin ="), "whithin", "knows no"),
    Planted(
        "cannot-read",
        ERROR,
        EXAMPLES,
        changed('outcome = "require"', 'layer = "laws"'),
        "laws",
        "there is no layer",
    ),
    Planted("cannot-read", ERROR, CLAUSES, changed('"read"', '"reed"'), '"reed"', 'knows no "reed"'),
    Planted(
        "cannot-read",
        ERROR,
        EXAMPLES,
        changed('about = "chief_executive"', 'about = "chief"'),
        'about = "chief"',
        'cannot be "chief"',
    ),
    Planted(
        "cannot-read", ERROR, ABOUT, changed('"district"', '"distrikt"'), "distrikt", 'cannot be "distrikt"'
    ),
]


@pytest.mark.parametrize("fault", PLANTED, ids=lambda fault: f"{fault.code}: {fault.says}")
def test_each_planted_fault_is_found_where_it_was_planted(
    fault: Planted, files: dict[str, bytes], careful: Layers
) -> None:
    text = fault.plant(files[fault.file].decode())
    found = [
        finding
        for finding in lint(
            {**files, fault.file: text.encode()}, slug="sound", folder="2020-01", layers=careful
        )
        if finding.code == fault.code and fault.says in finding.what
    ]
    assert found, "the fault was not found"
    assert {finding.severity for finding in found} == {fault.severity}
    found = [finding for finding in found if finding.file == fault.file]
    assert found, "the fault was found, but in another file"
    assert found[0].mend
    if fault.line_says is not None:
        lines = text.splitlines()
        assert fault.line_says in [lines[one.line - 1] for one in found if one.line][-1]


def test_the_sound_pack_is_clean(files: dict[str, bytes], careful: Layers) -> None:
    found = lint(files, slug="sound", folder="2020-01", layers=careful)
    assert [str(finding) for finding in found if finding.severity != INFO] == []
    assert {finding.code for finding in found} <= {"silent", "ladder-stands-still"}


def test_talking_first_to_whoever_it_is_about_is_no_way_back(
    files: dict[str, bytes], careful: Layers
) -> None:
    talk = rule("concern.member", 'when = { stage = 1 }\nduties = ["talk_directly_first"]', to="member")
    text = files[PROVISIONS].decode() + talk
    assert not of(lint({**files, PROVISIONS: text.encode()}, slug="sound", layers=careful), "ladder-returns")


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_a_tie_is_found_exactly_where_deciding_would_fail(
    sound: Pack, careful: Layers, data: st.DataObject
) -> None:
    """The proof is right both ways: no tie told, no case that cannot be decided."""
    question = careful.vocabulary.questions["advice.dispute" if data.draw(st.booleans()) else "group.report"]
    planted = []
    for _ in range(data.draw(st.integers(1, 4))):
        named = data.draw(st.lists(st.sampled_from(question.facts), unique=True, max_size=2))
        when = ", ".join(
            f"{fact.name} = {json.dumps(data.draw(st.sampled_from(fact.values)))}" for fact in named
        )
        planted.append(
            rule(
                question.name, f"when = {{ {when} }}", outcome=data.draw(st.sampled_from(["allow", "refer"]))
            )
        )
    text = (sound.files[PROVISIONS].decode() + "".join(planted)).encode()
    pack = packs.read({**sound.files, PROVISIONS: text}, slug="sound")
    told = list(walk.ties(walk.walk(Reading(pack, careful), question)))
    failed = 0
    for facts in question.combinations():
        try:
            decide(pack, question.name, facts, layers=careful)
        except ProtocolError:
            failed += 1
    assert bool(told) == (failed > 0)


def test_a_question_that_nobody_answers_is_an_error(
    files: dict[str, bytes], law_text: bytes, house_text: bytes
) -> None:
    gone = house_text.replace(b'[["notice.photo"]]', b'[["notice.significant"]]')
    found = of(lint(files, slug="sound", layers=layers.read(law_text, gone, vocabulary.load())), "unanswered")
    assert [finding.severity for finding in found] == [ERROR]
    assert '"notice.photo" for its only case' in found[0].what


def test_silence_is_told_with_the_cases_it_covers(files: dict[str, bytes], careful: Layers) -> None:
    found = of(lint(files, slug="sound", layers=careful), "silent")
    told = next(finding.what for finding in found if '"enquiry.address"' in finding.what)
    assert told.endswith("for every case")
    assert not any('"enquiry.reply"' in finding.what for finding in found)


def test_law_that_was_replaced_or_is_not_confirmed_is_reported(
    files: dict[str, bytes], law_text: bytes, house_text: bytes
) -> None:
    old = law_text.replace(b"confirmed_by", b'in_force_until = 2023-12-31\nreplaced_by = "A later Act"\n#')
    old = old.replace(b"confirmed_on", b"#")
    beneath = layers.read(old, house_text, vocabulary.load())
    found = lint(files, slug="sound", layers=beneath, on=date(2024, 1, 1))
    assert "It was replaced by A later Act" in of(found, "law-replaced")[0].mend
    assert of(found, "law-unconfirmed")[0].severity == PERSON
    assert not of(lint(files, slug="sound", layers=beneath, on=date(2023, 12, 31)), "law-replaced")


def test_a_law_that_overrides_the_protocol_is_told(files: dict[str, bytes], careful: Layers) -> None:
    text = files[PROVISIONS].decode() + rule("role.dual", outcome="allow")
    found = of(lint({**files, PROVISIONS: text.encode()}, slug="sound", layers=careful), "overridden")
    assert "role.dual" in found[0].what
    assert "paid = true" in found[0].what


def test_faults_in_the_layers_beneath_are_told(
    files: dict[str, bytes], law_text: bytes, house_text: bytes
) -> None:
    broken = layers.read(law_text.replace(b'"refuse"', b'"refuze"'), house_text, vocabulary.load())
    found = of(lint(files, slug="sound", layers=broken), "cannot-read")
    assert (found[0].file, found[0].line) == ("law-england.toml", 4)
    assert 'Did you mean "refuse"?' in found[0].mend


def test_vacant_posts_and_bodies_without_a_keeper_are_reported(
    files: dict[str, bytes], careful: Layers
) -> None:
    everybody = Holdings(
        held=frozenset({"director", "chief_executive", "monitoring_officer"}),
        kept=frozenset({"personnel_committee"}),
    )
    assert not of(lint(files, slug="sound", layers=careful, holdings=everybody), "post-vacant", "body-unkept")
    nobody = Holdings(held=frozenset({"director", "chief_executive"}), kept=frozenset())
    found = of(lint(files, slug="sound", layers=careful, holdings=nobody), "post-vacant", "body-unkept")
    assert {(f.code, f.severity) for f in found} == {("post-vacant", WARNING), ("body-unkept", WARNING)}
    assert any("monitoring_officer" in f.what and "concern.officer" in f.what for f in found)


def test_a_missing_file_and_a_strange_one_are_told(files: dict[str, bytes], careful: Layers) -> None:
    del files[EXAMPLES]
    files["exampels.toml"] = b""
    found = of(lint(files, slug="sound", layers=careful), "cannot-read")
    assert {finding.file for finding in found} == {EXAMPLES, "exampels.toml"}
    assert any('Did you mean "examples.toml"?' in finding.mend for finding in found)


def test_the_gravest_come_first(files: dict[str, bytes], careful: Layers) -> None:
    text = files[PROVISIONS].decode() + rule("enquiry.reply") + rule("enquiry.overdue")
    found = lint({**files, PROVISIONS: text.encode()}, slug="sound", layers=careful)
    order = [SEVERITIES.index(finding.severity) for finding in found]
    assert order == sorted(order)
    assert {"tie", "never-wins", "silent"} <= {finding.code for finding in found}


HIDDEN = """
[["role.dual"]]
when    = { paid = true, short_term = false, kind = "parish" }
outcome = "allow"
cites   = ["An Act s.1"]
because = "An exception for parishes, not marked so."
"""
TIED = """
[["role.dual"]]
when    = { kind = "parish" }
outcome = "refuse"
cites   = ["An Act s.2"]
because = "For parishes."

[["role.dual"]]
when    = { governance = "parish" }
outcome = "allow"
cites   = ["An Act s.3"]
because = "For parishes too."
"""
NEVER = """
[["notice.photo"]]
outcome = "allow"
cites   = ["An Act s.4"]
because = "In force for no day."
in_force_from  = 2024-01-01
in_force_until = 2023-01-01
"""


@pytest.mark.parametrize(
    ("law", "told", "line_says"),
    [
        (HIDDEN, ("law-hidden", WARNING), "role.dual"),
        (TIED, ("tie", ERROR), "role.dual"),
        (NEVER, ("never-applies", ERROR), "notice.photo"),
        (
            '[["role.dual"]]\noutcome = "alow"\ncites = ["An Act"]\nbecause = "So."',
            ("cannot-read", ERROR),
            "alow",
        ),
    ],
)
def test_faults_in_the_law_are_found_for_whatever_council(
    law_text: bytes, house_text: bytes, law: str, told: tuple[str, str], line_says: str
) -> None:
    text = law_text.decode() + law
    found = of(lint_beneath(layers.read(text.encode(), house_text, vocabulary.load())), told[0])
    assert {finding.severity for finding in found} == {told[1]}
    assert line_says in text.splitlines()[(found[0].line or 0) - 1]


def test_a_house_default_that_never_wins_is_found(law_text: bytes, house_text: bytes) -> None:
    asked = rule("role.dual", "when = { paid = true }") + rule("role.dual", "when = { paid = false }")
    beneath = layers.read(law_text, house_text + asked.encode(), vocabulary.load())
    found = of(lint_beneath(beneath), "never-wins")
    assert [(finding.file, finding.severity) for finding in found] == [("house.toml", WARNING)]


def test_sound_layers_are_clean(careful: Layers) -> None:
    assert lint_beneath(careful) == ()


VOCABULARY = """
outcomes: {allow: it may be done}
posts: {officer: the officer concerned}
duties: {tell_member: tell the member}
limits:
  facts_only: facts
questions:
  enquiry.reply:
    asks: How soon?
    facts: {stage: [1, 2]}
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[1, 2]", "[1, 1]", "has a value twice"),
        ("[1, 2]", "[1, two]", "all be words, all numbers"),
        ("[1, 2]", "[]", "needs a list of values"),
        ("facts_only: facts", "facts_only: facts\n  facts_only: facts again", '"facts_only" is given twice'),
        ("How soon?", "How soon", "is not a question"),
        ("enquiry.reply", "reply", '"reply" is not the name of a question'),
        ("facts: {stage: [1, 2]}", "fact: {}", 'needs "asks" and "facts"'),
        ("posts:", "post:", "these parts"),
        ("it may be done}", "it may be done", "this is not YAML"),
        ("facts_only: facts", "facts_only:", "has no meaning"),
    ],
)
def test_faults_of_a_vocabulary_are_found(old: str, new: str, says: str) -> None:
    assert old in VOCABULARY
    found = lint_vocabulary(VOCABULARY.replace(old, new, 1).encode())
    assert any(says in finding.what for finding in found)
    assert {finding.severity for finding in found} == {ERROR}


def test_a_sound_vocabulary_is_clean() -> None:
    assert lint_vocabulary(VOCABULARY.encode()) == ()


def of(found: tuple[Finding, ...], *codes: str) -> list[Finding]:
    """The findings of these kinds."""
    return [finding for finding in found if finding.code in codes]
