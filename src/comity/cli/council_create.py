"""`comity council create`: a council is put into service, with its protocol and its first officer."""

from __future__ import annotations

import argparse
import re
from datetime import UTC, date, datetime
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from comity.cli import asking

if TYPE_CHECKING:
    from comity.council.models import Council
    from comity.protocol.packs import Pack

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_REASON = "The council was put into service"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """SLUG NAME --pack PACK [--kind …] [--governance …] [--jurisdiction …] [--since DATE] …"""
    parser.add_argument("slug", help="its short name in addresses, such as anytown")
    parser.add_argument("name", help="its name, such as “Anytown Borough Council”")
    parser.add_argument("--pack", required=True, help="its protocol: a pack's name, or a folder")
    parser.add_argument("--kind", help="the kind of council (as the pack says, where left out)")
    parser.add_argument("--governance", help="how it is governed (as the pack says, where left out)")
    parser.add_argument("--jurisdiction", help="whose law applies (as the pack says, where left out)")
    parser.add_argument("--host", default="", help="a host name of its own, if it has one")
    parser.add_argument("--since", metavar="DATE", help="the day its protocol comes into force (today)")
    parser.add_argument(
        "--administrator",
        metavar="“NAME <ADDRESS>”",
        help="who looks after Comity there, as the first officer",
    )


def create(options: argparse.Namespace) -> int:
    """Make the council with its protocol in force, whole or not at all. Raises NotReady."""
    from comity.editions.shelf import install
    from comity.protocol import packs

    folder = asking.folder(options.pack)
    pack = packs.load(folder)
    now = datetime.now(UTC)
    since = asking.day(options.since) if options.since else now.astimezone().date()
    who = _administrator(options.administrator) if options.administrator else None
    from django.db import transaction

    from comity.council.context import enter

    row = _row(options, pack, now)
    with transaction.atomic():
        row.save(force_insert=True)
        enter(row.pk, system=True)
        install(row, pack, actor=None, at=now, in_force_from=since)
        if who is not None:
            _appoint(row, *who, since=since, at=now)
    protocol = f"{pack.about.title} ({pack.edition})"
    print(f"{row.name} is in service as “{row.slug}”, by {protocol} from {since:%-d %B %Y}.")
    print(f"Next: comity import {row.slug} FILE, then comity account create ADDRESS --council {row.slug}")
    return 0


def _row(options: argparse.Namespace, pack: Pack, now: datetime) -> Council:
    from comity.council.models import Council, Governance, Jurisdiction, Kind, ServiceAct, ServiceRecord
    from comity.site.instance import NotReady

    if not _SLUG.fullmatch(options.slug) or len(options.slug) > 60:
        raise NotReady(f"“{options.slug}” cannot stand in addresses: use small letters, figures and hyphens.")
    if Council.objects.filter(slug=options.slug).exists():
        raise NotReady(f"There is a council “{options.slug}” here already.")
    if ServiceRecord.objects.filter(slug=options.slug, act=ServiceAct.REMOVED).exists():
        raise NotReady(
            f"There was a council “{options.slug}” here, which was removed. Choose another short name: "
            "statements of its record are still in people's hands under that one."
        )
    if not options.name.strip() or not options.name.isprintable():
        raise NotReady("Give the council's name on one line.")
    return Council(
        slug=options.slug,
        name=options.name.strip(),
        kind=_one_of(Kind.values, options.kind or pack.about.kind, "--kind"),
        governance=_one_of(Governance.values, options.governance or pack.about.governance, "--governance"),
        jurisdiction=_one_of(
            Jurisdiction.values, options.jurisdiction or pack.about.jurisdiction, "--jurisdiction"
        ),
        host=options.host.strip().lower(),
        created=now,
    )


def _one_of(known: list[str], given: str, option: str) -> str:
    from comity.site.instance import NotReady

    if given not in known:
        raise NotReady(f"“{given}” cannot stand after {option}; use one of {', '.join(known)}.")
    return given


def _administrator(typed: str) -> tuple[str, str]:
    from comity.council.exchange.rows import email_of
    from comity.site.instance import NotReady

    name, address = parseaddr(typed)
    email = email_of(address)
    if not name.strip() or email is None:
        raise NotReady("Give the administrator as “Alex Example <alex@example.org>”.")
    return name.strip(), email


def _appoint(council: Council, name: str, email: str, *, since: date, at: datetime) -> None:
    from comity.council.changes import people, posts, structure
    from comity.council.changes.record import SYSTEM

    how: dict[str, Any] = {"actor": SYSTEM, "reason": _REASON, "at": at}
    person = people.add_person(council, kind="officer", name=name, email=email, since=since, **how)
    title, role = "Administrator of Comity", "administrator"
    post = structure.create_post(council, title=title, role=role, since=since, **how)
    posts.appoint(post, person, since=since, **how)
