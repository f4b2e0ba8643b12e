"""Puts the record's own tables behind the walls, and lets a matter's words be taken out of search."""

from django.db import migrations

from comity.council.walls import Wall
from comity.matters.search_sql import FORGET_DOWN, FORGET_UP

_MATTER = ("matter_id", "matters_matter")
_STATEMENT = ("statement_id", "matters_statement")
_PERSON = ("person_id", "council_person")


class Migration(migrations.Migration):
    """Walls around statements, heads, witnesses, erasures and retention; the function search.forget."""

    dependencies = [("matters", "0004_record")]

    operations = [
        Wall("matters_statement", append_only=True),
        Wall("matters_head", [_STATEMENT, _MATTER], append_only=True),
        Wall("matters_changelink", [("change_id", "council_change")], append_only=True),
        Wall("matters_headschedule"),
        Wall("matters_witness"),
        Wall("matters_statementletter", [_STATEMENT, ("witness_id", "matters_witness")]),
        Wall(
            "matters_erasure",
            [
                _MATTER,
                ("proposed_by_id", "council_person"),
                ("settled_by_id", "council_person"),
                ("entry_id", "matters_entry"),
            ],
        ),
        Wall("matters_erasedfile"),
        Wall("matters_retentionrule"),
        Wall("matters_accessrequest", [_PERSON], append_only=True),
        migrations.RunSQL(FORGET_UP, FORGET_DOWN),
    ]
