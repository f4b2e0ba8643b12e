"""The tables of who is who."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

_ID = ("id", models.BigAutoField(primary_key=True, serialize=False))
_SINCE = ("since", models.DateField())
_UNTIL = ("until", models.DateField(blank=True, null=True))
_TERM = (_ID, _SINCE, _UNTIL)
_COUNCIL = (
    "council",
    models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="council.council"
    ),
)


def _inside(to: str, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        blank=null,
        null=null,
        db_constraint=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=to,
    )


class Migration(migrations.Migration):
    """The tables."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                _ID,
                ("email", models.EmailField(max_length=254, unique=True)),
                ("is_active", models.BooleanField(default=True)),
                ("created", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="council_account_email_small_letters",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Council",
            fields=[
                _ID,
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("county", "County council"),
                            ("district", "District council"),
                            ("unitary", "Unitary council"),
                            ("metropolitan", "Metropolitan district council"),
                            ("london_borough", "London borough council"),
                            ("parish", "Parish or town council"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "governance",
                    models.CharField(
                        choices=[
                            ("leader_and_cabinet", "Leader and cabinet"),
                            ("mayor_and_cabinet", "Elected mayor and cabinet"),
                            ("committee", "Committee system"),
                            ("parish", "Parish or town council"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "jurisdiction",
                    models.CharField(
                        choices=[
                            ("england", "England"),
                            ("wales", "Wales"),
                            ("scotland", "Scotland"),
                            ("northern_ireland", "Northern Ireland"),
                        ],
                        default="england",
                        max_length=20,
                    ),
                ),
                ("host", models.CharField(blank=True, default="", max_length=253)),
                ("made_by_demo", models.BooleanField(default=False)),
                ("created", models.DateTimeField()),
                ("suspended", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("host", ""), _negated=True),
                        fields=("host",),
                        name="council_host_once",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Committee",
            fields=[
                *_TERM,
                ("name", models.CharField(max_length=200)),
                (
                    "body",
                    models.CharField(
                        choices=[
                            ("full_council", "The council in meeting"),
                            ("cabinet", "The cabinet or executive in meeting"),
                            ("committee", "A committee in meeting"),
                            ("personnel_committee", "The body of Members that handles staff matters"),
                        ],
                        default="committee",
                        max_length=30,
                    ),
                ),
                _COUNCIL,
            ],
        ),
        migrations.CreateModel(
            name="ClosureDay",
            fields=[
                _ID,
                ("day", models.DateField()),
                ("reason", models.CharField(max_length=200)),
                ("announced_on", models.DateField()),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                _COUNCIL,
            ],
        ),
        migrations.CreateModel(
            name="Directorate", fields=[*_TERM, ("name", models.CharField(max_length=200)), _COUNCIL]
        ),
        migrations.CreateModel(
            name="OpeningHours",
            fields=[
                *_TERM,
                ("weekday", models.PositiveSmallIntegerField()),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                _COUNCIL,
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                *_TERM,
                (
                    "kind",
                    models.CharField(
                        choices=[("member", "Member"), ("officer", "Officer"), ("outside", "From outside")],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("title", models.CharField(blank=True, default="", max_length=60)),
                ("honours", models.CharField(blank=True, default="", max_length=100)),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("source", models.CharField(blank=True, default="", max_length=200)),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                _COUNCIL,
            ],
        ),
        migrations.CreateModel(
            name="CommitteeMembership",
            fields=[
                *_TERM,
                (
                    "role",
                    models.CharField(
                        choices=[("chair", "Chair"), ("vice_chair", "Vice-chair"), ("member", "Member")],
                        default="member",
                        max_length=10,
                    ),
                ),
                ("committee", _inside("council.committee")),
                _COUNCIL,
                ("person", _inside("council.person")),
            ],
        ),
        migrations.CreateModel(
            name="PoliticalGroup",
            fields=[
                *_TERM,
                ("name", models.CharField(max_length=200)),
                ("in_control", models.BooleanField(default=False)),
                _COUNCIL,
            ],
        ),
        migrations.CreateModel(
            name="GroupMembership",
            fields=[
                *_TERM,
                (
                    "role",
                    models.CharField(
                        choices=[("member", "Member"), ("leader", "Leader"), ("deputy", "Deputy leader")],
                        default="member",
                        max_length=10,
                    ),
                ),
                _COUNCIL,
                ("person", _inside("council.person")),
                ("group", _inside("council.politicalgroup")),
            ],
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                *_TERM,
                ("role", models.CharField(blank=True, default="", max_length=40)),
                ("title", models.CharField(max_length=200)),
                ("portfolio", models.CharField(blank=True, default="", max_length=200)),
                ("statutory", models.BooleanField(default=False)),
                ("committee", _inside("council.committee", null=True)),
                _COUNCIL,
                ("directorate", _inside("council.directorate", null=True)),
                ("group", _inside("council.politicalgroup", null=True)),
                ("reports_to", _inside("council.post", null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Keeper",
            fields=[
                _ID,
                ("body", models.CharField(max_length=40)),
                ("outside_name", models.CharField(blank=True, default="", max_length=200)),
                ("outside_address", models.CharField(blank=True, default="", max_length=254)),
                _COUNCIL,
                ("post", _inside("council.post", null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Holding",
            fields=[
                *_TERM,
                _COUNCIL,
                ("person", _inside("council.person")),
                ("post", _inside("council.post")),
            ],
        ),
        migrations.CreateModel(
            name="Cover",
            fields=[
                *_TERM,
                ("reason", models.CharField(blank=True, default="", max_length=200)),
                _COUNCIL,
                ("person", _inside("council.person")),
                ("post", _inside("council.post")),
            ],
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                _ID,
                ("what", models.CharField(max_length=40)),
                ("table", models.CharField(max_length=40)),
                ("row", models.BigIntegerField()),
                ("before", models.JSONField(blank=True, null=True)),
                ("after", models.JSONField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(max_length=500)),
                _COUNCIL,
                ("by", _inside("council.person", null=True)),
                ("person", _inside("council.person", null=True)),
                ("post", _inside("council.post", null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                _ID,
                ("what", models.CharField(max_length=40)),
                ("since", models.DateField(blank=True, null=True)),
                _UNTIL,
                ("target", models.BigIntegerField(blank=True, null=True)),
                ("reason", models.CharField(max_length=500)),
                ("proposed_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("approved", models.BooleanField(blank=True, null=True)),
                _COUNCIL,
                ("person", _inside("council.person", null=True)),
                ("post", _inside("council.post")),
                ("proposed_by", _inside("council.person")),
                ("settled_by", _inside("council.person", null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                *_TERM,
                ("name", models.CharField(max_length=200)),
                ("keywords", models.TextField(blank=True, default="")),
                ("portfolio", models.CharField(blank=True, default="", max_length=200)),
                _COUNCIL,
                ("directorate", _inside("council.directorate", null=True)),
            ],
        ),
        migrations.AddField(
            model_name="post",
            name="service",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="council.service",
            ),
        ),
        migrations.CreateModel(
            name="Standard",
            fields=[
                *_TERM,
                ("question", models.CharField(max_length=60)),
                ("rule", models.TextField()),
                ("adopted_on", models.DateField()),
                ("whose", models.CharField(max_length=200)),
                ("adopted_by", _inside("council.person", null=True)),
                _COUNCIL,
            ],
        ),
        migrations.CreateModel(
            name="Support",
            fields=[
                *_TERM,
                _COUNCIL,
                ("member", _inside("council.person")),
                ("officer", _inside("council.person")),
            ],
        ),
        migrations.CreateModel(
            name="Ward",
            fields=[
                *_TERM,
                ("name", models.CharField(max_length=200)),
                ("seats", models.PositiveSmallIntegerField(blank=True, null=True)),
                _COUNCIL,
            ],
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                *_TERM,
                _COUNCIL,
                ("person", _inside("council.person")),
                ("ward", _inside("council.ward")),
            ],
        ),
    ]
