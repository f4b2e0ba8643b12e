"""`comity council`: puts a council into service, lists those there are, and sees to each as a whole."""

from __future__ import annotations

import argparse

from comity.cli import council_create, council_service
from comity.cli.saying import plainly

NAME = "council"
HELP = "put a council into service, list the councils here; suspend, resume, export or remove one"

_OTHERS = "suspend | resume | export | remove"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """list | create SLUG NAME --pack PACK … | suspend | resume | export | remove SLUG …"""
    doing = parser.add_subparsers(dest="what", required=True, metavar=f"list | create | {_OTHERS}")
    doing.add_parser("list", help="the councils here, and those that were removed")
    council_create.add_arguments(doing.add_parser("create", help="put a council into service"))
    for name, (about, add, _) in council_service.DOING.items():
        one = doing.add_parser(name, help=about)
        one.add_argument("slug", metavar="SLUG", help="the council's short name")
        one.add_argument("--by", metavar="NAME", help="who does it (your name on this machine)")
        add(one)


@plainly
def run(options: argparse.Namespace) -> int:
    """Do what was asked, in this folder's instance."""
    from comity.cli.inside import council_of, opened

    with opened() as here:
        if options.what == "list":
            return _list()
        if options.what == "create":
            return council_create.create(options)
        return council_service.DOING[options.what][2](here, council_of(options.slug), options)


def _list() -> int:
    from comity.council.context import within
    from comity.council.models import Council, Person, ServiceAct, ServiceRecord
    from comity.editions.models import Edition

    for council in Council.objects.order_by("slug"):
        with within(council, system=True):
            edition = Edition.objects.order_by("-in_force_from", "-pk").first()
            people = Person.objects.count()
        marks = [council.get_kind_display(), f"protocol {edition or 'none'}", f"{people} people"]
        marks += [f"suspended since {council.suspended:%-d %B %Y}"] if council.suspended else []
        marks += ["made by the demonstration"] if council.made_by_demo else []
        print(f"{council.slug:<20} {council.name}: {', '.join(marks)}")
    for gone in ServiceRecord.objects.filter(act=ServiceAct.REMOVED).order_by("slug"):
        said = f"removed on {gone.at:%-d %B %Y} by {gone.by}, export {gone.export}"
        print(f"{gone.slug:<20} {gone.name}: {said}")
    return 0
