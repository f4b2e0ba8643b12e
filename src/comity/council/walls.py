"""Keeps councils apart in the database itself, whatever the code above it does.

Every table that carries a council has row-level security, forced on its owner too; every
reference from one such table to another is a foreign key of two columns, so that no row can
point into another council. A table without a council is in the written list below. Tests
compare both with the database's own catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

from comity.council.wall_sql import APPEND_ONLY, WALL_DOWN, WALL_UP

APP_ROLE = "comity_app"

READ = "SELECT"
GROW = "SELECT, INSERT"
CHANGE = "SELECT, INSERT, UPDATE"
ALL = "SELECT, INSERT, UPDATE, DELETE"

WITHOUT_COUNCIL: dict[str, str] = {
    # Which councils there are. Suspending or removing one is the owner's, by command.
    "council_council": GROW,
    # What was done with councils as a whole; it outlives them. Written by the owner, by command.
    "council_servicerecord": READ,
    # Who signs in. A person may sit on two councils with one account.
    "council_account": CHANGE,
    # Django's own, and sign-in's.
    "django_migrations": READ,
    "django_content_type": READ,
    "auth_permission": READ,
    "auth_group": READ,
    "auth_group_permissions": READ,
    "django_session": ALL,
    "django_site": READ,
    "comity_cache": ALL,
    "account_emailaddress": ALL,
    "account_emailconfirmation": ALL,
    "mfa_authenticator": ALL,
    "usersessions_usersession": ALL,
    # Sealed forms of people who were signed out while writing; gone within the hour.
    "web_keptform": ALL,
}
"""Tables that carry no council, and what the application may do with each. Absent ones are passed over."""


class MakeWalls(Operation):
    """Creates the schema `wall`: the signing key's table and the functions that check a context."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: object) -> None:
        """Change nothing in Django's picture of the models."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: object, to_state: object
    ) -> None:
        """Create the schema, as the owner."""
        _run(schema_editor, WALL_UP)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: object, to_state: object
    ) -> None:
        """Remove the schema; every wall that uses it must be gone already."""
        _run(schema_editor, WALL_DOWN)

    def describe(self) -> str:
        """Say what this operation does."""
        return "Create the schema wall, which checks who is at work for which council"


class Wall(Operation):
    """Puts one council-scoped table behind the wall.

    `references` are (column, table) for each reference to another council-scoped table, which must
    have its own Wall earlier (or be this one). `append_only` tables take new rows and never change
    or lose one, by trigger; `deletes` lets the application delete rows (drafts and the like).
    """

    reduces_to_sql = True
    reversible = True

    def __init__(
        self,
        table: str,
        references: Iterable[tuple[str, str]] = (),
        append_only: bool = False,
        deletes: bool = False,
    ) -> None:
        """Keep what is to be built; the table must have the columns `id` and `council_id`."""
        if append_only and deletes:
            raise ValueError(f"{table}: an append-only table cannot allow deletions.")
        self.table = table
        self.references = [(str(column), str(other)) for column, other in references]
        self.append_only = append_only
        self.deletes = deletes

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        """Return the operation as a migration file writes it."""
        kept = {"append_only": self.append_only, "deletes": self.deletes}
        return "Wall", [self.table, self.references], {name: True for name, on in kept.items() if on}

    def state_forwards(self, app_label: str, state: object) -> None:
        """Change nothing in Django's picture of the models."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: object, to_state: object
    ) -> None:
        """Build the wall."""
        _run(schema_editor, self.up())

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: object, to_state: object
    ) -> None:
        """Take the wall down."""
        _run(schema_editor, self.down())

    def describe(self) -> str:
        """Say what this operation does."""
        return f"Put {self.table} behind the wall between councils"

    def up(self) -> list[str]:
        """Return the statements that build the wall, in order."""
        table = self.table
        made = [f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_within_council" UNIQUE (council_id, id)']
        # PostgreSQL checks a new key by a query of the owner's, which a forced wall would refuse once there
        # are rows: so force is lifted from the tables referred to, in the migration's own transaction.
        others = sorted({other for _, other in self.references})
        made += [f'ALTER TABLE "{other}" NO FORCE ROW LEVEL SECURITY' for other in others]
        made += [
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{_key(table, column)}" '
            f'FOREIGN KEY (council_id, "{column}") REFERENCES "{other}" (council_id, id) '
            "DEFERRABLE INITIALLY IMMEDIATE"
            for column, other in self.references
        ]
        made += [f'ALTER TABLE "{other}" FORCE ROW LEVEL SECURITY' for other in others]
        # The first row that a statement looks at asks for the council, so that without a context no row is
        # passed over in silence: it raises. (A search that no row of any council fits finds nothing.)
        rule = "council_id = (SELECT wall.council())"
        made += [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY within_council ON "{table}" USING ({rule}) WITH CHECK ({rule})',
            f'REVOKE ALL ON "{table}" FROM PUBLIC, {APP_ROLE}',
            f'GRANT {self.privileges} ON "{table}" TO {APP_ROLE}',
        ]
        return made + (
            [statement.format(table=table) for statement in APPEND_ONLY] if self.append_only else []
        )

    def down(self) -> list[str]:
        """Return the statements that take the wall down, in order."""
        table = self.table
        gone = [f'DROP TRIGGER IF EXISTS append_only ON "{table}"'] if self.append_only else []
        gone += [f'DROP TRIGGER IF EXISTS append_only_whole ON "{table}"'] if self.append_only else []
        gone += [
            f'REVOKE ALL ON "{table}" FROM {APP_ROLE}',
            f'DROP POLICY within_council ON "{table}"',
            f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
        ]
        gone += [
            f'ALTER TABLE "{table}" DROP CONSTRAINT "{_key(table, column)}"' for column, _ in self.references
        ]
        return [*gone, f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_within_council"']

    @property
    def privileges(self) -> str:
        """What the application role may do with the table."""
        return GROW if self.append_only else ALL if self.deletes else CHANGE


def settle(connection: BaseDatabaseWrapper, *, key: bytes) -> None:
    """Give the application its rights on the tables without a council, and the database the signing key.

    Run as the owner after every migration (the `migrate` command does); running it again changes
    nothing. Changing the key ends every context of the old one at once.
    """
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table, privileges in WITHOUT_COUNCIL.items():
            if table in present:
                cursor.execute(f'REVOKE ALL ON "{table}" FROM PUBLIC, {APP_ROLE}')
                cursor.execute(f'GRANT {privileges} ON "{table}" TO {APP_ROLE}')
        inner, outer = pads(key)
        cursor.execute(
            "INSERT INTO wall.key (id, inner_pad, outer_pad) VALUES (1, %s, %s) "
            "ON CONFLICT (id) DO UPDATE SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad "
            "WHERE (wall.key.inner_pad, wall.key.outer_pad) <> (excluded.inner_pad, excluded.outer_pad)",
            [inner, outer],
        )


def pads(key: bytes) -> tuple[bytes, bytes]:
    """Return HMAC's two padded keys (RFC 2104), so that the database needs nothing but sha256()."""
    if len(key) > 64:
        raise ValueError("The signing key may have at most 64 bytes.")
    block = key.ljust(64, b"\0")
    return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)


def _key(table: str, column: str) -> str:
    return f"{table}_{column}_within"[:63]


def _run(schema_editor: BaseDatabaseSchemaEditor, statements: Iterable[str]) -> None:
    for statement in statements:
        schema_editor.execute(statement, params=None)
