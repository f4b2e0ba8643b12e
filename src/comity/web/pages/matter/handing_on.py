"""A code for somebody outside the council, shown once to whoever hands it on."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from comity.council.models import Person
from comity.matters import admissions
from comity.matters.models import Entry
from comity.procedures.run import NotOpen
from comity.web.pages.matter.here import Here


def code(here: Here, entry: Entry) -> HttpResponse:
    """Make the code for which an entry was made, and show it: it cannot be shown again.

    It is made with the entry or not at all. Sending the same form again finds it made, and shows nothing.
    """
    whom = Person.objects.get(pk=entry.facts["whom"])
    row = admissions.present(here.matter.pk, whom.pk)
    if row is None:
        raise NotOpen(admissions.NO_WAY_IN)
    told, until = admissions.new_code(row, at=here.visit.now), here.visit.now + admissions.CODE_LASTS
    keeper = admissions.keeper_of(whom)
    context = {
        "matter": here.matter,
        "title": here.title,
        "code": told,
        "whom": whom,
        "until": until,
        "telephone": keeper.outside_telephone if keeper else "",
        "sent": bool(row.link),
    }
    return render(here.visit, "matter/code.html.j2", context)
