"""Statements on their way to those who keep them: one message each, tried again where it fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from comity.council.calendars import day_of
from comity.council.changes.people import close
from comity.council.changes.record import ChangeRefused, alter, make
from comity.council.context import within
from comity.council.models import Council, Person
from comity.matters import heads
from comity.matters.models import HeadSchedule, Statement, StatementLetter, Witness
from comity.matters.outbox import ATTEMPTS, CLAIM, GIVEN_UP

HOURS = (1, 24 * 7)
NOT_ANY_MORE = "the council sends it no statements any more"

LETTER = """This is statement {number} of the record of {council}, made on {made:%-d %B %Y}.

Keep it: it is a fingerprint of everything recorded until then between Members and Officers there. It says
nothing of what that is. Should anybody ask whether the record was changed afterwards, the council exports it,
and the program verify_bundle.py, which is in every export and needs only Python, holds the export against the
statement. It is the file that comes with this letter. Its own digest (SHA-256 of its text) is

{digest}

Do not reply to this message."""


def set_hours(council: Council, hours: int, *, actor: Person, reason: str, at: datetime) -> HeadSchedule:
    """Set how many hours lie between two statements."""
    if not HOURS[0] <= hours <= HOURS[1]:
        raise ChangeRefused(f"Give a number of hours from {HOURS[0]} to {HOURS[1]}: a day is 24, a week 168.")
    row = HeadSchedule.objects.filter(council=council).first()
    if row is None:
        new = HeadSchedule(council=council, hours=hours)
        return make("set_statement_hours", new, actor=actor, reason=reason, at=at)
    return alter("set_statement_hours", row, {"hours": hours}, actor=actor, reason=reason, at=at)


def name_witness(
    council: Council, name: str, address: str, *, actor: Person, reason: str, at: datetime
) -> Witness:
    """Name somebody to whom statements are sent from now on; the latest goes to them at once."""
    kept = address.strip().lower()
    if not name.strip():
        raise ChangeRefused("Say who it is.")
    if heads.witnesses(council, at=at).filter(address=kept).exists():
        raise ChangeRefused("Statements are sent to this address already.")
    row = Witness(council=council, name=name.strip()[:200], address=kept, since=day_of(at))
    made = make("name_witness", row, actor=actor, reason=reason, at=at)
    latest = Statement.objects.filter(council=council).order_by("-number").first()
    if latest is not None:
        StatementLetter.objects.create(council=council, statement=latest, witness=made, queued=at)
    return made


def end_witness(witness: Witness, *, actor: Person, reason: str, at: datetime) -> Witness:
    """Send somebody no more statements; that they were sent them until now stays on the record."""
    return close(witness, until=day_of(at), what="end_witness", actor=actor, reason=reason, at=at)  # type: ignore[return-value]


def body(council: Council, statement: Statement) -> str:
    """The letter that carries a statement."""
    return LETTER.format(
        number=statement.number,
        council=council.name,
        made=statement.made,
        digest=heads.digest(statement.text),
    )


def claim(council: Council, *, at: datetime, most: int = 20) -> list[StatementLetter]:
    """Take statements that are ready to go, for five minutes; after a crash they are taken again later."""
    with within(council, system=True):
        ready = list(
            StatementLetter.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("statement", "witness")
            .filter(council=council, sent=None, dropped=None)
            .exclude(claimed__gt=at)
            .order_by("queued", "pk")[:most]
        )
        gone = [one.pk for one in ready if not one.witness.holds(day_of(at))]
        StatementLetter.objects.filter(pk__in=gone).update(dropped=at, dropped_why=NOT_ANY_MORE)
        StatementLetter.objects.filter(pk__in=[one.pk for one in ready]).update(claimed=at + CLAIM)
        return [one for one in ready if one.pk not in gone]


def send(
    council: Council, letter: StatementLetter, deliver: Callable[[StatementLetter], None], *, at: datetime
) -> bool:
    """Hand one claimed statement to the post, outside any transaction; says whether it was sent."""
    try:
        deliver(letter)
    except OSError:
        attempts = letter.attempts + 1
        given_up = {"dropped": at, "dropped_why": GIVEN_UP, "claimed": None}
        later = {"claimed": at + timedelta(minutes=2**attempts)}
        with within(council, system=True):
            kept = StatementLetter.objects.filter(pk=letter.pk, sent=None)
            kept.update(attempts=attempts, **(given_up if attempts >= ATTEMPTS else later))
        return False
    with within(council, system=True):
        StatementLetter.objects.filter(pk=letter.pk, sent=None).update(sent=at, claimed=None)
    return True
