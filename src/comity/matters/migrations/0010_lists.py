"""Puts into each key's sight of a matter what lists are filtered and ordered by, all of it in the indexes."""

from typing import Any

from django.db import migrations, models

_FILL = """
    ALTER TABLE matters_matter NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE matters_sight NO FORCE ROW LEVEL SECURITY;
    UPDATE matters_sight s
    SET opened = m.opened, stage = m.stage, kind = m.kind, topic = m.topic, outcome = m.outcome,
        service = m.service_id, ward = m.ward_id, asker = m.asker_id
    FROM matters_matter m WHERE m.council_id = s.council_id AND m.id = s.matter_id;
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE matters_matter FORCE ROW LEVEL SECURITY;
    ALTER TABLE matters_sight FORCE ROW LEVEL SECURITY;
    ALTER TABLE matters_sight ALTER opened SET NOT NULL;
"""
"""With the owner's own walls down for the length of the migration, as where a reference is added."""

_ALL = (
    "level", "part", "waits", "open", "due", "last", "opened", "stage", "kind", "topic", "outcome", "service",
    "ward", "asker",
)  # fmt: skip


def _text(*, blank: bool) -> Any:
    return models.CharField(max_length=40, blank=blank, default="")


def _index(name: str, *fields: str) -> models.Index:
    besides = [field for field in _ALL if field not in fields and f"-{field}" not in fields]
    return models.Index(fields=["council", "key", *fields], include=besides, name=name)


class Migration(migrations.Migration):
    """Columns of the matter in its sights, filled from the matters, and an index for each order of lists."""

    dependencies = [("matters", "0006_admissions_walls")]

    operations = [
        migrations.RemoveIndex("sight", "sight_by_last"),
        migrations.RemoveIndex("sight", "sight_by_due"),
        migrations.AddField("sight", "opened", models.DateTimeField(null=True)),
        migrations.AddField("sight", "stage", _text(blank=False), preserve_default=False),
        migrations.AddField("sight", "kind", _text(blank=False), preserve_default=False),
        migrations.AddField("sight", "topic", _text(blank=True), preserve_default=False),
        migrations.AddField("sight", "outcome", _text(blank=True), preserve_default=False),
        migrations.AddField("sight", "service", models.BigIntegerField(null=True)),
        migrations.AddField("sight", "ward", models.BigIntegerField(null=True)),
        migrations.AddField("sight", "asker", models.BigIntegerField(null=True)),
        migrations.RunSQL(
            _FILL,
            "ALTER TABLE matters_sight ALTER opened DROP NOT NULL",
            state_operations=[migrations.AlterField("sight", "opened", models.DateTimeField())],
        ),
        migrations.AddIndex("sight", _index("sight_by_last", "-last", "-matter")),
        migrations.AddIndex("sight", _index("sight_by_opening", "-opened", "-matter")),
        migrations.AddIndex("sight", _index("sight_by_due", "waits", "due", "matter")),
    ]
