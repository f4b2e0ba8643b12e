"""The oracle's addresses: what each answers to whom. Plain tables; nothing of the product.

An address of the product that is not here fails the tests: whoever adds a page says here who may have it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.oracle.concerns import Concern
from tests.oracle.matters import Matter
from tests.oracle.people import (
    ADMINISTRATORS,
    CITY,
    CONFIRM,
    KEEPERS,
    PARISH,
    PEOPLE,
    SETTLED,
    TRIAGE,
    anonymous,
    within,
)
from tests.oracle.told import MATTERS

Who = Callable[[str, str, str], int]
"""What an address answers: in a council, to somebody, for what stands in the address."""


def everybody(council: str, who: str, what: str) -> int:
    return 200


def members(council: str, who: str, what: str) -> int:
    return 200 if PEOPLE[who].side == "member" else 409


def officers(council: str, who: str, what: str) -> int:
    return 200 if PEOPLE[who].side == "officer" else 409


def support_of(council: str, who: str, what: str) -> int:
    return 200 if what and PEOPLE[who].supports == what else 404


def administrators(council: str, who: str, what: str) -> int:
    return 200 if (council, who) in ADMINISTRATORS else 404


def whoever_has(trays: str) -> Who:
    """A list of the desk: of Members, of whoever sorts, of support staff, or nobody's."""

    def has(council: str, who: str, what: str) -> int:
        one = PEOPLE[who]
        return {
            "all": 200,
            "members": 200 if one.side == "member" else 404,
            "sorts": 200 if (council, who) in TRIAGE else 404,
            "support": 200 if one.supports else 404,
            "none": 404,
        }[trays]

    return has


TRAYS = {
    "waiting": "all", "late": "all", "asked": "members", "shared": "members", "triage": "sorts",
    "support": "support", "concerns": "all", "nothing": "none", "settings": "none",
}  # fmt: skip


def tray(council: str, who: str, what: str) -> int:
    return whoever_has(TRAYS.get(what, "none"))(council, who, what)


def somebody_here(council: str, who: str, what: str) -> int:
    """The page of a person: of this council today; of one who has left, for administrators."""
    if what not in PEOPLE or council not in PEOPLE[what].councils:
        return 404
    if PEOPLE[what].left:
        return administrators(council, who, what)
    return 200


def matter(council: str, who: str, what: str) -> int:
    one = MATTERS.get(what)
    return 200 if one is not None and one.council == council and one.sees(who) else 404


def raised_by(council: str, who: str, what: str) -> int:
    """What came of raising a concern: for whoever raised it, and for nobody else."""
    one = MATTERS.get(what)
    raised = isinstance(one, Concern) and one.council == council and one.raiser == who
    return 200 if raised and within(council, who) else 404


def begun_by(council: str, who: str, what: str) -> int:
    """What came of asking: for whoever began it themselves, and for nobody else."""
    one = MATTERS.get(what)
    if not isinstance(one, Matter) or one.council != council:
        return 404
    return 200 if who == (one.begun_by or one.was or one.asker) else 404


RAISES = {"officer": "member", "member": "officer"}
"""About whom a concern is raised, and by whom."""


def raises(council: str, who: str, what: str) -> int:
    """Raising a concern: Members about officers, Officers about Members, about nobody else."""
    if what not in RAISES:
        return 404
    return 200 if PEOPLE[who].side == RAISES[what] else 409


MONITORS = {(CITY, "mo"), (PARISH, "clive")}


def monitors(council: str, who: str, what: str) -> int:
    return 200 if (council, who) in MONITORS else 404


QUESTIONS = {"enquiry.reply": 200, "enquiry.address": 200, "casework.disclose": 200, "no.such": 404}


def question(council: str, who: str, what: str) -> int:
    return QUESTIONS[what]


def compared(council: str, who: str, what: str) -> int:
    """Everybody chooses a question and compares its answers; of a question there is not, there is no page."""
    return 404 if what == "no.such" else everybody(council, who, what)


CLAUSES = {"3.2(e)": {CITY}, "7.1": {CITY}, "99.99": set()}


def clause(council: str, who: str, what: str) -> int:
    return 200 if council in CLAUSES.get(what, set()) else 404


def order(council: str, who: str, what: str) -> int:
    return 404 if what in {"password", "account__email"} else 200


def handled(council: str, who: str, what: str) -> int:
    """The record of a matter as a file: for those who see all of it."""
    one = MATTERS.get(what)
    return 200 if one is not None and one.council == council and one.level(who) >= 3 else 404


def keepers(council: str, who: str, what: str) -> int:
    """Pages of those who keep the record."""
    return 200 if (council, who) in KEEPERS else 404


def keepers_of_nothing_due(council: str, who: str, what: str) -> int:
    """Disposing, on a day on which nothing is due."""
    return 409 if (council, who) in KEEPERS else 404


def erasers(council: str, who: str, what: str) -> int:
    """Deciding what is erased: the Monitoring Officer, in a parish the clerk."""
    return 200 if (council, who) in {(CITY, "mo"), (PARISH, "clive")} else 404


def nobody(council: str, who: str, what: str) -> int:
    """A page about something that is not there."""
    return 404


def to_desk(council: str, who: str, what: str) -> int:
    return 302


def own_thing(council: str, who: str, what: str) -> int:
    """A page of the settings about one thing: for administrators, and only where it is their council's."""
    return administrators(council, who, what) if what in {"own", ""} else 404


def circle(council: str, who: str, what: str) -> int:
    """The changes that need a second person: for whoever may be asked to confirm one."""
    return 200 if (council, who) in CONFIRM else 404


def settled(council: str, who: str, what: str) -> int:
    """The one change that was proposed and refused: back to the list for these two, nothing for others."""
    return 302 if what == "own" and (council, who) in SETTLED else 404


@dataclass(frozen=True)
class Page:
    """An address of a council's: as it is written, who has it, what may stand in it, and what it takes.

    `query` is where `what` stands, if it is not in the path. `writes` says that a form is sent to it, `reads`
    that it can be looked at.
    """

    pattern: str
    who: Who
    whats: tuple[str, ...] = ("",)
    query: str = ""
    writes: bool = False
    reads: bool = True


SOME = tuple(name for name in MATTERS)
FILTERS = ("", "stage=waiting", "stage=closed&sort=due", "late=yes", "topic=casework", "sort=password",
           "kind=foi", "after=nonsense", "outcome=answered&sort=opened", "council=1&asker=2")  # fmt: skip

COUNCIL: dict[str, Page] = {
    "home": Page("", to_desk),
    "desk": Page("desk", everybody),
    "desk_tray": Page("desk/<slug:name>", tray, tuple(TRAYS)),
    "start": Page("start", everybody),
    "enquire": Page("ask", members, writes=True),
    "enquire_for": Page("ask/for/<int:member>", support_of, ("abe", "ada", "gwen", "p-ada", ""), writes=True),
    "log": Page("log", officers, writes=True),
    "concern": Page("concern/about/<slug:side>", raises, ("officer", "member", "clerk")),
    "concern_raise": Page(
        "concern/about/<slug:side>/raise", raises, ("officer", "member", "clerk"), writes=True
    ),
    "concern_raised": Page("concern/raised/<str:reference>", raised_by, (*SOME, "never")),
    "monitoring": Page("monitoring", monitors),
    "outside_leave": Page("outside", nobody, writes=True),
    "outside": Page("outside/<str:token>", everybody, writes=True),
    "sent": Page("sent/<str:reference>", begun_by, (*SOME, "never")),
    "matter": Page("m/<str:reference>", matter, (*SOME, "never")),
    "register": Page("register", everybody, FILTERS, query="*"),
    "look_back": Page("register/closed-before", officers, writes=True),
    "protocol": Page("protocol", everybody, ("", "reply", "zq"), query="q"),
    "clause": Page("protocol/clause", clause, tuple(CLAUSES), query="ref"),
    "ask": Page("ask-protocol", everybody),
    "ask_question": Page("ask-protocol/<str:name>", question, tuple(QUESTIONS)),
    "compare": Page("compare", compared, ("", "enquiry.reply", "no.such"), query="question"),
    "people": Page(
        "people", order, ("ward", "group", "committee", "officers", "password", "account__email"), query="by"
    ),
    "person": Page("people/<int:number>", somebody_here, (*PEOPLE, "")),
    "search": Page("search", everybody, ("", "zq", "lamp", "Example"), query="q"),
    "figures": Page(
        "figures", everybody, ("", "from=2026-01&to=2026-03", "from=x&to=y", "service=1"), query="*"
    ),
    "figures_file": Page("figures.csv", everybody),
}
COUNCIL |= {
    "record": Page("record", everybody),
    "record_hours": Page("record/hours", administrators, writes=True),
    "record_witness": Page("record/witness", administrators, writes=True),
    "record_end_witness": Page("record/witness/<int:number>/end", nobody, writes=True),
    "record_erasures": Page("record/erasures", erasers),
    "record_retention": Page("record/retention", keepers),
    "record_dispose": Page("record/retention/dispose", keepers_of_nothing_due, writes=True),
    "record_rule": Page("record/retention/<slug:procedure>", keepers, ("enquiry",), writes=True),
    "record_access": Page("record/subject-access", keepers, writes=True),
    "matter_record": Page("m/<str:reference>/record", handled, (*SOME, "never")),
    "matter_erasing": Page("m/<str:reference>/erasing", matter, (*SOME, "never"), writes=True),
    "record_erasure": Page("record/erasures/<int:number>", nobody, writes=True),
}
_ADMIN = {
    "settings": "settings",
    "settings_closures": "settings/closure-days",
    "settings_hours": "settings/office-hours",
    "settings_standards": "settings/standards",
    "settings_keepers": "settings/keepers",
    "settings_people": "settings/people",
    "settings_places": "settings/parts",
    "settings_posts": "settings/posts",
    "settings_proposals": "settings/proposals",
    "settings_pack": "settings/check",
    "settings_record": "settings/record",
    "settings_popolo": "settings/popolo.json",
}
_ADMIN_WRITES = {
    "settings_announce": "settings/closure-days/announce",
    "settings_hours_change": "settings/office-hours/change",
    "settings_add_person": "settings/people/add",
    "settings_create_post": "settings/posts/create",
    "settings_import": "settings/import",
    "settings_election": "settings/election",
}
_ABOUT_ONE = {
    "settings_withdraw": ("settings/closure-days/<int:number>/withdraw", ("closure",)),
    "settings_adopt": ("settings/standards/adopt/<str:name>", ("=enquiry.reply",)),
    "settings_end_standard": ("settings/standards/<int:number>/end", ("standard",)),
    "settings_keeper": ("settings/keepers/<slug:body>", ("=disciplinary_procedure",)),
    "settings_person": ("settings/people/<int:number>", ("person",)),
    "settings_account": ("settings/people/<int:number>/sign-in", ("person",)),
    "settings_begin": ("settings/people/<int:number>/begin/<slug:kind>", ("person", "=seat")),
    "settings_end": ("settings/people/<int:number>/end/<slug:kind>/<int:term>", ("person", "=seat", "seat")),
    "settings_establish": ("settings/parts/add/<slug:kind>", ("=ward",)),
    "settings_end_part": ("settings/parts/<slug:kind>/<int:number>/end", ("=ward", "ward")),
    "settings_post": ("settings/posts/<int:number>", ("post",)),
    "settings_put": ("settings/posts/<int:number>/<slug:what>", ("post", "=cover")),
    "settings_end_post": (
        "settings/posts/<int:number>/end/<slug:what>/<int:term>",
        ("post", "=holding", "holding"),
    ),
    "settings_settle": ("settings/proposals/<int:number>/<slug:how>", ("proposal", "=approve")),
}
_LOOKS = {"settings_person", "settings_post"}
SETTINGS: dict[str, tuple[str, ...]] = {name: kinds for name, (_, kinds) in _ABOUT_ONE.items()}
"""Pages of the settings about one thing, and of which kind each thing in the address is ("=": that word)."""

COUNCIL |= {name: Page(pattern, administrators) for name, pattern in _ADMIN.items()}
COUNCIL |= {name: Page(pattern, administrators, writes=True) for name, pattern in _ADMIN_WRITES.items()}
COUNCIL |= {
    name: Page(
        pattern,
        own_thing,
        ("own", "theirs", "none") if any(not kind.startswith("=") for kind in kinds) else ("own", "none"),
        writes=name not in _LOOKS,
    )
    for name, (pattern, kinds) in _ABOUT_ONE.items()
}
COUNCIL["settings_proposals"] = Page("settings/proposals", circle)
COUNCIL["settings_settle"] = replace(COUNCIL["settings_settle"], who=settled)
COUNCIL["settings_apply"] = Page("settings/import/apply", administrators, writes=True, reads=False)

IN_MATTERS = {
    "matter_file": "m/<str:reference>/file/<int:number>",
    "matter_step": "m/<str:reference>/<slug:step>",
}
"""Addresses within a matter: who has them stands in the table of matters."""


@dataclass(frozen=True)
class Shared:
    """An address of no council: what it answers to somebody not signed in, and to somebody who is."""

    pattern: str
    out: int
    signed_in: int
    writes: bool = False


SHARED: dict[str, Shared] = {
    "front": Shared("", 302, 302),
    "about": Shared("about", 200, 200),
    "accessibility": Shared("accessibility", 200, 200),
    "privacy": Shared("privacy", 200, 200),
    "health": Shared("health", 200, 200),
    "statements": Shared("statements/<slug:slug>", 200, 200),
    "statements_file": Shared("statements/<slug:slug>/all", 200, 200),
    "statement": Shared("statements/<slug:slug>/<int:number>", 200, 200),
    "account_login": Shared("account/sign-in", 200, 302, writes=True),
    "account_logout": Shared("account/sign-out", 302, 200, writes=True),
    "account_inactive": Shared("account/closed", 200, 200),
    "account_reauthenticate": Shared("account/confirm-it-is-you", 302, 200, writes=True),
    "account_change_password": Shared("account/password", 302, 200, writes=True),
    "account_set_password": Shared("account/password/first", 302, 302, writes=True),
    "account_reset_password": Shared("account/forgotten", 200, 200, writes=True),
    "account_reset_password_done": Shared("account/forgotten/sent", 200, 200),
    "account_reset_password_from_key": Shared(
        "^account/forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", 200, 200, writes=True
    ),
    "account_reset_password_from_key_done": Shared("account/forgotten/done", 200, 200),
    "mfa_index": Shared("account/two-step", 302, 200),
    "mfa_authenticate": Shared("account/two-step/code", 302, 302, writes=True),
    "mfa_reauthenticate": Shared("account/two-step/confirm", 302, 302, writes=True),
    "mfa_activate_totp": Shared("account/two-step/app", 302, 302, writes=True),
    "mfa_deactivate_totp": Shared("account/two-step/app/remove", 302, 404, writes=True),
    "mfa_view_recovery_codes": Shared("account/two-step/codes", 302, 404),
    "mfa_generate_recovery_codes": Shared("account/two-step/codes/new", 302, 302, writes=True),
    "mfa_download_recovery_codes": Shared("account/two-step/codes/file", 302, 404),
}
SEVERAL_COUNCILS = {"two", "stranger", "ned", "leo"}
"""Those whom the first page of all leads to no council by itself: of several, of none, of none any more."""

DEMONSTRATION = {
    "demonstration": "account/sign-in",
    "demonstration_sign_in": "account/sign-in/as",
}
"""Addresses that only a demonstration has: they refuse wherever a council is real."""


DOORS = {"outside"}
"""Addresses for whoever has a link, signed in or not: the same page for every link there could be."""


def expected(name: str, council: str, who: str, what: str) -> int:
    """What an address of a council answers to somebody who looks."""
    if name in DOORS:
        return 200
    if anonymous(who):
        return 302
    if not within(council, who):
        return 404
    if not COUNCIL[name].reads:
        return 405
    return COUNCIL[name].who(council, who, what)


def expected_shared(name: str, who: str) -> int:
    """What an address of no council answers to somebody who looks."""
    if anonymous(who):
        return SHARED[name].out
    if name == "front":
        return 200 if who in SEVERAL_COUNCILS else 302
    return SHARED[name].signed_in


COUNCILS = (CITY, PARISH)
