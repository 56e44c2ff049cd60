from django.db import migrations

from registry import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    """Triggers: the audit log is append-only, what was approved is immutable."""

    dependencies = [("registry", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
