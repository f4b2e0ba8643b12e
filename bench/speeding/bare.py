"""The same reads with nothing around them: psycopg alone, and a Django view without middleware or macros.

`bare_site` serves the views, for the council and key that are asked for.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from jinja2 import Environment

from comity.council.context import sign, within
from comity.council.models import Council
from comity.matters.models import Entry, Matter, Prose, Sight

READS = {
    "list": """
        SELECT m.reference, m.stage, m.due, m.last, s.level FROM matters_sight s
        JOIN matters_matter m ON m.id = s.matter_id WHERE s.key = %(key)s
        ORDER BY s.last DESC, s.matter_id DESC LIMIT 25
    """,
    "matter": """
        SELECT e.*, p.words FROM matters_entry e JOIN prose_of p ON p.entry_id = e.id
        WHERE e.matter_id = (SELECT id FROM matters_matter WHERE reference = %(reference)s) ORDER BY e.ordinal
    """.replace("prose_of", "matters_prose"),
    "search": "SELECT matter, last FROM search.find(%(words)s, NULL, NULL, 25)",
}
"""Each read as one statement."""

_TABLE = Environment(autoescape=True).from_string(
    "<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>"
    "{% endfor %}</table>"
)


def read(connection: Any, council: int, what: str, values: dict[str, Any]) -> int:
    """Do one read with psycopg, in a transaction with a signed context; how many rows came."""
    with connection.transaction():
        pid, now = connection.execute(
            "select pg_backend_pid(), extract(epoch from clock_timestamp())::bigint"
        ).fetchone()
        keys = [values["key"]]
        context = sign(council, "system", keys, pid=pid, expires=now + 60)
        connection.execute("select set_config('comity.context', %s, true)", [context])
        return len(connection.execute(READS[what], values).fetchall())


def view(request: HttpRequest, what: str) -> HttpResponse:
    """The same read by Django's ORM, as a plain table."""
    council = Council.objects.get(slug=request.GET["council"])
    with within(council, system=True, keys=[request.GET["key"]]):
        rows = {"list": _list, "matter": _matter, "search": _search}[what](request)
        return HttpResponse(_TABLE.render(rows=rows))


def _lines(ids: list[int]) -> list[Any]:
    found = Matter.objects.select_related("service", "ward", "asker", "handler").in_bulk(ids)
    said = Prose.objects.filter(entry__matter__in=ids, entry__ordinal=1)
    named = dict(said.values_list("entry__matter_id", "words__title"))
    return [
        (one.reference, named.get(one.pk), one.stage, one.service, one.ward, one.asker, one.handler, one.due)
        for one in (found[number] for number in ids)
    ]


def _list(request: HttpRequest) -> list[Any]:
    mine = Sight.objects.filter(key=request.GET["key"]).order_by("-last", "-matter")
    return _lines(list(mine.values_list("matter_id", flat=True)[:25]))


def _matter(request: HttpRequest) -> list[Any]:
    matter = Matter.objects.get(reference=request.GET["reference"])
    entries = list(Entry.objects.filter(matter=matter).select_related("person").order_by("ordinal"))
    said = dict(Prose.objects.filter(entry__in=entries).values_list("entry_id", "words"))
    return [(one.step, one.person, one.recorded, said.get(one.pk), one.decisions) for one in entries]


def _search(request: HttpRequest) -> list[Any]:
    from comity.matters import search

    return _lines([matter for matter, _ in search.find(request.GET["words"])])


urlpatterns = [path("<slug:what>", view)]
