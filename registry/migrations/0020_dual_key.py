from django.db import migrations

from registry import guards
from registry.guards_dual_key import DUAL_KEY


def install(apps, schema_editor):
    guards.install(schema_editor.connection, DUAL_KEY, ())


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection, DUAL_KEY, ())


class Migration(migrations.Migration):
    """Keys A and B in two hands, batches as they were signed: the database refuses everything else."""

    dependencies = [("registry", "0019_webhook")]

    operations = [migrations.RunPython(install, remove, elidable=False)]
