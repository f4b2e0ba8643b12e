"""The SQL of the wall: the schema that checks a signed context, and the trigger that refuses changes."""

from __future__ import annotations

_CLAIMS = """
CREATE FUNCTION wall.claims() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp
AS $wall$
DECLARE
    context text := current_setting('comity.context', true);
    fields text[];
    said text;
    held wall.key%ROWTYPE;
    mac bytea;
BEGIN
    IF context IS NULL OR context = '' THEN
        RAISE EXCEPTION 'No council has been chosen for this transaction.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'Call comity.council.context.within() first.';
    END IF;
    fields := string_to_array(context, '|');
    IF cardinality(fields) <> 6 THEN
        RAISE EXCEPTION 'The council context is not one of ours.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    said := array_to_string(fields[1:5], '|');
    SELECT * INTO held FROM wall.key WHERE id = 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'The database has no signing key.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'Run the migrations as the owner.';
    END IF;
    mac := sha256(held.outer_pad || sha256(held.inner_pad || convert_to(said, 'UTF8')));
    IF encode(mac, 'hex') <> fields[6] THEN
        RAISE EXCEPTION 'The council context is not signed with this database''s key.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF fields[4]::integer <> pg_backend_pid() THEN
        RAISE EXCEPTION 'The council context belongs to another connection.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF fields[5]::bigint < extract(epoch FROM clock_timestamp()) THEN
        RAISE EXCEPTION 'The council context has expired.'
            USING ERRCODE = 'insufficient_privilege', HINT = 'Call comity.council.context.enter() again.';
    END IF;
    RETURN fields;
END
$wall$
"""

_COUNCIL = """
CREATE FUNCTION wall.council() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS $wall$ SELECT (wall.claims())[1]::bigint $wall$
"""

_PERSON = """
CREATE FUNCTION wall.person() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS $wall$ SELECT substring((wall.claims())[2] FROM '^[0-9]+$')::bigint $wall$
"""

_IS_SYSTEM = """
CREATE FUNCTION wall.is_system() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS $wall$ SELECT (wall.claims())[2] = 'system' $wall$
"""

_KEYS = """
CREATE FUNCTION wall.keys() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS $wall$ SELECT string_to_array(NULLIF((wall.claims())[3], ''), ',') $wall$
"""

_REFUSE = """
CREATE FUNCTION wall.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $wall$
BEGIN
    RAISE EXCEPTION 'Rows of % are never changed or deleted.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$wall$
"""

_FUNCTIONS = ("claims", "council", "person", "is_system", "keys")

WALL_UP: tuple[str, ...] = (
    "CREATE SCHEMA wall",
    "REVOKE ALL ON SCHEMA wall FROM PUBLIC",
    "CREATE TABLE wall.key (id smallint PRIMARY KEY CHECK (id = 1), "
    "inner_pad bytea NOT NULL CHECK (length(inner_pad) = 64), "
    "outer_pad bytea NOT NULL CHECK (length(outer_pad) = 64))",
    "REVOKE ALL ON wall.key FROM PUBLIC",
    _CLAIMS,
    _COUNCIL,
    _PERSON,
    _IS_SYSTEM,
    _KEYS,
    _REFUSE,
    "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA wall FROM PUBLIC",
    "GRANT USAGE ON SCHEMA wall TO comity_app",
    *(f"GRANT EXECUTE ON FUNCTION wall.{name}() TO comity_app" for name in _FUNCTIONS),
)
"""Builds the schema, in order; run by the owner."""

WALL_DOWN: tuple[str, ...] = ("DROP SCHEMA wall CASCADE",)

APPEND_ONLY: tuple[str, ...] = (
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "{table}" '
    "FOR EACH ROW EXECUTE FUNCTION wall.refuse_change()",
    'CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON "{table}" '
    "FOR EACH STATEMENT EXECUTE FUNCTION wall.refuse_change()",
)
"""Triggers that refuse every change to an append-only table, the owner's included."""

_REFUSE_UNLESS_REMOVED = """
CREATE OR REPLACE FUNCTION wall.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $wall$
BEGIN
    IF TG_OP = 'DELETE' AND has_table_privilege('wall.removal', 'SELECT') THEN
        IF EXISTS (SELECT FROM wall.removal WHERE council::text = to_jsonb(OLD) ->> 'council_id') THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'Rows of % are never changed or deleted.', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$wall$
"""

REMOVAL_UP: tuple[str, ...] = (
    "CREATE TABLE wall.removal (council bigint PRIMARY KEY)",
    "REVOKE ALL ON wall.removal FROM PUBLIC",
    _REFUSE_UNLESS_REMOVED,
    *(statement.format(table="council_servicerecord") for statement in APPEND_ONLY),
)
"""Lets the owner delete a whole council's rows while, in the same transaction, wall.removal names it."""

REMOVAL_DOWN: tuple[str, ...] = (
    'DROP TRIGGER append_only ON "council_servicerecord"',
    'DROP TRIGGER append_only_whole ON "council_servicerecord"',
    _REFUSE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
    "DROP TABLE wall.removal",
)
