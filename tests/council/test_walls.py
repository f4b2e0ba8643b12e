"""Councils are kept apart by the database: by its tables as they are, not by the models."""

from __future__ import annotations

from datetime import time

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection
from psycopg.errors import InsufficientPrivilege

from comity.council.changes import people, posts, standing, statutory
from comity.council.context import within
from comity.council.walls import WITHOUT_COUNCIL, Wall, pads
from comity.matters import heads
from tests.council.cast import BY, TODAY, Cast


def rows(connection, sql):
    return [tuple(row) for row in connection.execute(sql).fetchall()]


TABLES = """
    SELECT c.relname, c.oid, c.relrowsecurity AND c.relforcerowsecurity,
           EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'council_id')
      FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
"""
POLICIES = """
    SELECT c.relname, p.polname, p.polcmd::text, p.polpermissive, p.polroles::text,
           pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
      FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
     WHERE c.relnamespace = 'public'::regnamespace
"""
KEYS = """
    SELECT c.relname, con.contype::text, f.relname,
           (SELECT array_agg(a.attname::text ORDER BY k.ord)
              FROM unnest(con.conkey) WITH ORDINALITY k(num, ord)
              JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = k.num)
      FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid
      LEFT JOIN pg_class f ON f.oid = con.confrelid
     WHERE con.contype IN ('f', 'u') AND c.relnamespace = 'public'::regnamespace
"""
RIGHTS = """
    SELECT table_name, string_agg(privilege_type, ', ' ORDER BY privilege_type)
      FROM information_schema.role_table_grants
     WHERE grantee = 'comity_app' AND table_schema = 'public' GROUP BY table_name
"""


def test_every_table_with_a_council_is_walled_for_its_owner_too(as_owner):
    scoped = {name: forced for name, _, forced, has in rows(as_owner, TABLES) if has}
    assert len(scoped) >= 19
    assert [name for name, forced in scoped.items() if not forced] == []
    policies = {row[0]: row[1:] for row in rows(as_owner, POLICIES)}
    assert set(policies) == set(scoped)
    assert len(rows(as_owner, POLICIES)) == len(scoped), (
        "one policy for each table, or one could widen another"
    )
    for name, command, permissive, roles, using, check in policies.values():
        assert (name, command, permissive, roles) == ("within_council", "*", True, "{0}")
        assert using == check
        assert "council_id = ( SELECT wall.council()" in using


def test_every_table_without_a_council_is_in_the_written_list(as_owner):
    without = {name for name, _, _, has in rows(as_owner, TABLES) if not has}
    assert without - set(WITHOUT_COUNCIL) == set()


def test_the_application_may_do_with_each_table_what_is_written_and_no_more(as_owner):
    granted = dict(rows(as_owner, RIGHTS))
    for table, privileges in WITHOUT_COUNCIL.items():
        if table in granted:
            assert sorted(granted[table].split(", ")) == sorted(privileges.split(", ")), table
    for name, _, _, has in rows(as_owner, TABLES):
        if has:
            assert set(granted[name].split(", ")) <= {"SELECT", "INSERT", "UPDATE", "DELETE"}, name
    assert granted["council_change"] == "INSERT, SELECT"
    assert "DELETE" not in granted["council_person"]


def test_every_reference_between_walled_tables_carries_the_council(as_owner):
    keys = rows(as_owner, KEYS)
    foreign = {(table, other, tuple(columns)) for table, kind, other, columns in keys if kind == "f"}
    unique = {table for table, kind, _, columns in keys if kind == "u" and columns == ["council_id", "id"]}
    scoped = {name for name, _, _, has in rows(as_owner, TABLES) if has}
    assert unique == scoped
    checked = 0
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        for field in model._meta.concrete_fields:
            if table in scoped and field.is_relation and field.related_model._meta.db_table in scoped:
                other = field.related_model._meta.db_table
                assert (table, other, ("council_id", field.column)) in foreign, f"{table}.{field.column}"
                checked += 1
    assert checked >= 25
    assert [key for key in foreign if {key[0], key[1]} <= scoped and len(key[2]) == 1] == []


def test_the_application_reads_no_table_outside_the_public_schema(as_owner):
    readable = rows(
        as_owner,
        "SELECT table_schema, table_name FROM information_schema.role_table_grants "
        "WHERE grantee = 'comity_app' AND table_schema <> 'public'",
    )
    assert readable == []


def test_the_application_role_has_no_power_of_its_own(as_owner):
    role = rows(
        as_owner,
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles "
        "WHERE rolname = 'comity_app'",
    )
    assert role == [(False,) * 5]
    assert rows(as_owner, "SELECT roleid FROM pg_auth_members WHERE member = 'comity_app'::regrole") == []


def everything(council):
    """A council with a row in every walled table of who is who."""
    cast = Cast(council)
    posts.cover(cast.head, cast.vera, since=TODAY, until=None, **BY)
    posts.set_keeper(council, "grievance_procedure", post=cast.head, **BY)
    people.support(cast.sam, cast.ada, since=TODAY, **BY)
    by = {**BY, "actor": cast.cy}
    standing.announce_closure(council, TODAY, announced_on=TODAY, **by)
    standing.set_opening_hours(council, {0: (time(9), time(17))}, since=TODAY, **by)
    rule = 'outcome = "require"\nbecause = "Because."\n'
    standing.adopt_standard(
        council, "enquiry.reply", rule, whose="Council", adopted_on=TODAY, since=TODAY, **by
    )
    statutory.propose("appoint", cast.monitoring, person=cast.vera, since=TODAY, **by)


def test_without_a_context_no_row_is_passed_over_in_silence(found):
    council = found()
    scoped = [
        model
        for model in apps.get_app_config("council").get_models()
        if any(field.name == "council" for field in model._meta.concrete_fields)
    ]
    with within(council, system=True):
        everything(council)
        known = {model: model.objects.values_list("pk", flat=True).first() for model in scoped}
    for model, pk in known.items():
        assert pk is not None, f"{model.__name__} has no row to be passed over"
        for ask in (
            lambda m=model: list(m.objects.all()),
            lambda m=model: m.objects.count(),
            lambda m=model: m.objects.exists(),
            lambda m=model, one=pk: m.objects.filter(pk=one).first(),
            lambda m=model: list(m.objects.filter(council=council)),
        ):
            with pytest.raises(ProgrammingError, match="No council has been chosen"):
                ask()


STRAY = [
    "SELECT * FROM wall.key",
    "UPDATE wall.key SET inner_pad = outer_pad",
    "INSERT INTO wall.key VALUES (1, ''::bytea, ''::bytea)",
    "ALTER TABLE council_person DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE council_person NO FORCE ROW LEVEL SECURITY",
    "CREATE POLICY open ON council_person USING (true)",
    "DROP POLICY within_council ON council_person",
    "SET ROLE comity_owner",
    "SET SESSION AUTHORIZATION comity_owner",
    "SET row_security = off; SELECT count(*) FROM council_person",
    "CREATE OR REPLACE FUNCTION wall.council() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
    "CREATE TABLE public.mine (id int)",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "ALTER TABLE council_change DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "TRUNCATE council_person",
    "COPY council_person TO '/dev/null'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT set_config('comity.context', '1|1||1|9999999999|00', false); SELECT count(*) FROM council_person",
    "SELECT set_config('comity.context', '1', false); SELECT count(*) FROM council_person",
    "UPDATE council_council SET suspended = now()",
    "DELETE FROM council_council",
    "DELETE FROM council_account",
    "CREATE TEMP TABLE key (id int); SELECT set_config('search_path', 'pg_temp', false), wall.council()",
]


@pytest.mark.parametrize("sql", STRAY)
def test_stray_sql_as_the_application_gets_nothing(as_app, sql):
    with pytest.raises(InsufficientPrivilege) as refused:
        for statement in sql.split("; "):
            as_app.execute(statement)
    assert refused.value.sqlstate == "42501", refused.value


def walls(as_owner):
    return [
        sorted(rows(as_owner, KEYS), key=str),
        sorted(rows(as_owner, POLICIES)),
        dict(rows(as_owner, RIGHTS)),
        sorted((name, forced) for name, _, forced, _ in rows(as_owner, TABLES)),
    ]


@pytest.mark.parametrize(
    "wall",
    [
        Wall("council_cover", [("post_id", "council_post"), ("person_id", "council_person")]),
        Wall("matters_changelink", [("change_id", "council_change")], append_only=True),
    ],
    ids=lambda wall: wall.table,
)
def test_a_wall_can_be_taken_down_and_built_again_around_rows_that_are_there(found, as_owner, wall):
    council = found()
    with within(council, system=True):
        cast = Cast(council)
        posts.cover(cast.head, cast.vera, since=TODAY, until=None, **BY)
        heads.link_changes(council)
    connection.close()
    before = walls(as_owner)
    with as_owner.transaction():
        for statement in wall.down():
            as_owner.execute(statement)
        assert walls(as_owner) != before
        for statement in wall.up():
            as_owner.execute(statement)
    assert walls(as_owner) == before


def test_a_table_cannot_be_append_only_and_allow_deletions():
    with pytest.raises(ValueError, match="append-only"):
        Wall("council_change", append_only=True, deletes=True)


def test_a_key_longer_than_a_block_is_refused():
    with pytest.raises(ValueError, match="64 bytes"):
        pads(b"x" * 65)
