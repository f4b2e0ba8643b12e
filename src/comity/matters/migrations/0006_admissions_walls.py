"""Puts the ways in of people outside the council behind their wall."""

from django.db import migrations

from comity.council.walls import Wall


class Migration(migrations.Migration):
    """One wall: the matter, the person and the entry are of the same council."""

    dependencies = [("matters", "0006_admissions")]

    operations = [
        Wall(
            "matters_admission",
            [
                ("matter_id", "matters_matter"),
                ("person_id", "council_person"),
                ("entry_id", "matters_entry"),
            ],
        ),
    ]
