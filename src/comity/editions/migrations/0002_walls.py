"""The walls around the editions."""

from django.db import migrations

from comity.council.walls import Wall


class Migration(migrations.Migration):
    """Every table of the editions behind its wall; an edition is never changed."""

    dependencies = [("editions", "0001_first"), ("council", "0003_walls")]

    operations = [
        Wall("editions_edition", [("installed_by_id", "council_person")], append_only=True),
        Wall("editions_editionfile", [("edition_id", "editions_edition")], append_only=True),
    ]
