"""The reference page of the commands: what each takes, read from the commands themselves."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from importlib import import_module
from typing import Any, cast

from comity.cli.main import COMMANDS, Command

_INTRODUCTION = """\
# The commands

Written by `comity reference --of commands`; change the commands, not this page.

Each says what it takes with `--help`. It ends with 0 when it is done, 1 when it found a fault, 2 when it
could not do what was asked, and 3 for an error within Comity.
"""


class _Listed(argparse.ArgumentParser):
    """A parser that remembers what it was given, in order."""

    def __init__(self, **how: Any) -> None:
        self.taken: list[argparse.Action] = []
        super().__init__(**{**how, "add_help": False})

    def add_argument(self, *names: Any, **how: Any) -> argparse.Action:
        """Take an argument, and remember it."""
        action = super().add_argument(*names, **how)
        self.taken.append(action)
        return action

    def add_subparsers(self, **how: Any) -> Any:
        """Take commands of a command, and remember them."""
        action = super().add_subparsers(**how)
        self.taken.append(action)
        return action


def written() -> str:
    """The whole page as Markdown."""
    parts = [_INTRODUCTION]
    for name, module in COMMANDS:
        command = cast(Command, import_module(module))
        parser = _Listed(prog=f"comity {name}")
        command.add_arguments(parser)
        parts.append(f"\n## comity {name}\n\n{command.HELP[:1].upper()}{command.HELP[1:]}.\n")
        parts += _arguments(parser)
    return "".join(parts)


def _arguments(parser: _Listed) -> Iterator[str]:
    below = [action for action in parser.taken if isinstance(action, argparse._SubParsersAction)]
    rows = [action for action in parser.taken if action not in below]
    if rows:
        yield "\n| takes | meaning |\n|---|---|\n"
        yield from (f"| `{_shape(action)}` | {action.help or ''} |\n" for action in rows)
    for action in below:
        for name, nested in action.choices.items():
            yield f"\n### {parser.prog} {name}\n"
            yield from _arguments(cast(_Listed, nested))


def _shape(action: argparse.Action) -> str:
    choices = ", ".join(map(str, action.choices)) if action.choices else ""
    value = f"{{{choices}}}" if choices else str(action.metavar or action.dest.upper())
    if not action.option_strings:
        return value if action.nargs is None else f"[{value}]"
    return action.option_strings[0] if action.nargs == 0 else f"{action.option_strings[0]} {value}"
