"""The addresses of a council's own pages, written out: one line for each module of pages."""

from __future__ import annotations

from comity.web.pages import ask_protocol, compare, home, people, protocol

COUNCIL_PAGES = [
    *home.urls,
    *protocol.urls,
    *ask_protocol.urls,
    *compare.urls,
    *people.urls,
]
