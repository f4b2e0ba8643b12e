"""`comity import`: Members and Officers from a file; first what would change, then, asked for, the change."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from comity.cli import asking
from comity.cli.saying import plainly

if TYPE_CHECKING:
    from comity.council.exchange.plan import Plan
    from comity.council.exchange.rows import Members, Officers

NAME = "import"
HELP = "Members or Officers from a file: shows what would change, and changes it with --apply"

FORMATS = ("councillors", "officers", "moderngov", "popolo")
_BY_ENDING = {".xml": "moderngov", ".json": "popolo"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """SLUG FILE [--as FORMAT] [--on DATE] [--part] [--election] [--apply]"""
    parser.add_argument("council", help="the council's short name")
    parser.add_argument("file", type=Path, help="the file")
    parser.add_argument(
        "--as",
        dest="form",
        choices=FORMATS,
        help="what is in it: councillors or officers (CSV), moderngov (XML), popolo (JSON)",
    )
    parser.add_argument("--on", metavar="DATE", help="the day from which the changes hold (today)")
    parser.add_argument("--part", action="store_true", help="the file lists only some: nobody leaves")
    parser.add_argument("--election", action="store_true", help="all terms end on that day, and these begin")
    parser.add_argument("--apply", action="store_true", help="do it, after showing it")


@plainly
def run(options: argparse.Namespace) -> int:
    """Show, and do where asked to; 1 where lines could not be read."""
    from comity.cli.inside import council_of, opened

    with opened():
        from comity.council.changes.record import SYSTEM, ChangeRefused
        from comity.council.context import within
        from comity.council.exchange.importing import apply, preview
        from comity.council.exchange.rows import CannotRead
        from comity.site.instance import NotReady

        council, now = council_of(options.council), datetime.now(UTC)
        on = asking.day(options.on) if options.on else now.astimezone().date()
        try:
            told = read(options.file, options.form)
            with within(council, system=True):
                plan = preview(council, told, on=on, whole=not options.part, election=options.election)
                show(plan)
                if options.apply:
                    apply(plan, actor=SYSTEM, at=now, reason=f"Imported from {options.file.name}")
        except (CannotRead, ChangeRefused) as wrong:
            raise NotReady(f"{options.file.name}: {wrong}") from wrong
    done = "Done." if options.apply else "Nothing has been changed yet: add --apply to do it."
    print(done if plan.changes else "Nothing is to be changed.")
    return int(bool(plan.unread))


def read(path: Path, form: str | None) -> Members | Officers:
    """Read a file in the form that was named, or that its ending tells."""
    from comity.council.exchange import councillors, moderngov, officers, popolo
    from comity.council.models import OWN_ROLES
    from comity.protocol import vocabulary
    from comity.site.instance import NotReady

    which = form or _BY_ENDING.get(path.suffix.lower())
    data = path.read_bytes()
    if which == "officers":
        return officers.read(data, frozenset(vocabulary.load().posts) | frozenset(OWN_ROLES))
    if which is None:
        raise NotReady(f"Say what is in {path.name}: --as {' or --as '.join(FORMATS)}.")
    return {"councillors": councillors.read, "moderngov": moderngov.read, "popolo": popolo.read}[which](data)


def show(plan: Plan) -> None:
    """Print what an import would do, and what it could not read."""
    for step in plan.changes:
        print(f"  {step.verb:<7} {step.says}")
    for line in plan.unread:
        print(f"  unread  line {line.line}: {line.what}: {line.why}")
    counts = [f"{len(plan.of(verb))} to {verb}" for verb in ("add", "end", "change", "keep")]
    print(f"From {plan.on:%-d %B %Y}: {', '.join(counts)}; {len(plan.unread)} lines not read.")
