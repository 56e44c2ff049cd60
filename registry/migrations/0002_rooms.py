"""The tables of the rooms, made together; the triggers follow every `migrate` (cejc.lib.db.guards)."""

import uuid

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cejc.clock
import cejc.lib.db.fields
import registry.choices
import registry.people.models.message
from cejc.lib.db.migrations import CreateTogether


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("allauth_idp_oidc", "0003_client_allow_uri_wildcards"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("registry", "0001_initial"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        CreateTogether(
            operations=[
                migrations.CreateModel(
                    name="AuditCheckpoint",
                    fields=[
                        ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("root", models.CharField(max_length=64)),
                        ("at", models.DateTimeField()),
                        ("note", models.TextField()),
                    ],
                ),
                migrations.CreateModel(
                    name="AuditHead",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("size", models.BigIntegerField(default=0)),
                        (
                            "hash",
                            models.CharField(
                                default="0000000000000000000000000000000000000000000000000000000000000000",
                                max_length=64,
                            ),
                        ),
                        ("frontier", models.JSONField(default=list)),
                    ],
                ),
                migrations.CreateModel(
                    name="AuditLink",
                    fields=[
                        ("place", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("entry", models.BigIntegerField(unique=True)),
                        ("hash", models.CharField(max_length=64)),
                    ],
                ),
                migrations.CreateModel(
                    name="AuditVerified",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("size", models.BigIntegerField()),
                        ("hash", models.CharField(max_length=64)),
                        ("frontier", models.JSONField()),
                        ("at", models.DateTimeField()),
                        ("code", models.CharField(max_length=40)),
                    ],
                ),
                migrations.CreateModel(
                    name="AuditWaiting",
                    fields=[
                        ("entry", models.BigIntegerField(primary_key=True, serialize=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="CleanCopy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64, unique=True)),
                        ("recipe", models.PositiveSmallIntegerField()),
                        ("stored_name", models.CharField(db_index=True, max_length=200)),
                        ("clean_sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField()),
                        ("mime", models.CharField(max_length=100)),
                        ("extension", models.CharField(max_length=8)),
                        ("made_at", models.DateTimeField(default=cejc.clock.now)),
                    ],
                ),
                migrations.CreateModel(
                    name="Course",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("code", models.CharField(max_length=40, verbose_name="课程编号")),
                        ("title", models.CharField(max_length=200, verbose_name="课程名称")),
                        (
                            "form",
                            models.CharField(
                                choices=[("face_to_face", "面授"), ("online", "网络")],
                                max_length=12,
                                verbose_name="培训形式",
                            ),
                        ),
                        ("subject", models.CharField(max_length=20, verbose_name="科目")),
                        (
                            "theme_year",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="主题年度"),
                        ),
                        (
                            "hours",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="审定学时"
                            ),
                        ),
                        (
                            "minutes",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="时长（分钟）"),
                        ),
                        ("live_on", models.DateField(blank=True, null=True, verbose_name="上线日期")),
                        (
                            "price",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=8, verbose_name="收费（元）"
                            ),
                        ),
                        (
                            "price_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="收费说明"),
                        ),
                        ("textbook", models.CharField(blank=True, max_length=200, verbose_name="教材")),
                        ("outline", models.TextField(blank=True, verbose_name="大纲")),
                        ("teachers", models.CharField(blank=True, max_length=300, verbose_name="授课教师")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "编制中"),
                                    ("published", "已发布"),
                                    ("withdrawn", "已停开"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("title_key", models.CharField(blank=True, db_index=True, max_length=400)),
                        ("edit", models.PositiveIntegerField(default=0)),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "课程",
                    },
                ),
                migrations.CreateModel(
                    name="DemoClock",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("offset_seconds", models.BigIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="FilingSequence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(unique=True)),
                        ("last", models.PositiveIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="HandbookSequence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(unique=True)),
                        ("last", models.PositiveIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="KeptUpload",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("file_name", models.CharField(max_length=255, verbose_name="文件名")),
                        ("stored_name", models.CharField(db_index=True, max_length=200)),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField()),
                        ("mime", models.CharField(max_length=100)),
                        ("kept_at", models.DateTimeField(db_index=True, default=cejc.clock.now)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SessionSlot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("date", models.DateField()),
                        ("slot", models.CharField(max_length=10)),
                        ("begins", models.TimeField(verbose_name="开始时间")),
                        ("ends", models.TimeField(verbose_name="结束时间")),
                        ("subject", models.CharField(max_length=20)),
                        ("topic", models.CharField(blank=True, max_length=200)),
                        ("teacher", models.CharField(blank=True, max_length=100)),
                        ("place", models.CharField(blank=True, max_length=200)),
                        ("secret", models.CharField(max_length=64)),
                    ],
                    options={
                        "ordering": ["date", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="KeyInUse",
                    fields=[
                        ("purpose", models.CharField(max_length=10, primary_key=True, serialize=False)),
                        ("keys", models.JSONField(default=list)),
                    ],
                ),
                migrations.CreateModel(
                    name="Tally",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=160, unique=True)),
                        ("count", models.PositiveIntegerField()),
                        ("ends_at", models.DateTimeField(db_index=True)),
                    ],
                ),
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
                    ],
                    options={
                        "verbose_name": "接口凭据",
                    },
                ),
                migrations.CreateModel(
                    name="AuditEntry",
                    fields=[
                        ("number", models.BigAutoField(primary_key=True, serialize=False)),
                        ("at", models.DateTimeField()),
                        ("actor", models.CharField(blank=True, max_length=40)),
                        ("actor_label", models.CharField(max_length=200)),
                        ("seat", models.CharField(blank=True, max_length=40)),
                        ("seat_label", models.CharField(blank=True, max_length=200)),
                        ("action", models.CharField(max_length=60)),
                        ("subject_type", models.CharField(max_length=30)),
                        ("subject", models.CharField(max_length=40)),
                        ("subject_label", models.CharField(max_length=300)),
                        ("context_type", models.CharField(blank=True, max_length=30)),
                        ("context", models.CharField(blank=True, max_length=40)),
                        ("before", models.JSONField(default=dict)),
                        ("after", models.JSONField(default=dict)),
                        ("reason", models.TextField(blank=True)),
                        ("request_id", models.CharField(blank=True, max_length=40)),
                        ("hash", models.CharField(max_length=64)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["subject_type", "subject", "number"], name="audit_of_subject"
                            ),
                            models.Index(
                                fields=["context_type", "context", "number"], name="audit_of_context"
                            ),
                            models.Index(fields=["actor", "number"], name="audit_of_actor"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Activity",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("kind", models.CharField(max_length=24, verbose_name="继续教育形式")),
                        ("title", models.CharField(blank=True, max_length=200, verbose_name="名称")),
                        ("facts", models.JSONField(default=dict)),
                        ("note", models.TextField(blank=True, verbose_name="说明")),
                        ("course_answer", models.CharField(blank=True, max_length=500)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "草稿"),
                                    ("submitted", "待审核"),
                                    ("begun", "审核中"),
                                    ("returned", "已退回"),
                                    ("approved", "已认可"),
                                    ("revoked", "已撤销认可"),
                                    ("discarded", "已作废"),
                                ],
                                default="draft",
                                max_length=12,
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(default=0)),
                        ("edit", models.PositiveIntegerField(default=0)),
                        ("first_date", models.DateField(blank=True, db_index=True, null=True)),
                        ("is_professional_subject", models.BooleanField(default=True)),
                        ("is_public_subject", models.BooleanField(default=False)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                        ("updated_at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "course",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.course",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "继续教育活动",
                    },
                ),
                migrations.CreateModel(
                    name="CourseMaterial",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("title", models.CharField(max_length=200, verbose_name="名称")),
                        ("url", models.URLField(blank=True, verbose_name="网址")),
                        ("file_name", models.CharField(blank=True, max_length=255)),
                        ("stored_name", models.CharField(blank=True, max_length=200)),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField(default=0)),
                        ("mime", models.CharField(blank=True, max_length=100)),
                        ("uploaded_at", models.DateTimeField(default=cejc.clock.now)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "course",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="materials",
                                to="registry.course",
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
                migrations.CreateModel(
                    name="CourseReview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("round", models.PositiveSmallIntegerField(default=1)),
                        (
                            "state",
                            models.CharField(
                                choices=registry.choices.review_states,
                                default="convened",
                                max_length=10,
                            ),
                        ),
                        ("materials", models.JSONField(default=list)),
                        (
                            "conclusion",
                            models.CharField(
                                blank=True,
                                choices=[("pass", "通过"), ("fail", "不通过")],
                                max_length=4,
                                verbose_name="审定结论",
                            ),
                        ),
                        (
                            "hours",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="核定学时"
                            ),
                        ),
                        ("text", models.TextField(blank=True, verbose_name="结论意见")),
                        ("stored_name", models.CharField(blank=True, max_length=200)),
                        ("file_name", models.CharField(blank=True, max_length=255)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("convened_at", models.DateTimeField(default=cejc.clock.now)),
                        ("concluded_at", models.DateTimeField(blank=True, null=True)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "concluded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "convened_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "course",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="course_reviews",
                                to="registry.course",
                            ),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "网络课程审定",
                    },
                ),
                migrations.CreateModel(
                    name="CrossReviewSample",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("seed", models.CharField(max_length=64)),
                        ("size", models.PositiveSmallIntegerField()),
                        ("population", models.JSONField(default=list)),
                        ("drawn_at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "drawn_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "交叉审查抽样",
                    },
                ),
                migrations.CreateModel(
                    name="Evidence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("document_kind", models.CharField(max_length=40, verbose_name="材料种类")),
                        ("version", models.PositiveSmallIntegerField(default=1)),
                        ("removed_at", models.DateTimeField(blank=True, null=True)),
                        ("file_name", models.CharField(max_length=255, verbose_name="文件名")),
                        ("stored_name", models.CharField(db_index=True, max_length=200)),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField()),
                        ("mime", models.CharField(max_length=100)),
                        ("pages", models.PositiveSmallIntegerField(default=1)),
                        ("uploaded_at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence",
                                to="registry.activity",
                            ),
                        ),
                        (
                            "replaced_by",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="replaces",
                                to="registry.evidence",
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
                        "verbose_name": "证明材料",
                    },
                ),
                migrations.CreateModel(
                    name="EvidenceFlag",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("pair", models.CharField(db_index=True, default="", editable=False, max_length=44)),
                        ("files", models.JSONField(default=list)),
                        ("same_person", models.BooleanField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "待核对"), ("cleared", "已说明"), ("upheld", "属实")],
                                default="open",
                                max_length=12,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=500)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("raised_at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "first",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="flags_as_first",
                                to="registry.evidence",
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="flags_as_second",
                                to="registry.evidence",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Expert",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("field", models.CharField(blank=True, max_length=100, verbose_name="专业领域")),
                        ("valid_from", models.DateField(default=cejc.clock.today, verbose_name="起")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="止")),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="expert",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "专家",
                    },
                ),
                migrations.CreateModel(
                    name="CrossReview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "verdict",
                            models.CharField(
                                blank=True, choices=[("pass", "通过"), ("fail", "不通过")], max_length=4
                            ),
                        ),
                        ("text", models.TextField(blank=True)),
                        ("given_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "decision",
                            models.CharField(
                                blank=True, choices=[("pass", "通过"), ("fail", "不通过")], max_length=4
                            ),
                        ),
                        ("fails_from", models.DateField(blank=True, null=True)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        (
                            "course",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cross_reviews",
                                to="registry.course",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "sample",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cross_reviews",
                                to="registry.crossreviewsample",
                            ),
                        ),
                        (
                            "expert",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cross_reviews",
                                to="registry.expert",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "交叉审查",
                    },
                ),
                migrations.CreateModel(
                    name="ExpertOpinion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[("pass", "通过"), ("fail", "不通过")],
                                max_length=4,
                                verbose_name="意见",
                            ),
                        ),
                        ("text", models.TextField(blank=True, verbose_name="说明")),
                        ("given_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "expert",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opinions",
                                to="registry.expert",
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opinions",
                                to="registry.coursereview",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Filing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("number", models.CharField(blank=True, max_length=40, verbose_name="备案号")),
                        ("version", models.PositiveSmallIntegerField(default=1)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "编制中"),
                                    ("submitted", "待受理"),
                                    ("returned", "已退回"),
                                    ("accepted", "已备案"),
                                    ("replaced", "已变更"),
                                    ("withdrawn", "已撤销"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="培训班名称")),
                        ("theme", models.CharField(blank=True, max_length=200, verbose_name="公需科目主题")),
                        ("textbook", models.CharField(blank=True, max_length=200, verbose_name="教材")),
                        (
                            "audience",
                            models.CharField(blank=True, max_length=300, verbose_name="拟培训人员范围"),
                        ),
                        (
                            "headcount",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="拟培训人数"),
                        ),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="培训地点")),
                        (
                            "contact",
                            models.CharField(blank=True, max_length=100, verbose_name="联系人和电话"),
                        ),
                        ("plan", models.TextField(blank=True, verbose_name="计划安排")),
                        ("file_name", models.CharField(blank=True, max_length=255)),
                        ("stored_name", models.CharField(blank=True, max_length=200)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("mime", models.CharField(blank=True, max_length=100)),
                        ("pdf_name", models.CharField(blank=True, max_length=200)),
                        ("pdf_edit", models.PositiveIntegerField(blank=True, null=True)),
                        ("edit", models.PositiveIntegerField(default=0)),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="退回理由")),
                        (
                            "course",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="filings",
                                to="registry.course",
                                verbose_name="所属课程",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "previous",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="changes",
                                to="registry.filing",
                            ),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "公需科目培训备案",
                    },
                ),
                migrations.CreateModel(
                    name="FiledSlot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField()),
                        ("slot", models.CharField(max_length=10)),
                        ("begins", models.TimeField(blank=True, null=True, verbose_name="开始时间")),
                        ("ends", models.TimeField(blank=True, null=True, verbose_name="结束时间")),
                        ("topic", models.CharField(blank=True, max_length=200)),
                        ("teacher", models.CharField(blank=True, max_length=100)),
                        ("place", models.CharField(blank=True, max_length=200)),
                        (
                            "filing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="slots",
                                to="registry.filing",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["date", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="HandbookClaim",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        (
                            "contact",
                            models.CharField(blank=True, max_length=100, verbose_name="经办人和联系电话"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "编制中"),
                                    ("submitted", "待核发"),
                                    ("granted", "已核发"),
                                    ("discarded", "已作废"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("edit", models.PositiveIntegerField(default=0)),
                        ("note", models.CharField(blank=True, max_length=500)),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("granted_at", models.DateTimeField(blank=True, null=True)),
                        ("pdf_name", models.CharField(blank=True, max_length=200)),
                        ("pdf_edit", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "composed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "granted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "登记手册领取表",
                    },
                ),
                migrations.CreateModel(
                    name="Handbook",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("sequence", models.PositiveIntegerField()),
                        ("number", models.CharField(max_length=40, unique=True, verbose_name="手册编号")),
                        (
                            "state",
                            models.CharField(
                                choices=[("granted", "待发放"), ("handed_out", "已发放"), ("lost", "已挂失")],
                                default="granted",
                                max_length=12,
                            ),
                        ),
                        ("issue", models.PositiveSmallIntegerField(default=1)),
                        ("granted_at", models.DateTimeField(default=cejc.clock.now)),
                        ("handed_on", models.DateField(blank=True, null=True, verbose_name="发放日期")),
                        ("received_by", models.CharField(blank=True, max_length=100, verbose_name="领取人")),
                        ("lost_on", models.DateField(blank=True, null=True, verbose_name="遗失日期")),
                        (
                            "claim",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handbooks",
                                to="registry.handbookclaim",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "登记手册",
                    },
                ),
                migrations.CreateModel(
                    name="HandbookEdition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("edition", models.PositiveIntegerField()),
                        ("check_code", models.CharField(max_length=16, verbose_name="校验码")),
                        ("content", models.JSONField()),
                        ("content_sha256", models.CharField(max_length=64)),
                        ("photo_name", models.CharField(blank=True, max_length=200)),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                        ("pdf_name", models.CharField(blank=True, max_length=200)),
                        ("pdf_sha256", models.CharField(blank=True, db_index=True, max_length=64)),
                        ("pdf_size", models.PositiveIntegerField(default=0)),
                        ("rendered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "handbook",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="editions",
                                to="registry.handbook",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Job",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("kind", models.CharField(max_length=40)),
                        ("key", models.CharField(max_length=100, unique=True)),
                        ("payload", models.JSONField(default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "待确认"),
                                    ("queued", "排队中"),
                                    ("running", "办理中"),
                                    ("done", "已完成"),
                                    ("failed", "未能完成"),
                                ],
                                default="queued",
                                max_length=10,
                            ),
                        ),
                        (
                            "turn",
                            models.PositiveSmallIntegerField(
                                choices=[(0, "有人在等"), (1, "尽快"), (2, "成批")], default=1
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("faults", models.PositiveSmallIntegerField(default=0)),
                        ("run_after", models.DateTimeField()),
                        ("worker", models.CharField(blank=True, max_length=60)),
                        ("heartbeat_at", models.DateTimeField(blank=True, null=True)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("handled", models.PositiveIntegerField(default=0)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("error", models.TextField(blank=True)),
                        ("stopping", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="jobs",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="LoginAttempt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("address", models.GenericIPAddressField(blank=True, null=True)),
                        ("succeeded", models.BooleanField()),
                        ("at", models.DateTimeField(auto_now_add=True)),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="login_attempts",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="MailPreference",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "topic",
                            models.CharField(
                                choices=[
                                    ("decision", "正式决定和须由您办理的退回、更正"),
                                    ("account", "账号、证件和任职变动"),
                                    ("progress", "办理进展"),
                                    ("task", "待您办理的事项"),
                                    ("reminder", "催办和期限提醒"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("at_once", "即时发送"),
                                    ("daily", "每日汇总一封"),
                                    ("weekly", "每周一汇总一封"),
                                    ("never", "不发邮件，只在消息中查看"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="mail_preferences",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Membership",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "role",
                            models.CharField(
                                choices=registry.choices.roles,
                                max_length=20,
                                verbose_name="角色",
                            ),
                        ),
                        ("valid_from", models.DateField(default=cejc.clock.today, verbose_name="起")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="止")),
                        ("stands_for", models.CharField(blank=True, max_length=100, verbose_name="代")),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Deputy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("reason", models.CharField(max_length=300, verbose_name="事由")),
                        ("made_at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "principal",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deputies",
                                to="registry.membership",
                            ),
                        ),
                        (
                            "seat",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deputy",
                                to="registry.membership",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "外出委托",
                        "ordering": ["-seat__valid_from", "-pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("kind", models.CharField(max_length=40)),
                        ("subject", models.CharField(max_length=200)),
                        ("body", models.TextField()),
                        ("link", models.CharField(blank=True, max_length=200)),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                        ("read_at", models.DateTimeField(blank=True, null=True)),
                        ("mailed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "thread",
                            models.CharField(default=registry.people.models.message.alone, max_length=100),
                        ),
                        (
                            "by_mail",
                            models.CharField(
                                choices=[
                                    ("at_once", "即时发送"),
                                    ("daily", "每日汇总一封"),
                                    ("weekly", "每周一汇总一封"),
                                    ("never", "不发邮件，只在消息中查看"),
                                ],
                                default="at_once",
                                max_length=10,
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages_received",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("path", models.CharField(max_length=255, unique=True)),
                        ("depth", models.PositiveIntegerField()),
                        ("numchild", models.PositiveIntegerField(default=0)),
                        ("name", models.CharField(max_length=200, verbose_name="名称")),
                        ("short_name", models.CharField(blank=True, max_length=60, verbose_name="简称")),
                        (
                            "credit_code",
                            models.CharField(max_length=18, unique=True, verbose_name="统一社会信用代码"),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=registry.choices.kinds,
                                max_length=20,
                                verbose_name="类型",
                            ),
                        ),
                        (
                            "region",
                            models.CharField(
                                choices=registry.choices.regions,
                                default=registry.choices.whole_place,
                                max_length=6,
                                verbose_name="所在地",
                            ),
                        ),
                        (
                            "route",
                            models.CharField(
                                choices=registry.choices.routes,
                                default="provincial",
                                max_length=20,
                                verbose_name="认定渠道",
                            ),
                        ),
                        (
                            "contact",
                            models.CharField(blank=True, max_length=200, verbose_name="公示联系方式"),
                        ),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
                        (
                            "supervisor",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="supervised",
                                to="registry.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "机构",
                    },
                ),
                migrations.AddField(
                    model_name="membership",
                    name="organisation",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="registry.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="handbookclaim",
                    name="organisation",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handbook_claims",
                        to="registry.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="coursereview",
                    name="office",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="activity",
                    name="organisation",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="registry.organisation",
                    ),
                ),
                migrations.CreateModel(
                    name="PlatformKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("part", models.CharField(choices=[("A", "秘钥A"), ("B", "秘钥B")], max_length=1)),
                        ("serial", models.PositiveSmallIntegerField(default=1)),
                        ("algorithm", models.CharField(default="ed25519", max_length=16)),
                        ("public_key", models.BinaryField()),
                        ("fingerprint", models.CharField(max_length=64, unique=True)),
                        ("sealed_private", models.TextField(blank=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("active", "使用中"),
                                    ("replaced", "已更换"),
                                    ("lost", "已遗失"),
                                    ("compromised", "已泄露"),
                                ],
                                default="active",
                                max_length=12,
                            ),
                        ),
                        ("deposited_at", models.DateTimeField(default=cejc.clock.now)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        ("compromised_from", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        (
                            "custodian",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "holder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "平台秘钥",
                    },
                ),
                migrations.CreateModel(
                    name="CompletionBatch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("number", models.PositiveIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "收集中"),
                                    ("frozen", "待秘钥A签署"),
                                    ("signed_a", "待秘钥B签署"),
                                    ("signed", "双重签署完毕"),
                                    ("void", "已作废"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("manifest", models.BinaryField(default=b"")),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("count", models.PositiveIntegerField(default=0)),
                        ("hours", models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                        ("frozen_at", models.DateTimeField(blank=True, null=True)),
                        ("signature_a", models.BinaryField(default=b"")),
                        ("signed_a_at", models.DateTimeField(blank=True, null=True)),
                        ("signature_b", models.BinaryField(default=b"")),
                        ("signed_b_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "frozen_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "signed_a_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "signed_b_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "key_a",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.platformkey",
                            ),
                        ),
                        (
                            "key_b",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.platformkey",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "证书批次",
                    },
                ),
                migrations.CreateModel(
                    name="Professional",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=100, verbose_name="姓名")),
                        ("name_key", models.CharField(blank=True, db_index=True, max_length=400)),
                        (
                            "identity_type",
                            models.CharField(
                                choices=[
                                    ("resident_card", "居民身份证"),
                                    ("hmt_residence", "港澳台居民居住证"),
                                    ("hmt_permit", "港澳居民、台湾居民来往内地（大陆）通行证"),
                                    ("foreigner_permanent", "外国人永久居留身份证"),
                                    ("passport", "护照"),
                                    ("other", "其他证件"),
                                ],
                                max_length=24,
                                verbose_name="证件类型",
                            ),
                        ),
                        ("identity_number", cejc.lib.db.fields.EncryptedTextField(verbose_name="证件号码")),
                        ("identity_index", models.CharField(max_length=64)),
                        ("identity_masked", models.CharField(max_length=40)),
                        (
                            "phone",
                            cejc.lib.db.fields.EncryptedTextField(
                                blank=True, default="", verbose_name="手机号码"
                            ),
                        ),
                        (
                            "degree",
                            models.CharField(
                                choices=[
                                    ("doctor", "博士"),
                                    ("master", "硕士"),
                                    ("bachelor", "学士"),
                                    ("associate", "大专"),
                                    ("other", "其他"),
                                ],
                                default="other",
                                max_length=12,
                                verbose_name="最高学位",
                            ),
                        ),
                        (
                            "title_series",
                            models.CharField(blank=True, max_length=40, verbose_name="现职称系列"),
                        ),
                        (
                            "title_level",
                            models.CharField(
                                choices=[
                                    ("senior_full", "正高级"),
                                    ("senior_associate", "副高级"),
                                    ("intermediate", "中级"),
                                    ("junior", "初级"),
                                    ("none", "尚无职称"),
                                ],
                                default="none",
                                max_length=20,
                                verbose_name="现职称级别",
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                        ("died_on", models.DateField(blank=True, null=True, verbose_name="去世日期")),
                        ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="注销时间")),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged",
                                to="registry.professional",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "专业技术人员",
                    },
                ),
                migrations.CreateModel(
                    name="Portrait",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("stored_name", models.CharField(max_length=200)),
                        ("sha256", models.CharField(max_length=64)),
                        ("uploaded_at", models.DateTimeField(default=cejc.clock.now)),
                        ("replaced_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "professional",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="portraits",
                                to="registry.professional",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="platformkey",
                    name="person",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.professional",
                    ),
                ),
                migrations.CreateModel(
                    name="Merge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "待核对"),
                                    ("confirmed", "待审批"),
                                    ("done", "已办结"),
                                    ("refused", "未予办理"),
                                    ("withdrawn", "已撤回"),
                                ],
                                default="asked",
                                max_length=10,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="理由")),
                        ("file_name", models.CharField(blank=True, max_length=255)),
                        ("stored_name", models.CharField(blank=True, max_length=200)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("mime", models.CharField(blank=True, max_length=100)),
                        ("asked_at", models.DateTimeField(default=cejc.clock.now)),
                        ("first_at", models.DateTimeField(blank=True, null=True)),
                        ("second_at", models.DateTimeField(blank=True, null=True)),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="未予办理的理由")),
                        ("moved", models.JSONField(default=dict)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "first_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "second_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.organisation",
                            ),
                        ),
                        (
                            "duplicate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merges_away",
                                to="registry.professional",
                            ),
                        ),
                        (
                            "first_person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.professional",
                            ),
                        ),
                        (
                            "professional",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="registry.professional",
                            ),
                        ),
                        (
                            "second_person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.professional",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "合并档案",
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="IdentityChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "待核对"),
                                    ("confirmed", "待审批"),
                                    ("done", "已办结"),
                                    ("refused", "未予办理"),
                                    ("withdrawn", "已撤回"),
                                ],
                                default="asked",
                                max_length=10,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="理由")),
                        ("file_name", models.CharField(blank=True, max_length=255)),
                        ("stored_name", models.CharField(blank=True, max_length=200)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("mime", models.CharField(blank=True, max_length=100)),
                        ("asked_at", models.DateTimeField(default=cejc.clock.now)),
                        ("first_at", models.DateTimeField(blank=True, null=True)),
                        ("second_at", models.DateTimeField(blank=True, null=True)),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="未予办理的理由")),
                        ("new_name", models.CharField(blank=True, max_length=100, verbose_name="新姓名")),
                        (
                            "new_identity_type",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("resident_card", "居民身份证"),
                                    ("hmt_residence", "港澳台居民居住证"),
                                    ("hmt_permit", "港澳居民、台湾居民来往内地（大陆）通行证"),
                                    ("foreigner_permanent", "外国人永久居留身份证"),
                                    ("passport", "护照"),
                                    ("other", "其他证件"),
                                ],
                                max_length=24,
                                verbose_name="新证件类型",
                            ),
                        ),
                        (
                            "new_identity_number",
                            cejc.lib.db.fields.EncryptedTextField(
                                blank=True, default="", verbose_name="新证件号码"
                            ),
                        ),
                        ("new_identity_masked", models.CharField(blank=True, max_length=40)),
                        ("old_name", models.CharField(blank=True, max_length=100)),
                        (
                            "old_identity_type",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("resident_card", "居民身份证"),
                                    ("hmt_residence", "港澳台居民居住证"),
                                    ("hmt_permit", "港澳居民、台湾居民来往内地（大陆）通行证"),
                                    ("foreigner_permanent", "外国人永久居留身份证"),
                                    ("passport", "护照"),
                                    ("other", "其他证件"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "old_identity_number",
                            cejc.lib.db.fields.EncryptedTextField(blank=True, default=""),
                        ),
                        ("old_identity_masked", models.CharField(blank=True, max_length=40)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "first_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "second_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.organisation",
                            ),
                        ),
                        (
                            "first_person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.professional",
                            ),
                        ),
                        (
                            "professional",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="registry.professional",
                            ),
                        ),
                        (
                            "second_person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.professional",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "改名或更正证件号码",
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="HandbookEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=12)),
                        ("issue", models.PositiveSmallIntegerField()),
                        ("on", models.DateField()),
                        ("received_by", models.CharField(blank=True, max_length=100)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        ("at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "handbook",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="registry.handbook",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.professional",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="HandbookClaimEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("position", models.PositiveIntegerField(default=0)),
                        ("name", models.CharField(max_length=100)),
                        ("identity", models.CharField(max_length=40)),
                        ("unit", models.CharField(max_length=200)),
                        ("title_level", models.CharField(max_length=20)),
                        ("title_series", models.CharField(blank=True, max_length=40)),
                        (
                            "struck_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="不予核发的理由"),
                        ),
                        ("is_open", models.BooleanField(default=True)),
                        (
                            "claim",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="registry.handbookclaim",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.organisation",
                            ),
                        ),
                        (
                            "professional",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.professional",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="handbook",
                    name="professional",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handbook",
                        to="registry.professional",
                    ),
                ),
                migrations.CreateModel(
                    name="Erasure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "待核对"),
                                    ("confirmed", "待审批"),
                                    ("done", "已办结"),
                                    ("refused", "未予办理"),
                                    ("withdrawn", "已撤回"),
                                ],
                                default="asked",
                                max_length=10,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="理由")),
                        ("file_name", models.CharField(blank=True, max_length=255)),
                        ("stored_name", models.CharField(blank=True, max_length=200)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("mime", models.CharField(blank=True, max_length=100)),
                        ("asked_at", models.DateTimeField(default=cejc.clock.now)),
                        ("first_at", models.DateTimeField(blank=True, null=True)),
                        ("second_at", models.DateTimeField(blank=True, null=True)),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="未予办理的理由")),
                        ("erased", models.JSONField(default=dict)),
                        ("kept", models.CharField(blank=True, max_length=300)),
                        ("keep_until", models.DateField(blank=True, null=True)),
                        ("number_erased_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "first_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "second_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.organisation",
                            ),
                        ),
                        (
                            "first_person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.professional",
                            ),
                        ),
                        (
                            "professional",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="registry.professional",
                            ),
                        ),
                        (
                            "second_person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.professional",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "注销申请",
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Employment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("pending", "待单位确认"),
                                    ("confirmed", "已确认"),
                                    ("refused", "单位未确认"),
                                ],
                                default="pending",
                                max_length=12,
                            ),
                        ),
                        (
                            "position",
                            models.CharField(blank=True, max_length=100, verbose_name="所在部门和岗位"),
                        ),
                        ("staff_number", models.CharField(blank=True, max_length=40, verbose_name="工号")),
                        ("valid_from", models.DateField(default=cejc.clock.today, verbose_name="入职日期")),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="离职日期")),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="理由")),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="employments",
                                to="registry.organisation",
                            ),
                        ),
                        (
                            "professional",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="employments",
                                to="registry.professional",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Death",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "待核对"),
                                    ("confirmed", "待审批"),
                                    ("done", "已办结"),
                                    ("refused", "未予办理"),
                                    ("withdrawn", "已撤回"),
                                ],
                                default="asked",
                                max_length=10,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="理由")),
                        ("file_name", models.CharField(blank=True, max_length=255)),
                        ("stored_name", models.CharField(blank=True, max_length=200)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("mime", models.CharField(blank=True, max_length=100)),
                        ("asked_at", models.DateTimeField(default=cejc.clock.now)),
                        ("first_at", models.DateTimeField(blank=True, null=True)),
                        ("second_at", models.DateTimeField(blank=True, null=True)),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="未予办理的理由")),
                        ("died_on", models.DateField(verbose_name="去世日期")),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "first_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "second_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.organisation",
                            ),
                        ),
                        (
                            "first_person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.professional",
                            ),
                        ),
                        (
                            "professional",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="registry.professional",
                            ),
                        ),
                        (
                            "second_person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.professional",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "去世登记",
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Completion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("external_id", models.CharField(max_length=64)),
                        ("version", models.PositiveSmallIntegerField(default=1)),
                        ("name", models.CharField(max_length=100)),
                        ("identity_type", models.CharField(max_length=24)),
                        ("identity_number", cejc.lib.db.fields.EncryptedTextField()),
                        ("identity_index", models.CharField(db_index=True, max_length=64)),
                        ("identity_masked", models.CharField(max_length=40)),
                        ("subject", models.CharField(blank=True, max_length=20)),
                        ("lines", models.JSONField(default=list)),
                        ("hours", models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                        ("minutes", models.PositiveIntegerField(blank=True, null=True)),
                        ("passed_on", models.DateField()),
                        ("attributed_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("certificate", models.CharField(blank=True, max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "待本人建档"),
                                    ("held", "暂不计入"),
                                    ("review", "待单位审核"),
                                    ("counted", "已计入"),
                                    ("refused", "不予认可"),
                                    ("replaced", "已由新版本代替"),
                                    ("withdrawn", "施教机构已撤回"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("code", models.CharField(blank=True, max_length=32)),
                        ("sentence", models.CharField(blank=True, max_length=500)),
                        ("overruled", models.CharField(blank=True, max_length=500)),
                        ("joined", models.BooleanField(default=False)),
                        ("reported_at", models.DateTimeField(default=cejc.clock.now)),
                        ("settled_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "activity",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="completion",
                                to="registry.activity",
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="registry.completion",
                            ),
                        ),
                        (
                            "reported_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="completions",
                                to="registry.completionbatch",
                            ),
                        ),
                        (
                            "course",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="completions",
                                to="registry.course",
                            ),
                        ),
                        (
                            "professional",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="completions",
                                to="registry.professional",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "学习结果",
                    },
                ),
                migrations.CreateModel(
                    name="Award",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        ("subject", models.CharField(max_length=20)),
                        ("hours", models.DecimalField(decimal_places=2, max_digits=8)),
                        ("deemed", models.BooleanField(default=False)),
                        ("clause", models.CharField(max_length=40)),
                        ("rule", models.TextField()),
                        ("why", models.TextField()),
                        ("policy", models.CharField(max_length=60)),
                        ("policy_sha256", models.CharField(max_length=64)),
                        ("ledger", models.CharField(blank=True, default="", max_length=80)),
                        ("again", models.BooleanField(default=False)),
                        ("held", models.BooleanField(default=False)),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="awards",
                                to="registry.activity",
                            ),
                        ),
                        (
                            "professional",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="awards",
                                to="registry.professional",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Attendee",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("name", models.CharField(max_length=100)),
                        ("identity_type", models.CharField(max_length=24)),
                        ("identity_number", cejc.lib.db.fields.EncryptedTextField()),
                        ("identity_index", models.CharField(max_length=64)),
                        ("identity_masked", models.CharField(max_length=40)),
                        ("passed", models.BooleanField(null=True)),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("added_at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "professional",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.professional",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AnnualRegistration",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "填报中"),
                                    ("declared", "待单位确认"),
                                    ("confirmed", "待主管部门确认"),
                                    ("locked", "已登记"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("edit", models.PositiveIntegerField(default=0)),
                        ("summary", models.JSONField(default=dict)),
                        ("declared_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "late_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="补登理由"),
                        ),
                        ("case", models.CharField(blank=True, max_length=36)),
                        (
                            "exempt_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="免于考核的理由"),
                        ),
                        ("file_name", models.CharField(blank=True, max_length=255)),
                        ("stored_name", models.CharField(blank=True, max_length=200)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("mime", models.CharField(blank=True, max_length=100)),
                        ("employer_at", models.DateTimeField(blank=True, null=True)),
                        ("office_at", models.DateTimeField(blank=True, null=True)),
                        ("locked_at", models.DateTimeField(blank=True, null=True)),
                        ("note", models.CharField(blank=True, max_length=1300)),
                        ("reopen_reason", models.CharField(blank=True, max_length=500)),
                        ("reopen_asked_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "employer_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "office_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.organisation",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.organisation",
                            ),
                        ),
                        (
                            "employer_person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.professional",
                            ),
                        ),
                        (
                            "professional",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="registrations",
                                to="registry.professional",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "年度登记",
                    },
                ),
                migrations.CreateModel(
                    name="ActivityReview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField()),
                        ("stage", models.CharField(max_length=40)),
                        ("decision", models.CharField(max_length=12)),
                        ("reasons", models.JSONField(default=list)),
                        ("text", models.CharField(blank=True, max_length=1000)),
                        ("at", models.DateTimeField(default=cejc.clock.now)),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="registry.activity",
                            ),
                        ),
                        (
                            "reviewer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.professional",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="activity",
                    name="professional",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="registry.professional",
                    ),
                ),
                migrations.CreateModel(
                    name="ActivationCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code_hash", models.CharField(max_length=64)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                        ("expires_at", models.DateTimeField()),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="registry.organisation",
                            ),
                        ),
                        (
                            "professional",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="activation_codes",
                                to="registry.professional",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="RegistrationArrangement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("closes_on", models.DateField(blank=True, null=True, verbose_name="登记截止日期")),
                        (
                            "office_confirms",
                            models.BooleanField(default=True, verbose_name="单位确认后须由本机关确认"),
                        ),
                        ("reminded_on", models.DateField(blank=True, null=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.organisation",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SignIn",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("way", models.CharField(max_length=8)),
                        ("scanned_at", models.DateTimeField()),
                        ("received_at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "attendee",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sign_ins",
                                to="registry.attendee",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "slot",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sign_ins",
                                to="registry.sessionslot",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SlotClaim",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField()),
                        ("slot", models.CharField(max_length=10)),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="slot_claims",
                                to="registry.activity",
                            ),
                        ),
                        (
                            "professional",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="registry.professional",
                            ),
                        ),
                    ],
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
                ),
                migrations.CreateModel(
                    name="Suspension",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("first_day", models.DateField(verbose_name="停办起")),
                        ("last_day", models.DateField(blank=True, null=True, verbose_name="停办止")),
                        ("citation", models.CharField(max_length=300, verbose_name="依据")),
                        ("declared_at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "declared_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "停办期",
                    },
                ),
                migrations.CreateModel(
                    name="TitleRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("series", models.CharField(max_length=40, verbose_name="职称系列")),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("senior_full", "正高级"),
                                    ("senior_associate", "副高级"),
                                    ("intermediate", "中级"),
                                    ("junior", "初级"),
                                    ("none", "尚无职称"),
                                ],
                                max_length=20,
                                verbose_name="职称级别",
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=60, verbose_name="职称名称")),
                        ("since", models.DateField(verbose_name="取得日期")),
                        ("unit", models.CharField(max_length=200, verbose_name="取得时所在单位")),
                        ("evidence", models.CharField(max_length=200, verbose_name="证明材料")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("pending", "待单位确认"),
                                    ("confirmed", "已确认"),
                                    ("refused", "单位未确认"),
                                ],
                                default="pending",
                                max_length=10,
                            ),
                        ),
                        ("entered_at", models.DateTimeField(default=cejc.clock.now)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "professional",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="titles",
                                to="registry.professional",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "职称经历",
                    },
                ),
                migrations.CreateModel(
                    name="TrainingBase",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("code", models.CharField(max_length=12, unique=True, verbose_name="基地代码")),
                        (
                            "platform_name",
                            models.CharField(blank=True, max_length=100, verbose_name="网络平台名称"),
                        ),
                        ("platform_url", models.URLField(blank=True, verbose_name="网络平台网址")),
                        (
                            "contact",
                            models.CharField(blank=True, max_length=200, verbose_name="联系人和电话"),
                        ),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="地址")),
                        ("introduction", models.TextField(blank=True, verbose_name="简介")),
                        ("approved_on", models.DateField(default=cejc.clock.today, verbose_name="设立日期")),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
                        ("edit", models.PositiveIntegerField(default=0)),
                        (
                            "organisation",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="training_base",
                                to="registry.organisation",
                            ),
                        ),
                        (
                            "personnel_office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bases_in_charge",
                                to="registry.organisation",
                                verbose_name="主管单位人事部门",
                            ),
                        ),
                        (
                            "supervising_unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bases_supervised",
                                to="registry.organisation",
                                verbose_name="主管单位",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "继续教育基地",
                    },
                ),
                migrations.AddField(
                    model_name="platformkey",
                    name="base",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keys",
                        to="registry.trainingbase",
                    ),
                ),
                migrations.CreateModel(
                    name="MissingHours",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("title", models.CharField(max_length=200, verbose_name="课程或班次名称")),
                        ("passed_on", models.DateField(verbose_name="学习通过日期")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                        ("file_name", models.CharField(blank=True, max_length=255)),
                        ("stored_name", models.CharField(blank=True, max_length=200)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("mime", models.CharField(blank=True, max_length=100)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "待施教机构答复"),
                                    ("found", "已补报"),
                                    ("refused", "施教机构答复：没有该结果"),
                                    ("withdrawn", "本人已撤回"),
                                ],
                                default="asked",
                                max_length=10,
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=cejc.clock.now)),
                        ("due_on", models.DateField(verbose_name="答复期限")),
                        ("reminded_at", models.DateTimeField(blank=True, null=True)),
                        ("answer", models.CharField(blank=True, max_length=500, verbose_name="答复")),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "completion",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.completion",
                            ),
                        ),
                        (
                            "course",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.course",
                            ),
                        ),
                        (
                            "organiser",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.organisation",
                            ),
                        ),
                        (
                            "professional",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="missing_hours",
                                to="registry.professional",
                            ),
                        ),
                        (
                            "base",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="missing_hours",
                                to="registry.trainingbase",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "学时缺漏查询",
                    },
                ),
                migrations.AddField(
                    model_name="filing",
                    name="base",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="filings",
                        to="registry.trainingbase",
                    ),
                ),
                migrations.AddField(
                    model_name="expert",
                    name="base",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="experts",
                        to="registry.trainingbase",
                    ),
                ),
                migrations.AddField(
                    model_name="course",
                    name="base",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="courses",
                        to="registry.trainingbase",
                    ),
                ),
                migrations.AddField(
                    model_name="completionbatch",
                    name="base",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="registry.trainingbase",
                    ),
                ),
                migrations.AddField(
                    model_name="completion",
                    name="base",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="completions",
                        to="registry.trainingbase",
                    ),
                ),
                migrations.AddField(
                    model_name="apiclient",
                    name="base",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_clients",
                        to="registry.trainingbase",
                    ),
                ),
                migrations.CreateModel(
                    name="TrainingSession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("code", models.CharField(max_length=40, verbose_name="班次编号")),
                        ("title", models.CharField(max_length=200, verbose_name="班次名称")),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="地点")),
                        (
                            "headcount",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="人数上限"),
                        ),
                        ("assessed", models.BooleanField(default=False, verbose_name="结业考核")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "未开班"),
                                    ("open", "开班中"),
                                    ("closed", "已结班"),
                                    ("cancelled", "已取消"),
                                ],
                                default="planned",
                                max_length=10,
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(default=0)),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("edit", models.PositiveIntegerField(default=0)),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "base",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="registry.trainingbase",
                            ),
                        ),
                        (
                            "course",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="registry.course",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "filing",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="registry.filing",
                            ),
                        ),
                        (
                            "organiser",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "培训班次",
                    },
                ),
                migrations.CreateModel(
                    name="SessionVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("content", models.JSONField()),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("closed_at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "closed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="registry.trainingsession",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="sessionslot",
                    name="session",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slots",
                        to="registry.trainingsession",
                    ),
                ),
                migrations.AddField(
                    model_name="completion",
                    name="session",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="completions",
                        to="registry.trainingsession",
                    ),
                ),
                migrations.AddField(
                    model_name="attendee",
                    name="session",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendees",
                        to="registry.trainingsession",
                    ),
                ),
                migrations.CreateModel(
                    name="Unattended",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("subject_type", models.CharField(max_length=40)),
                        ("subject", models.UUIDField()),
                        ("state", models.CharField(max_length=40)),
                        ("office", models.CharField(max_length=200)),
                        ("stands_in", models.CharField(blank=True, max_length=200)),
                        ("since", models.DateTimeField(default=cejc.clock.now)),
                        ("until", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["until", "subject_type", "subject"], name="unattended_open")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until", None)),
                                fields=("subject_type", "subject"),
                                name="unattended_once",
                            )
                        ],
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
                        ("secret", cejc.lib.db.fields.EncryptedTextField()),
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
                ),
                migrations.CreateModel(
                    name="ActivityVersion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("content", models.JSONField()),
                        ("submitted_at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="registry.activity",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("activity", "number"), name="activity_version_once"
                            )
                        ],
                    },
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
                migrations.AddConstraint(
                    model_name="crossreviewsample",
                    constraint=models.UniqueConstraint(
                        fields=("year", "seed"), name="cross_sample_seed_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="evidence",
                    index=models.Index(fields=["sha256"], name="evidence_sha256"),
                ),
                migrations.AddConstraint(
                    model_name="evidenceflag",
                    constraint=models.UniqueConstraint(fields=("first", "second"), name="evidence_flag_once"),
                ),
                migrations.AddConstraint(
                    model_name="evidenceflag",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("pair",),
                        name="evidence_flag_one_a_pair",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="crossreview",
                    constraint=models.UniqueConstraint(fields=("sample", "course"), name="cross_review_once"),
                ),
                migrations.AddConstraint(
                    model_name="crossreview",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "fail"), _negated=True),
                            ("fails_from__isnull", False),
                            _connector="OR",
                        ),
                        name="cross_review_fails_from",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="expertopinion",
                    constraint=models.UniqueConstraint(
                        fields=("review", "expert"), name="expert_opinion_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="filedslot",
                    constraint=models.UniqueConstraint(
                        fields=("filing", "date", "slot"), name="filed_slot_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="handbookedition",
                    constraint=models.UniqueConstraint(
                        fields=("handbook", "edition"), name="handbook_edition_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="job",
                    index=models.Index(fields=["state", "turn", "run_after", "id"], name="job_next"),
                ),
                migrations.AddIndex(
                    model_name="loginattempt",
                    index=models.Index(fields=["address", "at"], name="attempt_address_at"),
                ),
                migrations.AddConstraint(
                    model_name="mailpreference",
                    constraint=models.UniqueConstraint(fields=("user", "topic"), name="mail_preference_once"),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(
                        fields=["recipient", "read_at", "-created_at"], name="message_of_login"
                    ),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(fields=["recipient", "thread"], name="message_thread"),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(
                        condition=models.Q(("by_mail", "daily"), ("mailed_at", None)),
                        fields=["recipient"],
                        name="message_for_digest",
                    ),
                ),
                migrations.AddIndex(
                    model_name="message",
                    index=models.Index(
                        condition=models.Q(("by_mail", "weekly"), ("mailed_at", None)),
                        fields=["recipient"],
                        name="message_for_weekly",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="membership",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("valid_until", None)),
                        fields=("user", "organisation", "role"),
                        name="membership_one_open",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="handbookclaim",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "draft")),
                        fields=("organisation",),
                        name="handbook_claim_one_draft",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="coursereview",
                    constraint=models.UniqueConstraint(
                        fields=("course", "round"), name="course_review_round"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="professional",
                    constraint=models.UniqueConstraint(
                        fields=("identity_index",), name="professional_one_identity"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="portrait",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("replaced_at", None)),
                        fields=("professional",),
                        name="portrait_one_current",
                    ),
                ),
                migrations.AddIndex(
                    model_name="merge",
                    index=models.Index(fields=["state", "organisation"], name="merge_waits"),
                ),
                migrations.AddConstraint(
                    model_name="merge",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "confirmed"])),
                        fields=("professional",),
                        name="merge_one_open",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="merge",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "confirmed"])),
                        fields=("duplicate",),
                        name="merge_one_open_duplicate",
                    ),
                ),
                migrations.AddIndex(
                    model_name="identitychange",
                    index=models.Index(fields=["state", "organisation"], name="identitychange_waits"),
                ),
                migrations.AddConstraint(
                    model_name="identitychange",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "confirmed"])),
                        fields=("professional",),
                        name="identitychange_one_open",
                    ),
                ),
                migrations.AddIndex(
                    model_name="handbookclaimentry",
                    index=models.Index(fields=["claim", "position"], name="handbook_claim_in_order"),
                ),
                migrations.AddConstraint(
                    model_name="handbookclaimentry",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("is_open", True)),
                        fields=("professional",),
                        name="handbook_claimed_once_at_a_time",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="handbookclaimentry",
                    constraint=models.UniqueConstraint(
                        fields=("claim", "professional"), name="handbook_claim_names_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="handbook",
                    constraint=models.UniqueConstraint(
                        fields=("year", "sequence"), name="handbook_number_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="erasure",
                    index=models.Index(fields=["state", "organisation"], name="erasure_waits"),
                ),
                migrations.AddConstraint(
                    model_name="erasure",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "confirmed"])),
                        fields=("professional",),
                        name="erasure_one_open",
                    ),
                ),
                migrations.AddIndex(
                    model_name="employment",
                    index=models.Index(
                        fields=["organisation", "state", "valid_until"], name="employment_of_unit"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="employment",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "confirmed"), ("valid_until", None)),
                        fields=("professional",),
                        name="employment_one_current",
                    ),
                ),
                migrations.AddIndex(
                    model_name="death",
                    index=models.Index(fields=["state", "organisation"], name="death_waits"),
                ),
                migrations.AddConstraint(
                    model_name="death",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "confirmed"])),
                        fields=("professional",),
                        name="death_one_open",
                    ),
                ),
                migrations.AddIndex(
                    model_name="award",
                    index=models.Index(fields=["professional", "year"], name="award_of_person_year"),
                ),
                migrations.AddIndex(
                    model_name="annualregistration",
                    index=models.Index(fields=["organisation", "year", "state"], name="registration_of_unit"),
                ),
                migrations.AddIndex(
                    model_name="annualregistration",
                    index=models.Index(fields=["office", "state", "year"], name="registration_of_office"),
                ),
                migrations.AddConstraint(
                    model_name="annualregistration",
                    constraint=models.UniqueConstraint(
                        fields=("professional", "year"), name="registration_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="activityreview",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)),
                        fields=("activity", "version", "stage"),
                        name="activity_review_once",
                    ),
                ),
                migrations.AddIndex(
                    model_name="activity",
                    index=models.Index(fields=["professional", "-first_date"], name="activity_of_person"),
                ),
                migrations.AddIndex(
                    model_name="activity",
                    index=models.Index(
                        fields=["organisation", "state", "submitted_at"], name="activity_queue"
                    ),
                ),
                migrations.AddIndex(
                    model_name="activity",
                    index=models.Index(
                        condition=models.Q(("state__in", ["submitted", "begun"])),
                        fields=["organisation", "is_professional_subject", "is_public_subject"],
                        name="activity_waiting",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="registrationarrangement",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "year"), name="registration_arrangement_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="signin",
                    constraint=models.UniqueConstraint(fields=("attendee", "slot"), name="sign_in_once"),
                ),
                migrations.AddConstraint(
                    model_name="slotclaim",
                    constraint=models.UniqueConstraint(
                        fields=("professional", "date", "slot"), name="slot_claimed_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="stagingoffer",
                    constraint=models.UniqueConstraint(
                        fields=("client", "kind", "code"), name="staging_offer_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="stagingresult",
                    constraint=models.UniqueConstraint(
                        fields=("client", "session_code", "external_id"), name="staging_result_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="suspension",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("last_day", None), ("last_day__gte", models.F("first_day")), _connector="OR"
                        ),
                        name="suspension_dates",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="titlerecord",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "refused"), _negated=True),
                        fields=("professional", "series", "level", "since"),
                        name="title_record_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="platformkey",
                    constraint=models.UniqueConstraint(
                        fields=("base", "year", "part", "serial"), name="platform_key_serial"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="platformkey",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "active")),
                        fields=("base", "year", "part"),
                        name="platform_key_one_active",
                    ),
                ),
                migrations.AddIndex(
                    model_name="missinghours",
                    index=models.Index(fields=["state", "due_on"], name="missing_hours_due"),
                ),
                migrations.AddConstraint(
                    model_name="missinghours",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("professional", "base", "title"),
                        name="missing_hours_one_open",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="missinghours",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("professional", "organiser", "title"),
                        name="missing_hours_one_open_of_unit",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="missinghours",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("base", None), ("organiser__isnull", False)),
                            models.Q(("base__isnull", False), ("organiser", None)),
                            _connector="OR",
                        ),
                        name="missing_hours_of_one",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="filing",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "accepted")),
                        fields=("number",),
                        name="filing_number_one_accepted",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="filing",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("number", "version"),
                        name="filing_version_once",
                    ),
                ),
                migrations.AddIndex(
                    model_name="course",
                    index=models.Index(fields=["state", "subject", "-published_at"], name="course_catalogue"),
                ),
                migrations.AddConstraint(
                    model_name="course",
                    constraint=models.UniqueConstraint(fields=("base", "code"), name="course_code_once"),
                ),
                migrations.AddConstraint(
                    model_name="completionbatch",
                    constraint=models.UniqueConstraint(
                        fields=("base", "year", "number"), name="completion_batch_number"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="trainingsession",
                    constraint=models.UniqueConstraint(
                        fields=("organiser", "code"), name="session_code_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sessionversion",
                    constraint=models.UniqueConstraint(
                        fields=("session", "number"), name="session_version_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sessionslot",
                    constraint=models.UniqueConstraint(
                        fields=("session", "date", "slot"), name="session_slot_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="completion",
                    index=models.Index(fields=["base", "state", "-reported_at"], name="completion_of_base"),
                ),
                migrations.AddIndex(
                    model_name="completion",
                    index=models.Index(fields=["course", "passed_on"], name="completion_of_course"),
                ),
                migrations.AddIndex(
                    model_name="completion",
                    index=models.Index(fields=["professional", "-passed_on"], name="completion_of_person"),
                ),
                migrations.AddConstraint(
                    model_name="completion",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("session", None)),
                        fields=("base", "external_id", "version"),
                        name="completion_of_base_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="completion",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("session", None), _negated=True),
                        fields=("session", "external_id", "version"),
                        name="completion_of_session_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attendee",
                    constraint=models.UniqueConstraint(
                        fields=("session", "identity_index"), name="attendee_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="webhookdelivery",
                    index=models.Index(fields=["client", "-created_at"], name="delivery_of_client"),
                ),
                migrations.CreateModel(
                    name="SheetImport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("kind", models.CharField(max_length=20)),
                        ("about", models.UUIDField(null=True)),
                        ("file_name", models.CharField(max_length=255)),
                        ("stored_name", models.CharField(blank=True, max_length=200)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("preparing", "准备中"),
                                    ("reading", "核对中"),
                                    ("asking", "待回答"),
                                    ("ready", "待确认"),
                                    ("unread", "未能读取"),
                                    ("dropped", "已放弃"),
                                    ("writing", "导入中"),
                                    ("done", "已导入"),
                                    ("undoing", "撤销中"),
                                    ("undone", "已撤销"),
                                ],
                                default="reading",
                                max_length=10,
                            ),
                        ),
                        ("edit", models.PositiveIntegerField(default=1)),
                        ("answers", models.JSONField(default=dict)),
                        ("questions", models.JSONField(default=list)),
                        ("facts", models.JSONField(default=dict)),
                        ("counts", models.JSONField(default=dict)),
                        ("sentence", models.CharField(blank=True, max_length=500)),
                        ("annotated_name", models.CharField(blank=True, max_length=200)),
                        ("wrong_name", models.CharField(blank=True, max_length=200)),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.organisation",
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
                ),
                migrations.CreateModel(
                    name="HistoryScan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=255)),
                        ("stored_name", models.CharField(max_length=200)),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField()),
                        ("mime", models.CharField(max_length=100)),
                        ("pages", models.PositiveSmallIntegerField(default=1)),
                        (
                            "of",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="scans",
                                to="registry.sheetimport",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="HistoryPackage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("file_name", models.CharField(max_length=255)),
                        ("stored_name", models.CharField(max_length=200)),
                        ("sha256", models.CharField(max_length=64)),
                        ("done", models.BooleanField(default=False)),
                        ("scan_count", models.PositiveIntegerField(default=0)),
                        ("faults", models.JSONField(default=list)),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "of",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="packages",
                                to="registry.sheetimport",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SheetRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sheet", models.PositiveSmallIntegerField()),
                        ("number", models.PositiveIntegerField()),
                        ("label", models.CharField(blank=True, max_length=120)),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("new", "新增"),
                                    ("changed", "变更"),
                                    ("same", "不变"),
                                    ("wrong", "有误"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("done", "已导入"),
                                    ("left", "没有导入"),
                                    ("undone", "已撤销"),
                                    ("kept", "没有撤销"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("weighed", models.BooleanField(default=False)),
                        ("content", cejc.lib.db.fields.EncryptedTextField(blank=True, default="")),
                        ("faults", models.JSONField(default=list)),
                        ("notes", models.JSONField(default=list)),
                        (
                            "of",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rows",
                                to="registry.sheetimport",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="registry.professional",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SheetAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("question", models.CharField(max_length=200)),
                        ("answer", models.CharField(blank=True, max_length=200)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="registry.organisation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("organisation", "kind", "question"), name="sheet_answer_once"
                            )
                        ],
                    },
                ),
                migrations.AddIndex(
                    model_name="sheetimport",
                    index=models.Index(fields=["organisation", "kind", "-created_at"], name="sheet_of_unit"),
                ),
                migrations.AddConstraint(
                    model_name="historyscan",
                    constraint=models.UniqueConstraint(fields=("of", "name"), name="history_scan_once"),
                ),
                migrations.AddConstraint(
                    model_name="historypackage",
                    constraint=models.UniqueConstraint(fields=("of", "sha256"), name="history_package_once"),
                ),
                migrations.AddIndex(
                    model_name="sheetrow",
                    index=models.Index(fields=["of", "verdict", "outcome", "id"], name="sheet_row_verdict"),
                ),
                migrations.AddConstraint(
                    model_name="sheetrow",
                    constraint=models.UniqueConstraint(
                        fields=("of", "sheet", "number"), name="sheet_row_once"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="user",
            name="professional",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="users",
                to="registry.professional",
            ),
        ),
        migrations.CreateModel(
            name="Reminding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=registry.choices.roles,
                        max_length=20,
                    ),
                ),
                ("topic", models.CharField(max_length=20)),
                ("year", models.PositiveSmallIntegerField(null=True, verbose_name="年度")),
                ("asked", models.JSONField(default=list)),
                ("others", models.PositiveIntegerField(default=0)),
                ("subject", models.CharField(max_length=100, verbose_name="标题")),
                ("text", models.TextField(verbose_name="正文")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("outbox", "待发出"),
                            ("sending", "发送中"),
                            ("sent", "已发出"),
                            ("dropped", "已放弃"),
                        ],
                        default="outbox",
                        max_length=10,
                    ),
                ),
                ("edit", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=cejc.clock.now)),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "提醒",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[("waiting", "将收到"), ("told", "已发出"), ("out", "不发送")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=200)),
                ("lately", models.BooleanField(default=False)),
                ("named", models.BooleanField(default=False)),
                (
                    "message",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="registry.message",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="registry.employment",
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="registry.reminding",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="reminding",
            index=models.Index(fields=["organisation", "role", "-id"], name="reminding_of_office"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["of", "outcome", "id"], name="letter_outcome"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(fields=("of", "place"), name="letter_once"),
        ),
        migrations.CreateModel(
            name="KeptFilter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("path", models.CharField(max_length=200)),
                ("query", models.CharField(max_length=1000)),
                ("name", models.CharField(max_length=40)),
                ("created_at", models.DateTimeField(default=cejc.clock.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="kept_filters",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "path", "name"), name="kept_filter_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="TakenList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("listed", models.CharField(max_length=30)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sheet", "Excel表格"),
                            ("paper", "打印稿（PDF）"),
                            ("bound", "合订本（PDF）"),
                            ("letter", "发消息"),
                        ],
                        max_length=8,
                        verbose_name="形式",
                    ),
                ),
                ("keys", models.JSONField(default=list)),
                ("asked", models.JSONField(default=list)),
                ("gone", models.PositiveIntegerField(default=0)),
                ("back", models.CharField(blank=True, max_length=1200)),
                ("stored_name", models.CharField(blank=True, max_length=200)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=cejc.clock.now)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["owner", "-id"], name="taken_of_owner")],
            },
        ),
        migrations.CreateModel(
            name="RecordInHand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateTimeField()),
                (
                    "activity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="in_hand",
                        to="registry.activity",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecordGiven",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField(default=cejc.clock.now)),
                (
                    "activity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="given",
                        to="registry.activity",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["to"], name="record_given_to")],
            },
        ),
        migrations.CreateModel(
            name="ActivityCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.IntegerField()),
                ("loose", models.BooleanField(db_default=True)),
                (
                    "role",
                    models.CharField(
                        choices=registry.choices.roles,
                        max_length=20,
                    ),
                ),
                ("office", models.BigIntegerField()),
                ("route", models.CharField(max_length=20)),
                ("supervised", models.BooleanField()),
                ("public_only", models.BooleanField()),
            ],
        ),
        migrations.AddIndex(
            model_name="activityreview",
            index=models.Index(
                condition=models.Q(("undone_at", None)),
                fields=["person", "stage"],
                name="activity_review_standing",
            ),
        ),
        migrations.AddIndex(
            model_name="activitycount",
            index=models.Index(fields=["role", "office"], name="activity_count_of_office"),
        ),
        migrations.AddIndex(
            model_name="activitycount",
            index=models.Index(
                condition=models.Q(("loose", True)), fields=["role", "office"], name="activity_count_loose"
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("state__in", ["submitted", "begun"])),
                fields=["organisation", "submitted_at", "id"],
                name="activity_waiting_page",
            ),
        ),
    ]
