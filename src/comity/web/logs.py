"""What is written to the log: ids, names of code and kinds of error, never what anybody wrote."""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

from django.db import InterfaceError, OperationalError

_DOOR = re.compile(r"(/outside/|%2Foutside%2F)[^\s?&#\"']+", re.IGNORECASE)


class IdsOnly(logging.Formatter):
    """Writes an error as its kind and where it arose, without its message, which may quote somebody."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Write a line; of an address that is a way in for somebody, only that it was one."""
        return _DOOR.sub(r"\1…", super().format(record))

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """Return the error's kind and its frames; only the kind where the database is away: all meet that."""
        kind, _, trace = ei
        if kind is None:
            return ""
        if issubclass(kind, OperationalError | InterfaceError):
            return f"{kind.__module__}.{kind.__qualname__}"
        frames = [f"  {f.filename}:{f.lineno} in {f.name}" for f in traceback.extract_tb(trace)]
        return "\n".join([f"{kind.__module__}.{kind.__qualname__}, at", *frames])
