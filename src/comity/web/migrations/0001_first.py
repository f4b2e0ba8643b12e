"""Kept forms, and the table in which sign-in counts attempts."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="KeptForm",
            fields=[
                ("token", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("sealed", models.BinaryField()),
                ("until", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.RunSQL(
            sql=[
                "CREATE TABLE comity_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, "
                "expires timestamp with time zone NOT NULL)",
                "CREATE INDEX comity_cache_expires ON comity_cache (expires)",
            ],
            reverse_sql="DROP TABLE comity_cache",
        ),
    ]
