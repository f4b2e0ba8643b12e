"""The oracle's enquiries: what happened in each, and who may read what. Plain tables; none of the product."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.oracle.people import CITY, PARISH, PEOPLE, TRIAGE, within

SHARED, SIDE, HANDLING = 1, 2, 3
"""How much one may read: what is shared, the Member's side, everything."""

#: Step, what is said at it, and who may read that.
WORDS: dict[str, dict[str, int]] = {
    "ask": {"title": SHARED, "question": SHARED, "constituent": SIDE},
    "log": {"title": SHARED, "question": SHARED, "constituent": SIDE},
    "acknowledge": {"words": SHARED},
    "hold": {"reason": SHARED, "owner": SHARED},
    "ask_more": {"words": SHARED},
    "tell_more": {"words": SHARED},
    "add": {"words": SHARED},
    "answer": {"answer": SHARED, "left": SHARED},
    "decline": {"reason": SHARED},
    "not_ours": {"whose": SHARED},
    "hand_over": {"reason": HANDLING},
    "convert": {"reason": SHARED},
    "pass_on": {"reason": SIDE},
    "climb": {"words": SHARED},
    "withdraw": {"reason": SHARED},
    "reopen": {"reason": SHARED},
    "request_consent": {"words": SIDE},
    "record_consent": {"words": SIDE},
    "note": {"words": HANDLING},
}

#: Where a step reads differently: in casework, and where an answer holds personal information.
IN_CASEWORK = {"ask_more": SIDE, "tell_more": SIDE, "add": SIDE}
PERSONAL = {"answer": SIDE}

ASKING, HANDLES, SORTS = "asking", "handles", "sorts"
WAITING, ASKED_BACK, CLOSED = "waiting", "asked_back", "closed"
OPEN = {WAITING, ASKED_BACK}

#: Each step: whose it is, and at which stages it can be taken.
STEPS: dict[str, tuple[set[str], set[str]]] = {
    "tell_more": ({ASKING}, {ASKED_BACK}),
    "add": ({ASKING}, {WAITING}),
    "climb": ({ASKING}, OPEN),
    "share": ({ASKING}, {*OPEN, CLOSED}),
    "pass_on": ({ASKING, SORTS}, OPEN),
    "withdraw": ({ASKING}, OPEN),
    "reopen": ({ASKING}, {CLOSED}),
    "answer": ({HANDLES}, OPEN),
    "acknowledge": ({HANDLES}, {WAITING}),
    "hold": ({HANDLES}, {WAITING}),
    "ask_more": ({HANDLES}, {WAITING}),
    "request_consent": ({HANDLES}, {WAITING}),
    "record_consent": ({HANDLES}, OPEN),
    "decline": ({HANDLES}, OPEN),
    "not_ours": ({HANDLES}, OPEN),
    "hand_over": ({HANDLES}, OPEN),
    "convert": ({SORTS}, {WAITING}),
    "note": ({HANDLES}, {*OPEN, CLOSED}),
}
LEADS = {
    "tell_more": WAITING, "ask_more": ASKED_BACK, "withdraw": CLOSED, "reopen": WAITING, "answer": CLOSED,
    "decline": CLOSED, "not_ours": CLOSED,
}  # fmt: skip
"""Where a step leads, if not to the stage it is taken at."""

NEEDS_NOTHING = {"acknowledge", "climb", "withdraw"}
"""Steps that can be taken without a word."""

NOBODYS = ("ask", "log", "erase", "look_back", "late", "rung_late", "consent_late", "window_over", "recount")
"""Steps that begin a matter, that the product takes by itself, or by somebody on a page of their own:
nobody finds them in a matter."""

SENIOR = {CITY: {"dot", "cov", "cass", "hal"}, PARISH: {"clive"}}
"""Who judges an enquiry inappropriate: whoever manages the service, or is above whoever handles it."""


@dataclass(frozen=True)
class Path:
    """How far a matter has come: what was done, by whom ("handler": whoever handles it), how it stands."""

    taken: tuple[tuple[str, str], ...] = ()
    stage: str = WAITING
    true: frozenset[str] = frozenset()


PATHS: dict[str, Path] = {
    "new": Path(),
    "noted": Path((("handler", "acknowledge"), ("handler", "note"))),
    "added": Path((("asker", "add"),)),
    "asked_back": Path((("handler", "ask_more"),), ASKED_BACK),
    "told_more": Path((("handler", "ask_more"), ("asker", "tell_more"))),
    "held": Path((("handler", "hold"),)),
    "answered": Path((("handler", "answer"),), CLOSED),
    "in_part": Path((("handler", "answer_in_part"),), CLOSED),
    "declined": Path((("handler", "decline"),), CLOSED),
    "not_ours": Path((("handler", "not_ours"),), CLOSED),
    "withdrawn": Path((("asker", "withdraw"),), CLOSED, frozenset({"withdrawn"})),
    "reopened": Path((("handler", "answer"), ("asker", "reopen"))),
    "foi": Path((("triage", "convert"),), WAITING, frozenset({"foi"})),
}
CASEWORK: dict[str, Path] = {
    "consent_asked": Path((("handler", "request_consent"),), WAITING, frozenset({"consent"})),
    "consented": Path((("handler", "request_consent"), ("handler", "record_consent"))),
    "asked_back": PATHS["asked_back"],
    "told": Path(
        (("handler", "request_consent"), ("handler", "record_consent"), ("handler", "answer_personal")),
        CLOSED,
    ),
}
HANDED = Path((("handler", "hand_over"), ("new handler", "note")))
LATE = Path(stage=WAITING, true=frozenset({"late"}))
CLIMBED = Path((("asker", "climb"),), WAITING, frozenset({"late", "climbed"}))
PASSED = Path((("asker", "pass_on"),))


@dataclass(frozen=True)
class Matter:
    """One matter: where, what came of it, who asked, and who has to do with it today."""

    name: str
    council: str
    path: Path
    asker: str
    share: str = "nobody"
    topic: str = "operational"
    handlers: tuple[str, ...] = ("dot", "cov")
    rungs: tuple[str, ...] = ()
    begun: str = "ask"
    begun_by: str = ""
    was: str = field(default="")

    def relations(self, who: str) -> set[str]:
        """What somebody is to it."""
        found = set()
        if not within(self.council, who):
            return found
        if who == self.asker or PEOPLE[who].supports == self.asker:
            found.add(ASKING)
        if who in self.handlers or who in self.rungs:
            found.add(HANDLES)
        if (self.council, who) in TRIAGE:
            found |= {SORTS, HANDLES}
        return found

    @property
    def sealed(self) -> bool:
        """Whether it exists only for those who were let in by name: no enquiry is."""
        return False

    def sees(self, who: str) -> bool:
        """Whether it exists for somebody at all."""
        return self.level(who) > 0

    def level(self, who: str) -> int:
        """How much of it somebody reads: 0 is nothing, and then it is not there for them."""
        found = self.relations(who)
        if found & {HANDLES, SORTS}:
            return HANDLING
        if ASKING in found:
            return SIDE
        return SHARED if within(self.council, who) and self._shared_with(who) else 0

    def _shared_with(self, who: str) -> bool:
        one = PEOPLE[who]
        if one.side != "member":
            return False
        same_ward = one.ward == "north"
        return {
            "nobody": False,
            "ward": same_ward,
            "ward_group": same_ward and one.group == PEOPLE[self.was or self.asker].group,
            "named": who == NAMED[self.council],
        }[self.share] or who == self.was

    def words(self) -> Iterator[tuple[int, str, str, int]]:
        """Everything said in it: at which entry, at which step, in which box, and how much one must see."""
        yield from self._of(1, self.begun)
        for place, (_, step) in enumerate(self.path.taken, start=2):
            yield from self._of(place, step)

    def reads(self, who: str) -> set[tuple[int, str]]:
        """The boxes that somebody may read."""
        return {(place, box) for place, _, box, level in self.words() if self.level(who) >= level}

    def reads_entry(self, who: str, place: int) -> bool:
        """Whether somebody may have what came with an entry."""
        return self.level(who) >= min(level for at, _, _, level in self.words() if at == place)

    def leads(self, step: str) -> str:
        """The stage at which a step leaves it."""
        return LEADS.get(step, self.path.stage)

    def _of(self, place: int, step: str) -> Iterator[tuple[int, str, str, int]]:
        plain = plainly(step)
        for box, level in WORDS[plain].items():
            if box == "constituent" and self.topic != "casework":
                continue
            if box == "left" and step != "answer_in_part":
                continue
            least = IN_CASEWORK.get(plain, SHARED) if self.topic == "casework" else SHARED
            personal = PERSONAL["answer"] if step == "answer_personal" else SHARED
            yield place, plain, box, max(level, least, personal)

    def open_to(self, who: str, step: str) -> int:
        """What the page of a step answers: 200 open, 409 not now (the page says why), 404 not theirs."""
        if not self.level(who) or step not in STEPS:
            return 404
        whose, stages = STEPS[step]
        if not self.relations(who) & whose:
            return 404
        return 200 if self.path.stage in stages and not self._shut(who, step) else 409

    def _shut(self, who: str, step: str) -> bool:
        true = self.path.true
        return {
            "climb": "late" not in true or "climbed" in true,
            "reopen": "withdrawn" in true,
            "hold": "foi" in true,
            "convert": "foi" in true,
            "record_consent": "consent" not in true,
            "decline": who not in SENIOR[self.council],
        }.get(step, False)


NAMED = {CITY: "nan", PARISH: "p-dee"}
SHARES = ("nobody", "ward", "ward_group", "named")


def plainly(step: str) -> str:
    """A step by its own name, however it was taken."""
    return "answer" if step.startswith("answer") else step


def _city() -> Iterator[Matter]:
    for at, (path, way) in enumerate(PATHS.items()):
        for share in (SHARES[at % 4], SHARES[(at + 1) % 4]):
            yield Matter(f"{path}/{share}", CITY, way, "abe", share)
    for path, way in CASEWORK.items():
        for share in ("ward", "named"):
            yield Matter(f"case/{path}/{share}", CITY, way, "abe", share, "casework")
    yield Matter("handed", CITY, HANDED, "abe", "ward", handlers=("joe",))
    yield Matter("late", CITY, LATE, "abe", "ward")
    yield Matter("climbed", CITY, CLIMBED, "abe", "nobody", rungs=("cass",))
    yield Matter("passed", CITY, PASSED, "nan", "nobody", was="abe")
    yield Matter("strategic", CITY, Path(), "abe", "nobody", "strategic", handlers=("cass",))
    yield Matter("of nobody", CITY, Path(), "dee", "nobody", handlers=())
    yield Matter("logged", CITY, Path(), "abe", "ward", begun="log", begun_by="hal")
    yield Matter("for the Member", CITY, Path(), "abe", "ward", begun_by="sid")
    yield Matter("another's", CITY, PATHS["noted"], "ada", "nobody")


def _parish() -> Iterator[Matter]:
    for path in ("new", "noted", "held", "answered", "declined"):
        for share in ("ward", "named"):
            yield Matter(f"p/{path}/{share}", PARISH, PATHS[path], "p-bel", share, handlers=("clive",))


ENQUIRIES: dict[str, Matter] = {one.name: one for one in (*_city(), *_parish())}

FILED = ("new/ward", "noted/ward", "case/told/ward", "p/new/named", "p/noted/ward")
"""Those with a file at every entry that takes one."""
TAKES_FILES = {
    "ask",
    "log",
    "answer",
    "hold",
    "ask_more",
    "tell_more",
    "add",
    "note",
    "reopen",
    "record_consent",
}
