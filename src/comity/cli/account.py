"""`comity account`: lets somebody sign in."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from comity.cli.saying import plainly

if TYPE_CHECKING:
    from comity.council.models import Account, Council

NAME = "account"
HELP = "make an account, so that somebody can sign in"

_REASON = "An account was made for them by command"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """create ADDRESS [--council SLUG] [--password-stdin]"""
    doing = parser.add_subparsers(dest="what", required=True, metavar="create")
    create = doing.add_parser("create", help="make an account, or let one into another council")
    create.add_argument("address", help="the e-mail address, as the council has it for the person")
    create.add_argument("--council", metavar="SLUG", help="in this council only (in all where left out)")
    create.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


@plainly
def run(options: argparse.Namespace) -> int:
    """Make the account and give it to the people with this address."""
    from comity.cli.inside import council_of, opened

    with opened():
        from comity.council.exchange.rows import email_of
        from comity.council.models import Council
        from comity.site.instance import NotReady

        address = email_of(options.address)
        if address is None:
            raise NotReady(f"“{options.address}” is not an e-mail address.")
        chosen = [council_of(options.council)] if options.council else list(Council.objects.order_by("slug"))
        waiting = [council for council in chosen if _people(council, address)]
        held = [council for council in waiting if _proposed(council, address)]
        waiting = [council for council in waiting if council not in held]
        if held and not waiting:
            return 0
        account = _account(address, waiting, stdin=options.password_stdin)
        for council in waiting:
            for name in _give(council, address, account):
                print(f"{name} can sign in to {council.name}.")
    return 0


def _account(address: str, waiting: list[Council], *, stdin: bool) -> Account:
    from comity.council.models import Account
    from comity.site.instance import NotReady

    known = Account.objects.filter(email=address).first()
    if not waiting:
        if known:
            raise NotReady(f"{address} has an account, and nobody else with this address waits for one.")
        raise NotReady(
            f"Nobody here has the address {address}. Enter the person first: with comity import, "
            "or in the council's pages."
        )
    if known is not None:
        return known
    password = _password(address, stdin=stdin)
    return Account.objects.create_account(address, password, created=datetime.now(UTC))


def _password(address: str, *, stdin: bool) -> str:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from comity.council.models import Account
    from comity.site.instance import NotReady

    if not stdin and not sys.stdin.isatty():
        raise NotReady("Nobody is here to type a password. Give it on standard input, with --password-stdin.")
    typed = sys.stdin.readline().rstrip("\n") if stdin else getpass.getpass("Password: ")
    try:
        validate_password(typed, Account(email=address))
    except ValidationError as wrong:
        raise NotReady(" ".join(wrong.messages)) from None
    if not stdin and getpass.getpass("The same again: ") != typed:
        raise NotReady("These are two different passwords. Nothing was changed.")
    return typed


def _people(council: Council, address: str) -> list[int]:
    from comity.council.context import within
    from comity.council.models import Person

    with within(council, system=True):
        today = datetime.now(UTC).astimezone().date()
        found = Person.objects.on(today).filter(email=address, account=None).exclude(kind="outside")
        return list(found.values_list("pk", flat=True))


def _proposed(council: Council, address: str) -> bool:
    """Propose it instead where they may hear concerns and there are people of the council to confirm it."""
    from comity.council.changes.hearing import somewhere
    from comity.council.changes.record import SYSTEM
    from comity.council.changes.statutory import propose_change
    from comity.council.context import within
    from comity.council.models import Person
    from comity.matters import second

    numbers, now = _people(council, address)[:1], datetime.now(UTC)
    with within(council, system=True):
        person = Person.objects.filter(pk__in=numbers).first()
        if person is None or not somewhere(person) or not second.can_wait(now.astimezone().date()):
            return False
        told = {"says": f"Let {person.name} sign in by {person.email}", "hearers": [person.pk]}
        propose_change(
            "give_account", council, actor=SYSTEM, reason=_REASON, at=now, told=told, person=person
        )
    print(f"{person.name} may hear concerns in {council.name}: somebody there is asked to confirm it first.")
    return True


def _give(council: Council, address: str, account: Account) -> list[str]:
    from comity.council.changes import people
    from comity.council.changes.record import SYSTEM
    from comity.council.context import within
    from comity.council.models import Person

    numbers = _people(council, address)[:1]
    with within(council, system=True):
        for person in Person.objects.filter(pk__in=numbers):
            people.give_account(person, account, actor=SYSTEM, reason=_REASON, at=datetime.now(UTC))
        return list(Person.objects.filter(pk__in=numbers).values_list("name", flat=True))
