from django.db import migrations

from registry.people.name_keys import recount


def forward(apps, schema_editor):
    """Names kept before are found by every reading of a surname, and without the marks of their letters."""
    recount(apps.get_model("registry", "Professional"))


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_files_kept_and_cleaned")]

    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
