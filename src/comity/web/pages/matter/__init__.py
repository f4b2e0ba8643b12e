"""A matter's pages: the matter itself, and each step that can be taken in it."""

from __future__ import annotations

from django.urls import path

from comity.web.pages.matter import page, step

urls = [
    path("m/<str:reference>", page.matter, name="matter"),
    path("m/<str:reference>/<slug:step>", step.step, name="matter_step"),
]
