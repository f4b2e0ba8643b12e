"""What the rows of who is who must keep to, and the indexes they are found by."""

import datetime

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    """Constraints and indexes."""

    dependencies = [("council", "0001_first")]

    operations = [
        migrations.AddConstraint(
            model_name="committee",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="council_committee_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="committee",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("council", "name"),
                name="council_committee_named_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="closureday",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_on", None)),
                fields=("council", "day"),
                name="council_closure_day_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="directorate",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="council_directorate_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="directorate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("council", "name"),
                name="council_directorate_named_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="openinghours",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="council_openinghours_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="openinghours",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__lte", 6)), name="council_hours_on_a_weekday"
            ),
        ),
        migrations.AddConstraint(
            model_name="openinghours",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closes__gt", models.F("opens")), ("closes", datetime.time(0, 0)), _connector="OR"
                ),
                name="council_hours_close_after_opening",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["council", "email"], name="council_person_by_email"),
        ),
        migrations.AddIndex(
            model_name="person", index=models.Index(fields=["council", "name"], name="council_person_by_name")
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="council_person_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("account", None), _negated=True),
                fields=("council", "account"),
                name="council_person_one_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source", ""), _negated=True),
                fields=("council", "source"),
                name="council_person_one_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                name="council_person_email_small_letters",
            ),
        ),
        migrations.AddConstraint(
            model_name="committeemembership",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="council_committeemembership_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="politicalgroup",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="council_politicalgroup_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="politicalgroup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("council", "name"),
                name="council_group_named_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupmembership",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="council_groupmembership_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="keeper",
            constraint=models.UniqueConstraint(
                fields=("council", "body"), name="council_keeper_one_for_each_body"
            ),
        ),
        migrations.AddConstraint(
            model_name="keeper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outside_address__gt", ""), ("post", None)),
                    models.Q(("outside_address", ""), ("post__isnull", False)),
                    _connector="OR",
                ),
                name="council_keeper_is_a_post_or_outside",
            ),
        ),
        migrations.AddConstraint(
            model_name="holding",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="council_holding_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="cover",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="council_cover_ends_after_it_begins",
            ),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["council", "-at", "-id"], name="council_change_by_time"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved", None),
                    ("approved", False),
                    models.Q(("settled_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="council_proposal_approved_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved", None), ("settled_at", None), ("settled_by", None)),
                    models.Q(
                        ("approved__isnull", False),
                        ("settled_at__isnull", False),
                        ("settled_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="council_proposal_settled_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="council_service_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("council", "name"),
                name="council_service_named_once",
            ),
        ),
        migrations.AddIndex(
            model_name="post", index=models.Index(fields=["council", "role"], name="council_post_by_role")
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="council_post_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="standard",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="council_standard_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="council_support_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.CheckConstraint(
                condition=models.Q(("officer", models.F("member")), _negated=True),
                name="council_support_is_of_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="ward",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="council_ward_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="ward",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("council", "name"),
                name="council_ward_named_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="council_seat_ends_after_it_begins",
            ),
        ),
    ]
