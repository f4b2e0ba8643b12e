"""The instance's own book of its councils, and the way by which the owner removes one of them whole."""

from django.db import migrations, models

from comity.council.wall_sql import REMOVAL_DOWN, REMOVAL_UP


class Migration(migrations.Migration):
    """One table of no council; the trigger of append-only tables learns of a council's removal."""

    dependencies = [
        ("council", "0006_proposals"),
    ]

    operations = [
        migrations.CreateModel(
            name="ServiceRecord",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("slug", models.SlugField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("suspended", "Suspended"),
                            ("resumed", "Resumed"),
                            ("exported", "Exported"),
                            ("announced", "Removal announced"),
                            ("removed", "Removed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=500)),
                ("export", models.CharField(blank=True, default="", max_length=64)),
                ("facts", models.JSONField(default=dict)),
            ],
        ),
        migrations.RunSQL(list(REMOVAL_UP), list(REMOVAL_DOWN)),
    ]
