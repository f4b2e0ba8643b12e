"""The web app's entry in the written list of applications."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, and the forms kept for those who were signed out while they wrote."""

    name = "comity.web"
    label = "web"
    verbose_name = "Pages"
    default_auto_field = "django.db.models.BigAutoField"
