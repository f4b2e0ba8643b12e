"""The oracle's people: what kinds there are, and what each holds. Plain tables; nothing of the product.

Two councils: a city, and a parish. Everybody in them is somebody's kind: who asks, who sits beside them, who
handles, who is in charge of something else. A kind that a council could have and that is not here is a gap.
"""

from __future__ import annotations

from dataclasses import dataclass

CITY, PARISH = "city", "parish"


@dataclass(frozen=True)
class Somebody:
    """One person: in which councils, as what, and what the rights of the tables hang on."""

    what: str
    councils: tuple[str, ...] = (CITY,)
    side: str = "officer"
    ward: str = ""
    group: str = ""
    post: str = ""
    supports: str = ""
    covers: str = ""
    left: bool = False
    signed_in: bool = True
    active: bool = True


PEOPLE: dict[str, Somebody] = {
    # Members of the city
    "ada": Somebody("leader of another group, in the same ward", side="member", ward="north", group="blue"),
    "bel": Somebody("ward colleague in another group", side="member", ward="north", group="blue"),
    "cy": Somebody("ward colleague in a third group", side="member", ward="north", group="red"),
    "dee": Somebody("other Member, in no group", side="member", ward="south"),
    "abe": Somebody("the Member who asks", side="member", ward="north", group="green"),
    "gwen": Somebody("colleague in ward and group", side="member", ward="north", group="green"),
    "gil": Somebody("group colleague in another ward", side="member", ward="south", group="green"),
    "lew": Somebody(
        "leader of the asker's group, in another ward", side="member", ward="south", group="green"
    ),
    "nan": Somebody("the Member who is named", side="member", ward="south", group="red"),
    "ned": Somebody(
        "Member who has left, session open", side="member", ward="north", group="green", left=True
    ),
    # Officers of the city
    "sid": Somebody("supports the Member who asks", post="support", supports="abe"),
    "sue": Somebody("supports somebody else", post="support", supports="ada"),
    "dot": Somebody("director of the service", post="director"),
    "cov": Somebody("stands in for the director", post="standing_in", covers="director"),
    "hal": Somebody("head of the service", post="head_of_highways"),
    "joe": Somebody("officer to whom it is handed over", post="inspector"),
    "pam": Somebody("head of another service", post="head_of_parks"),
    "vic": Somebody("director of another directorate", post="other_director"),
    "cass": Somebody("Chief Executive", post="chief_executive"),
    "mo": Somebody("Monitoring Officer", post="monitoring_officer"),
    "tess": Somebody("democratic services", post="democratic_services"),
    "adm": Somebody("administrator", post="administrator"),
    "leo": Somebody("Officer who has left, session open", post="inspector", left=True),
    # The parish
    "p-ada": Somebody("parish Member, leader of a group", (PARISH,), "member", "north", "blue"),
    "p-bel": Somebody("parish Member who asks", (PARISH,), "member", "north", "blue"),
    "p-cy": Somebody("parish ward colleague", (PARISH,), "member", "north", "red"),
    "p-dee": Somebody("chair of the parish council", (PARISH,), "member", "south"),
    "clive": Somebody("clerk", (PARISH,), post="clerk"),
    "stan": Somebody("clerk's staff", (PARISH,), post="clerk_staff"),
    # Of both, and of none
    "two": Somebody("Member of both councils, one account", (CITY, PARISH), "member", "south"),
    "stranger": Somebody("account without a person", ()),
    "closed": Somebody("Member whose account was closed", side="member", ward="north", active=False),
    "nobody": Somebody("anonymous", (), signed_in=False),
}

ADMINISTRATORS = {(CITY, "adm"), (PARISH, "clive")}
CONFIRM = {*ADMINISTRATORS, (CITY, "mo"), (CITY, "cass"), (PARISH, "p-dee")}
SETTLED = {(CITY, "adm"), (CITY, "mo"), (PARISH, "clive"), (PARISH, "p-dee")}
"""Who may be asked to confirm a change; and who proposed or refused the one that there was."""
TRIAGE = {(CITY, "tess"), (PARISH, "clive")}
KEEPERS = {(CITY, "tess"), (CITY, "mo"), (PARISH, "clive")}


def within(council: str, name: str) -> bool:
    """Whether somebody is a person of a council today."""
    who = PEOPLE[name]
    return council in who.councils and not who.left and who.active


def anonymous(name: str) -> bool:
    """Whether somebody has to sign in first."""
    who = PEOPLE[name]
    return not who.signed_in or not who.active
