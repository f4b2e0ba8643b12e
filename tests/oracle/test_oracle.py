"""Every address, for every kind of person, beside a model that knows nothing of the product."""

from __future__ import annotations

import ast
import os
import random
import sys
from pathlib import Path

import pytest

from comity.cluster import Cluster
from tests.oracle import asking, concerns, matters, programs, routes, stage, trying
from tests.oracle.people import CITY, PARISH, PEOPLE
from tests.oracle.probing import Asker, Probe, addresses, everything, once_each
from tests.oracle.served import asked as over_http
from tests.oracle.served import served
from tests.oracle.told import MATTERS, mark, marks_read
from tests.oracle.trying import FILLED, Try

HERE = Path(__file__).parent
TABLES = ("people.py", "matters.py", "concerns.py", "told.py", "routes.py", "programs.py")
SEED, SHARE = 20260309, 120
WHOLE = int(os.environ.get("COMITY_PROBES", "100000"))
"""How many questions the whole run asks."""


@pytest.mark.parametrize("table", TABLES)
def test_the_tables_know_nothing_of_the_product(table: str) -> None:
    for node in ast.walk(ast.parse((HERE / table).read_text("utf-8"))):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            first = name.partition(".")[0]
            assert first in sys.stdlib_module_names or name.startswith("tests.oracle."), (table, name)
            assert "tests" not in name or f"{name.removeprefix('tests.oracle.')}.py" in TABLES, (table, name)


def test_every_address_has_its_line_in_the_tables() -> None:
    told = {name: page.pattern for name, page in routes.SHARED.items()}
    told |= {name: f"c/<slug:council_slug>/{page.pattern}" for name, page in routes.COUNCIL.items()}
    told |= {name: f"c/<slug:council_slug>/{pattern}" for name, pattern in routes.IN_MATTERS.items()}
    assert addresses() == told


def test_a_demonstration_has_two_addresses_more() -> None:
    from comity.demo.urls import urlpatterns
    from comity.site import urls as site

    more = [one for one in urlpatterns if one not in site.urlpatterns]
    assert {str(one.name): str(one.pattern) for one in more} == routes.DEMONSTRATION


def test_every_command_and_every_job_has_its_line_in_the_tables() -> None:
    from comity.cli.main import COMMANDS
    from comity.worker import rounds

    assert {name for name, _ in COMMANDS} == set(programs.COMMANDS)
    body = ast.parse(Path(str(rounds.__file__)).read_text("utf-8")).body
    written = [one for one in body if isinstance(one, ast.FunctionDef) and not one.name.startswith("_")]
    takes_council = {one.name for one in written if one.args.args and one.args.args[0].arg == "council"}
    assert takes_council == set(programs.JOBS)


def test_every_step_has_its_line_in_the_tables() -> None:
    from comity.procedures.catalogue import PROCEDURES

    assert set(PROCEDURES) == set(programs.PROCEDURES)
    for name, table in (("enquiry", matters), ("concern", concerns)):
        steps = {step.name for step in PROCEDURES[name].steps}
        assert steps == {*table.STEPS, *table.NOBODYS}, name


def test_every_address_answers_each_kind_of_person_as_the_tables_say(asker: Asker) -> None:
    """Each address, for some of all who are answered alike; `make soak` asks for everybody."""
    drawn = random.Random(SEED)  # noqa: S311 - drawn so that it can be drawn again
    alike: dict[tuple[str, str, int], list[Probe]] = {}
    for probe in once_each():
        alike.setdefault((probe.name, probe.council, probe.expected), []).append(probe)
    asked = [
        probe
        for (_, _, status), these in alike.items()
        for probe in drawn.sample(these, min(2 if status == 200 else 1, len(these)))
    ]
    assert {probe.name for probe in asked} == {probe.name for probe in once_each()}
    wrong = [line for probe in asked for line in asker.ask(probe)]
    assert not wrong, "\n".join(wrong)


def test_every_matter_is_read_by_whom_the_tables_say(asker: Asker) -> None:
    """Each matter, by whoever may read it, to the last word; by the others and in the other council, not."""
    drawn = random.Random(SEED)  # noqa: S311
    asked = [Probe("matter", told.council, who, told.name) for told in MATTERS.values() for who in PEOPLE]
    sealed = [one for one in asked if MATTERS[one.what].sealed and one.expected == 200]
    share = [*drawn.sample(sealed, len(sealed) // 2), *drawn.sample(asked, SHARE)]
    wrong = [line for probe in share for line in asker.ask(probe)]
    assert not wrong, "\n".join(wrong)


def test_every_step_is_taken_by_those_alone_who_may(asker: Asker) -> None:
    """Each step once by somebody who may, once by somebody near who may not, and some as they are drawn."""
    drawn = random.Random(SEED)  # noqa: S311
    asked: dict[tuple[bool, str, int], Try] = {}
    for one in trying.tries(drawn, 6000):
        if one.how == FILLED:
            asked.setdefault((MATTERS[one.name].sealed, one.step, one.expected), one)
    taken = {(sealed, step) for sealed, step, expected in asked if expected == 302}
    missing = {(False, step) for step in matters.STEPS} | {(True, step) for step in concerns.STEPS}
    assert missing - taken == {(True, step) for step in trying.LEFT_OUT}
    share = [one for key, one in asked.items() if key[2] != 404]
    wrong = [line for one in [*share, *trying.tries(drawn, 40)] for line in trying.attempt(asker, one)]
    assert not wrong, "\n".join(wrong)


def test_what_can_be_begun_is_begun_by_those_alone_who_may(asker: Asker) -> None:
    drawn = random.Random(SEED)  # noqa: S311
    asked = [one for one in trying.beginnings() if one.expected != 404]
    wrong = [line for one in drawn.sample(asked, 24) for line in trying.begin(asker, one)]
    assert not wrong, "\n".join(wrong)


def test_a_seeded_share_of_everything_agrees(asker: Asker) -> None:
    answered = asking.ask_all(asker, SEED + 1, SHARE)
    assert not answered.wrong, "\n".join(answered.wrong)


def test_by_http_it_is_the_same(migrated: Cluster, asker: Asker) -> None:
    """A share by the server that people use; a form without the mark that it is ours changes nothing."""
    drawn = random.Random(SEED + 4)  # noqa: S311
    every = [one for one in everything() if one.name in {"matter", "matter_step", "register", "figures"}]
    asked = [*drawn.sample([one for one in every if one.expected != 404], 25), *drawn.sample(every, 15)]
    with served(migrated, stage.NAME) as port:
        for probe in asked:
            status, body = over_http(port, asker.browser(probe.who), "GET", asker.address(probe))
            assert (status, asker.leaks(probe, body)) == (probe.expected, []), probe
        for one in [one for one in trying.tries(drawn, 60) if one.done][:8]:
            address = trying.address(asker, one)
            status, _ = over_http(port, asker.browser(one.who), "POST", address, trying.form(asker, one))
            assert status == 403, one


@pytest.mark.parametrize("council", [CITY, PARISH])
@pytest.mark.parametrize("page", ["register", "search?q=zqnothing", "desk/late", "desk/asked"])
def test_lists_name_nothing_but_what_may_be_read(asker: Asker, council: str, page: str) -> None:
    slug = asker.scene.council(council).slug
    for who, one in PEOPLE.items():
        if council in one.councils:
            probe = Probe("register", council, who)
            answer = asker.browser(who).get(f"/c/{slug}/{page}", secure=True)
            assert answer.status_code in {200, 302, 404}, who
            body = answer.content.decode()
            assert asker.leaks(probe, body) == [], (who, page)


def test_the_register_walked_to_its_end_names_all_that_one_sees(asker: Asker) -> None:
    from tests.oracle.walking import titles_in_register

    for council, who in ((CITY, "abe"), (CITY, "cy"), (CITY, "tess"), (CITY, "mo"), (PARISH, "clive")):
        expected = {one.name for one in MATTERS.values() if one.council == council and one.level(who)}
        assert titles_in_register(asker, council, who) == expected, who


def test_words_are_found_by_those_alone_who_may_read_them(asker: Asker) -> None:
    from tests.oracle.walking import found_by

    drawn = random.Random(SEED + 2)  # noqa: S311
    for name in drawn.sample(sorted(MATTERS), 8):
        told = MATTERS[name]
        for who in drawn.sample(sorted(PEOPLE), 9):
            if told.council not in PEOPLE[who].councils or PEOPLE[who].left or not PEOPLE[who].active:
                continue
            words = {mark(name, place, box): level for place, _, box, level in told.words()}
            hidden = set(words) - marks_read(who, name)
            for word in sorted(hidden)[:2]:
                assert name not in found_by(asker, told.council, who, word), (name, who, word)
            for word in sorted(one for one, level in words.items() if level <= told.level(who))[:1]:
                assert name in found_by(asker, told.council, who, word), (name, who, word)


@pytest.mark.soak
def test_a_hundred_thousand_questions_agree(migrated: Cluster, asker: Asker) -> None:
    """The whole number, and every address for everybody; what came of it is kept below bench/."""
    wrong = [line for probe in once_each() for line in asker.ask(probe)]
    wrong += [line for one in trying.beginnings() for line in trying.begin(asker, one)]
    answered = asking.timed(migrated, asker, seed=SEED + 3, many=WHOLE)
    assert not [*wrong, *answered.wrong], "\n".join([*wrong, *answered.wrong][:50])
