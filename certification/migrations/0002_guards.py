from django.db import migrations

from certification.guards import GUARDS, NO_TRUNCATE
from registry import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection, GUARDS, NO_TRUNCATE)


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection, GUARDS, NO_TRUNCATE)


class Migration(migrations.Migration):
    """Triggers: what was issued, published, decided or moved is never rewritten."""

    dependencies = [("certification", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
