"""All addresses, written out: pages of no council, and each council's pages below /c/<its name>/."""

from __future__ import annotations

from django.urls import include, path

from comity.site.council_urls import COUNCIL_PAGES
from comity.web.pages import front, published
from comity.web.signin import urls as signin

SHARED_PAGES = [*front.urls, *published.urls, *signin.urls]

urlpatterns = [
    *SHARED_PAGES,
    path("c/<slug:council_slug>/", include(COUNCIL_PAGES)),
]

handler400 = "comity.web.pages.errors.bad_request"
handler403 = "comity.web.pages.errors.forbidden"
handler404 = "comity.web.pages.errors.not_found"
handler500 = "comity.web.pages.errors.broken"
