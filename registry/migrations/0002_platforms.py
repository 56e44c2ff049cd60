"""The tables of the platforms: after those of the authorisation server, which themselves wait for our logins."""

import uuid

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cejc.clock
import cejc.lib.fields
from cejc.lib.migrations import CreateTogether


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("allauth_idp_oidc", "0003_client_allow_uri_wildcards"),
        ("registry", "0001_initial"),
    ]

    operations = [
        CreateTogether(
            operations=[
                migrations.CreateModel(
                    name="ApiClient",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=100, verbose_name="用途")),
                        (
                            "environment",
                            models.CharField(
                                choices=[("staging", "联调"), ("real", "正式")],
                                default="staging",
                                max_length=8,
                                verbose_name="环境",
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                        ("rotated_at", models.DateTimeField(blank=True, null=True)),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "oauth",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="api_client",
                                to="allauth_idp_oidc.client",
                            ),
                        ),
                        (
                            "base",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="api_clients",
                                to="registry.trainingbase",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "接口凭据",
                    },
                ),
                migrations.CreateModel(
                    name="Webhook",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("url", models.CharField(max_length=500, verbose_name="通知地址")),
                        ("secret", cejc.lib.fields.EncryptedTextField()),
                        ("set_at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "client",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="webhook",
                                to="registry.apiclient",
                            ),
                        ),
                        (
                            "set_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ApiRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=64)),
                        ("request_sha256", models.CharField(max_length=64)),
                        ("status", models.PositiveSmallIntegerField(default=0)),
                        ("response", models.TextField(blank=True)),
                        ("created_at", models.DateTimeField(db_index=True, default=cejc.clock.now)),
                        (
                            "client",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="requests",
                                to="registry.apiclient",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("client", "key"), name="api_request_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApiUse",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("minute", models.DateTimeField()),
                        ("count", models.PositiveIntegerField(default=0)),
                        (
                            "client",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="registry.apiclient",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("client", "minute"), name="api_use_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StagingOffer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=8)),
                        ("code", models.CharField(max_length=40)),
                        ("record", models.JSONField()),
                        ("shown", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        ("created_at", models.DateTimeField(db_index=True, default=cejc.clock.now)),
                        (
                            "client",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="offers",
                                to="registry.apiclient",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("client", "kind", "code"), name="staging_offer_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StagingResult",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("session_code", models.CharField(blank=True, max_length=40)),
                        ("external_id", models.CharField(max_length=64)),
                        ("version", models.PositiveSmallIntegerField(default=1)),
                        ("content_index", models.CharField(max_length=64)),
                        ("claim_index", models.CharField(blank=True, db_index=True, max_length=64)),
                        ("shown", models.JSONField()),
                        ("created_at", models.DateTimeField(db_index=True, default=cejc.clock.now)),
                        (
                            "client",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="staged",
                                to="registry.apiclient",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("client", "session_code", "external_id"), name="staging_result_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WebhookDelivery",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("kind", models.CharField(max_length=24)),
                        ("body", models.TextField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "发送中"),
                                    ("sent", "已送达"),
                                    ("failed", "未能送达"),
                                    ("dropped", "已取消"),
                                ],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("fault", models.CharField(blank=True, max_length=200)),
                        ("created_at", models.DateTimeField(db_index=True, default=cejc.clock.now)),
                        ("sent_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "client",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="registry.apiclient",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["client", "-created_at"], name="delivery_of_client")
                        ],
                    },
                ),
            ],
        ),
    ]
