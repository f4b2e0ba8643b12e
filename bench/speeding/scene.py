"""Who sits at the browsers, and which matters they look at, chosen from the loaded council."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.test import Client

from comity.council.calendars import day_of
from comity.council.context import within
from comity.council.keys import keys_of
from comity.council.models import Account, Council, Holding, Person, Service, Ward
from comity.matters import policy
from comity.matters.models import Entry, Matter, Sight

from .browser import Browser

TRIAGE = "role:democratic_services"


@dataclass
class Scene:
    """A loaded council: its people by what they are, and the matters that are asked for."""

    council: Council
    people: dict[str, Person]
    long: list[tuple[Person, str]]
    noted: Iterator[tuple[Person, str]]
    deep: dict[str, str]
    some: dict[str, str]
    matters: int
    entries: int

    def at(self, page: str) -> str:
        """The address of a page of this council."""
        return f"/c/{self.council.slug}/{page}"

    @property
    def readers(self) -> list[Person]:
        """A Member, an officer, democratic services and a director, one after another."""
        return [self.people[one] for one in ("member", "officer", "triage", "director")]

    def cookies(self, person: Person) -> dict[str, str]:
        """What somebody's browser holds once they have signed in."""
        client = Client()
        client.force_login(Account.objects.get(pk=person.account_id))
        return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}

    def browser(self, person: Person, port: int) -> Browser:
        """Somebody's browser, signed in."""
        return Browser(port, self.cookies(person))


def look(council: Council) -> Scene:
    """Choose who and what, from what is there."""
    with within(council, system=True):
        today = day_of(datetime.now(UTC))
        holders = {
            one.post_id: one.person for one in Holding.objects.on(today).select_related("person", "post")
        }
        roles = {
            one.post.role: one.person
            for one in Holding.objects.on(today).select_related("person", "post")
            if one.post.role
        }
        long = list(
            Matter.objects.filter(entries__gte=19, entries__lte=23)
            .select_related("asker")
            .order_by("pk")[:40]
        )
        handled = Matter.objects.filter(stage="waiting", closed=None, handler__isnull=False).order_by("pk")
        notes = [(holders[one.handler_id], one.reference) for one in handled[:4000:3]]
        officer = notes[0][0]
        asker = long[0].asker
        assert asker is not None
        return Scene(
            council,
            {
                "member": asker,
                "officer": officer,
                "triage": roles["democratic_services"],
                "director": roles["director"],
            },
            [pair for one in long for pair in _both(one, holders)],
            itertools.cycle(notes),
            {by: _middle(column) for by, column in (("last", "last"), ("opened", "opened"), ("due", "due"))},
            {
                "service": str(Service.objects.order_by("pk").values_list("pk", flat=True)[0]),
                "ward": str(Ward.objects.order_by("pk").values_list("pk", flat=True)[0]),
            },
            Matter.objects.count(),
            Entry.objects.count(),
        )


def _both(matter: Matter, holders: dict[Any, Person]) -> Iterator[tuple[Person, str]]:
    """The Member who asked and the officer who has it, each with the matter's reference."""
    for person in (matter.asker, holders.get(matter.handler_id)):
        if person is not None and policy.level(matter.pk, keys_of(person, day_of(matter.last))) is not None:
            yield person, matter.reference


def _middle(column: str) -> str:
    """The place in the middle of the longest list in one of its orders."""
    walked = Sight.objects.filter(key=TRIAGE).exclude(**{column: None})
    order = column if column == "due" else f"-{column}"
    rows = walked.order_by(order).values_list(column, "matter__reference")
    moment, reference = rows[walked.count() // 2]
    return f"{moment.isoformat()}~{reference}"
