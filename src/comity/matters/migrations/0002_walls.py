"""The walls around the matters: the ledger takes new entries and never changes one."""

from django.db import migrations

from comity.council.walls import Wall

_MATTER = ("matter_id", "matters_matter")
_ENTRY = ("entry_id", "matters_entry")
_PERSON = ("person_id", "council_person")


class Migration(migrations.Migration):
    """Every table of the matters behind its wall."""

    dependencies = [("matters", "0001_first"), ("editions", "0002_walls"), ("council", "0003_walls")]

    operations = [
        Wall(
            "matters_matter",
            [
                ("edition_id", "editions_edition"),
                ("service_id", "council_service"),
                ("ward_id", "council_ward"),
                ("asker_id", "council_person"),
                ("handler_id", "council_post"),
            ],
        ),
        Wall("matters_entry", [_MATTER, _PERSON, ("acting_for_id", "council_person")], append_only=True),
        Wall("matters_prose", [_ENTRY]),
        Wall("matters_party", [_MATTER]),
        Wall("matters_sight", [_MATTER], deletes=True),
        Wall("matters_clock", [_MATTER]),
        Wall("matters_alarm", [_MATTER], deletes=True),
        Wall("matters_document", [_MATTER, _ENTRY]),
        Wall("matters_letter", [_MATTER, _ENTRY, _PERSON]),
        Wall("matters_formuse", [_PERSON, _ENTRY], append_only=True),
    ]
