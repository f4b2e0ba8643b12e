"""The settings of a demonstration: the site's own, with sign-in at one click and no mail server."""

from comity.site.settings import *  # noqa: F403
from comity.site.settings import COMITY_OUTBOX, COMITY_SMTP_URL

ROOT_URLCONF = "comity.demo.urls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "OPTIONS": {"environment": "comity.demo.jinja.environment"},
    }
]

if not COMITY_SMTP_URL:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = COMITY_OUTBOX
