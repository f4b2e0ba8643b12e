"""Who outside the council is let into a matter: follows from the matter, like everything derived from it.

Somebody outside who hears a matter is let in with the entry that brings it to them, and no longer when their
part in it ends, when their way in is withdrawn, or when nothing more can come of the matter. The link is put
into its letter as that is sent, and a code into its own: here only digests of them are kept.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password

from comity.council.models import Council, Keeper, Person, PersonKind
from comity.matters import references, rows
from comity.matters.models import Admission, Entry, Letter
from comity.matters.sealed import barred, person_behind
from comity.procedures.concern.outside import shut_out
from comity.procedures.run import NotOpen
from comity.procedures.shape import Procedure, Step
from comity.procedures.state import State

CODE_LASTS = timedelta(days=30)
MOST_WRONG = 5
SIGNS = 12
"""Characters of a code: sixty bits, so that the few tries there are come to nothing."""

HERE = {
    "link": "[The link stood here. It is kept nowhere but in the letter.]",
    "code": "[The code stood here. It is kept nowhere but in the letter.]",
}
SUBJECTS = {
    "link": "Something waits for you, and how to open it",
    "code": "A code for something you were sent",
}
BODIES = {
    "link": """Something was referred to you by {council}. It is kept in Comity, where the council keeps what
its Members and Officers put to one another, under the reference {reference}.

Open it by this link:

{here}

You are asked for a code. It is given to you another way, by telephone, in person or at another address, and
never at this one: do not ask for it in reply to this letter. The link is yours alone: pass it on to nobody.
A newer link puts an older one out of use.""",
    "code": """This is the code for something that {council} sent you a link to, at another address:

{here}

It lasts {days} days. By itself it opens nothing. Tell it to nobody, and do not send it on to the address that
the link came to.""",
}
NO_WAY_IN = (
    "They have no way in that is open. If it was withdrawn, send them a new link first. Where nothing more "
    "can come of the matter, they cannot be let in again."
)


def outsiders(state: State) -> list[Person]:
    """Those outside the council who hear a matter now, by name; nobody from whom it is kept."""
    keys = [party.key for part in ("handler", "rung") for party in state.present(part)]
    behind = (person_behind(key) for key in keys if key.startswith("person:"))
    ids = {one for one in behind if one is not None} - barred(state)
    found = Person.objects.filter(pk__in=ids, kind=PersonKind.OUTSIDE).order_by("name", "pk")
    return list(found) if ids else []


def present(matter_id: int, person_id: int) -> Admission | None:
    """The way into a matter that somebody outside has now."""
    return Admission.objects.filter(matter=matter_id, person=person_id, closed=None).first()


def follow(entry: Entry, step: Step, procedure: Procedure, state: State, *, at: datetime) -> list[Letter]:
    """Make the ways into a matter agree with how it stands after an entry; the letters that this causes.

    Raises NotOpen where the step was about the way in of somebody who has none.
    """
    if not procedure.sealed:
        return []
    matter = entry.matter
    hearing = {one.pk: one for one in outsiders(state)}
    wanted = {} if _over(state, procedure) else hearing
    letters: list[Letter] = []
    for row in Admission.objects.filter(matter=matter, closed=None):
        if row.person_id not in wanted or row.person_id in shut_out(state):
            _close(row, _why(row.person_id, hearing, state), at=at)
    for number, person in wanted.items():
        if number in shut_out(state):
            continue
        row, new = Admission.objects.get_or_create(
            council_id=matter.council_id, matter=matter, person=person, closed=None,
            defaults={"entry": entry, "opened": at},
        )  # fmt: skip
        letters += _letters(row, new, entry, step, at=at)
    if step.name in {"outside_code", "outside_link"} and present(matter.pk, _whom(entry)) is None:
        raise NotOpen(NO_WAY_IN)
    return Letter.objects.bulk_create(letters)


def _over(state: State, procedure: Procedure) -> bool:
    """Whether nothing more can come of a matter: it is closed, and no time runs on it any more."""
    return state.stage not in procedure.open_stages and not rows.armed(state, procedure)


def _why(person: int, hearing: dict[int, Person], state: State) -> str:
    if person in barred(state):
        return "the matter is kept from them now"
    if person in shut_out(state):
        return "it was withdrawn"
    return "nothing more can come of the matter" if person in hearing else "they hear it no longer"


def _close(row: Admission, why: str, *, at: datetime) -> None:
    Admission.objects.filter(pk=row.pk).update(
        closed=at, closed_why=why, link="", code="", code_until=None, round=row.round + 1
    )


def _whom(entry: Entry) -> int:
    return int(entry.facts.get("whom") or 0)


def _letters(row: Admission, new: bool, entry: Entry, step: Step, *, at: datetime) -> list[Letter]:
    """The link, where it is new; a code where they need one and have a second address for it."""
    asked = step.name == "outside_link" and _whom(entry) == row.person_id
    if asked and not new:
        Admission.objects.filter(pk=row.pk).update(link="", round=row.round + 1)
    letters = [_letter("link", row, entry, at=at)] if new or asked else []
    locked = step.name == "outside_locked" and row.locked == at
    lapsed = row.code_until is not None and row.code_until <= at
    if (new or locked or lapsed) and second_address(row.person) and not _on_its_way(row):
        # A day later where it was locked: whoever guesses has a few tries a day, and sixty bits before them.
        letters.append(_letter("code", row, entry, at=at, held=timedelta(days=1) if locked else timedelta()))
    return letters


def _on_its_way(row: Admission) -> bool:
    waiting = Letter.objects.filter(matter=row.matter_id, person=row.person_id, kind="code")
    return waiting.filter(sent=None, dropped=None).exists()


def _letter(
    kind: str, row: Admission, entry: Entry, *, at: datetime, held: timedelta = timedelta()
) -> Letter:
    council = Council.objects.get(pk=row.council_id)
    reference = references.shown(entry.matter.reference)
    body = BODIES[kind].format(
        council=council.name, reference=reference, here=HERE[kind], days=CODE_LASTS.days
    )
    return Letter(
        council=council, matter=entry.matter, entry=entry, person_id=row.person_id, kind=kind, level=1,
        subject=SUBJECTS[kind], body=body, queued=at, held_until=at + held,
        held_why="a day after a code was locked" if held else "",
    )  # fmt: skip


def keeper_of(person: Person) -> Keeper | None:
    """What the council has written down of how somebody outside is reached."""
    if not person.email:
        return None
    found = Keeper.objects.filter(outside_address__iexact=person.email)
    return found.order_by("outside_second", "outside_telephone", "pk").last()


def codes_for(address: str) -> tuple[str, ...]:
    """Every other address at which codes for a keeper of this address outside may arrive."""
    kept = Keeper.objects.filter(outside_address__iexact=address).exclude(outside_second="")
    return tuple(sorted(set(kept.values_list("outside_second", flat=True))))


def second_address(person: Person) -> str:
    """The other address of somebody outside, to which codes go by themselves; empty where there is none."""
    keeper = keeper_of(person)
    return keeper.outside_second if keeper else ""


def filled(council: Council, letter: Letter, *, at: datetime) -> tuple[str, str]:
    """The body of a letter with its link or code put in, and the address that it goes to.

    What is put in is made anew each time the letter is tried, and whatever was sent before is out of use.
    """
    person = Person.objects.get(pk=letter.person_id)
    if letter.kind not in HERE:
        return letter.body, person.email
    row = Admission.objects.select_for_update().get(matter=letter.matter_id, person=person, closed=None)
    if letter.kind == "code":
        return letter.body.replace(HERE["code"], new_code(row, at=at)), second_address(person)
    token = secrets.token_urlsafe(32)
    Admission.objects.filter(pk=row.pk).update(link=digest(token), round=row.round + 1)
    return letter.body.replace(HERE["link"], address(council, token)), person.email


def new_code(row: Admission, *, at: datetime) -> str:
    """Give a way in a fresh code, as it is told: the one before stops working, and so do open sessions."""
    code = "".join(secrets.choice(references.ALPHABET) for _ in range(SIGNS))
    Admission.objects.filter(pk=row.pk).update(
        code=make_password(code), code_until=at + CODE_LASTS, wrong=0, locked=None, round=row.round + 1
    )
    return "-".join(code[place : place + 4] for place in range(0, SIGNS, 4))


def digest(token: str) -> str:
    """What is kept of the token in a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def address(council: Council, token: str) -> str:
    """The link: on the council's own host, or below its name on the instance's address."""
    if council.host:
        return f"https://{council.host}/outside/{token}"
    return f"{settings.COMITY_ADDRESS.rstrip('/')}/c/{council.slug}/outside/{token}"


def let_in(matter_id: int, people: Iterable[Person]) -> list[Person]:
    """Of these people, those who can be told: all inside, and those outside who have a way in."""
    listed = list(people)
    if all(one.kind != PersonKind.OUTSIDE for one in listed):
        return listed
    open_to = set(Admission.objects.filter(matter=matter_id, closed=None).values_list("person_id", flat=True))
    return [one for one in listed if one.kind != PersonKind.OUTSIDE or one.pk in open_to]
