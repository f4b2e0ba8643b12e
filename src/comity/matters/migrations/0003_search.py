"""The schema in which words are found."""

from django.db import migrations

from comity.matters.search_sql import DOWN, UP


class Migration(migrations.Migration):
    """Makes the schema search and its two functions."""

    dependencies = [("matters", "0002_walls")]

    operations = [migrations.RunSQL(UP, DOWN)]
