from django.db import migrations

from certification.guards import ALLOTTED, NO_TRUNCATE_ALLOTTED
from registry import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection, ALLOTTED, NO_TRUNCATE_ALLOTTED)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection, ALLOTTED, NO_TRUNCATE_ALLOTTED)


class Migration(migrations.Migration):
    """Triggers: a number of the province-wide slip is never lost and never used twice."""

    dependencies = [("certification", "0004_routes")]

    operations = [migrations.RunPython(install, remove)]
