"""What a step needs to know from outside: the council's protocol, its calendar, and who is who there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Q

from comity.council.calendars import calendar_of, day_of
from comity.council.models import (
    Council,
    Cover,
    GroupMembership,
    Holding,
    Person,
    Post,
    Service,
    Term,
    Ward,
)
from comity.council.readers import people_with_key
from comity.council.resolve import About, Answer, Body, Holder, Holders, Vacant, resolve
from comity.council.standards import standards_of
from comity.editions.models import Edition
from comity.editions.shelf import pack_of
from comity.matters.admissions import outsiders
from comity.procedures.fields import Field, Said, Unheard
from comity.procedures.shape import Relation
from comity.procedures.state import ClockState, State
from comity.procedures.world import Route
from comity.protocol import deciding, layers
from comity.protocol.calendars import (
    Calendar,
    Pause,
    Receipt,
    Within,
    due,
    foi_calendar,
    later_of,
    next_open,
    recalculate,
    reminder_at,
    working_days_between,
    working_time_between,
)
from comity.protocol.decision import Decision

TRIAGE = "role:democratic_services"
SENIOR = (
    "service_manager",
    "head_of_service",
    "director",
    "deputy_chief_executive",
    "chief_executive",
    "clerk",
)


class CouncilWorld:
    """One council on one day, as a matter meets it: its protocol, its calendar, its people."""

    def __init__(
        self, council: Council, edition: Edition, *, at: datetime, state: State, asker: Person | None
    ) -> None:
        self.council = council
        self.edition = edition
        self.at = at
        self.state = state
        self.asker = asker

    @property
    def raised_by(self) -> str:
        """What whoever raises a concern is, in the vocabulary's words; nothing in any other matter."""
        return ""

    @property
    def concerns(self) -> str:
        """What the person is whom a concern is about; nothing in any other matter."""
        return ""

    @cached_property
    def calendar(self) -> Calendar:
        """The council's own calendar."""
        return calendar_of(self.council, on=self.today)

    @cached_property
    def today(self) -> date:
        """The day, in the council's own time."""
        return day_of(self.at)

    @cached_property
    def standards(self) -> tuple[layers.Standard, ...]:
        """The council's own standards, which stand in place of house defaults today."""
        return standards_of(self.council, self.today)

    def decide(self, question: str, facts: Mapping[str, object]) -> Decision:
        """The protocol's answer today, in the matter's edition, with the council's own standards."""
        return deciding.decide(
            pack_of(self.edition),
            question,
            facts,
            on=self.today,
            standards=self.standards,
        )

    def by_law(self, question: str, facts: Mapping[str, object]) -> Decision:
        """What the law answers today, where the protocol is silent or gives no figure."""
        silent = replace(pack_of(self.edition), rules=(), digest="")  # another pack: one that says nothing
        return deciding.decide(silent, question, facts, on=self.today)

    def _calendar(self, name: str) -> Calendar:
        return foi_calendar() if name == "foi" else self.calendar

    def due(self, received: datetime, answers: Sequence[Decision], calendar: str) -> Receipt:
        """The deadline that the last answer gives; every answer taken stands on the receipt."""
        last = answers[-1]
        if last.within is None:
            raise ValueError(f"Neither {answers[0].question} nor clock.target gives a time.")
        return due(
            received, Within.of(last.within.as_json()), self._calendar(calendar), sources=_sources(answers)
        )

    def until(self, received: datetime, day: str, answers: Sequence[Decision]) -> Receipt:
        """A day somebody promised, as the working days until then. Raises Unheard for a closed day."""
        wanted = date.fromisoformat(day)
        why = self.calendar.why_closed(wanted)
        if why:
            raise Unheard(
                {"new_date": f"The office is closed on {wanted:%-d %B %Y} ({why}). Choose a working day."}
            )
        counted = max(received, next_open(received, self.calendar))
        days = working_days_between(counted, self.calendar.close_of(wanted), self.calendar)
        if wanted <= self.today or days < 1:
            raise Unheard({"new_date": f"The new date must lie after {counted:%-d %B %Y}."})
        return due(received, Within("working_days", days), self.calendar, sources=_sources(answers))

    def resumed(self, receipt: Mapping[str, Any], since: datetime, until: datetime, calendar: str) -> Receipt:
        """The same deadline, with the pause given back in working time; never earlier than was promised."""
        kept = Receipt.from_json(receipt)
        pauses = (*(p.as_pause() for p in kept.pauses), Pause(since, until, "waiting for the Member’s reply"))
        new = due(
            kept.received,
            kept.within,
            self._calendar(calendar),
            pauses=pauses,
            sources=kept.sources,
            round_number=kept.round_number,
        )
        return new if later_of(new, kept) is new else replace(kept, pauses=new.pauses)

    def recounted(self, receipt: Mapping[str, Any], calendar: str) -> Receipt:
        """The same deadline by the calendar as it is now; never earlier than was promised."""
        return recalculate(Receipt.from_json(receipt), self._calendar(calendar))

    def reminder(self, receipt: Receipt) -> datetime | None:
        """When to remind of a deadline: in office hours, and only where that still lies ahead."""
        when = reminder_at(receipt, receipt.within, self.calendar)
        return when if when is not None and when > self.at else None

    def route(
        self, decision: Decision, state: State, said: Said, *, but: frozenset[str] = frozenset()
    ) -> Route:
        """Who holds the posts that a Decision names, today and for this matter.

        Vacant posts are passed over and named.
        """
        keys: list[str] = []
        people: set[object] = set()
        passed: list[str] = []
        about = self.about(state)
        for post in decision.to:
            acting = _acting(resolve(post, about=about, narrow=decision.narrow, on=self.today))
            keys += [one.key for one in acting if one.key not in {*keys, *but}]
            people |= {one.person for one in acting if one.key not in but}
            passed += [] if acting else [post]
            if keys and decision.to_mode != "all":
                break
        return Route(tuple(dict.fromkeys(keys)), tuple(passed), nobody=not keys, people=frozenset(people))

    def instead(self, state: State, *, but: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Democratic services, or the clerk where there are none: they find out whose it is."""
        return (self.triage_key,)

    def chosen(self, post: int) -> tuple[str, ...]:
        """The key of a post that somebody chose in a form."""
        return (f"post:{post}",)

    def holders(self, post: int) -> list[Person]:
        """Who holds or covers a post today."""
        return people_with_key(self.council.pk, f"post:{post}", self.today)

    def leader_of(self, state: State) -> Route:
        """Nobody: an enquiry is about no Member whose leader could be brought in."""
        return Route(())

    def about(self, state: State) -> About:
        """What the matter is about, as `resolve` needs it."""
        posts = [int(p.key.partition(":")[2]) for p in state.present("handler") if p.key.startswith("post:")]
        officer = (
            Holding.objects.on(self.today).filter(post__in=posts).values_list("person_id", flat=True).first()
        )
        return About(
            service=state.facts.get("service"),
            ward=state.facts.get("ward"),
            asker=self.asker.pk if self.asker else None,
            officer=officer,
        )

    def check(self, fields: Sequence[Field], said: Said) -> None:
        """Refuse an id that is nobody's or nothing's here today: Raises Unheard for each such field."""
        wrong = {
            f.name: _NOT_HERE[f.kind] for f in fields if f.kind in _NOT_HERE and not self._known(f, said)
        }
        if wrong:
            raise Unheard(wrong)

    def _known(self, field: Field, said: Said) -> bool:
        value = said.facts.get(field.name)
        if value is None:
            return True
        asked = set(value) if isinstance(value, list) else {value}
        rows = _TABLES[field.kind].objects.on(self.today).filter(council=self.council, pk__in=asked)
        if field.kind in {"member", "members", "officer"}:
            rows = rows.filter(kind=field.kind.removesuffix("s"))
        if field.kind == "outsider":
            rows = rows.filter(pk__in=[one.pk for one in outsiders(self.state)])
        return rows.count() == len(asked)

    @cached_property
    def triage_key(self) -> str:
        """Who looks after Members' business here: democratic services, or the clerk where there are none."""
        held = Post.objects.filter(council=self.council, role="democratic_services").on(self.today).exists()
        return TRIAGE if held else "role:clerk"

    def standing(self) -> tuple[tuple[Relation, str], ...]:
        """The Member who asks, whoever supports them, and whoever looks after Members' business."""
        if self.asker is None:
            return (("triage", self.triage_key),)
        return (
            ("asker", f"person:{self.asker.pk}"),
            ("support", f"support:{self.asker.pk}"),
            ("triage", self.triage_key),
        )

    def shared_with(self, state: State, said: Said) -> tuple[str, ...]:
        """The keys of those with whom the Member shares it. Raises Unheard where there are none such."""
        share, ward = said.get("share"), state.facts.get("ward")
        if share in {"ward", "ward_group"} and ward is None:
            raise Unheard({"share": "It is about no ward, so there are no ward colleagues to share it with."})
        if share == "ward":
            return (f"seat:{ward}",)
        if share == "ward_group":
            return (f"seat:{ward}:group:{self._group()}",)
        named = said.get("share_with") or ()
        return tuple(f"person:{one}" for one in named) if share == "named" and isinstance(named, list) else ()

    def _group(self) -> int:
        found = GroupMembership.objects.filter(person=self.asker).on(self.today).first()
        if found is None:
            raise Unheard(
                {"share": "You sit in no political group, so there are no group colleagues to share it with."}
            )
        return int(found.group_id)

    def is_senior(self, person: Person | None) -> bool:
        """Whether somebody is a senior officer in the service concerned, as the protocol uses the word.

        That is whoever manages or heads the service, its director, whoever is above the officer who handles
        the matter, and the head of paid service; it does not depend on who handles it. Somebody who is away,
        with another standing in, is no less senior.
        """
        if person is None:
            return False
        roles = self._roles_of(person)
        if not roles:
            return False
        about = self.about(self.state)
        # Only what they hold can make them senior, or that somebody reports to them.
        asked = (*(post for post in SENIOR if post in roles), "senior_officer")
        found = (resolve(post, about=about, narrow=None, on=self.today) for post in asked)
        holders = (h for one in found if isinstance(one, Holders) for h in (*one.people, *one.away))
        return any(h.person == person.pk for h in holders)

    def _roles_of(self, person: Person) -> frozenset[str]:
        """The roles of the posts that somebody holds or covers today; empty words for posts without one."""
        held = Holding.objects.on(self.today).filter(person=person).values("post")
        covered = Cover.objects.on(self.today).filter(person=person).values("post")
        posts = Post.objects.on(self.today).filter(Q(pk__in=held) | Q(pk__in=covered))
        return frozenset(posts.values_list("role", flat=True))

    def working_minutes(self, clock: ClockState, until: datetime) -> int:
        """The working time between a clock's start and a moment, in minutes, less its pauses."""
        taken = working_time_between(datetime.fromisoformat(clock.started), until, self.calendar)
        pauses = (p.as_pause() for p in Receipt.from_json(clock.receipt).pauses)
        waited = sum(working_time_between(p.start, min(p.end or until, until), self.calendar) for p in pauses)
        return max(int(taken - waited), 0)


_TABLES: Mapping[str, type[Term]] = {
    "ward": Ward,
    "service": Service,
    "post": Post,
    "member": Person,
    "members": Person,
    "officer": Person,
    "outsider": Person,
}
_NOT_HERE = {
    "ward": "The council has no such ward today. Choose one of the list.",
    "service": "The council has no such service today. Choose one of the list.",
    "post": "The council has no such post today. Choose one of the list.",
    "member": "There is no such Member today. Choose one of the list.",
    "officer": "There is no such officer today. Choose one of the list.",
    "outsider": "They do not hear this outside the council. Choose one of the list.",
    "members": "Somebody you chose is no Member today. Choose from the list.",
}


def _sources(answers: Sequence[Decision]) -> tuple[tuple[str, tuple[str, ...], str], ...]:
    return tuple((answer.layer, answer.cites, answer.because) for answer in answers)


def _acting(found: Answer) -> tuple[Holder, ...]:
    """Those who act: the holders, those of a body's keeper, whoever covers a vacant post."""
    if isinstance(found, Body):
        return _acting(found.keeper)
    return found.people if isinstance(found, Holders) else found.cover if isinstance(found, Vacant) else ()


def layer_digests() -> dict[str, str]:
    """Digests of the law, the house and the vocabulary that this version of Comity decides by."""
    return layers.shipped().digests()
