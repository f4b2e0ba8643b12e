"""A matter as one visitor stands before it: what they see of it, who they are to it, what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.db.models import prefetch_related_objects

from comity.council.models import Person
from comity.editions.shelf import pack_of
from comity.matters import handles, policy
from comity.matters.models import Entry, Matter
from comity.matters.policy import Seen
from comity.matters.sealed_world import SealedWorld
from comity.matters.standing import Offer, asker_of, offers, relations
from comity.matters.world import CouncilWorld
from comity.procedures.catalogue import PROCEDURES
from comity.procedures.fields import LEVELS
from comity.procedures.run import shut
from comity.procedures.shape import Procedure, Relation, Step, Taker
from comity.procedures.state import State, fold
from comity.web.clock import today
from comity.web.pages.matter import who
from comity.web.visit import Visit


@dataclass(frozen=True)
class Here:
    """One matter before one visitor; `seen` is how much of it they see."""

    visit: Visit
    matter: Matter
    seen: Seen

    @classmethod
    def of(cls, visit: Visit, reference: str) -> Here:
        """The matter of a reference. Raises NotYours."""
        matter, seen = policy.fetch(reference, visit.actor.keys)
        return cls(visit, matter, seen)

    @property
    def on(self) -> date:
        """The day of the visit."""
        return today(self.visit.now)

    @property
    def procedure(self) -> Procedure:
        """What kind of business it is."""
        return PROCEDURES[self.matter.procedure]

    @cached_property
    def state(self) -> State:
        """How it stands."""
        return fold((one.step, one.effects) for one in self._ledger)

    @cached_property
    def _ledger(self) -> list[Entry]:
        """All its entries: how it stands is folded from them, and the visitor reads some."""
        entries = Entry.objects.filter(matter=self.matter).select_related("person", "acting_for")
        found = list(entries.order_by("ordinal"))
        for one in found:
            one.matter = self.matter  # the same row: it need not be read again with each entry
        return found

    @cached_property
    def world(self) -> CouncilWorld:
        """What it needs to know from outside."""
        visit, asker = self.visit, asker_of(self.matter)
        council, edition = visit.council, self.matter.edition
        if not self.procedure.sealed:
            return CouncilWorld(council, edition, at=visit.now, state=self.state, asker=asker)
        return SealedWorld(
            council,
            edition,
            at=visit.now,
            state=self.state,
            asker=asker,
            subject=self.subject,
            looking=True,
        )

    @cached_property
    def subject(self) -> Person | None:
        """The person whom a concern is about; None in any other matter."""
        found = self.state.facts.get("subject")
        return Person.objects.filter(pk=found).first() if found else None

    @cached_property
    def relations(self) -> frozenset[Relation]:
        """Who the visitor is to it."""
        return relations(self.state, self.visit.actor)

    @cached_property
    def taker(self) -> Taker:
        """The visitor as the one who takes a step."""
        person = self.visit.person
        return Taker(
            self.relations, senior=self.world.is_senior(person), keys=self.visit.actor.keys, person=person.pk
        )

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        """The steps that are the visitor's, open or with the reason why not.

        Whoever was shown single entries is not told why others are shut.
        """
        found = offers(self.matter, self.state, self.visit.actor)
        return found if self.seen else tuple(one for one in found if one.open)

    @cached_property
    def buttons(self) -> tuple[Offer, ...]:
        """The steps as the matter's page shows them: shut too where the protocol does not let the visitor."""
        return tuple(self._by_protocol(one) for one in self.offers)

    def _by_protocol(self, offer: Offer) -> Offer:
        """An offer as the protocol leaves it: shut, with its reason, where the visitor may not take it."""
        if not offer.open or not any(asked.beforehand for asked in offer.step.asks):
            return offer
        return replace(offer, reason=shut(offer.step, self.state, self.taker, self.world))

    def offer(self, name: str) -> Offer:
        """One step of theirs. Raises NotYours where it is none of them."""
        for one in self.offers:
            if one.step.name == name:
                return one
        raise policy.NotYours(f"“{name}” is no step that is yours here.")

    @cached_property
    def entries(self) -> list[Entry]:
        """The entries that the visitor may read."""
        read = [one for one in self._ledger if self.seen.reads(one)]
        prefetch_related_objects(read, "documents")
        return read

    @cached_property
    def _words(self) -> Mapping[int, dict[str, str] | None]:
        return policy.all_words(self.entries, self.seen)

    def words(self, entry: Entry) -> dict[str, str] | None:
        """What was said at an entry, as far as the visitor may read it; None where it has been erased."""
        if entry.pk in self._words:
            return self._words[entry.pk]
        return policy.words(entry, self.seen)

    @cached_property
    def title(self) -> str:
        """Its title, where the visitor may read the entry it stands in."""
        if self.procedure.sealed:
            known = self.subject if self.seen >= LEVELS["asker"] else None
            return f"Concern about {known.addressed}" if known else self.procedure.title
        first = self.entries[0] if self.entries and self.entries[0].ordinal == 1 else None
        return ((self.words(first) or {}).get("title", "") if first else "") or self.procedure.title

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What the council's protocol calls the posts."""
        return pack_of(self.matter.edition).names

    @cached_property
    def named(self) -> who.Named:
        """Who stands today behind the keys of everybody who has a part in it."""
        parties = (one for one in self.state.parties if one.until is None)
        keys = [key for one in parties for key in (one.key, *self.state.standing_for(one))]
        return who.Named.of(self.visit.council.pk, [*keys, *self.state.opened], self.on)

    def say(self, key: str) -> str:
        """Who stands behind a key today, in words; empty where nobody does."""
        return self.named.say(key)

    def parts(self, *these: str) -> list[str]:
        """Everybody who has one of these parts in it today, in words."""
        return who.in_part(self.state, these, self.say)

    @property
    def last_read(self) -> str:
        """The number, for pages, of the last entry that the visitor may read; empty where there is none."""
        return str(handles.of(self.entries[-1])) if self.entries else ""

    def ordinal(self, number: str) -> int:
        """The place in the ledger of an entry that the visitor may read, by its number for pages; else 0."""
        found = handles.found(self.entries, number)
        return found.ordinal if found else 0

    def step_of(self, entry: Entry) -> Step:
        """The step that an entry took."""
        return self.procedure.step(entry.step)
