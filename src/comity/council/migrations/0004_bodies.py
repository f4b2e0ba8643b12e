"""More bodies that a committee may be."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The choices only; the table stays as it is."""

    dependencies = [
        ("council", "0003_walls"),
    ]

    operations = [
        migrations.AlterField(
            model_name="committee",
            name="body",
            field=models.CharField(
                choices=[
                    ("full_council", "The council in meeting"),
                    ("cabinet", "The cabinet or executive in meeting"),
                    ("committee", "A committee in meeting"),
                    ("personnel_committee", "The body of Members that handles staff matters"),
                    ("disciplinary_panel", "Members who hear a disciplinary matter or an appeal"),
                    ("scrutiny_committee", "An overview and scrutiny committee in meeting"),
                    ("standards_committee", "The committee for standards or ethics"),
                    ("advisory_panel", "A panel of Members that advises on the constitution"),
                ],
                default="committee",
                max_length=30,
            ),
        ),
    ]
