"""A council of the cast with accounts, so that each of them can sit down at a browser."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from comity.council.context import within
from comity.council.models import Account, Person
from tests import cast as casting
from tests.cast import Cast
from tests.web.conftest import Browser


@dataclass
class House:
    """A council, its cast, and a signed-in browser for each of them."""

    cast: Cast
    browsers: dict[str, Browser] = field(default_factory=dict)

    def at(self, page: str) -> str:
        """The address of a page of this council."""
        return f"/c/{self.cast.council.slug}/{page}"

    def browser(self, name: str) -> Browser:
        """Somebody's browser, signed in."""
        if name not in self.browsers:
            person = self.cast.people[name]
            account = Account.objects.create(email=person.email, password="!")
            with within(self.cast.council, system=True):
                Person.objects.filter(pk=person.pk).update(account=account)
            self.browsers[name] = Browser()
            self.browsers[name].force_login(account)
        return self.browsers[name]

    def text(self, page: Any) -> str:
        """What a page says in its main part, without its marks."""
        said = page.content.decode()
        main = said[said.find("<main") :]
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def house(pack: str = "coventry") -> House:
    """A council on one of the protocols, with nobody signed in yet."""
    return House(casting.council(pack))
