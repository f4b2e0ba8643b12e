"""The council app's entry in the written list of applications."""

from django.apps import AppConfig


class CouncilConfig(AppConfig):
    """Who is who in a council, and the walls between councils."""

    name = "comity.council"
    label = "council"
    verbose_name = "Council"
    default_auto_field = "django.db.models.BigAutoField"
