"""The `comity` command: finds the command asked for and runs it.

Each command is a module with `NAME`, `HELP`, `add_arguments(parser)` and `run(options) -> int`. To add one,
write the module and add a line to `COMMANDS`. Only the module asked for is imported, so that `comity decide`
starts without what the others need.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from comity.protocol.faults import ProtocolError, nearest

COMMANDS: tuple[tuple[str, str], ...] = (
    ("decide", "comity.cli.decide"),
    ("compare", "comity.cli.compare"),
    ("lint", "comity.cli.lint"),
    ("packs", "comity.cli.packs"),
    ("reference", "comity.cli.reference"),
    ("demo", "comity.cli.demo"),
    ("reset", "comity.cli.reset"),
    ("setup", "comity.cli.setup"),
    ("council", "comity.cli.council"),
    ("import", "comity.cli.importing"),
    ("account", "comity.cli.account"),
    ("run", "comity.cli.run"),
    ("web", "comity.cli.web"),
    ("worker", "comity.cli.worker"),
    ("verify", "comity.cli.verify"),
    ("heads", "comity.cli.heads"),
    ("export", "comity.cli.export"),
    ("retention", "comity.cli.retention"),
    ("backup", "comity.cli.backup"),
    ("restore", "comity.cli.restore"),
    ("bench", "comity.cli.bench"),
)

DONE, FAULTY, REFUSED, BROKEN = 0, 1, 2, 3
TRACE = "COMITY_TRACE"  # set to anything, the whole trace of an error within Comity is shown


class Command(Protocol):
    """What a command's module holds."""

    NAME: str
    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what the command takes."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it; 0 is done, 1 found fault, 2 could not be done."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; errors are said in plain words, and the exit code is 2 (3: an error within Comity)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that knows no “…” stops nothing
    try:
        code = _run(given)
        sys.stdout.flush()
        return code
    except (ProtocolError, OSError) as error:
        if isinstance(error, BrokenPipeError):
            return _reader_gone()
        print(f"comity: {_said(error)}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get(TRACE):
            raise
        print(
            f"comity: something went wrong within Comity ({type(error).__name__}: {error}).", file=sys.stderr
        )
        print(
            f"Nothing you typed is known to be wrong. {TRACE}=1 shows where, for a report.", file=sys.stderr
        )
        return BROKEN


def _run(given: list[str]) -> int:
    known = dict(COMMANDS)
    if not given or given[0] in ("-h", "--help", "help"):
        _overview().print_help()
        return DONE
    if given[0] == "--version":
        print(_version())
        return DONE
    if given[0] not in known:
        raise ProtocolError(f'there is no command "{given[0]}"', mend=nearest(given[0], known, many=30))
    command = cast(Command, import_module(known[given[0]]))
    parser = argparse.ArgumentParser(prog=f"comity {command.NAME}", description=command.HELP)
    command.add_arguments(parser)
    return command.run(parser.parse_args(given[1:]))


def _overview() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="comity", description="Runs a council's Member/Officer protocol.")
    parser.add_argument("--version", action="store_true", help="print the version")
    listed = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name, module in COMMANDS:
        listed.add_parser(name, help=cast(Command, import_module(module)).HELP)
    return parser


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"comity {version('comity')}"
    except PackageNotFoundError:
        return "comity (not installed: run from its source)"


def _said(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename:
        return f'"{error.filename}": {str(error.strerror or error).lower()}'
    return str(error)


def _reader_gone() -> int:
    """Whoever read our output has closed it (`comity packs | head -1`): that is no fault."""
    sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the process ends
    return DONE
