"""Every address, for every kind of person, beside a model that knows nothing of the product."""

from __future__ import annotations

import ast
import os
import platform
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.oracle import concerns, matters, programs, routes
from tests.oracle.people import CITY, PARISH, PEOPLE
from tests.oracle.probing import Asker, Probe, addresses, everything, once_each
from tests.oracle.told import MATTERS, mark, marks_read

HERE = Path(__file__).parent
TABLES = ("people.py", "matters.py", "concerns.py", "told.py", "routes.py", "programs.py")
SEED, SHARE = 20260309, 250
WHOLE = int(os.environ.get("COMITY_PROBES", "100000"))
"""How many questions the whole run asks."""
RESULTS = HERE.parents[1] / "bench" / "oracle.md"


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


def test_every_address_answers_every_kind_of_person_as_the_tables_say(asker: Asker) -> None:
    wrong = [line for probe in once_each() for line in asker.ask(probe)]
    assert not wrong, "\n".join(wrong)


def test_every_matter_is_read_by_whom_the_tables_say(asker: Asker) -> None:
    """Each matter, by each person, to the last word; in the other council it is not there at all."""
    drawn = random.Random(SEED)  # noqa: S311 - drawn so that it can be drawn again
    asked = [Probe("matter", told.council, who, told.name) for told in MATTERS.values() for who in PEOPLE]
    wrong = [line for probe in drawn.sample(asked, SHARE) for line in asker.ask(probe)]
    assert not wrong, "\n".join(wrong)


def test_a_seeded_share_of_everything_agrees(asker: Asker) -> None:
    drawn = random.Random(SEED + 1)  # noqa: S311
    wrong = [line for probe in _drawn(drawn, SHARE) for line in asker.ask(probe)]
    assert not wrong, "\n".join(wrong)


def _drawn(drawn: random.Random, many: int) -> list[Probe]:
    """So many questions, those by other methods among them; more of those where something can be had."""
    all_of_them = list(everything())
    likely = [one for one in all_of_them if one.expected != 404 and one.name in routes.IN_MATTERS]
    found = []
    for _ in range(many):
        one = drawn.choice(likely if drawn.random() < 0.4 else all_of_them)
        method = drawn.choice(("GET", "GET", "GET", "HEAD", "POST", "DELETE")) if one.council else "GET"
        found.append(Probe(one.name, one.council, one.who, one.what, one.part, method))
    return found


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
def test_a_hundred_thousand_questions_agree(asker: Asker) -> None:
    """The whole number; what came of it is kept below bench/."""
    began = time.monotonic()
    wrong: list[str] = []
    for probe in _drawn(random.Random(SEED + 3), WHOLE):  # noqa: S311
        wrong += asker.ask(probe)
    took = time.monotonic() - began
    RESULTS.write_text(
        "# The oracle beside the product\n\n"
        f"{WHOLE:,} questions, {len(wrong)} disagreements, in {took / 60:.1f} minutes "
        f"({WHOLE / took:.0f} a second, one after another).\n\n"
        f"{len(PEOPLE)} people of two councils and of none, {len(MATTERS)} matters, "
        f"{len(addresses())} addresses.\n"
        f"{datetime.now(UTC):%-d %B %Y}; Python {platform.python_version()}, {platform.machine()}, "
        f"{platform.system()}. Made by `make soak`.\n" + "".join(f"\n- {line}" for line in wrong[:50]),
        "utf-8",
    )
    assert not wrong, "\n".join(wrong[:50])
