"""A demonstration's addresses: the site's own, and sign-in by choosing who to be."""

from __future__ import annotations

from django.urls import path

from comity.demo import signin
from comity.site import urls as site
from comity.site.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("account/sign-in", signin.choose, name="demonstration"),
    path("account/sign-in/as", signin.sign_in, name="demonstration_sign_in"),
    *site.urlpatterns,
]
