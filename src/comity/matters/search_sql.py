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
