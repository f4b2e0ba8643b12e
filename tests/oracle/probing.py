"""Probing: somebody opens an address, and the answer is laid beside the oracle's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.test import Client
from django.urls import get_resolver

from tests.oracle import routes
from tests.oracle.people import CITY, PARISH, PEOPLE, anonymous, within
from tests.oracle.scene import Scene
from tests.oracle.told import MATTERS, STEPS, all_read, filed, marks_read

NEVER = "7ZZZ7ZZZ"
MARKS = re.compile(r"zq[b-z]{11}k")
REFERENCES = re.compile(r"\b([0-9A-Z]{4})[-\u2011]([0-9A-Z]{4})[-\u2011]([0-9A-Z])\b|/m/([0-9A-Z]{9})\b")
ADDRESSES = re.compile(r"[a-z]+(\d+)@example\.org")
NO_ID = 999_999_999


class Sent(Protocol):
    """Something that somebody asked of a council."""

    @property
    def who(self) -> str: ...

    @property
    def council(self) -> str: ...


@dataclass(frozen=True)
class Probe:
    """One question: who opens which address of which council, with what in it, how; and what is expected."""

    name: str
    council: str
    who: str
    what: str = ""
    part: str = ""
    method: str = "GET"

    @property
    def expected(self) -> int:
        """The status by the tables."""
        if self.name in routes.DOORS and self.method not in {"GET", "HEAD"}:
            return 422 if self.method == "POST" else 405
        looking = self._looking()
        if self.method in {"GET", "HEAD"} or anonymous(self.who) or not within(self.council, self.who):
            return looking
        if not self._writes() or self.method != "POST":
            return 405
        page = routes.COUNCIL.get(self.name)
        if page and not page.reads:
            looking = page.who(self.council, self.who, self.what)
        return 404 if looking == 404 else 409

    def _looking(self) -> int:
        if not self.council:
            return routes.expected_shared(self.name, self.who)
        if self.name in routes.DOORS:
            return routes.expected(self.name, self.council, self.who, self.what)
        if anonymous(self.who):
            return 302
        if not within(self.council, self.who):
            return 404
        if self.name in routes.IN_MATTERS:
            return self._in_matter()
        return routes.expected(self.name, self.council, self.who, self.what)

    def _in_matter(self) -> int:
        told = MATTERS.get(self.what)
        if told is None or told.council != self.council:
            return 404
        if self.name == "matter_step":
            return told.open_to(self.who, self.part)
        if not self.part.isdigit():
            return 404
        return 200 if told.reads_entry(self.who, int(self.part)) else 404

    def _writes(self) -> bool:
        if self.name in routes.IN_MATTERS:
            return self.name == "matter_step"
        return routes.COUNCIL[self.name].writes

    def because(self) -> str:
        """The line of the tables that says so."""
        if self.name in routes.IN_MATTERS and self.what in MATTERS:
            told = MATTERS[self.what]
            where = "concerns.py" if told.sealed else "matters.py"
            return f"{where}: {told.name}: {sorted(told.relations(self.who))}, level {told.level(self.who)}"
        where = "COUNCIL" if self.council else "SHARED"
        return f"routes.py: {where}[{self.name!r}]; {PEOPLE[self.who].what}"


def addresses() -> dict[str, str]:
    """Every address of the product by its name, as it is written."""

    def walk(patterns: Any, before: str = "") -> Iterator[tuple[str, str]]:
        for one in patterns:
            if hasattr(one, "url_patterns"):
                yield from walk(one.url_patterns, before + str(one.pattern))
            else:
                yield str(one.name), before + str(one.pattern)

    return dict(walk(get_resolver("comity.site.urls").url_patterns))


class Asker:
    """Asks the product, each of the people in a browser of their own."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.browsers: dict[str, Client] = {}
        self.seen = {who: all_read(who) for who in PEOPLE}
        self.known = {
            who: {scene.matters[name].reference for name, told in MATTERS.items() if told.sees(who)}
            for who in PEOPLE
        }
        self.references = {matter.reference for matter in scene.matters.values()}
        self.gone = ""

    def browser(self, who: str) -> Client:
        """Somebody's browser, signed in before anybody left or was closed."""
        if who not in self.browsers:
            self.browsers[who] = Client(
                raise_request_exception=False, SERVER_NAME="localhost", HTTP_HOST="localhost"
            )
            if who in self.scene.accounts:
                self.browsers[who].force_login(self.scene.accounts[who])
        return self.browsers[who]

    def address(self, probe: Probe) -> str:
        """The address that a probe opens."""
        if not probe.council:
            plain = _filled(routes.SHARED[probe.name].pattern).replace("<int:number>", "1")
            return "/" + plain.replace("<slug:slug>", self.scene.council(CITY).slug)
        base = f"/c/{self.scene.council(probe.council).slug}/"
        if probe.name in routes.IN_MATTERS:
            part = probe.part
            if probe.name == "matter_file":
                known = (probe.what, int(part)) if part.isdigit() else ("", 0)
                part = str(self.scene.files.get(known, NO_ID))
            middle = "file/" if probe.name == "matter_file" else ""
            return f"{base}m/{self._reference(probe.what)}/{middle}{part}"
        page = routes.COUNCIL[probe.name]
        if probe.name in routes.SETTINGS:
            return base + self._settings(probe)
        if page.query:
            sent = probe.what if page.query == "*" else f"{page.query}={probe.what}" if probe.what else ""
            return base + page.pattern + (f"?{sent}" if sent else "")
        return base + re.sub(r"<[^>]+>", self._part(page.pattern, probe), page.pattern)

    def _settings(self, probe: Probe) -> str:
        """A page of the settings about something of this council's, of the other's, or of nobody's."""
        other = PARISH if probe.council == CITY else CITY
        ids = self.scene.ids[probe.council if probe.what == "own" else other]
        kinds = routes.SETTINGS[probe.name]
        found = iter(kinds if probe.what != "none" else tuple("nothing" for _ in kinds))
        return re.sub(r"<[^>]+>", lambda _: _one_of(ids, next(found)), routes.COUNCIL[probe.name].pattern)

    def _part(self, pattern: str, probe: Probe) -> str:
        if "<int:" in pattern:
            return str(self._number(probe))
        return self._reference(probe.what) if "<str:reference>" in pattern else probe.what or "nothing"

    def _reference(self, what: str) -> str:
        matter = self.scene.matters.get(what)
        return matter.reference if matter is not None else NEVER

    def _number(self, probe: Probe) -> int:
        """Somebody's id: in the council of the page, or else, for somebody of the other, in theirs."""
        who = PEOPLE.get(probe.what)
        for council in sorted(who.councils, key=lambda one: one != probe.council) if who else ():
            person = self.scene.person(council, probe.what)
            return person.pk if person is not None else NO_ID
        return NO_ID

    def ask(self, probe: Probe) -> list[str]:
        """Ask, and say what disagrees: person, address, expected, got, and the line of the tables."""
        address = self.address(probe)
        answer = self.browser(probe.who).generic(probe.method, address, secure=True)
        wrong = [] if answer.status_code == probe.expected else [f"status {answer.status_code}"]
        body = answer.content.decode("utf-8", "replace")
        wrong += self.leaks(probe, body)
        if answer.status_code == 404 and probe.method != "HEAD":
            self.gone = self.gone or body
            wrong += [] if body == self.gone else ["another page for what is not there"]
        if probe.name == "matter" and answer.status_code == 200 and probe.method == "GET":
            missing = marks_read(probe.who, probe.what) - set(MARKS.findall(body))
            wrong += [f"words are missing: {len(missing)}"] if missing else []
        return [
            f"{probe.who} ({PEOPLE[probe.who].what}), {probe.method} {address} [{probe.what} {probe.part}]: "
            f"expected {probe.expected}, got {one}; {probe.because()}"
            for one in wrong
        ]

    def leaks(self, probe: Sent, body: str) -> list[str]:
        """Words and references that are not for this person, and people of a council that was not asked."""
        found = set(MARKS.findall(body)) - self.seen[probe.who]
        named = {"".join(parts) for parts in REFERENCES.findall(body)}
        found |= (named & self.references) - self.known[probe.who]
        if probe.council:
            found |= self._others(probe.council, body)
        return [f"what they may not read: {sorted(found)[:3]}"] if found else []

    def _others(self, council: str, body: str) -> set[str]:
        own = self.scene.council(council).pk
        return {f"somebody of council {number}" for number in ADDRESSES.findall(body) if int(number) != own}


def _one_of(ids: dict[str, int], kind: str) -> str:
    return kind.removeprefix("=") if kind.startswith("=") else str(ids.get(kind, NO_ID))


def _filled(pattern: str) -> str:
    plain = pattern.lstrip("^").rstrip("$")
    return re.sub(r"\(\?P<uidb36>[^)]*\)-\(\?P<key>[^)]*\)", "1-nokey-atall", plain)


def everything() -> Iterator[Probe]:
    """Every question there is to ask by GET: each address, each thing that may stand in it, each person."""
    for who in PEOPLE:
        for name in routes.SHARED:
            yield Probe(name, "", who)
        for council in (CITY, PARISH):
            for name, page in routes.COUNCIL.items():
                for what in page.whats:
                    yield Probe(name, council, who, what)
            for told in MATTERS:
                for step in (*STEPS, "nothing"):
                    yield Probe("matter_step", council, who, told, step)
                for place in filed(told):
                    yield Probe("matter_file", council, who, told, str(place))
                yield Probe("matter_file", council, who, told, "none")


def once_each() -> list[Probe]:
    """Each address for each person, once: in their own council, and for those of none in the city."""
    found: dict[tuple[str, str, str], Probe] = {}
    for one in everything():
        homes = PEOPLE[one.who].councils or (CITY,)
        if one.name not in routes.IN_MATTERS and (not one.council or one.council == homes[0]):
            found.setdefault((one.name, one.council, one.who), one)
    return list(found.values())
