"""What is held about somebody, gathered into a file for the person who answers their request."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

from comity.matters import files, handles, references, subject_access
from comity.matters.subject_access import Gathered
from comity.procedures.fields import Field, Unheard
from comity.procedures.run import NotOpen
from comity.web.forms import keys
from comity.web.forms.form import form_of
from comity.web.sheet import csv_file
from comity.web.visit import Visit

FIELDS = (
    Field("who", "Their name", "name"),
    Field("others", "Other names and addresses they are known by", "prose", required=False,
          hint="One on each line: another spelling, an e-mail address, a house name."),
    Field("authority", "Why is it gathered?", "choice", choices=subject_access.AUTHORITIES),
)  # fmt: skip
HEADS = ("Reference", "Entry", "Recorded", "What was done", "Asked", "Said", "May be about others", "Files")


@require_http_methods(["GET", "HEAD", "POST"])
def access(request: Visit) -> HttpResponse:
    """Gather what is said about somebody. That it was done is recorded; about whom is not."""
    if not request.actor.keys & subject_access.GATHERERS:
        raise Http404
    form = form_of(request, FIELDS, step="subject_access", matter=request.path)
    if request.method != "POST":
        return render(request, "record/access.html.j2", {"form": form})
    keys.read_key(request, "subject_access", request.path)
    try:
        said = form.said()
        terms = [str(said.get("who")), *str(said.get("others") or "").splitlines()]
        authority = str(said.get("authority"))
        found = subject_access.gather(
            request.council, terms, authority=authority, by=request.actor, at=request.now
        )
    except Unheard as wrong:
        return render(request, "record/access.html.j2", {"form": form.with_errors(wrong.errors)}, status=422)
    except NotOpen as refused:
        again = form.with_errors({"who": refused.reason})
        return render(request, "record/access.html.j2", {"form": again}, status=422)
    response = HttpResponse(_zip(request, found), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, "subject-access.zip")
    return response


def _zip(visit: Visit, found: Gathered) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        context: dict[str, Any] = {
            "found": found,
            "council": visit.council,
            "now": visit.now,
            "number": handles.of,
        }
        made.writestr("index.html", render_to_string("record/gathered.html.j2", context))
        made.writestr("index.csv", csv_file("index.csv", HEADS, _rows(found)).content)
        for passage in found.passages:
            for document in passage.files:
                try:
                    made.writestr(f"files/{handles.of(document)}-{document.name}", files.content(document))
                except OSError:
                    made.writestr(
                        f"files/{handles.of(document)}-missing.txt", "This file could not be found."
                    )
    return target.getvalue()


def _rows(found: Gathered) -> list[tuple[object, ...]]:
    return [
        (
            references.shown(passage.matter.reference),
            handles.of(passage.entry),
            f"{passage.entry.recorded:%Y-%m-%d %H:%M}",
            passage.done,
            piece.label if piece else "",
            "".join(text for text, _ in piece.parts) if piece else "",
            "; ".join(piece.others) if piece else "",
            "; ".join(one.name for one in passage.files),
        )
        for passage in found.passages
        for piece in (passage.pieces or (None,))
    ]


urls = [path("record/subject-access", access, name="record_access")]
