"""Twins: two databases that differ by two sealed matters and all the work on them, and by nothing else.

Afterwards the same public life goes on in both. Whoever was not let in gets every page the same, byte for
byte, in both: administrators, whoever sorts, those who hear other concerns, the person one of them is about.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import pytest

from comity.cluster import Cluster
from tests.oracle import routes, stage
from tests.oracle.people import CITY, PARISH, PEOPLE
from tests.oracle.probing import Asker, Probe, everything
from tests.twin import looking
from tests.twin.looking import Page
from tests.twin.sealing import CLEARED, live, seal

WITH, WITHOUT = "twin_with", "twin_without"
SEED, SHARE = 1215, 110

LEFT_OUT = {"account_logout": "it ends the session that looks"}
"""Pages that are not compared, and why."""


@pytest.fixture(scope="module")
def twins(migrated: Cluster) -> Iterator[Asker]:
    """Two copies of the stage: in one, sealed matters come and are worked on; then life goes on in both."""
    asker = stage.built(migrated)
    with stage.copied(migrated, WITH), stage.copied(migrated, WITHOUT):
        with stage.playing(WITH):
            seal(asker.scene)
        for name in (WITH, WITHOUT):
            with stage.playing(name):
                live(asker.scene)
        yield asker


def uncleared() -> list[str]:
    """Everybody who was not let in, of both councils and of none."""
    return [who for who in PEOPLE if who not in CLEARED]


def probes(*, of_matters: bool) -> list[Probe]:
    """Every page of theirs in their own council: those of matters, or those that gather, count or find."""
    found = [one for one in everything() if (one.name in routes.IN_MATTERS) == of_matters]
    theirs = [one for one in found if one.who not in CLEARED and one.name not in LEFT_OUT]
    return [one for one in theirs if not one.council or one.council in PEOPLE[one.who].councils]


def drawn(asker: Asker, share: int) -> list[Page]:
    """So many that are there, drawn: those of a matter count little; what gathers, counts or finds, much."""
    chance = random.Random(SEED)  # noqa: S311 - so that it can be drawn again
    found: list[Probe] = []
    for of_matters, many in ((False, share), (True, share // 6)):
        every = probes(of_matters=of_matters)
        chance.shuffle(every)
        found += itertools.islice((one for one in every if one.expected in {200, 302, 409}), many)
    return [Page(one.who, asker.address(one), one.name) for one in found]


def always(asker: Asker) -> list[Page]:
    """Pages of which none is left to chance."""
    slug = asker.scene.council(CITY).slug
    at = f"/c/{slug}/"
    named = [
        ("mo", "monitoring"), ("mo", "record/erasures"), ("mo", "record/retention"), ("tess", "register"),
        ("tess", "desk/triage"), ("tess", "search?q=shouted"), ("tess", "figures"), ("tess", "figures.csv"),
        ("adm", "settings/people"), ("adm", "settings/record"), ("adm", "settings/popolo.json"),
        ("adm", "settings/keepers"), ("adm", "settings/proposals"), ("cass", "desk"), ("dot", "desk"),
        ("sid", "desk/support"), ("bel", "desk/concerns"), ("bel", "register"), ("gwen", "register"),
        ("gwen", "desk/asked"), ("tess", "record"), ("lew", "people"), ("ada", "people?by=officers"),
        ("gwen", "concern/about/officer/raise"), ("adm", "settings/posts"), ("tess", "log"),
    ]  # fmt: skip
    found = [Page(who, at + what, what) for who, what in named]
    found += [Page("nobody", f"/statements/{slug}{more}", "statements") for more in ("", "/1", "/2", "/all")]
    return found + [Page(who, f"{at}m/{looking.NEW}", "matter") for who in ("gwen", "tess", "dot", "ned")]


@pytest.mark.parametrize(
    "share", [SHARE, pytest.param(100_000, marks=pytest.mark.soak)], ids=["a share", "every page"]
)
def test_whoever_was_not_let_in_gets_the_same_in_both(twins: Asker, share: int) -> None:
    asked = list(dict.fromkeys([*always(twins), *drawn(twins, share)]))
    with stage.playing(WITH):
        one = looking.look(twins, asked)
    with stage.playing(WITHOUT):
        other = looking.look(twins, asked)
    different = [f"{page.who}, {page.address}: {why}" for page, why in looking.apart(one, other)]
    assert not different, "\n".join(different[:20])


def test_the_letters_of_whoever_was_not_let_in_are_the_same(twins: Asker) -> None:
    found = []
    for name in (WITH, WITHOUT):
        with stage.playing(name):
            found.append(looking.letters(twins.scene, uncleared()))
    assert found[0] == found[1]
    assert len(found[0]) > 50


def test_what_is_gathered_about_people_is_the_same(twins: Asker) -> None:
    """Democratic services gather what is kept about somebody: whom it concerns, too, and who raised it."""
    found = []
    for name in (WITH, WITHOUT):
        with stage.playing(name):
            found.append([looking.gathered(twins, "tess", about) for about in ("bel", "hal", "abe")])
    assert found[0] == found[1]


def test_what_is_logged_is_the_same(twins: Asker) -> None:
    asked = always(twins)
    found = []
    for name in (WITH, WITHOUT):
        with stage.playing(name), looking.log() as written:
            looking.look(twins, asked)
        found.append(written.getvalue())
    assert found[0] == found[1]


def test_the_databases_own_numbers_have_come_apart(twins: Asker) -> None:
    """Life made rows of its own after the sealed work: a page that shows one of their numbers differs."""
    found = []
    for name in (WITH, WITHOUT):
        with stage.playing(name):
            found.append(looking.last_numbers(twins.scene))
    assert not set(found[0].items()) & set(found[1].items())


def test_whoever_was_let_in_does_see_a_difference(twins: Asker) -> None:
    """The control: the same comparison for those who work on them finds it, for each of them."""
    at = f"/c/{twins.scene.council(CITY).slug}/"
    asked = [Page(who, at + name, name) for who in sorted(CLEARED) for name in ("desk", "desk/concerns")]
    with stage.playing(WITH):
        one = looking.look(twins, asked)
    with stage.playing(WITHOUT):
        other = looking.look(twins, asked)
    assert {page.who for page, _ in looking.apart(one, other)} == CLEARED


def test_one_number_too_many_on_a_page_is_found(twins: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: where a page counts what its reader may not see, the twins come apart."""
    from comity.matters.models import Matter
    from comity.web import navigation

    plain = navigation.items
    counted = lambda visit: [{**one, "text": f"{one['text']} {_all(Matter)}"} for one in plain(visit)]  # noqa: E731
    monkeypatch.setattr(navigation, "items", counted)
    asked = [page for page in always(twins) if page.name in {"register", "monitoring"}]
    with stage.playing(WITH):
        one = looking.look(twins, asked)
    with stage.playing(WITHOUT):
        other = looking.look(twins, asked)
    assert {page for page, _ in looking.apart(one, other)} == set(asked)


def _all(model: object) -> int:
    return int(model.objects.count())  # type: ignore[attr-defined]


def test_there_is_somebody_of_every_kind_who_was_not_let_in() -> None:
    assert {"adm", "tess", "mo", "cass", "dot", "sid", "bel", "ada", "nobody"} <= set(uncleared())
    assert any(PARISH in PEOPLE[who].councils for who in uncleared())
    assert Probe("register", CITY, "tess").expected == 200
