"""The ways in of people outside the council."""

import django.db.models.deletion
from django.db import migrations, models


def _inside(to: str) -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to
    )


class Migration(migrations.Migration):
    """One table: to which matter, for whom, and digests of link and code."""

    dependencies = [
        ("council", "0005_ways_outside"),
        ("matters", "0005_record_walls"),
    ]

    operations = [
        migrations.CreateModel(
            name="Admission",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("opened", models.DateTimeField()),
                ("closed", models.DateTimeField(null=True)),
                ("closed_why", models.CharField(blank=True, max_length=200)),
                ("link", models.CharField(blank=True, max_length=64)),
                ("code", models.CharField(blank=True, max_length=200)),
                ("code_until", models.DateTimeField(null=True)),
                ("wrong", models.PositiveSmallIntegerField(default=0)),
                ("locked", models.DateTimeField(null=True)),
                ("round", models.PositiveIntegerField(default=0)),
                (
                    "council",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="council.council",
                    ),
                ),
                ("matter", _inside("matters.matter")),
                ("person", _inside("council.person")),
                ("entry", _inside("matters.entry")),
            ],
        ),
        migrations.AddConstraint(
            model_name="admission",
            constraint=models.UniqueConstraint(
                condition=models.Q(closed__isnull=True),
                fields=("council", "matter", "person"),
                name="one_way_in_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="admission",
            constraint=models.UniqueConstraint(
                condition=models.Q(("link", ""), _negated=True),
                fields=("council", "link"),
                name="one_way_in_a_link",
            ),
        ),
    ]
