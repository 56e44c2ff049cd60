"""The logins: what the tables of the libraries refer to. Everything of
ours comes after those (0002_rooms)."""

import uuid

from django.db import migrations, models

import cejc.clock
from cejc.lib.db.migrations import CreateTogether


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        CreateTogether(
            operations=[
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        ("username", models.CharField(max_length=60, unique=True, verbose_name="用户名")),
                        ("display_name", models.CharField(max_length=100, verbose_name="姓名")),
                        ("email", models.EmailField(blank=True, max_length=254, verbose_name="电子邮箱")),
                        ("is_active", models.BooleanField(default=True)),
                        ("must_change_password", models.BooleanField(default=False)),
                        ("failed_attempts", models.PositiveSmallIntegerField(default=0)),
                        ("locked_until", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                    ],
                    options={
                        "verbose_name": "账号",
                    },
                )
            ],
        ),
    ]
