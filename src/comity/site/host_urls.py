"""The same addresses on a host that is one council's own: its pages stand at the root."""

from __future__ import annotations

from comity.site.council_urls import COUNCIL_PAGES
from comity.site.urls import SHARED_PAGES, handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*COUNCIL_PAGES, *SHARED_PAGES]
