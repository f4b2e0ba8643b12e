"""Migrates the database as its owner, then settles rights and the signing key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections

from comity.council.context import signing_key
from comity.council.walls import APP_ROLE, settle


class Command(DjangoMigrate):
    """Django's migrate, which here also gives the application role its rights and the database its key."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then settle; refuses before changing anything where the application role is missing."""
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
            if cursor.fetchone() is None:
                raise CommandError(
                    f"The database has no role {APP_ROLE}. "
                    f"Create it first: CREATE ROLE {APP_ROLE} LOGIN PASSWORD '…'."
                )
        super().handle(*args, **options)
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('wall.key') IS NOT NULL")
            walled = cursor.fetchone()[0]
        if walled:
            settle(connection, key=signing_key())
