import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from registry import guards


def aside(apps, schema_editor):
    """SQLite builds the table anew, and no guard may name it meanwhile."""
    guards.remove(schema_editor.connection, guards.SESSIONS, ())


def again(apps, schema_editor):
    guards.install(schema_editor.connection, guards.SESSIONS, ())


class Migration(migrations.Migration):
    dependencies = [("registry", "0020_dual_key")]

    operations = [
        migrations.RunPython(aside, again),
        migrations.AlterField(
            model_name="trainingsession",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(again, aside),
    ]
