"""The second person: who is asked to confirm a change to a place in which concerns are heard.

One person is asked, by lot, and anew each day; the others are not told. Somebody from whom a sealed matter is
kept that is heard in such a place is not drawn, and cannot tell that from a lot that fell on somebody else.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from comity.council import doors
from comity.council.calendars import day_of
from comity.council.changes import statutory
from comity.council.changes.record import ChangeRefused
from comity.council.models import CommitteeMembership, Cover, Holding, Person, Proposal, Seat, in_force
from comity.matters import ties

ROLES = frozenset(
    {"administrator", "chief_executive", "clerk", "deputy_monitoring_officer", "monitoring_officer"}
)
"""Posts whose holders, and whoever covers them, are in the circle; the council's chair and vice-chair too."""


def circle(on: date) -> frozenset[int]:
    """The ids of those who may be asked to confirm a change, on a day. Within the council."""
    found: set[int] = set()
    for model in (Holding, Cover):
        rows = model.objects.on(on).filter(in_force(on, "person__"), in_force(on, "post__"))
        found |= set(rows.filter(post__role__in=ROLES).values_list("person_id", flat=True))
    chairs = CommitteeMembership.objects.on(on).filter(
        in_force(on, "person__"), committee__body="full_council", role__in=("chair", "vice_chair")
    )
    return frozenset(found | set(chairs.values_list("person_id", flat=True)))


def asked(proposal: Proposal, on: date, among: frozenset[int] | None = None) -> int | None:
    """Whom the lot falls on today: one of the circle who is not tied; where none is, any such Member.

    Never whoever proposed it, nor anybody whose place it changes. None where nobody is left: it waits.
    """
    first = circle(on) if among is None else among
    for group in (lambda: first, lambda: _members(on)):
        left = group() - {proposal.proposed_by_id} - proposal.concerned
        fit = [one for one in left if not _tied(one, proposal)]
        if fit:
            return max(fit, key=lambda one: _lot(proposal, on, one))
    return None


def confirm(proposal: Proposal, *, actor: Person, at: datetime) -> None:
    """Confirm a change and make it, for whoever the lot falls on today and nobody else: whole, or not at all.

    Raises ChangeRefused for everybody else, and where the change can no longer be made.
    """
    with transaction.atomic():
        locked = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
        if locked.approved is None and asked(locked, day_of(at)) != actor.pk:
            raise ChangeRefused("You are not asked to confirm this today.")
        statutory.approve(locked, actor=actor, at=at, carry_out=doors.carry_out)


def waiting_for(person: Person, on: date) -> list[Proposal]:
    """The proposals that this person is asked to confirm today, the oldest first."""
    rows = Proposal.objects.filter(approved=None).select_related("post", "person", "proposed_by")
    waiting = list(rows.order_by("pk"))
    among = circle(on) if waiting else frozenset()
    return [one for one in waiting if asked(one, on, among) == person.pk]


def of_the_circle(person: Person, keys: Collection[str], on: date) -> bool:
    """Whether somebody with these keys is in the circle; the database is asked for those in a chair alone."""
    if any(f"role:{role}" in keys for role in ROLES):
        return True
    return any(key.startswith(("chair:", "vice_chair:")) for key in keys) and person.pk in circle(on)


def may_be_asked(person: Person, on: date) -> bool:
    """Whether somebody is in the circle, or the lot has fallen on them as a Member."""
    return person.pk in circle(on) or bool(waiting_for(person, on))


def _members(on: date) -> frozenset[int]:
    sitting = Seat.objects.on(on).filter(in_force(on, "person__")).values_list("person_id", flat=True)
    return frozenset(sitting)


def can_wait(on: date) -> bool:
    """Whether at least two of the circle can sign in: before that, the first set-up goes by command alone."""
    able = Person.objects.filter(Q(pk__in=circle(on)), account__isnull=False)
    return able.count() > 1


def _tied(person: int, proposal: Proposal) -> bool:
    told = proposal.told
    places = [*told.get("places", ()), *([f"post:{proposal.post_id}"] if proposal.post_id else ())]
    hearers = [*told.get("hearers", ()), *([proposal.person_id] if proposal.person_id else ())]
    return ties.tied([person], places=places, hearers=hearers) or (
        proposal.what == "import" and ties.tied_at_all(person)
    )


def _lot(proposal: Proposal, on: date, person: int) -> str:
    """A number that nobody can work out: drawn anew each day, so that never to be asked says nothing."""
    drawn = f"{proposal.council_id}:{proposal.pk}:{on.isoformat()}:{person}"
    return salted_hmac("comity.lot", drawn, algorithm="sha256").hexdigest()
