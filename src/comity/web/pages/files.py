"""Files of a matter: handed out as downloads, to those who may read the entry they came with."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from comity.matters import files, handles, policy
from comity.matters.models import Document
from comity.web.pages import errors
from comity.web.visit import Visit

ALONE = "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""Should a browser open the file after all, nothing in it runs and it reaches nothing."""


@require_safe
def file(request: Visit, reference: str, number: int) -> HttpResponse:
    """One file, by its number, of a matter the visitor may see. It is never shown within a page."""
    matter, seen = policy.fetch(reference, request.actor.keys)
    readable = policy.entries(matter, seen).values("pk")
    document = handles.found(Document.objects.filter(matter=matter, entry__in=readable), number)
    if document is None:
        raise policy.NotYours("There is no such file here for you.")
    if not document.name:
        return errors.refused(request, "This file has been erased. The matter says under which authority.")
    try:
        content = files.content(document)
    except FileNotFoundError:
        return errors.refused(
            request, f"“{document.name}” cannot be found where files are kept. Tell whoever runs Comity."
        )
    response = HttpResponse(content, content_type=document.kind)
    response["Content-Disposition"] = content_disposition_header(True, document.name) or "attachment"
    response["Content-Security-Policy"] = ALONE
    return response


urls = [path("m/<str:reference>/file/<int:number>", file, name="matter_file")]
