"""Puts every council-scoped table behind the wall, in an order in which references find their tables."""

from django.db import migrations

from comity.council.walls import MakeWalls, Wall


class Migration(migrations.Migration):
    """The wall, and each table behind it."""

    dependencies = [("council", "0002_constraints")]

    operations = [
        MakeWalls(),
        Wall("council_person"),
        Wall("council_ward"),
        Wall("council_politicalgroup"),
        Wall("council_directorate"),
        Wall("council_committee"),
        Wall("council_service", [("directorate_id", "council_directorate")]),
        Wall(
            "council_post",
            [
                ("service_id", "council_service"),
                ("directorate_id", "council_directorate"),
                ("committee_id", "council_committee"),
                ("group_id", "council_politicalgroup"),
                ("reports_to_id", "council_post"),
            ],
        ),
        Wall("council_support", [("officer_id", "council_person"), ("member_id", "council_person")]),
        Wall("council_seat", [("person_id", "council_person"), ("ward_id", "council_ward")]),
        Wall(
            "council_groupmembership",
            [("person_id", "council_person"), ("group_id", "council_politicalgroup")],
        ),
        Wall(
            "council_committeemembership",
            [("person_id", "council_person"), ("committee_id", "council_committee")],
        ),
        Wall("council_holding", [("post_id", "council_post"), ("person_id", "council_person")]),
        Wall("council_cover", [("post_id", "council_post"), ("person_id", "council_person")]),
        Wall("council_keeper", [("post_id", "council_post")]),
        Wall("council_closureday"),
        Wall("council_openinghours"),
        Wall("council_standard", [("adopted_by_id", "council_person")]),
        Wall(
            "council_change",
            [("person_id", "council_person"), ("post_id", "council_post"), ("by_id", "council_person")],
            append_only=True,
        ),
        Wall(
            "council_proposal",
            [
                ("post_id", "council_post"),
                ("person_id", "council_person"),
                ("proposed_by_id", "council_person"),
                ("settled_by_id", "council_person"),
            ],
        ),
    ]
