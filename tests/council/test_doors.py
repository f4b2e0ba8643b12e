"""No door is missing: every change that is recorded has its line in the list, and every page its guard."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

import comity
from comity.council import doors
from comity.council.changes import people, posts, standing, statutory, structure
from comity.council.changes.hearing import BODIES_THAT_HEAR, ROLES
from comity.council.lines import LADDERS
from comity.council.models import BODIES
from comity.council.resolve import KEPT
from comity.procedures.concern.asks import DIRECTLY
from comity.protocol import deciding, packs, vocabulary

HOME = Path(comity.__file__).parent
WRITERS = {"make", "alter", "close"}
SETTINGS = HOME / "web" / "pages" / "settings"


def recorded() -> set[str]:
    """The kinds of change that any line of the program records, read from its text."""
    found: set[str] = set()
    for path in HOME.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in WRITERS:
                found |= {text for text in _texts(node) if text}
    return found


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def _texts(call: ast.Call) -> Iterator[str]:
    first = call.args[0] if call.args else None
    told = [first, *(word.value for word in call.keywords if word.arg == "what")]
    for one in told:
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value


def test_every_change_that_is_recorded_is_on_the_list_of_doors() -> None:
    found = recorded()
    assert {"appoint", "set_keeper", "give_account", "change_person", "name_witness"} <= found
    assert found - set(doors.DOORS) == set(), "a new door: who may open it alone?"


def test_nothing_is_on_the_list_that_is_not_there() -> None:
    by_hand = {"import", "approve", "refuse"}  # written under a name that is worked out, or as a whole
    assert set(doors.DOORS) - recorded() - by_hand == set()


def test_every_function_that_changes_who_is_who_has_a_door() -> None:
    plain = {"close", "put_in_post", "put_in_cover", "check_fit", "approve", "refuse", "propose",
             "propose_change", "carry_out_in_post"}  # fmt: skip
    found = {
        name
        for module in (people, posts, standing, structure, statutory)
        for name, one in inspect.getmembers(module, inspect.isfunction)
        if one.__module__ == module.__name__ and not name.startswith("_")
    }
    assert found - plain - set(doors.DOORS) == set()


def test_each_door_that_needs_two_can_be_carried_out_by_a_proposal() -> None:
    guarded = {name for name, (guard, _) in doors.DOORS.items() if guard != "nobody"}
    by_import = {"move_post", "change_person"}
    assert guarded - by_import == set(doors.OWN) | set(statutory.WHAT)


def test_no_page_of_the_settings_opens_a_guarded_door_without_asking() -> None:
    """A module that calls what changes a place asks first: it proposes, or asks whether it must."""
    guarded = {name for name, (guard, _) in doors.DOORS.items() if guard != "nobody"} | {"let_in", "apply"}
    seen = set()
    for path in sorted((HOME / "web").rglob("*.py")):
        calls = {
            node.func.attr
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id in {"changes", "structure", "terms", "doors", "importing", "election"}
        }  # fmt: skip
        if path.name == "standards.py":  # it ends standards with the same function, and these hear nothing
            continue
        if calls & guarded:
            text = path.read_text("utf-8")
            assert "propose(" in text, path.name
            seen.add(path.name)
    assert seen >= {"posts.py", "people.py", "places.py", "accounts.py"}


def test_nothing_is_approved_without_the_lot() -> None:
    """`statutory.approve` does not know of it: one function asks it and approves; no other does."""
    callers = {
        path.relative_to(HOME).as_posix()
        for path in HOME.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (isinstance(node, ast.Attribute) and ast.unparse(node) == "statutory.approve")
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "comity.council.changes.statutory"
            and "approve" in {one.name for one in node.names}
        )
    }
    assert callers == {"matters/second.py"}


def test_nobody_can_change_how_somebody_else_signs_in() -> None:
    """No page and no command resets another's second factor, password or address: there is no such door."""
    reset = ("set_password", "authenticator", "deactivate_totp", "recovery_codes", "change_email")
    for path in [*SETTINGS.glob("*.py"), *(HOME / "cli").glob("*.py")]:
        text = path.read_text("utf-8").lower()
        assert not [word for word in reset if word in text], path.name


@pytest.mark.parametrize("name", packs.shipped())
def test_every_post_on_the_way_of_a_concern_is_in_the_class(name: str) -> None:
    """So that a change never needs a second person because of a concern alone."""
    pack = packs.named(name)
    seats = {"member", "ward_member", "political_group", "scrutiny_member"}  # found by seats, not by posts
    outside = {"constituent", "clerk_staff", *KEPT, *BODIES, *DIRECTLY}
    asked = set()
    for question in vocabulary.load().questions.values():
        if question.name in {"concern.officer", "concern.member"}:
            for case in question.combinations():
                asked |= set(deciding.decide(pack, question.name, case).to)
    assert len(asked) > 3
    by_line = set(LADDERS) - {"officer"}
    assert asked - seats - outside - {"officer", "author"} <= ROLES | by_line
    assert asked & set(BODIES) - {"committee", "scrutiny_committee", "advisory_panel"} <= BODIES_THAT_HEAR
