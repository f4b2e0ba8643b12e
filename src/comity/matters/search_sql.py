"""The schema that holds the words of matters, and the two functions through which alone they are reached."""

from __future__ import annotations

from typing import Any

UP: list[Any] = [
    "CREATE SCHEMA search",
    """CREATE TABLE search.words (
        council_id bigint NOT NULL,
        matter_id bigint NOT NULL,
        level smallint NOT NULL,
        words tsvector NOT NULL,
        last timestamptz NOT NULL,
        PRIMARY KEY (council_id, matter_id, level),
        FOREIGN KEY (council_id, matter_id) REFERENCES matters_matter (council_id, id)
    )""",
    "CREATE INDEX words_by_word ON search.words USING gin (words)",
    "ALTER TABLE search.words ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE search.words FORCE ROW LEVEL SECURITY",
    """CREATE POLICY within_council ON search.words
        USING ((SELECT wall.council()) IS NOT NULL AND council_id = (SELECT wall.council()))""",
    """CREATE FUNCTION search.put(matter bigint, seen smallint, said text, at timestamptz) RETURNS void
        LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        INSERT INTO search.words (council_id, matter_id, level, words, last)
        VALUES (wall.council(), matter, seen, to_tsvector('english', left(said, 200000)), at)
        ON CONFLICT (council_id, matter_id, level) DO UPDATE
        SET words = CASE WHEN length(search.words.words) + length(excluded.words) > 30000
                         THEN search.words.words ELSE search.words.words || excluded.words END,
            last = excluded.last
    $$""",
    """CREATE FUNCTION search.find(said text, before_last timestamptz, before_matter bigint, most integer)
        RETURNS TABLE (matter bigint, last timestamptz)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT s.matter_id, max(s.last)
        FROM search.words w
        JOIN public.matters_sight s ON s.council_id = w.council_id AND s.matter_id = w.matter_id
        WHERE w.council_id = wall.council()
          AND w.words @@ websearch_to_tsquery('english', said)
          AND s.key = ANY (wall.keys())
          AND s.level >= w.level
          AND (before_last IS NULL OR (s.last, s.matter_id) < (before_last, before_matter))
        GROUP BY s.matter_id
        ORDER BY max(s.last) DESC, s.matter_id DESC
        LIMIT least(most, 100)
    $$""",
    "REVOKE ALL ON SCHEMA search FROM PUBLIC",
    "REVOKE ALL ON ALL TABLES IN SCHEMA search FROM PUBLIC",
    "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA search FROM PUBLIC",
    "GRANT USAGE ON SCHEMA search TO comity_app",
    "GRANT EXECUTE ON FUNCTION search.put(bigint, smallint, text, timestamptz) TO comity_app",
    "GRANT EXECUTE ON FUNCTION search.find(text, timestamptz, bigint, integer) TO comity_app",
]
DOWN: list[Any] = ["DROP SCHEMA search CASCADE"]

FORGET_UP: list[Any] = [
    """CREATE FUNCTION search.forget(matter bigint) RETURNS void
        LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DELETE FROM search.words WHERE council_id = wall.council() AND matter_id = matter
    $$""",
    "REVOKE ALL ON FUNCTION search.forget(bigint) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION search.forget(bigint) TO comity_app",
]
FORGET_DOWN: list[Any] = ["DROP FUNCTION search.forget(bigint)"]

_FIND = """
CREATE FUNCTION search.find(said text, before_last timestamptz, before_matter bigint, most integer)
RETURNS TABLE (matter bigint, last timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $find$
#variable_conflict use_column
DECLARE
    here bigint := wall.council();
    mine text[] := wall.keys();
    asked tsquery := websearch_to_tsquery('english', said);
    few bigint[];
BEGIN
    few := ARRAY(
        SELECT w.matter_id FROM search.words w WHERE w.council_id = here AND w.words @@ asked LIMIT 1001
    );
    IF cardinality(few) <= 1000 THEN
        RETURN QUERY
        SELECT s.matter_id, max(s.last)
        FROM public.matters_sight s
        WHERE s.council_id = here AND s.matter_id = ANY (few) AND s.key = ANY (mine)
          AND (before_last IS NULL OR (s.last, s.matter_id) < (before_last, before_matter))
          AND EXISTS (
              SELECT FROM search.words w
              WHERE w.council_id = here AND w.matter_id = s.matter_id AND w.level <= s.level
                AND w.words @@ asked)
        GROUP BY s.matter_id ORDER BY max(s.last) DESC, s.matter_id DESC LIMIT least(most, 100);
    ELSE
        RETURN QUERY
        SELECT one.matter_id, max(one.last)
        FROM unnest(mine) AS my(key)
        CROSS JOIN LATERAL (
            SELECT s.matter_id, s.last FROM public.matters_sight s
            CROSS JOIN LATERAL (
                SELECT FROM search.words w
                WHERE w.council_id = s.council_id AND w.matter_id = s.matter_id AND w.level <= s.level
                  AND w.words @@ asked
                OFFSET 0 LIMIT 1
            ) said
            WHERE s.council_id = here AND s.key = my.key
              AND (before_last IS NULL OR (s.last, s.matter_id) < (before_last, before_matter))
            ORDER BY s.last DESC, s.matter_id DESC LIMIT least(most, 100)
        ) one
        GROUP BY one.matter_id ORDER BY max(one.last) DESC, one.matter_id DESC LIMIT least(most, 100);
    END IF;
END
$find$
"""
"""Up to a thousand matters that hold the words, all of them are looked at; beyond, the latest first."""

FASTER_UP: list[Any] = [
    "CREATE EXTENSION IF NOT EXISTS btree_gin",
    # The policy would be asked of every row before its words may be looked at, as finding words is not known
    # to leak nothing; so the index would never be used. Only these functions reach the table, and they ask.
    "ALTER TABLE search.words NO FORCE ROW LEVEL SECURITY",
    "DROP INDEX search.words_by_word",
    "CREATE INDEX words_by_word ON search.words USING gin (council_id, words)",
    "DROP FUNCTION search.find(text, timestamptz, bigint, integer)",
    _FIND,
    "REVOKE ALL ON FUNCTION search.find(text, timestamptz, bigint, integer) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION search.find(text, timestamptz, bigint, integer) TO comity_app",
]
FASTER_DOWN: list[Any] = [
    "DROP FUNCTION search.find(text, timestamptz, bigint, integer)",
    next(statement for statement in UP if statement.startswith("CREATE FUNCTION search.find")),
    "REVOKE ALL ON FUNCTION search.find(text, timestamptz, bigint, integer) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION search.find(text, timestamptz, bigint, integer) TO comity_app",
    "DROP INDEX search.words_by_word",
    "CREATE INDEX words_by_word ON search.words USING gin (words)",
    "ALTER TABLE search.words FORCE ROW LEVEL SECURITY",
]
