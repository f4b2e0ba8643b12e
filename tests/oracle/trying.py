"""Trying: somebody sends the form of a step, and what came of it is laid beside the oracle's.

Every try runs in a transaction of its own that is undone, so that one tells nothing to the next: with all
that the product would do, letters queued and clocks set, up to the moment at which it would be kept.
"""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any, ClassVar

from django.core import signing
from django.db import connection, transaction

from comity.council.context import enter
from comity.procedures.catalogue import PROCEDURES
from comity.web.forms import keys
from comity.web.forms.typed import boxes
from tests.oracle import concerns, matters, routes, telling
from tests.oracle.people import CITY, PARISH, PEOPLE, anonymous, within
from tests.oracle.probing import Asker
from tests.oracle.told import MATTERS, STEPS

FILLED, EMPTY, ANOTHERS = "filled in", "empty", "with another's key"
TABLES = {False: matters, True: concerns}
KEY = re.compile(r'name="form_key" value="([^"]*)"')
LEFT_OUT = {"outside_code", "outside_link", "outside_shut"}
"""Steps whose forms name somebody outside: tried where that somebody is, in tests of their own."""

KEPT = (
    "SELECT (SELECT md5(coalesce(string_agg(head || stage || entries, ',' ORDER BY id), '')) "
    "FROM matters_matter WHERE id IS DISTINCT FROM %(matter)s), (SELECT count(*) FROM matters_matter), "
    "(SELECT count(*) FROM matters_entry), (SELECT count(*) FROM matters_prose), "
    "(SELECT count(*) FROM matters_letter), (SELECT count(*) FROM matters_document), "
    "(SELECT md5(string_agg(key || matter_id || level, ',' ORDER BY id)) FROM matters_sight)"
)
"""What the record holds: every chain's end but one, how much of each thing, and who sees what."""


@dataclass(frozen=True)
class Try:
    """Somebody sends the form of a step of a matter: how, and what the tables expect of it."""

    council: str
    who: str
    name: str
    step: str
    how: str = FILLED

    @property
    def expected(self) -> int:
        """The status by the tables."""
        if anonymous(self.who):
            return 302
        told = MATTERS[self.name]
        if told.council != self.council or not within(self.council, self.who):
            return 404
        looking = told.open_to(self.who, self.step)
        if looking != 200 or self.how == FILLED:
            return 302 if looking == 200 else looking
        if self.how == ANOTHERS:
            return 409
        return 302 if self.step in TABLES[told.sealed].NEEDS_NOTHING else 422

    @property
    def done(self) -> bool:
        """Whether the step is taken, by the tables."""
        return self.expected == 302 and not anonymous(self.who)


@dataclass(frozen=True)
class Beginning:
    """Somebody begins a matter: on which page, with which step, and what the tables expect of it."""

    council: str
    who: str
    page: str
    what: str
    step: str

    @property
    def expected(self) -> int:
        """The status by the tables."""
        found = routes.expected(self.page, self.council, self.who, self.what)
        return 302 if found == 200 else found


def tries(drawn: random.Random, many: int) -> Iterator[Try]:
    """So many, drawn: more of those where something can be had or is refused to somebody who is near."""
    every, near = _every()
    for _ in range(many):
        chance = drawn.random()
        one = drawn.choice(near if chance < 0.7 else every)
        if chance < 0.1:
            yield Try(PARISH if one.council == CITY else CITY, one.who, one.name, one.step)
        elif chance < 0.25 and one.expected == 302:
            yield Try(one.council, one.who, one.name, one.step, drawn.choice((EMPTY, ANOTHERS)))
        else:
            yield one


@cache
def _every() -> tuple[list[Try], list[Try]]:
    """Every try there is, and those that are more than nothing to whoever makes them."""
    every = [
        Try(told.council, who, name, step)
        for name, told in MATTERS.items()
        for who in PEOPLE
        for step in STEPS
        if step not in LEFT_OUT
    ]
    return every, [one for one in every if one.expected != 404]


def beginnings() -> list[Beginning]:
    """Each way to begin something, for everybody, in both councils."""
    pages = (
        ("enquire", "", "ask"),
        ("log", "", "log"),
        ("concern_raise", "officer", "raise_officer"),
        ("concern_raise", "member", "raise_member"),
    )
    return [
        Beginning(council, who, *page) for page in pages for council in (CITY, PARISH) for who in PEOPLE
    ]


def attempt(asker: Asker, one: Try) -> list[str]:
    """Send a form, and say what disagrees: status, what is kept and read, where the matter then stands."""
    told, scene = MATTERS[one.name], asker.scene
    with _undone(asker, one.council, scene.matters[one.name].pk) as kept:
        answer = asker.browser(one.who).post(address(asker, one), form(asker, one), secure=True)
        wrong = [] if answer.status_code == one.expected else [f"status {answer.status_code}"]
        wrong += asker.leaks(one, answer.content.decode("utf-8", "replace"))
        if not one.done:
            wrong += [] if kept() == kept.before else ["a refusal that changed something"]
        elif answer.status_code == 302:
            before, after = kept.before, kept()
            wrong += [] if after[:2] == before[:2] else ["another matter was changed"]
            wrong += [] if after[2] == before[2] + 1 else [f"{after[2] - before[2]} entries"]
            wrong += _stands(scene.matters[one.name].pk, told.leads(one.step))
    relations = sorted(told.relations(one.who)) if within(told.council, one.who) else []
    return [
        f"{one.who} ({PEOPLE[one.who].what}) sends {one.step} {one.how} to {one.name} of {one.council}: "
        f"expected {one.expected}, got {what}; {relations}, level {told.level(one.who)}"
        for what in wrong
    ]


def begin(asker: Asker, one: Beginning) -> list[str]:
    """Open the form of a beginning and send it, and say what disagrees."""
    scene, browser = asker.scene, asker.browser(one.who)
    pattern = re.sub(r"<[^>]+>", one.what, routes.COUNCIL[one.page].pattern)
    page = f"/c/{scene.council(one.council).slug}/{pattern}"
    with _undone(asker, one.council) as kept:
        found = KEY.search(browser.get(page, secure=True).content.decode())
        sent = {**_beginning(asker, one), keys.NAME: unescape(found.group(1)) if found else ""}
        answer = browser.post(page, sent, secure=True)
        wrong = [] if answer.status_code == one.expected else [f"status {answer.status_code}"]
        new = one.expected == 302 and not anonymous(one.who)
        made = kept()[1] - kept.before[1]
        wrong += [] if made == int(new) else [f"{made} matters begun"]
    return [
        f"{one.who} ({PEOPLE[one.who].what}) begins {one.step} in {one.council}: expected {one.expected}, "
        f"got {what}"
        for what in wrong
    ]


class _Kept:
    """What the record of a council holds: before, which stays the same as every try is undone, and now."""

    known: ClassVar[dict[tuple[str, int | None], tuple[Any, ...]]] = {}

    def __init__(self, asker: Asker, council: str, matter: int | None) -> None:
        self.council = asker.scene.council(council).pk
        self.matter = matter
        place = (f"{connection.settings_dict['NAME']} {self.council}", matter)
        if place not in self.known:
            self.known[place] = self()
        self.before = self.known[place]

    def __call__(self) -> tuple[Any, ...]:
        enter(self.council, system=True)
        with connection.cursor() as cursor:
            cursor.execute(KEPT, {"matter": self.matter})
            return tuple(cursor.fetchone())


@contextmanager
def _undone(asker: Asker, council: str, matter: int | None = None) -> Iterator[_Kept]:
    with transaction.atomic():
        try:
            yield _Kept(asker, council, matter)
            with connection.cursor() as cursor:  # what is only asked at the end of a transaction, now
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        finally:
            transaction.set_rollback(True)


def _stands(matter: int, stage: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT stage FROM matters_matter WHERE id = %s", [matter])
        (found,) = cursor.fetchone()
    return [] if found == stage else [f"it stands at {found}, not {stage}"]


def address(asker: Asker, one: Try) -> str:
    """Where the form of a try is sent."""
    scene = asker.scene
    return f"/c/{scene.council(one.council).slug}/m/{scene.matters[one.name].reference}/{one.step}"


def form(asker: Asker, one: Try) -> dict[str, Any]:
    """What is sent with a try."""
    told, scene = MATTERS[one.name], asker.scene
    person = scene.person(one.council, one.who)
    if one.how == ANOTHERS:
        person = scene.person(one.council, "ada" if one.who != "ada" else "bel")
    whose = [person.pk if person else 0, scene.matters[one.name].reference, one.step]
    sent: dict[str, Any] = {keys.NAME: signing.dumps([*whose, secrets.token_urlsafe(12)], salt=keys.SALT)}
    known = one.step in TABLES[told.sealed].STEPS
    if one.how == EMPTY or not known:
        return sent
    words = {box: f"words of {box}" for box in TABLES[told.sealed].WORDS.get(one.step, {})}
    given = telling.typed(scene.casts[told.council], told, one.step, words)
    if one.step == "pass_on" and getattr(told, "was", ""):  # it has been passed on once; now to somebody else
        given["member"] = str(scene.casts[told.council].people["gwen" if told.council == CITY else "cy"].pk)
    if one.step == "hold" and one.name.startswith("told_more"):  # what was asked back has moved its time
        given["new_date"] = "2026-03-20"
    return sent | _in_boxes(telling.shape(told, one.step).says, given)


def _beginning(asker: Asker, one: Beginning) -> dict[str, Any]:
    sealed = one.step.startswith("raise_")
    cast = asker.scene.casts[one.council]
    officer = "hal" if one.council == CITY else "stan"
    about = officer if one.what == "officer" else "cy"
    told: Any = (
        concerns.Concern("new", one.council, one.who, about, nature="minor" if about == "cy" else "conduct")
        if sealed
        else matters.Matter("new", one.council, matters.Path(), "bel")
    )
    words = {box: f"words of {box}" for box in TABLES[sealed].WORDS[one.step]}
    given = telling.typed(cast, told, one.step, words)
    given |= {"happened": "2026-03-09T09:00+00:00"} if one.step == "log" else {}
    shape = PROCEDURES["concern" if sealed else "enquiry"].step(one.step)
    return _in_boxes(shape.says, given)


def _in_boxes(says: Iterable[Any], given: dict[str, object]) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    for field in says:
        if field.name in given:
            sent |= boxes(field, given[field.name])
    return sent
