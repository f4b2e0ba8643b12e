"""Registers the matters with Django."""

from django.apps import AppConfig


class MattersConfig(AppConfig):
    """Matters, their ledger, and the letters about them."""

    name = "comity.matters"
    label = "matters"
    default_auto_field = "django.db.models.BigAutoField"
