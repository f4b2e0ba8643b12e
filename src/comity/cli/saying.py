"""Says in plain words what went wrong with an instance: no stack trace reaches a person."""

from __future__ import annotations

import argparse
import functools
import sys
from collections.abc import Callable

REFUSED = 2

Run = Callable[[argparse.Namespace], int]


def plainly(run: Run) -> Run:
    """Wrap a command, so that whatever it may run into is said in a sentence; the exit code is then 2."""

    @functools.wraps(run)
    def wrapped(options: argparse.Namespace) -> int:
        try:
            return run(options)
        except Exception as error:
            if not isinstance(error, _known()):
                raise
            print(f"comity: {_words(error)}", file=sys.stderr)
            return REFUSED

    return wrapped


def _known() -> tuple[type[Exception], ...]:
    """Everything that is expected to go wrong; looked up only when something did."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError
    from psycopg import OperationalError as NoDatabase

    from comity.cluster import ClusterError
    from comity.site.instance import NotReady
    from comity.worker.smtp_url import NotAServer

    return (ClusterError, NotReady, NotAServer, ImproperlyConfigured, OperationalError, NoDatabase)


def _words(error: Exception) -> str:
    from django.db import OperationalError
    from psycopg import OperationalError as NoDatabase

    if isinstance(error, OperationalError | NoDatabase):
        return f"the database did not answer: {str(error).strip()}"
    return str(error)
