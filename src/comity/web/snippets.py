"""A few words around what was looked for, from entries that the reader may read and no others."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from comity.matters.models import Prose
from comity.procedures.catalogue import PROCEDURES

BEGIN, END = "\x02", "\x03"
SHAPE = f'StartSel="{BEGIN}", StopSel="{END}", MaxWords=28, MinWords=14'


def of(words: str, seen: Mapping[int, int]) -> dict[int, SafeString]:
    """Return for each matter one snippet with the words found marked; `seen` is how much is seen of each.

    A matter found by its reference or the name of a file has none.
    """
    texts = _texts(seen)
    if not texts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT matter, ts_headline('english', said, asked, %s) FROM (
                   SELECT DISTINCT ON (matter) matter, said, asked
                   FROM unnest(%s::bigint[], %s::text[]) WITH ORDINALITY AS text(matter, said, place),
                        websearch_to_tsquery('english', %s) AS asked
                   WHERE to_tsvector('english', said) @@ asked ORDER BY matter, place
               ) first""",
            [SHAPE, [matter for matter, _ in texts], [text for _, text in texts], words],
        )
        return {int(matter): _marked(text) for matter, text in cursor.fetchall()}


def _texts(seen: Mapping[int, int]) -> list[tuple[int, str]]:
    rows = (
        Prose.objects.filter(entry__matter__in=list(seen), words__isnull=False)
        .order_by("entry__matter_id", "-entry__ordinal")
        .values_list("entry__matter_id", "entry__matter__procedure", "entry__step", "entry__level", "words")
    )
    return [
        (matter, text.translate({2: None, 3: None})[:20_000])
        for matter, procedure, step, level, words in rows
        if words and level <= seen[matter]
        for name, text in PROCEDURES[procedure].step(step).readable(words, seen[matter]).items()
        if name != "title"
    ]


def _marked(text: str) -> SafeString:
    safe = escape(" ".join(text.split()))
    return mark_safe(safe.replace(BEGIN, "<mark>").replace(END, "</mark>"))  # noqa: S308 - escaped above
