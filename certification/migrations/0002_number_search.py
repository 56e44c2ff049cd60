"""The index by which slips are found by a part of their number on PostgreSQL."""

from django.db import migrations

INDEX = "CREATE INDEX slip_number_grams ON certification_slip USING gin (name_grams(number))"


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(INDEX)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS slip_number_grams")


class Migration(migrations.Migration):
    dependencies = [("certification", "0001_initial"), ("registry", "0003_name_search")]

    operations = [migrations.RunPython(install, remove)]
