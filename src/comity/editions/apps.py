"""Registers the editions with Django."""

from django.apps import AppConfig


class EditionsConfig(AppConfig):
    """Editions of a council's protocol."""

    name = "comity.editions"
    label = "editions"
    default_auto_field = "django.db.models.BigAutoField"
