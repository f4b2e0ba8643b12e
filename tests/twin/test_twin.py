"""Twins: the same council before and after one matter that is shared with nobody, and all the work on it.

Whoever may not see it gets every page the same, byte for byte, in both.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

import pytest

from comity.council.context import within
from comity.matters import ledger, outbox
from comity.matters.actors import actor
from comity.matters.models import Letter
from comity.procedures.fields import hear
from tests.cast import at
from tests.oracle import routes
from tests.oracle.matters import Matter, Path
from tests.oracle.people import CITY, PARISH, PEOPLE
from tests.oracle.probing import Asker, Probe, everything
from tests.oracle.scene import ENQUIRY, NOW, Scene

LEFT_OUT = {
    "matter_step": "a step's page is of the matter itself",
    "account_logout": "it ends the session that looks",
    "figures": "how many enquiries there are is what it tells; small numbers are held back",
    "figures_file": "the same",
}
"""Pages that are not compared, and why."""

SEED, SHARE = 1215, 150
SEALED = Matter("the sealed one", CITY, Path(), "abe", "nobody", "casework")

CLEARED = {"abe", "sid", "dot", "cov", "tess"}

CHANCE: Mapping[str, str] = {
    r'name="csrfmiddlewaretoken" value="[^"]*"': "the mark that a form is ours, drawn anew for each page",
    r'name="form_key" value="[^"]*"': "the key of a form, drawn anew for each form",
}
"""What differs from one showing of a page to the next, and why. Nothing else may."""

WORK = (
    ("dot", "acknowledge", {"words": "Thank you"}),
    ("dot", "note", {"words": "Keep this close"}),
    ("dot", "hold", {"reason": "It takes longer", "new_date": "2026-03-23", "owner": "Dot"}),
    ("abe", "add", {"words": "One thing more"}),
    ("dot", "request_consent", {"words": "May we tell them?"}),
    ("dot", "record_consent", {"given": "yes", "way": "telephone", "words": "Yes"}),
    ("dot", "answer", {"whole": "whole", "personal": "constituent", "answer": "It has been settled"}),
    ("abe", "reopen", {"reason": "It has not"}),
)


def uncleared() -> list[str]:
    """Everybody who may not see the matter, of both councils and of none."""
    return [who for who in PEOPLE if not SEALED.level(who)]


def probes() -> list[Probe]:
    """Every page that is there for one of them, in their own council."""
    found = {}
    for one in everything():
        homes = PEOPLE[one.who].councils
        own = not one.council or one.council in homes
        if own and one.who in uncleared() and one.name not in LEFT_OUT:
            found[one] = one
    return list(found)


def _bare(text: str) -> str:
    for pattern in CHANCE:
        text = re.sub(pattern, "", text)
    return text


def _look(asker: Asker, asked: list[Probe]) -> dict[Probe, tuple[int, str, str]]:
    seen = {}
    for probe in asked:
        answer = asker.browser(probe.who).get(asker.address(probe), secure=True)
        head = "\n".join(f"{name}: {value}" for name, value in sorted(answer.items()))
        seen[probe] = (answer.status_code, head, _bare(answer.content.decode("utf-8", "replace")))
    return seen


def _seal(scene: Scene) -> None:
    """Bring the matter in and work on it, up to the letters; all of it today."""
    cast = scene.casts[CITY]
    typed = {
        "topic": "casework",
        "service": str(cast.services["highways"].pk),
        "ward": str(cast.wards["north"].pk),
        "constituent": "Agnes Example",
        "lives_in_members_ward": "yes",
        "says_represents_them": "yes",
        "necessary_for_complaint": "yes",
        "title": "Something very private",
        "question": "What happened to them?",
        "share": "nobody",
        "emergency": "yes",
        "emergency_reason": "They cannot wait",
    }
    matter = _step(scene, "abe", "ask", typed, matter=0, minute=30)
    for minute, (who, step, said) in enumerate(WORK, start=31):
        _step(scene, who, step, said, matter=matter, minute=minute)
    letters = outbox.claim(scene.council(CITY), at=NOW, most=1000)
    assert any(letter.matter_id == matter for letter in letters)
    for letter in letters:
        outbox.send(scene.council(CITY), letter, _posted, at=NOW)


def _posted(letter: Letter, address: str) -> None:
    """The letter has left."""


def _step(scene: Scene, who: str, step: str, typed: Mapping[str, object], *, matter: int, minute: int) -> int:
    cast, moment = scene.casts[CITY], at(f"2026-03-09 09:{minute}")
    with within(cast.council, cast.people[who]):
        said = hear(ENQUIRY.step(step).says, dict(typed))
        by = actor(cast.people[who], moment.date())
        if matter:
            entry = ledger.take(matter, step, said, by=by, at=moment)
        else:
            entry = ledger.begin(cast.council, cast.edition, "enquiry", step, said, by=by, at=moment)
    return int(entry.matter_id)


@pytest.mark.parametrize(
    "share", [SHARE, pytest.param(0, marks=pytest.mark.soak)], ids=["a share", "every page"]
)
def test_whoever_may_not_see_a_matter_sees_no_difference(scene: Scene, asker: Asker, share: int) -> None:
    asked = probes()
    lists = [one for one in asked if one.name not in routes.IN_MATTERS and one.council]
    drawn = random.Random(SEED)  # noqa: S311 - so that it can be drawn again
    asked = drawn.sample(lists, min(share, len(lists))) if share else asked
    _look(asker, asked[:40])
    before = _look(asker, asked)
    _seal(scene)
    after = _look(asker, asked)
    different = [
        f"{probe.who}, {asker.address(probe)}: {_first(before[probe], after[probe])}"
        for probe in asked
        if before[probe] != after[probe]
    ]
    assert not different, "\n".join(different[:20])


def test_whoever_may_see_it_does_see_a_difference(scene: Scene, asker: Asker) -> None:
    """The control: the same comparison for those who work on it finds it."""
    pages = ("desk", "register")
    asked = [Probe(name, CITY, who) for who in CLEARED for name in pages]
    before = _look(asker, asked)
    _seal(scene)
    after = _look(asker, asked)
    told = {probe.who for probe in asked if before[probe] != after[probe]}
    assert told == CLEARED


def test_the_two_councils_have_somebody_who_may_not_see_it() -> None:
    assert set(uncleared()) == set(PEOPLE) - CLEARED
    assert any(PARISH in PEOPLE[who].councils for who in uncleared())


def _first(before: tuple[int, str, str], after: tuple[int, str, str]) -> str:
    """Where two answers begin to differ."""
    one, other = "\n".join(map(str, before)), "\n".join(map(str, after))
    place = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return f"{one[max(0, place - 40) : place + 60]!r} and {other[max(0, place - 40) : place + 60]!r}"
