"""The one list of doors: every way in which it changes who holds a place, or who signs in as whom.

Each change that is recorded has a line here. A door that is new and not listed fails a test. "always" needs a
second person whoever asks; "place" does where it touches a place in which a concern may be heard
(`comity.council.changes.hearing`); "nobody" changes nobody's place. What needs a second person is proposed,
and carried out here once another has confirmed it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from django.core.exceptions import ObjectDoesNotExist

from comity.council.changes import people, posts, structure
from comity.council.changes.record import ChangeRefused
from comity.council.changes.statutory import carry_out_in_post
from comity.council.exchange import importing, sheets
from comity.council.models import (
    Account,
    Committee,
    CommitteeMembership,
    Directorate,
    GroupMembership,
    Person,
    PoliticalGroup,
    Post,
    Proposal,
    Scoped,
    Seat,
    Service,
    Standard,
    Support,
    Ward,
)

Guard: TypeAlias = Literal["always", "place", "nobody"]

DOORS: Mapping[str, tuple[Guard, str]] = {
    "appoint": ("place", "who holds a post"),
    "end_holding": ("place", "who holds a post no longer"),
    "cover": ("place", "who stands in"),
    "end_cover": ("place", "who stands in no longer"),
    "create_post": ("place", "a post with a role in which concerns are heard"),
    "move_post": ("always", "whom a post reports to; by import alone, and every import is confirmed"),
    "set_keeper": ("always", "who receives what goes to a body, a procedure or somebody outside"),
    "join_group": ("place", "who leads a group"),
    "join_committee": ("place", "who chairs, and who sits on a body that hears concerns"),
    "end_term": ("place", "who leads, chairs or sits there no longer; always where a person leaves"),
    "give_account": ("place", "who signs in as somebody in such a place"),
    "change_person": ("always", "where letters go; by import alone, and every import is confirmed"),
    "import": ("always", "many at once, election night too"),
    "add_person": ("nobody", "somebody new holds nothing yet"),
    "take_seat": ("nobody", "a ward seat: no concern is heard in one"),
    "support": ("nobody", "acting for a Member: sealed matters are never shown to support"),
    "establish": ("nobody", "something new, in which nobody sits yet"),
    "propose": ("nobody", "a proposal changes nothing"),
    "approve": ("nobody", "what is approved is recorded by its own name"),
    "refuse": ("nobody", "nothing changes"),
    "announce_closure": ("nobody", "time, for everybody alike"),
    "withdraw_closure": ("nobody", "time, for everybody alike"),
    "set_opening_hours": ("nobody", "time, for everybody alike"),
    "adopt_standard": ("nobody", "a time, where protocol and law give none; never who hears"),
    "set_retention": ("nobody", "how long words are kept after closing"),
    "set_statement_hours": ("nobody", "how often the record is stated"),
    "name_witness": ("nobody", "who is sent statements, which show nothing"),
    "end_witness": ("nobody", "who is sent statements no longer"),
    "subject_access": ("nobody", "something was gathered; nothing changed"),
}
"""Every kind of change (`Change.what`, and an import as a whole), its guard, and what it changes."""

TABLES: Mapping[str, type[Scoped]] = {
    model._meta.model_name or "": model
    for model in (
        Seat,
        GroupMembership,
        CommitteeMembership,
        Support,
        Person,
        Committee,
        PoliticalGroup,
        Ward,
        Service,
        Directorate,
        Standard,
    )
}
"""Tables of which a row can be ended by a proposal."""

By: TypeAlias = Mapping[str, Any]


def carry_out(proposal: Proposal, *, actor: Person, at: datetime) -> None:
    """Make the change that a proposal asks for, as one that two people want. Raises ChangeRefused."""
    by = {"actor": actor, "reason": proposal.reason, "at": at}
    own = OWN.get(proposal.what)
    try:
        if own is None:
            carry_out_in_post(proposal, actor=actor, at=at)
        else:
            own(proposal, by)
    except (ObjectDoesNotExist, KeyError) as gone:
        raise ChangeRefused("What it is about is there no more: refuse it.") from gone


def _keeper(row: Proposal, by: By) -> None:
    told = row.told
    where = {name: told[name] for name in told if name.startswith("outside_")}
    posts.set_keeper(row.council, told["body"], post=row.post, **where, **by)


def _post(row: Proposal, by: By) -> None:
    told, tables = row.told, {"service": Service, "directorate": Directorate, "reports_to": Post}
    place: dict[str, Any] = {
        name: model.objects.get(pk=told[name]) for name, model in tables.items() if told.get(name)
    }
    structure.create_post(
        row.council, title=told["title"], role=told["role"], since=_since(row), **place, **by
    )


def _join(row: Proposal, by: By) -> None:
    told, who = row.told, _person(row)
    terms = {"since": _since(row), "until": row.until, "role": told["role"]}
    if row.what == "join_group":
        people.join_group(who, PoliticalGroup.objects.get(pk=told["of"]), **terms, **by)
    else:
        people.join_committee(who, Committee.objects.get(pk=told["of"]), **terms, **by)


def _end(row: Proposal, by: By) -> None:
    if row.until is None or row.target is None:
        raise ChangeRefused("It does not say on which day: refuse it and propose anew.")
    found = TABLES[row.told["table"]]._default_manager.get(pk=row.target)
    people.end_term(found, until=row.until, **by)  # type: ignore[arg-type]


def _account(row: Proposal, by: By) -> None:
    let_in(_person(row), by)


def let_in(person: Person, by: By) -> Account:
    """Let somebody sign in by their e-mail address; they choose a password themselves."""
    if person.account_id is not None:
        raise ChangeRefused(f"{person.name} can sign in already.")
    account = Account.objects.filter(email=person.email).first()
    if account is None:
        account = Account.objects.create_account(person.email, created=by["at"])
    elif Person.objects.filter(account=account).exists():
        raise ChangeRefused("Somebody else in the council signs in by this e-mail address.")
    people.give_account(person, account, **by)
    return account


def _import(row: Proposal, by: By) -> None:
    plan, _ = sheets.Sheet.of(row.told).look(row.council)
    if sheets.digest(plan) != row.told["digest"]:
        raise ChangeRefused("The council’s people have changed since then: refuse it, and propose it anew.")
    importing.apply(plan, confirmed=True, **by)
    Proposal.objects.filter(pk=row.pk).update(told=row.told_without_file())


OWN: Mapping[str, Callable[[Proposal, By], None]] = {
    "set_keeper": _keeper,
    "create_post": _post,
    "join_group": _join,
    "join_committee": _join,
    "end_term": _end,
    "give_account": _account,
    "import": _import,
}
"""How each kind of proposal is carried out, beside those of a post."""


def _person(row: Proposal) -> Person:
    if row.person is None:
        raise ChangeRefused("It does not say who: refuse it and propose anew.")
    return row.person


def _since(row: Proposal) -> date:
    if row.since is None:
        raise ChangeRefused("It does not say from which day: refuse it and propose anew.")
    return row.since
