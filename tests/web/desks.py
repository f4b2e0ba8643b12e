"""A council of the cast with accounts: each of them can sit down at a browser on a day of the story."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any

from comity.council.context import within
from comity.council.models import Account, Person
from comity.matters import ledger
from comity.matters.models import Entry, Matter
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import hear
from tests import cast as casting
from tests.cast import Cast, at
from tests.web.conftest import Browser

ENQUIRY = PROCEDURES["enquiry"]
QUESTION = {
    "topic": "operational",
    "title": "Street lamp in Mill Lane",
    "question": "When will it be mended?",
    "share": "nobody",
    "emergency": "no",
}


@dataclass
class House:
    """A council, its cast, a signed-in browser for each of them, and the moment that it is."""

    cast: Cast
    moment: datetime
    browsers: dict[str, Browser] = field(default_factory=dict)

    def later(self, when: str) -> None:
        """Let it be another moment: "2026-03-10 09:00"."""
        self.moment = at(when)

    def at(self, page: str) -> str:
        """The address of a page of this council."""
        return f"/c/{self.cast.council.slug}/{page}"

    def account(self, name: str) -> Account:
        """What somebody signs in with."""
        person = self.cast.people[name]
        account, new = Account.objects.get_or_create(email=person.email)
        if new:
            with within(self.cast.council, system=True):
                Person.objects.filter(pk=person.pk).update(account=account)
        return account

    def browser(self, name: str) -> Browser:
        """Somebody's browser, signed in."""
        if name not in self.browsers:
            self.browsers[name] = Browser()
            self.browsers[name].force_login(self.account(name))
        return self.browsers[name]

    def read(self, name: str, page: str, status: int = 200) -> str:
        """What a page of this council says to somebody."""
        answered = self.browser(name).get(self.at(page))
        assert answered.status_code == status, (answered.status_code, text(answered))
        return text(answered)

    def do(self, name: str, page: str, status: int = 302, **typed: Any) -> Any:
        """Open a page's form, fill it in and send it; the answer, which must have this status."""
        answered = self.browser(name).fill(self.at(page), **typed)
        assert answered.status_code == status, (answered.status_code, text(answered))
        return answered

    def ask(self, name: str = "ada", **more: str) -> str:
        """Somebody asks in the browser; the reference of the matter."""
        highways = {"service": str(self.cast.services["highways"].pk)} if self.cast.services else {}
        sent = self.do(name, "ask", **{**QUESTION, **highways, **more})
        return str(sent["Location"]).rpartition("/")[2]

    def asked(self, when: str, name: str = "ada", **more: str) -> Entry:
        """Somebody asked on another day, without a browser."""
        moment = at(when)
        with within(self.cast.council, self.cast.people[name]):
            said = hear(ENQUIRY.step("ask").says, {**QUESTION, **more})
            by = self.cast.acting(name, moment)
            return ledger.begin(
                self.cast.council, self.cast.edition, "enquiry", "ask", said, by=by, at=moment
            )

    def entries(self, reference: str) -> list[Entry]:
        """The ledger of a matter, as it lies in the database."""
        with within(self.cast.council, system=True):
            matter = Matter.objects.get(reference=reference)
            return list(Entry.objects.filter(matter=matter).order_by("ordinal"))

    def steps(self, reference: str) -> list[str]:
        """The steps of a matter, in their order."""
        return [entry.step for entry in self.entries(reference)]

    def matter(self, reference: str) -> Matter:
        """How a matter stands in the database."""
        with within(self.cast.council, system=True):
            return Matter.objects.get(reference=reference)


Housing = Callable[..., House]


def text(page: Any) -> str:
    """What a page says in its main part, without its marks."""
    said = page.content.decode()
    main = said[said.find("<main") :]
    main = main[: main.find("<footer")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main))).strip()


def house(pack: str, when: str) -> House:
    """A council on one of the protocols, on a day, with nobody signed in yet."""
    return House(casting.council(pack), at(when))
