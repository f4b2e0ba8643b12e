"""Where somebody outside is given a code: another address of theirs, or a telephone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns of the keepers; empty for those there are."""

    dependencies = [
        ("council", "0004_bodies"),
    ]

    operations = [
        migrations.AddField(
            model_name="keeper",
            name="outside_second",
            field=models.CharField(blank=True, default="", max_length=254),
        ),
        migrations.AddField(
            model_name="keeper",
            name="outside_telephone",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
    ]
