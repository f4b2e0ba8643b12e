"""`comity import`: Members and Officers from a file; first what would change, then, asked for, the change."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from comity.cli import asking
from comity.cli.saying import plainly

if TYPE_CHECKING:
    from comity.council.exchange.plan import Plan
    from comity.council.exchange.sheets import Sheet
    from comity.council.models import Council

NAME = "import"
HELP = "Members or Officers from a file: shows what would change, and changes it with --apply"

FORMATS = ("councillors", "officers", "moderngov", "popolo")
WAITS = "It waits now: somebody of the council is asked to confirm it."
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
        from comity.council.changes.record import ChangeRefused
        from comity.council.context import within
        from comity.council.exchange.rows import CannotRead
        from comity.site.instance import NotReady

        council, now = council_of(options.council), datetime.now(UTC)
        on = asking.day(options.on) if options.on else now.astimezone().date()
        try:
            whole = options.election or not options.part
            sheet = sheet_of(options.file, options.form, on=on, whole=whole, election=options.election)
            with within(council, system=True):
                plan, _ = sheet.look(council)
                show(plan)
                wanted = bool(options.apply and plan.changes)
                waits = wanted and _apply(council, sheet, plan, now, options.file)
        except (CannotRead, ChangeRefused) as wrong:
            raise NotReady(f"{options.file.name}: {wrong}") from wrong
    done = "Done." if options.apply else "Nothing has been changed yet: add --apply to do it."
    print(WAITS if waits else done if plan.changes else "Nothing is to be changed.")
    return int(bool(plan.unread))


def _apply(council: Council, sheet: Sheet, plan: Plan, at: datetime, file: Path) -> bool:
    """Do it, or propose it where there are people of the council to confirm it; says whether it waits."""
    from comity.council.changes.record import SYSTEM
    from comity.council.changes.statutory import propose_change
    from comity.council.exchange.importing import apply
    from comity.council.exchange.sheets import digest
    from comity.matters import second

    why = f"Imported from {file.name}"
    if not second.can_wait(at.astimezone().date()):
        apply(plan, actor=SYSTEM, at=at, reason=why)
        return False
    lines = [step.says for step in plan.changes]
    says = f"Import by command: {len(lines)} changes"
    told = {**sheet.told(), "says": says, "digest": digest(plan), "lines": lines}
    told["people"] = sorted(plan.concerned)
    propose_change("import", council, actor=SYSTEM, reason=why, at=at, told=told)
    return True


def sheet_of(path: Path, form: str | None, *, on: date, whole: bool, election: bool) -> Sheet:
    """The file in the form that was named, or that its ending tells."""
    from comity.council.exchange.sheets import Sheet
    from comity.site.instance import NotReady

    which = form or _BY_ENDING.get(path.suffix.lower())
    if which is None:
        raise NotReady(f"Say what is in {path.name}: --as {' or --as '.join(FORMATS)}.")
    return Sheet(which, path.read_bytes(), on, whole, election)


def show(plan: Plan) -> None:
    """Print what an import would do, and what it could not read."""
    for step in plan.changes:
        print(f"  {step.verb:<7} {step.says}")
    for line in plan.unread:
        print(f"  unread  line {line.line}: {line.what}: {line.why}")
    counts = [f"{len(plan.of(verb))} to {verb}" for verb in ("add", "end", "change", "keep")]
    print(f"From {plan.on:%-d %B %Y}: {', '.join(counts)}; {len(plan.unread)} lines not read.")
