"""Who may do what in the database: its owner, the application, and the backup; nobody more than needed."""

from __future__ import annotations

from typing import TypeAlias

import psycopg
from psycopg import sql

ADMIN = "postgres"
OWNER = "comity_owner"
APP = "comity_app"
BACKUP = "comity_backup"
ROLES = (ADMIN, OWNER, APP, BACKUP)
DATABASE = "comity"

Admin: TypeAlias = psycopg.Connection[tuple[object, ...]]  # the administrator's, outside a transaction

_RIGHTS = {
    OWNER: "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS",
    APP: "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS",
    BACKUP: "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION BYPASSRLS",
}


def ensure(connection: Admin, passwords: dict[str, str]) -> None:
    """Make the roles and the database where they are missing; a second time changes nothing.

    ``connection`` is the administrator's, to the database ``postgres``, outside a transaction.
    """
    there = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
    for role, rights in _RIGHTS.items():
        if role not in there:
            connection.execute(
                sql.SQL("CREATE ROLE {} {} PASSWORD {}").format(
                    sql.Identifier(role), sql.SQL(rights), sql.Literal(passwords[role])
                )
            )
    if BACKUP not in there:
        connection.execute(f"GRANT pg_read_all_data TO {BACKUP}")
        connection.execute(f"ALTER ROLE {BACKUP} SET default_transaction_read_only = on")
        connection.execute("REVOKE CONNECT, TEMPORARY ON DATABASE postgres FROM PUBLIC")
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
        create_database(connection, DATABASE)
    admit(connection, DATABASE)


def create_database(connection: Admin, name: str, template: str = "template0") -> None:
    """Make a database that the owner role owns and that only Comity's own roles may enter.

    A copy is made of a database that nobody uses: whoever is connected to the template is sent away.
    """
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [template]
    )
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
        )
    )
    admit(connection, name)


def admit(connection: Admin, name: str) -> None:
    """Let the application and the backup into a database, and nobody else but its owner."""
    database = sql.Identifier(name)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(
            database, sql.Identifier(APP), sql.Identifier(BACKUP)
        )
    )
