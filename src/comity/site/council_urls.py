"""The addresses of a council's own pages, written out: one line for each module of pages."""

from __future__ import annotations

from comity.web.pages import (
    ask,
    ask_protocol,
    compare,
    concern,
    concern_monitoring,
    desk,
    figures,
    files,
    home,
    looking_back,
    matter,
    outside,
    people,
    protocol,
    record,
    register,
    search,
    settings,
    start,
)

COUNCIL_PAGES = [
    *home.urls,
    *desk.urls,
    *start.urls,
    *ask.urls,
    *concern.urls,
    *concern_monitoring.urls,
    *files.urls,
    *outside.urls,
    *record.urls,
    *matter.urls,
    *register.urls,
    *looking_back.urls,
    *protocol.urls,
    *ask_protocol.urls,
    *compare.urls,
    *people.urls,
    *search.urls,
    *figures.urls,
    *settings.urls,
]
