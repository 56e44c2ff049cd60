import datetime
import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cejc.clock
from registry import guards


def install(apps, schema_editor):
    guards.install(schema_editor.connection, guards.SESSIONS, ())


def remove(apps, schema_editor):
    guards.remove(schema_editor.connection, guards.SESSIONS, ())


class Migration(migrations.Migration):
    """Filings and sessions: who submitted, when one may sign in, attendance workbooks; what is filed or closed stands."""

    dependencies = [
        ("registry", "0015_course_review"),
    ]

    operations = [
        migrations.AddField(
            model_name="filing",
            name="mime",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="filing",
            name="submitted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="filing",
            name="previous",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="registry.filing",
            ),
        ),
        migrations.AlterModelOptions(
            name="filedslot",
            options={"ordering": ["date", "pk"]},
        ),
        migrations.AddField(
            model_name="sessionslot",
            name="begins",
            field=models.TimeField(default=datetime.time(0, 0), verbose_name="开始时间"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="sessionslot",
            name="ends",
            field=models.TimeField(default=datetime.time(0, 0), verbose_name="结束时间"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="trainingsession",
            name="assessed",
            field=models.BooleanField(default=False, verbose_name="结业考核"),
        ),
        migrations.CreateModel(
            name="AttendanceSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("file_name", models.CharField(max_length=255)),
                ("annotated_name", models.CharField(blank=True, max_length=200)),
                ("faults", models.JSONField(default=list)),
                ("count", models.PositiveIntegerField(default=0)),
                ("uploaded_at", models.DateTimeField(default=cejc.clock.now)),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="registry.trainingsession",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RunPython(install, remove),
    ]
