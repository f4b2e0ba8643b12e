"""The oracle's sealed matters: who raised what about whom, who hears it today, and who was shown what of it.

Plain tables; none of the product. Here nobody has anything by their post alone: whoever hears a concern is
named, whoever it is about reads single entries or nothing, and to everybody else it does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.oracle.people import CITY, PARISH, within

RAISED, HEARS, SUBJECT, LEADER, HOST = "raised", "hears", "subject", "leader", "host"
TALKING, HEARD, DECIDED = "talking", "heard", "decided"
OPEN = {TALKING, HEARD}

ITS_OWN, ALL_OF_IT = 2, 3
"""How much one may read: the side of whoever raised it, everything."""

#: Step, what is said at it, and who may read that.
WORDS: dict[str, dict[str, int]] = {
    "raise_officer": {"account": ITS_OWN, "wish": ITS_OWN},
    "raise_member": {"account": ITS_OWN, "wish": ITS_OWN},
    "further": {"words": ITS_OWN},
    "settled": {"words": ITS_OWN},
    "add": {"words": ITS_OWN},
    "withdraw": {"words": ITS_OWN},
    "answer_check_in": {"words": ALL_OF_IT},
    "put": {"words": ALL_OF_IT},
    "way": {"words": ALL_OF_IT},
    "meet": {"words": ITS_OWN},
    "leader": {"words": ALL_OF_IT},
    "decide": {"words": ITS_OWN, "reasons": ALL_OF_IT},
    "tell_subject": {"words": ALL_OF_IT},
    "step_aside": {"words": ALL_OF_IT},
    "hand_over": {"words": ALL_OF_IT},
    "note": {"words": ALL_OF_IT},
    "respond": {"words": ALL_OF_IT, "companion": ALL_OF_IT},
}
NEVER_SHOWN = {("way", "words"), ("decide", "reasons"), ("answer_check_in", "words"), ("hand_over", "words")}
"""Boxes that stay with those who hear it, even where the entry they stand in was shown to somebody."""

ENTRY: dict[str, int] = {"way": ITS_OWN, "answer_check_in": ITS_OWN, "hand_over": ITS_OWN}
"""Entries that are read by more people than the words in them."""

#: Each step: whose it is, and at which stages it can be taken.
STEPS: dict[str, tuple[set[str], set[str]]] = {
    "settled": ({RAISED}, OPEN),
    "further": ({RAISED}, {*OPEN, DECIDED}),
    "add": ({RAISED}, OPEN),
    "withdraw": ({RAISED}, OPEN),
    "answer_check_in": ({RAISED}, {DECIDED}),
    "put": ({HEARS}, {HEARD}),
    "way": ({HEARS}, {HEARD}),
    "meet": ({HEARS}, {HEARD}),
    "leader": ({HEARS}, {HEARD}),
    "decide": ({HEARS}, {HEARD}),
    "tell_subject": ({HEARS}, {HEARD, DECIDED}),
    "step_aside": ({HEARS}, {HEARD}),
    "hand_over": ({HEARS}, {HEARD, DECIDED}),
    "note": ({HEARS}, {HEARD, DECIDED}),
    "respond": ({SUBJECT}, {HEARD}),
    "outside_code": ({HOST}, {HEARD, DECIDED}),
    "outside_link": ({HOST}, {HEARD, DECIDED}),
    "outside_shut": ({HOST}, {HEARD, DECIDED}),
}
NOBODYS = (
    "raise_officer", "raise_member", "erase", "pass_up", "check_in", "window_over", "recount",
    "outside_enter", "outside_locked",
)  # fmt: skip
"""Steps that begin a matter, that the product takes by itself, or that are taken on pages of their own."""

LEADS = {"settled": DECIDED, "withdraw": DECIDED, "decide": DECIDED, "further": HEARD}
"""Where a step leads, if not to the stage it is taken at."""

NEEDS_NOTHING = {"settled", "withdraw"}
"""Steps that can be taken without a word."""


@dataclass(frozen=True)
class Concern:
    """One sealed matter: where, who raised it about whom, what came of it, and who has to do with it today.

    `hears` are those who hear it today, as persons; `shown` names the entries that were opened to somebody;
    `kept_from` are those who must never come to it by what they hold; `outside` says that somebody outside
    the council hears it. `true` is what is known besides.
    """

    name: str
    council: str
    raiser: str
    about: str
    taken: tuple[tuple[str, str], ...] = ()
    stage: str = HEARD
    hears: tuple[str, ...] = ()
    nature: str = "conduct"
    shown: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    subject_in: bool = False
    leader: str = ""
    kept_from: tuple[str, ...] = ()
    outside: bool = False
    true: frozenset[str] = frozenset()
    early: bool = False
    begun: str = "raise_officer"

    @property
    def sealed(self) -> bool:
        """Whether it exists only for those who were let in by name."""
        return True

    def relations(self, who: str) -> set[str]:
        """What somebody is to it."""
        if not within(self.council, who):
            return set()
        if who == self.about or who in self.kept_from:
            return {SUBJECT} if who == self.about and self.subject_in else set()
        found = {RAISED} if who == self.raiser else set()
        found |= {HEARS} if who in self.hears else set()
        found |= {HOST} if found and self.outside else set()
        return found | ({LEADER} if who == self.leader else set())

    def sees(self, who: str) -> bool:
        """Whether it exists for somebody at all."""
        return bool(self.relations(who))

    def level(self, who: str) -> int:
        """How much of it somebody reads; 0 where it is nothing, or single entries and nothing else."""
        found = self.relations(who)
        return ALL_OF_IT if HEARS in found else ITS_OWN if RAISED in found else 0

    def words(self) -> Iterator[tuple[int, str, str, int]]:
        """Everything said in it: at which entry, at which step, in which box, and how much one must see."""
        for place, (_, step) in enumerate(((self.raiser, self.begun), *self.taken), start=1):
            plain = plainly(step)
            for box, level in WORDS.get(plain, {}).items():
                yield place, plain, box, level

    def reads(self, who: str) -> set[tuple[int, str]]:
        """The boxes that somebody may read: by how much they see, and of what was shown to them."""
        if not self.sees(who):
            return set()
        seen, shown = self.level(who), self.shown.get(who, ())
        return {
            (place, box)
            for place, step, box, level in self.words()
            if level <= seen or (place in shown and (step, box) not in NEVER_SHOWN)
        }

    def reads_entry(self, who: str, place: int) -> bool:
        """Whether somebody may have what came with an entry."""
        if not self.sees(who):
            return False
        least = {at: ENTRY.get(step, min(WORDS[step].values())) for at, step, _, _ in self.words()}
        return least.get(place, ALL_OF_IT) <= self.level(who) or place in self.shown.get(who, ())

    def open_to(self, who: str, step: str) -> int:
        """What the page of a step answers: 200 open, 409 not now (the page says why), 404 not theirs.

        Whoever was shown single entries is not told why a step is shut: to them it is not there.
        """
        if step not in STEPS or not self.relations(who) & STEPS[step][0]:
            return 404
        if self.stage in STEPS[step][1] and not self._shut(step):
            return 200
        return 409 if self.level(who) else 404

    def leads(self, step: str) -> str:
        """The stage at which a step leaves it."""
        return LEADS.get(step, self.stage)

    def _shut(self, step: str) -> bool:
        return {
            "further": bool(self.true & {"top", "window over"}),
            "leader": self.begun != "raise_member",
            "tell_subject": not self.subject_in,
            "answer_check_in": "asked in" not in self.true,
        }.get(step, False)


def plainly(step: str) -> str:
    """A step by its own name, however it was taken."""
    return step.partition(":")[0]


FURTHER = ("raiser", "further")


def _heard(name: str, *taken: tuple[str, str], **more: object) -> Concern:
    """Abe's about the head of highways: they talked, and whoever stands in for the director hears it."""
    given: dict[str, object] = {"hears": ("cov",)} | more
    return Concern(f"sealed/{name}", CITY, "abe", "hal", (FURTHER, *taken), **given)  # type: ignore[arg-type]


PUT, NOTED, TOLD = ("cov", "put"), ("cov", "note"), ("cov", "tell_subject")
RESPONDED, DECIDES = ("hal", "respond"), ("cov", "decide")


def _about_hal() -> Iterator[Concern]:
    yield Concern("sealed/talking", CITY, "abe", "hal", stage=TALKING)
    yield _heard("heard")
    yield _heard("noted", ("raiser", "add"), NOTED, ("cov", "way"))
    yield _heard("put", NOTED, PUT, subject_in=True, shown={"hal": (4,)})
    yield _heard("put as written", ("cov", "put:account"), subject_in=True, shown={"hal": (1, 3)})
    yield _heard("responded", PUT, NOTED, RESPONDED, subject_in=True, shown={"hal": (3, 5)})
    yield _heard("meeting", ("cov", "meet"), PUT, ("cov", "meet:both"), subject_in=True,
                 shown={"hal": (4, 5)})  # fmt: skip
    yield _heard("decided", PUT, DECIDES, stage=DECIDED, subject_in=True, shown={"hal": (3,)})
    yield _heard("told", PUT, RESPONDED, DECIDES, TOLD, stage=DECIDED, subject_in=True,
                 shown={"hal": (3, 4, 6)})  # fmt: skip
    yield _heard("stepped aside", NOTED, ("cov", "step_aside"), hears=("vic",), kept_from=("cov",),
                 true=frozenset({"top"}))  # fmt: skip
    yield _heard("handed on", NOTED, ("cov", "hand_over:vic"), hears=("vic",))
    yield _heard("handed to one who left", ("cov", "hand_over:leo"), hears=())
    yield _heard("climbed by itself", hears=("cov", "vic"), early=True, true=frozenset({"top"}))
    yield _heard("asked how it is", ("cov", "decide"), stage=DECIDED, early=True,
                 true=frozenset({"asked in", "window over"}))  # fmt: skip
    yield _heard("settled", ("raiser", "settled"), stage=DECIDED)
    yield Concern("sealed/outside", CITY, "abe", "hal", nature="fraud", outside=True)


def _city() -> Iterator[Concern]:
    yield from _about_hal()
    top = frozenset({"top"})
    yield Concern("sealed/withdrawn", CITY, "abe", "joe", (("raiser", "withdraw"),), DECIDED)
    yield Concern("sealed/chief executive", CITY, "dee", "cass", (("mo", "note"),), hears=("mo",))
    yield Concern("sealed/monitoring officer", CITY, "abe", "mo", (FURTHER,), hears=("cass",))
    for about in ("adm", "tess", "sid"):  # they report to nobody who hears such a concern: the keeper does
        yield Concern(f"sealed/{about}", CITY, "abe", about, (FURTHER,), hears=("vic",), true=top)
    yield Concern("sealed/left lying", CITY, "nan", "pam", stage=HEARD, hears=("cov",), early=True)
    yield Concern("sealed/raiser has left", CITY, "ned", "joe", stage=TALKING)
    yield Concern("sealed/of two councils", CITY, "two", "hal", stage=TALKING)
    member = {"begun": "raise_member", "council": CITY, "raiser": "joe"}
    yield _of(member, "member talking", "bel", stage=TALKING, nature="minor")
    yield _of(member, "member", "bel", FURTHER, hears=("hal",), nature="serious", true=top)
    yield _of(member, "code", "bel", ("mo", "leader"), hears=("mo",), nature="code_breach", leader="ada",
              shown={"ada": (2,)})  # fmt: skip
    yield _of(member, "leader of a group", "lew", ("mo", "put"), ("mo", "decide"), stage=DECIDED,
              hears=("mo",), nature="code_breach", subject_in=True, shown={"lew": (2,)})  # fmt: skip


def _parish() -> Iterator[Concern]:
    yield Concern("sealed/p-staff", PARISH, "p-bel", "stan", (("clive", "note"),), hears=("clive",))
    yield Concern("sealed/clerk", PARISH, "p-bel", "clive", (("p-dee", "put"),), hears=("p-dee",),
                  subject_in=True, shown={"clive": (2,)})  # fmt: skip
    parish = {"begun": "raise_member", "council": PARISH, "raiser": "stan"}
    yield _of(parish, "p-member", "p-cy", hears=("clive",), nature="minor")
    yield _of(parish, "p-code", "p-cy", nature="code_breach", outside=True)
    clerk = {**parish, "raiser": "clive"}
    yield _of(clerk, "everybody concerned", "p-dee", nature="minor", outside=True, true=frozenset({"top"}))


def _of(kind: Mapping[str, str], name: str, about: str, *taken: tuple[str, str], **more: object) -> Concern:
    return Concern(name=f"sealed/{name}", about=about, taken=taken, **kind, **more)  # type: ignore[arg-type]


CONCERNS: dict[str, Concern] = {one.name: one for one in (*_city(), *_parish())}

FILED = ("sealed/put as written", "sealed/noted", "sealed/responded", "sealed/p-staff")
"""Those with a file at every entry that takes one."""
TAKES_FILES = {"raise_officer", "raise_member", "further", "add", "note", "respond"}
