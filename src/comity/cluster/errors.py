"""What can go wrong with the database, said so that whoever runs it knows what to do."""

from __future__ import annotations


class ClusterError(Exception):
    """The database could not be started, reached or stopped; the message says what to do next."""


class AlreadyRunning(ClusterError):
    """Another Comity already runs the database in this home; attach to it instead of starting it."""
