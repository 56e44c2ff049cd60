from django.db import migrations

from certification.guards import GUARDS, MERGED
from registry import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection, MERGED, ())


def remove(apps, schema_editor):
    replaced = {guard.name for guard in MERGED}
    guards.install(schema_editor.connection, [one for one in GUARDS if one.name in replaced], ())


class Migration(migrations.Migration):
    """Slips and decisions may follow their person into the file that another one was merged into."""

    dependencies = [("certification", "0008_reminder"), ("registry", "0014_person_requests")]

    operations = [migrations.RunPython(install, remove)]
