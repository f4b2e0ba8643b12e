"""Serves the views of `bare` with Comity's settings and nothing of its middleware."""

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

django.setup()
settings.MIDDLEWARE = []
settings.ROOT_URLCONF = "bare"
application = WSGIHandler()
