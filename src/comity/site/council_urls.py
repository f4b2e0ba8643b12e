"""The addresses of a council's own pages, written out: one line for each module of pages."""

from __future__ import annotations

from comity.web.pages import home

COUNCIL_PAGES = [
    *home.urls,
]
