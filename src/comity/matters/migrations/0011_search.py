"""Words are found by an index of council and word, and common ones from the latest matter on."""

from django.db import migrations, models

from comity.matters.search_sql import FASTER_DOWN, FASTER_UP


class Migration(migrations.Migration):
    """The function search.find made anew; indexes for what is handled now and for reopened matters."""

    dependencies = [("matters", "0010_lists")]

    operations = [
        migrations.RunSQL(FASTER_UP, FASTER_DOWN),
        migrations.AddIndex(
            "sight",
            models.Index(
                fields=["council", "key", "waits", "due", "matter"],
                name="sight_in_hand",
                include=["level"],
                condition=models.Q(open=True, part="handler"),
            ),
        ),
        migrations.AddIndex(
            "clock",
            models.Index(
                fields=["council", "matter"], name="clocks_begun_again", condition=models.Q(round__gt=1)
            ),
        ),
    ]
