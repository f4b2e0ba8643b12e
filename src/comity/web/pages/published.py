"""What a council publishes of its record to everybody: the signed statements, which show nothing of it."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from comity.council.context import enter
from comity.council.models import Council
from comity.matters import heads
from comity.matters.models import Statement

SHOWN = 60
"""The latest statements on the page; the file has all of them."""


@require_safe
def statements(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest statements of a council, for anybody, with how to check them."""
    council, made = _of(slug)
    listed = [(one, heads.digest(one.text)) for one in reversed(made[-SHOWN:])]
    context = {"of": council, "listed": listed, "number": len(made), "key": _key(made)}
    return render(request, "record/published.html.j2", context)


@require_safe
def file(request: HttpRequest, slug: str) -> HttpResponse:
    """All statements of a council, one on each line as they were sent."""
    council, made = _of(slug)
    lines = "".join(f"{heads.as_sent(one)}\n" for one in made)
    response = HttpResponse(lines.encode(), content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"statements-{council.slug}.jsonl")
    return response


@require_safe
def one(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One statement as it was sent."""
    council, made = _of(slug)
    found = next((statement for statement in made if statement.number == number), None)
    if found is None:
        raise Http404
    response = HttpResponse(heads.as_sent(found).encode(), content_type="application/json")
    name = f"statement-{council.slug}-{number}.json"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def _of(slug: str) -> tuple[Council, list[Statement]]:
    council = Council.objects.filter(slug=slug, suspended=None).first()
    if council is None:
        raise Http404
    with transaction.atomic():
        enter(council.pk)
        return council, list(Statement.objects.filter(council=council).order_by("number"))


def _key(made: list[Statement]) -> str:
    """The key that signed the latest of them."""
    return heads.key_of(made[-1]) if made else ""


urls = [
    path("statements/<slug:slug>", statements, name="statements"),
    path("statements/<slug:slug>/all", file, name="statements_file"),
    path("statements/<slug:slug>/<int:number>", one, name="statement"),
]
