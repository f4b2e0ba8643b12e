"""A council as a sealed matter meets it: whoever hears it is a person, and never the one it is about."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from comity.council.answers import Answer, Body, Holder, Holders, Outside, Vacant
from comity.council.models import Council, Person
from comity.council.resolve import ELSEWHERE, About, resolve
from comity.editions.models import Edition
from comity.matters import admissions, sealed
from comity.matters.world import CouncilWorld
from comity.procedures.fields import Field, Said, Unheard
from comity.procedures.run import NotOpen
from comity.procedures.shape import Relation
from comity.procedures.state import State
from comity.procedures.world import Route
from comity.protocol.decision import Decision

#: Somebody outside is numbered from here on, by chance: among the numbers of the council's own, theirs
#: would leave a gap in every list of people, and anybody could tell that a concern had gone outside.
_FAR = 2**40
#: Posts that stand for the person concerned: to them one talks first; they do not hear it.
DIRECTLY = frozenset({"officer", "member"})
NOBODY = (
    "Everybody in the council who could hear this has to do with it, and the council has not said who "
    "outside it hears such a concern. Nothing has been sent. You can turn to the council’s external auditor, "
    "to the Local Government and Social Care Ombudsman, or to your union or professional body."
)


class SealedWorld(CouncilWorld):
    """One council on one day, as a concern about one person meets it; `looking` changes nothing."""

    def __init__(
        self,
        council: Council,
        edition: Edition,
        *,
        at: datetime,
        state: State,
        asker: Person | None,
        subject: Person | None,
        looking: bool = False,
    ) -> None:
        super().__init__(council, edition, at=at, state=state, asker=asker)
        self.subject = subject
        self.looking = looking

    @property
    def raised_by(self) -> str:
        """What whoever raises it is, in the vocabulary's words."""
        if self.asker is None or self.asker.kind != "officer":
            return ""
        return sealed.rank(self.asker, self.today, sealed.RAISERS, "officer")

    @property
    def concerns(self) -> str:
        """What the person it is about is, in the vocabulary's words."""
        if self.subject is None:
            return ""
        if self.subject.kind == "member":
            return sealed.rank(self.subject, self.today, sealed.MEMBERS, "member")
        return sealed.rank(self.subject, self.today, sealed.OFFICERS, "officer")

    def check(self, fields: tuple[Field, ...], said: Said) -> None:  # type: ignore[override]
        """Refuse a concern about oneself, and about nobody: Raises Unheard."""
        super().check(fields, said)
        if self.asker is not None and said.get("subject") == self.asker.pk:
            raise Unheard({"subject": "A concern is about somebody else: choose whom."})

    def about(self, state: State) -> About:
        """Who is concerned, who raised it, and from whom it is kept."""
        officer = self.asker if self.asker is not None and self.asker.kind == "officer" else self.subject
        return About(
            subject=self.subject.pk if self.subject else None,
            asker=self.asker.pk if self.asker else None,
            officer=officer.pk if officer else None,
            barred=sealed.barred(state),
        )

    def route(
        self, decision: Decision, state: State, said: Said, *, but: frozenset[str] = frozenset()
    ) -> Route:
        """Who hears it today, each as a person; nobody where the protocol would have them talk first."""
        if set(decision.to) <= DIRECTLY:
            return Route(())
        about = self.about(state)
        if self.asker is not None:
            about = replace(about, barred=about.barred | {self.asker.pk})
        found = {
            post: [k for k in self._heard_by(post, about, decision) if k not in but] for post in decision.to
        }
        keys: list[str] = []
        for hearers in found.values():
            keys += [key for key in hearers if key not in keys]
            if keys and decision.to_mode != "all":
                break
        vacant = tuple(post for post, hearers in found.items() if not hearers)
        return Route(tuple(keys), vacant, nobody=not keys)

    def _heard_by(self, post: str, about: About, decision: Decision) -> list[str]:
        answer = resolve(post, about=about, narrow=decision.narrow, on=self.today)
        return [sealed.seal(holder) for holder in _people(answer)] or self._stranger(answer)

    def _stranger(self, answer: Answer) -> list[str]:
        """The key of somebody outside the council, who is let into this one matter."""
        if not isinstance(answer, Outside) or self._kept_from(answer.address):
            return []
        if self.looking:  # nobody is let in by looking whom it would go to
            return [f"outside:{answer.name}"]
        person, _ = Person.objects.get_or_create(
            council=self.council,
            kind="outside",
            email=answer.address.lower(),
            defaults={"id": _FAR + secrets.randbelow(_FAR), "name": answer.name, "since": self.today},
        )
        return [f"person:{person.pk}"]

    def _kept_from(self, address: str) -> bool:
        """Whether what is sent to a keeper outside, or a code for it, would reach whoever it is kept from.

        Whoever raised it is among them.
        """
        people = self.about(self.state).excluded | sealed.barred(self.state)
        people |= {self.asker.pk} if self.asker is not None else set()
        theirs = Person.objects.filter(council=self.council, pk__in=people).exclude(email="")
        known = set(theirs.values_list("email", flat=True))
        return bool(known & {one.lower() for one in (address, *admissions.codes_for(address))})

    def instead(self, state: State, *, but: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Who hears it outside the council. Raises NotOpen where the council has named nobody."""
        about = self.about(state)
        for body in (*ELSEWHERE, "external_auditor", "independent_adviser"):
            found = self._stranger(resolve(body, about=about, on=self.today))
            if keys := tuple(key for key in found if key not in but):
                return keys
        raise NotOpen(NOBODY)

    def leader_of(self, state: State) -> Route:
        """Who leads the group of the Member it is about; nobody where that is the Member."""
        about = About(
            subject=self.subject.pk if self.subject else None, asker=self.subject.pk if self.subject else None
        )
        found = resolve("group_leader", about=about, narrow="own_group", on=self.today)
        return Route(tuple(sealed.seal(holder) for holder in _people(found)))

    def standing(self) -> tuple[tuple[Relation, str], ...]:
        """Whoever raised it, and nobody else."""
        return (("asker", f"person:{self.asker.pk}"),) if self.asker else ()

    def shared_with(self, state: State, said: Said) -> tuple[str, ...]:
        """Nobody: a concern is shared with nobody."""
        return ()

    def chosen(self, post: int) -> tuple[str, ...]:
        """Whoever holds a post today, as persons, but nobody from whom the matter is kept."""
        bars = sealed.barred(self.state)
        keys = (f"post:{post}+{person.pk}" for person in self.holders(post))
        return tuple(key for key in keys if not sealed.kept_from(key, bars))


def _people(answer: Answer) -> tuple[Holder, ...]:
    if isinstance(answer, Body):
        return answer.members or _people(answer.keeper)
    return (
        answer.people if isinstance(answer, Holders) else answer.cover if isinstance(answer, Vacant) else ()
    )
