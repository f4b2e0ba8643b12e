"""Proposals of every kind of change that needs a second person, not of posts alone."""

import django.db.models.deletion
from django.db import migrations, models


def _inside(to: str) -> models.ForeignKey:
    return models.ForeignKey(
        blank=True,
        null=True,
        db_constraint=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=to,
    )


class Migration(migrations.Migration):
    """What else a proposal needs; it need not be about a post, nor come from a person."""

    dependencies = [
        ("council", "0005_ways_outside"),
    ]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="told",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField("proposal", "post", _inside("council.post")),
        migrations.AlterField("proposal", "proposed_by", _inside("council.person")),
    ]
