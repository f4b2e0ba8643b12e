"""Trying SQL as the application's own role: it reads no foreign row and changes no record."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from comity.cluster import APP
from comity.council import context
from tests.conftest import CLUSTER
from tests.web.desks import House

DENIED = r"permission denied|never changed|must be owner|not signed|row-level security|has been chosen"


@pytest.fixture
def app(city: House, parish: House) -> Iterator[psycopg.Connection]:
    """A line of one's own to the database, as the application's role, with a matter in both councils."""
    city.ask("bel")
    parish.ask("bel")
    with psycopg.connect(CLUSTER.dsn(APP), autocommit=True) as line:
        yield line


STRAY = (
    "SELECT * FROM matters_matter",
    "SELECT * FROM matters_entry",
    "SELECT count(*) FROM matters_prose",
    "SELECT * FROM council_person LIMIT 1",
    "SELECT * FROM search.words",
    "SELECT * FROM wall.key",
    "SELECT inner_pad FROM wall.key",
    "TABLE search.words",
    "COPY matters_entry TO STDOUT",
    "COPY (SELECT * FROM wall.key) TO STDOUT",
    "UPDATE matters_entry SET hash = ''",
    "DELETE FROM matters_entry",
    "TRUNCATE matters_entry",
    "DROP TABLE matters_entry",
    "DELETE FROM matters_prose",
    "DELETE FROM council_change",
    "ALTER TABLE matters_entry DISABLE TRIGGER ALL",
    "ALTER TABLE matters_entry DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE matters_entry NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY within_council ON matters_matter",
    "CREATE OR REPLACE FUNCTION wall.council() RETURNS bigint LANGUAGE sql AS 'select 1::bigint'",
    "CREATE FUNCTION wall.mine() RETURNS bigint LANGUAGE sql AS 'select 1::bigint'",
    "CREATE TABLE public.mine (x int)",
    "CREATE SCHEMA mine",
    "CREATE TEMP TABLE matters_matter AS SELECT 1",
    "SET ROLE comity_owner",
    "SET SESSION AUTHORIZATION postgres",
    "SET session_replication_role = replica",
    "INSERT INTO matters_entry (council_id, matter_id) VALUES (1, 1)",
    "SELECT wall.refuse_change()",
    "SELECT pg_read_file('/etc/passwd')",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "ALTER ROLE comity_app BYPASSRLS",
    "DO $$ BEGIN PERFORM * FROM matters_matter; END $$",
)


@pytest.mark.parametrize("statement", STRAY)
def test_stray_sql_without_a_context_gets_nothing(app: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.Error), app.cursor() as cursor:
        if statement.endswith("TO STDOUT"):
            with cursor.copy(statement) as out:
                out.read()
        cursor.execute(statement)


FORGED = (
    "{own}|system||{pid}|{later}|{mac}", "{own}|system|role:democratic_services|{pid}|{later}|", "{own}", "",
    "{own}|nobody||{pid}|{later}|0", "{own}|1|||{later}|x", "{own}|system||{pid}|{later}|" + "0" * 64,
)  # fmt: skip


@pytest.mark.parametrize("forged", FORGED)
def test_a_context_cannot_be_made_by_hand(app: psycopg.Connection, city: House, forged: str) -> None:
    own = city.cast.council.pk
    made = forged.format(own=own, pid=app.info.backend_pid, later=2**40, mac="a" * 64)
    with app.transaction(force_rollback=True), pytest.raises(psycopg.Error, match="council"):
        app.execute("SELECT set_config('comity.context', %s, true)", [made])
        app.execute("SELECT count(*) FROM matters_matter")


def test_a_context_of_another_line_or_one_that_has_run_out_is_refused(
    app: psycopg.Connection, city: House
) -> None:
    own = city.cast.council.pk
    of_other = context.sign(own, "system", (), pid=app.info.backend_pid + 1, expires=2**40)
    run_out = context.sign(own, "system", (), pid=app.info.backend_pid, expires=1)
    for made, why in ((of_other, "another connection"), (run_out, "expired")):
        with app.transaction(force_rollback=True), pytest.raises(psycopg.Error, match=why):
            app.execute("SELECT set_config('comity.context', %s, true)", [made])
            app.execute("SELECT count(*) FROM matters_matter")


def test_a_good_context_with_more_keys_written_in_is_refused(app: psycopg.Connection, city: House) -> None:
    signed = context.sign(city.cast.council.pk, "1", ("person:1",), pid=app.info.backend_pid, expires=2**40)
    more = signed.replace("person:1", "person:1,role:democratic_services")
    with app.transaction(force_rollback=True), pytest.raises(psycopg.Error, match="not signed"):
        app.execute("SELECT set_config('comity.context', %s, true)", [more])
        app.execute("SELECT * FROM search.find('lamp', NULL, NULL, 10)")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM matters_matter WHERE council_id <> {own}",
        "SELECT count(*) FROM matters_matter m FULL JOIN matters_prose p ON true WHERE p.council_id <> {own}",
        "SELECT count(*) FROM (SELECT * FROM matters_prose OFFSET 0) p WHERE council_id <> {own}",
        "WITH x AS (SELECT * FROM council_person) SELECT count(*) FROM x WHERE council_id <> {own}",
        "SELECT count(*) FROM matters_sight WHERE council_id <> {own} OR true AND council_id <> {own}",
        "SELECT count(*) FROM search.find('lamp', NULL, NULL, 100) f "
        "WHERE NOT EXISTS (SELECT FROM matters_matter m WHERE m.id = f.matter)",
    ],
)
def test_sql_within_one_council_reads_no_foreign_row(city: House, parish: House, statement: str) -> None:
    city.ask("bel")
    parish.ask("bel")
    own = city.cast.council.pk
    with context.within(own, system=True), connection.cursor() as cursor:
        cursor.execute(statement.format(own=own))
        assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE matters_entry SET hash = ''",
        "UPDATE matters_entry SET facts = '{{}}' WHERE council_id = {own}",
        "DELETE FROM matters_entry WHERE council_id = {own}",
        "DELETE FROM matters_matter",
        "UPDATE council_change SET reason = 'x'",
        "DELETE FROM council_change",
        "TRUNCATE matters_entry CASCADE",
        "UPDATE matters_matter SET council_id = {other}",
        "INSERT INTO matters_party (council_id, matter_id, relation, key, level, since) "
        "SELECT {other}, id, 'handler', 'person:1', 3, 1 FROM matters_matter",
        "SELECT * FROM search.words",
        "SELECT * FROM wall.key",
    ],
)
def test_sql_within_one_council_changes_no_record_and_nothing_of_another(
    city: House, parish: House, statement: str
) -> None:
    city.ask("bel")
    own, other = city.cast.council.pk, parish.cast.council.pk
    with pytest.raises(ProgrammingError, match=DENIED), context.within(own, system=True):  # noqa: SIM117
        with connection.cursor() as cursor:
            cursor.execute(statement.format(own=own, other=other))


def test_a_page_that_only_reads_cannot_write_even_by_sql(city: House) -> None:
    with pytest.raises(Exception, match="read-only transaction"), transaction.atomic():
        context.enter(city.cast.council.pk, system=True)
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
            cursor.execute("UPDATE council_person SET name = 'x'")
