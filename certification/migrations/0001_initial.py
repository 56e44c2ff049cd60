"""The tables of certification, made together; the triggers follow every `migrate` (cejc.lib.db.guards)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cejc.clock
import registry.choices
from cejc.lib.db.migrations import CreateTogether


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0002_rooms"),
    ]

    operations = [
        CreateTogether(
            operations=[
                migrations.CreateModel(
                    name="FigureCount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("basis", models.CharField(blank=True, max_length=80)),
                        ("counted_at", models.DateTimeField(blank=True, null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Allotment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("claimed", models.PositiveIntegerField(verbose_name="申领数量")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("claimed", "待核发"),
                                    ("granted", "已核发"),
                                    ("refused", "未予核发"),
                                ],
                                default="claimed",
                                max_length=10,
                            ),
                        ),
                        ("granted", models.PositiveIntegerField(default=0, verbose_name="核发数量")),
                        ("first", models.PositiveIntegerField(blank=True, null=True)),
                        ("last", models.PositiveIntegerField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("claimed_at", models.DateTimeField(default=cejc.clock.now)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "claimed_by",
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
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allotments",
                                to="registry.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "号段",
                    },
                ),
                migrations.CreateModel(
                    name="Batch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("route", models.CharField(max_length=40)),
                        ("application_year", models.PositiveSmallIntegerField(verbose_name="申报年度")),
                        ("name", models.CharField(max_length=100, verbose_name="名称")),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                        ("file_name", models.CharField(blank=True, max_length=255)),
                        ("stored_name", models.CharField(blank=True, max_length=200)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("mime", models.CharField(blank=True, max_length=100)),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "整理中"), ("filed", "已报送")],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("edit", models.PositiveIntegerField(default=0)),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                        ("filed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "filed_by",
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="batches",
                                to="registry.organisation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "报送批次",
                    },
                ),
                migrations.CreateModel(
                    name="BureauSetting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("application_year", models.PositiveSmallIntegerField(verbose_name="申报年度")),
                        (
                            "county_review",
                            models.BooleanField(default=False, verbose_name="先由县市区人社部门审核"),
                        ),
                        ("notice", models.BooleanField(default=False, verbose_name="单位须先行公示")),
                        (
                            "notice_days",
                            models.PositiveSmallIntegerField(default=5, verbose_name="公示工作日"),
                        ),
                        ("opens", models.DateField(blank=True, null=True, verbose_name="受理开始")),
                        ("closes", models.DateField(blank=True, null=True, verbose_name="受理截止")),
                        (
                            "signatory",
                            models.CharField(blank=True, max_length=100, verbose_name="认定单落款"),
                        ),
                        ("edit", models.PositiveIntegerField(default=0)),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bureau_settings",
                                to="registry.organisation",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Case",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("application_year", models.PositiveSmallIntegerField(verbose_name="申报年度")),
                        ("title_series", models.CharField(max_length=40, verbose_name="申报职称系列")),
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
                                max_length=20,
                                verbose_name="申报职称级别",
                            ),
                        ),
                        (
                            "title_name",
                            models.CharField(blank=True, max_length=60, verbose_name="申报职称名称"),
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
                                max_length=12,
                                verbose_name="学位",
                            ),
                        ),
                        ("route", models.CharField(max_length=40, verbose_name="认定渠道")),
                        ("wanted", models.CharField(blank=True, max_length=120)),
                        ("notice_days", models.PositiveSmallIntegerField(default=0)),
                        ("span_first", models.PositiveSmallIntegerField()),
                        ("span_last", models.PositiveSmallIntegerField()),
                        ("span_why", models.CharField(max_length=300)),
                        ("policy", models.CharField(max_length=60)),
                        ("policy_sha256", models.CharField(max_length=64)),
                        ("state", models.CharField(default="draft", max_length=40)),
                        ("round", models.PositiveSmallIntegerField(default=0)),
                        ("edit", models.PositiveIntegerField(default=0)),
                        ("reached_province", models.BooleanField(default=False)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("state_since", models.DateTimeField(default=cejc.clock.now)),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "batch",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="certification.batch",
                            ),
                        ),
                        (
                            "bureau",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bureau_cases",
                                to="registry.organisation",
                            ),
                        ),
                        (
                            "county",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="county_cases",
                                to="registry.organisation",
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="department_cases",
                                to="registry.organisation",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="registry.organisation",
                            ),
                        ),
                        (
                            "professional",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="registry.professional",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "认定申请",
                    },
                ),
                migrations.CreateModel(
                    name="CaseItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("awards", models.JSONField(default=list)),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="case_items",
                                to="registry.activity",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="certification.case",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="CaseYear",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        (
                            "basis",
                            models.CharField(
                                choices=[
                                    ("examined", "本次认定"),
                                    ("certified", "以往认定单"),
                                    ("exempt", "免于考核"),
                                    ("deemed", "视同完成"),
                                ],
                                default="examined",
                                max_length=12,
                            ),
                        ),
                        ("basis_note", models.CharField(blank=True, max_length=300)),
                        ("public_hours", models.DecimalField(decimal_places=2, default=0, max_digits=8)),
                        (
                            "professional_hours",
                            models.DecimalField(decimal_places=2, default=0, max_digits=8),
                        ),
                        ("total_hours", models.DecimalField(decimal_places=2, default=0, max_digits=8)),
                        (
                            "result",
                            models.CharField(
                                choices=[("met", "合格"), ("short", "不足")], default="short", max_length=8
                            ),
                        ),
                        ("details", models.JSONField(blank=True, default=dict)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="years",
                                to="certification.case",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["year"],
                    },
                ),
                migrations.CreateModel(
                    name="DegreeProof",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
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
                                max_length=12,
                            ),
                        ),
                        ("file_name", models.CharField(max_length=255)),
                        ("stored_name", models.CharField(max_length=200)),
                        ("sha256", models.CharField(max_length=64)),
                        ("mime", models.CharField(max_length=100)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("claimed", "待核对"),
                                    ("checked", "已核对"),
                                    ("refused", "核对不符"),
                                ],
                                default="claimed",
                                max_length=12,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=500)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="degree_proof",
                                to="certification.case",
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
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Exemption",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("reason", models.CharField(max_length=500)),
                        ("file_name", models.CharField(blank=True, max_length=255)),
                        ("stored_name", models.CharField(blank=True, max_length=200)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("mime", models.CharField(blank=True, max_length=100)),
                        ("approved_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "approved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="exemptions",
                                to="certification.case",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="FigureDirty",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    name="Notice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("application_year", models.PositiveSmallIntegerField(verbose_name="申报年度")),
                        ("title", models.CharField(max_length=200, verbose_name="标题")),
                        ("text", models.TextField(blank=True, verbose_name="正文")),
                        ("contact", models.CharField(max_length=200, verbose_name="受理异议的联系方式")),
                        ("working_days", models.PositiveSmallIntegerField(default=5)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "拟稿"),
                                    ("open", "公示中"),
                                    ("closed", "公示期满"),
                                    ("withdrawn", "已撤回"),
                                ],
                                default="draft",
                                max_length=12,
                            ),
                        ),
                        ("edit", models.PositiveIntegerField(default=0)),
                        ("frozen", models.JSONField(default=dict)),
                        ("frozen_sha256", models.CharField(blank=True, max_length=64)),
                        ("pdf_name", models.CharField(blank=True, default="", max_length=200)),
                        ("pdf_sha256", models.CharField(blank=True, default="", max_length=64)),
                        ("pdf_struck", models.PositiveIntegerField(default=0)),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                        ("last_day", models.DateField(blank=True, null=True)),
                        ("ends_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_reason", models.CharField(blank=True, max_length=500)),
                        ("annulled_at", models.DateTimeField(blank=True, null=True)),
                        ("annulled_reason", models.CharField(blank=True, default="", max_length=500)),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "created_by",
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
                                related_name="notices",
                                to="registry.organisation",
                            ),
                        ),
                        (
                            "published_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "公示",
                    },
                ),
                migrations.CreateModel(
                    name="NoticeEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("position", models.PositiveIntegerField(default=0)),
                        ("snapshot", models.JSONField(default=dict)),
                        ("taken_out_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "taken_out_reason",
                            models.CharField(blank=True, default="", max_length=500),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notice_entries",
                                to="certification.case",
                            ),
                        ),
                        (
                            "notice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="certification.notice",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["position"],
                    },
                ),
                migrations.CreateModel(
                    name="Objection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("objector_name", models.CharField(max_length=100, verbose_name="姓名")),
                        ("objector_contact", models.CharField(max_length=100, verbose_name="联系方式")),
                        ("text", models.TextField(verbose_name="异议内容")),
                        ("file_name", models.CharField(blank=True, max_length=255)),
                        ("stored_name", models.CharField(blank=True, max_length=200)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("mime", models.CharField(blank=True, max_length=100)),
                        ("receipt_hash", models.CharField(max_length=64, unique=True)),
                        ("submission_key", models.CharField(max_length=40, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "待答复"),
                                    ("upheld", "异议成立"),
                                    ("dismissed", "异议不成立"),
                                ],
                                default="open",
                                max_length=12,
                            ),
                        ),
                        ("answer", models.TextField(blank=True)),
                        ("answered_for", models.CharField(blank=True, max_length=200)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
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
                            "entry",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objections",
                                to="certification.noticeentry",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "异议",
                    },
                ),
                migrations.CreateModel(
                    name="PersonYear",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("certified", "以往认定单"),
                                    ("exempt", "免于考核"),
                                    ("deemed", "视同完成"),
                                    ("met", "合格"),
                                    ("short", "不足"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("public_hours", models.DecimalField(decimal_places=2, default=0, max_digits=8)),
                        (
                            "professional_hours",
                            models.DecimalField(decimal_places=2, default=0, max_digits=8),
                        ),
                        ("missing_public", models.DecimalField(decimal_places=2, default=0, max_digits=8)),
                        (
                            "missing_professional",
                            models.DecimalField(decimal_places=2, default=0, max_digits=8),
                        ),
                        ("registered", models.BooleanField(default=False)),
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="registry.professional",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Reminder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("nudge", "催办"), ("overdue", "逾期提醒")], max_length=8
                            ),
                        ),
                        ("state", models.CharField(max_length=40)),
                        ("state_since", models.DateTimeField()),
                        ("at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reminders",
                                to="certification.case",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("round", models.PositiveSmallIntegerField()),
                        ("stage", models.CharField(max_length=40)),
                        ("decision", models.CharField(max_length=12)),
                        ("reasons", models.JSONField(default=list)),
                        ("text", models.TextField(blank=True)),
                        ("items", models.JSONField(default=list)),
                        ("at", models.DateTimeField(default=cejc.clock.now)),
                        ("undone_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="certification.case",
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
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="registry.professional",
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
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Slip",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("certificate", models.CharField(blank=True, default="", max_length=40)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("sequence", models.PositiveIntegerField()),
                        ("number", models.CharField(max_length=40, unique=True, verbose_name="编号")),
                        ("check_code", models.CharField(max_length=16, verbose_name="校验码")),
                        ("span_first", models.PositiveSmallIntegerField()),
                        ("span_last", models.PositiveSmallIntegerField()),
                        ("content", models.JSONField()),
                        ("content_sha256", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[("valid", "有效"), ("superseded", "已换发"), ("revoked", "已撤销")],
                                default="valid",
                                max_length=12,
                            ),
                        ),
                        ("state_reason", models.CharField(blank=True, max_length=500)),
                        ("state_at", models.DateTimeField(blank=True, null=True)),
                        ("issued_at", models.DateTimeField(default=cejc.clock.now)),
                        ("pdf_name", models.CharField(blank=True, max_length=200)),
                        ("pdf_sha256", models.CharField(blank=True, db_index=True, max_length=64)),
                        ("pdf_size", models.PositiveIntegerField(default=0)),
                        ("rendered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="slips",
                                to="certification.case",
                            ),
                        ),
                        (
                            "issued_by",
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
                                related_name="slips",
                                to="registry.professional",
                            ),
                        ),
                        (
                            "supersedes",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="superseded_by",
                                to="certification.slip",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "认定单",
                    },
                ),
                migrations.CreateModel(
                    name="Recheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "cause",
                            models.CharField(
                                choices=[
                                    ("activity", "活动记录撤销认可"),
                                    ("prior", "以往认定单核对不符"),
                                    ("slip", "以往认定单被撤销"),
                                    ("notice", "公示被撤销"),
                                    ("year", "年度登记重新开启"),
                                ],
                                max_length=10,
                                verbose_name="起因",
                            ),
                        ),
                        ("cause_key", models.CharField(max_length=80)),
                        ("cause_label", models.CharField(max_length=300)),
                        ("reason", models.CharField(max_length=1300, verbose_name="理由")),
                        ("path", models.JSONField(default=list)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "待重核"),
                                    ("kept", "维持有效"),
                                    ("revoked", "认定单已撤销"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=500, verbose_name="核查结论")),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
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
                            "slip",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rechecks",
                                to="certification.slip",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "重核",
                    },
                ),
                migrations.CreateModel(
                    name="PriorSlip",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("number", models.CharField(max_length=60)),
                        ("first_year", models.PositiveSmallIntegerField()),
                        ("last_year", models.PositiveSmallIntegerField()),
                        ("file_name", models.CharField(blank=True, max_length=255)),
                        ("stored_name", models.CharField(blank=True, max_length=200)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("mime", models.CharField(blank=True, max_length=100)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("claimed", "待核对"),
                                    ("checked", "已核对"),
                                    ("refused", "核对不符"),
                                ],
                                default="claimed",
                                max_length=12,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=500)),
                        ("checked_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "checked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "professional",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="prior_slips",
                                to="registry.professional",
                            ),
                        ),
                        (
                            "slip",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="certification.slip",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="AllottedNumber",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        ("sequence", models.PositiveIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[("stock", "库存"), ("used", "已使用"), ("void", "已作废")],
                                default="stock",
                                max_length=8,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("changed_at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "allotment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="numbers",
                                to="certification.allotment",
                            ),
                        ),
                        (
                            "slip",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allotted",
                                to="certification.slip",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SlipAction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("revoke", "撤销"), ("reissue", "换发")], max_length=10
                            ),
                        ),
                        ("reason", models.CharField(max_length=500, verbose_name="理由")),
                        ("changes", models.JSONField(default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "待复核"),
                                    ("approved", "已执行"),
                                    ("refused", "未予同意"),
                                ],
                                default="proposed",
                                max_length=10,
                            ),
                        ),
                        ("proposed_at", models.DateTimeField(default=cejc.clock.now)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("decision_note", models.CharField(blank=True, max_length=500)),
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
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "slip",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="actions",
                                to="certification.slip",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SlipSequence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("certificate", models.CharField(blank=True, default="", max_length=40)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("last", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("certificate", "year"), name="slip_sequence_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Transition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("action", models.CharField(max_length=60)),
                        ("from_state", models.CharField(max_length=40)),
                        ("to_state", models.CharField(max_length=40)),
                        ("actor", models.CharField(blank=True, max_length=36)),
                        ("actor_label", models.CharField(max_length=200)),
                        ("office_label", models.CharField(blank=True, max_length=200)),
                        ("reason", models.TextField(blank=True)),
                        ("at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="transitions",
                                to="certification.case",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="StageStay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        ("stage", models.CharField(max_length=40)),
                        ("days", models.PositiveIntegerField()),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="stays",
                                to="certification.case",
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
                            "left_by",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="certification.transition",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="WindowException",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "route",
                            models.CharField(
                                choices=registry.choices.routes,
                                max_length=20,
                            ),
                        ),
                        ("application_year", models.PositiveSmallIntegerField()),
                        ("opens", models.DateField(verbose_name="开始日期")),
                        ("closes", models.DateField(verbose_name="截止日期")),
                        ("reason", models.CharField(max_length=500, verbose_name="理由")),
                        ("granted_at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "granted_by",
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
                                related_name="window_exceptions",
                                to="registry.organisation",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="YearFigure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        (
                            "name",
                            models.CharField(
                                choices=[
                                    ("years", "人数"),
                                    ("registered", "年度登记"),
                                    ("short", "不足人数"),
                                    ("missing", "差额学时"),
                                    ("cases", "申请"),
                                    ("slips", "认定单"),
                                    ("days", "办理天数"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("part", models.CharField(blank=True, max_length=40)),
                        ("days", models.PositiveIntegerField(default=0)),
                        ("value", models.DecimalField(decimal_places=2, max_digits=14)),
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
                migrations.AddConstraint(
                    model_name="allotment",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "claimed")),
                        fields=("organisation", "year"),
                        name="allotment_one_claim",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bureausetting",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "application_year"), name="bureau_setting_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bureausetting",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("opens", None),
                            ("closes", None),
                            ("closes__gte", models.F("opens")),
                            _connector="OR",
                        ),
                        name="bureau_window_order",
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        fields=["organisation", "state", "state_since"], name="case_queue_employer"
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        fields=["department", "state", "state_since"], name="case_queue_department"
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(fields=["state", "state_since", "id"], name="case_queue_province"),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        condition=models.Q(
                            ("state__in", ("cancelled", "issued", "recorded", "revoked")), _negated=True
                        ),
                        fields=["department", "state_since", "id"],
                        name="case_wait_department",
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        condition=models.Q(
                            ("reached_province", True),
                            models.Q(
                                ("state__in", ("cancelled", "issued", "recorded", "revoked")), _negated=True
                            ),
                        ),
                        fields=["state_since", "id"],
                        name="case_wait_province",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="case",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "cancelled"), _negated=True),
                        fields=("professional", "application_year"),
                        name="case_one_live_per_year",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="caseitem",
                    constraint=models.UniqueConstraint(fields=("case", "activity"), name="case_item_once"),
                ),
                migrations.AddConstraint(
                    model_name="caseyear",
                    constraint=models.UniqueConstraint(fields=("case", "year"), name="case_year_once"),
                ),
                migrations.AddConstraint(
                    model_name="exemption",
                    constraint=models.UniqueConstraint(fields=("case", "year"), name="exemption_once"),
                ),
                migrations.AddIndex(
                    model_name="notice",
                    index=models.Index(fields=["state", "ends_at", "id"], name="notice_on_wall"),
                ),
                migrations.AddConstraint(
                    model_name="noticeentry",
                    constraint=models.UniqueConstraint(fields=("notice", "case"), name="notice_entry_once"),
                ),
                migrations.AddIndex(
                    model_name="noticeentry",
                    index=models.Index(
                        condition=models.Q(("taken_out_at__isnull", False)),
                        fields=["notice"],
                        name="notice_entry_out",
                    ),
                ),
                migrations.AddIndex(
                    model_name="personyear",
                    index=models.Index(fields=["organisation", "year", "state"], name="person_year_of_unit"),
                ),
                migrations.AddIndex(
                    model_name="personyear",
                    index=models.Index(fields=["year", "state", "id"], name="person_year_of_province"),
                ),
                migrations.AddConstraint(
                    model_name="personyear",
                    constraint=models.UniqueConstraint(
                        fields=("professional", "year"), name="person_year_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="reminder",
                    index=models.Index(fields=["case", "at"], name="reminder_of_case"),
                ),
                migrations.AddConstraint(
                    model_name="reminder",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("kind", "overdue")),
                        fields=("case", "state_since"),
                        name="reminder_overdue_once",
                    ),
                ),
                migrations.AddIndex(
                    model_name="review",
                    index=models.Index(fields=["case", "person"], name="review_of_person"),
                ),
                migrations.AddConstraint(
                    model_name="slip",
                    constraint=models.UniqueConstraint(
                        fields=("year", "sequence", "certificate"), name="slip_number_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="slip",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "valid")),
                        fields=("professional", "certificate", "span_first", "span_last"),
                        name="slip_one_live_per_span",
                    ),
                ),
                migrations.AddIndex(
                    model_name="recheck",
                    index=models.Index(fields=["state", "created_at"], name="recheck_inbox"),
                ),
                migrations.AddConstraint(
                    model_name="recheck",
                    constraint=models.UniqueConstraint(
                        fields=("slip", "cause", "cause_key"), name="recheck_once_a_cause"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="priorslip",
                    constraint=models.UniqueConstraint(
                        fields=("professional", "number"), name="prior_slip_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="allottednumber",
                    index=models.Index(fields=["allotment", "state", "sequence"], name="allotted_stock"),
                ),
                migrations.AddConstraint(
                    model_name="allottednumber",
                    constraint=models.UniqueConstraint(
                        fields=("year", "sequence"), name="allotted_number_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="allottednumber",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("slip__isnull", False), ("state", "used")),
                            models.Q(models.Q(("state", "used"), _negated=True), ("slip", None)),
                            _connector="OR",
                        ),
                        name="allotted_number_used_by_a_slip",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="slipaction",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("slip",),
                        name="slip_one_action_pending",
                    ),
                ),
                migrations.AddIndex(
                    model_name="stagestay",
                    index=models.Index(fields=["organisation", "year", "stage"], name="stage_stay_of_unit"),
                ),
                migrations.AddConstraint(
                    model_name="windowexception",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("closes__gte", models.F("opens"))), name="window_exception_dates"
                    ),
                ),
                migrations.AddIndex(
                    model_name="yearfigure",
                    index=models.Index(fields=["year", "name", "organisation"], name="year_figure_of_year"),
                ),
                migrations.AddConstraint(
                    model_name="yearfigure",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "year", "name", "part", "days"), name="year_figure_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="yearfigure",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("value__gt", 0)), name="year_figure_positive"
                    ),
                ),
                migrations.CreateModel(
                    name="CaseNote",
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
                                max_length=12,
                            ),
                        ),
                        ("text", models.CharField(max_length=1000)),
                        ("at", models.DateTimeField(default=cejc.clock.now)),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notes",
                                to="certification.case",
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
                    ],
                    options={
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="InHand",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("until", models.DateTimeField()),
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="in_hand",
                                to="certification.case",
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
                    name="Assignment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("stage", models.CharField(max_length=40)),
                        ("round", models.PositiveSmallIntegerField()),
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
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="assignment",
                                to="certification.case",
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
                        "indexes": [models.Index(fields=["to"], name="assignment_to")],
                    },
                ),
                migrations.CreateModel(
                    name="ReturnPhrase",
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
                                max_length=12,
                            ),
                        ),
                        ("label", models.CharField(max_length=40)),
                        ("text", models.CharField(max_length=300)),
                        ("at", models.DateTimeField(default=cejc.clock.now)),
                        ("dropped_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
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
                    ],
                    options={
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("dropped_at", None)),
                                fields=("organisation", "role", "label"),
                                name="return_phrase_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SlipParcel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("files", "逐份文件打包（ZIP，附目录）"),
                                    ("print", "合并为PDF，双面打印"),
                                    ("list", "领取签收表"),
                                ],
                                max_length=8,
                                verbose_name="形式",
                            ),
                        ),
                        ("slips", models.JSONField(default=list)),
                        ("left_out", models.JSONField(default=list)),
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
                        "indexes": [models.Index(fields=["owner", "-id"], name="parcel_of_owner")],
                    },
                ),
            ],
        ),
        migrations.AddField(
            model_name="stagestay",
            name="office",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.organisation",
            ),
        ),
        migrations.AddField(
            model_name="stagestay",
            name="workdays",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name="stagestay",
            index=models.Index(fields=["stage", "office", "year", "workdays"], name="stage_stay_pace"),
        ),
        migrations.CreateModel(
            name="CalendarAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(default=cejc.clock.now)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OwnCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("stored_name", models.CharField(blank=True, max_length=200)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("files", models.PositiveIntegerField(default=0)),
                ("missing", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(default=cejc.clock.now)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="CaseCount",
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
                ("policy", models.CharField(max_length=60)),
                ("policy_sha256", models.CharField(max_length=64)),
                ("route", models.CharField(max_length=40)),
                ("wanted", models.CharField(blank=True, max_length=120)),
                ("notice_days", models.PositiveSmallIntegerField()),
                ("state", models.CharField(max_length=40)),
            ],
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("undone_at", None)),
                fields=["person", "stage"],
                name="review_standing_of_person",
            ),
        ),
        migrations.AddIndex(
            model_name="casecount",
            index=models.Index(fields=["role", "office"], name="case_count_of_office"),
        ),
        migrations.AddIndex(
            model_name="casecount",
            index=models.Index(
                condition=models.Q(("loose", True)), fields=["role", "office"], name="case_count_loose"
            ),
        ),
        migrations.AddIndex(
            model_name="noticeentry",
            index=models.Index(fields=["notice", "position"], name="notice_entry_place"),
        ),
        migrations.CreateModel(
            name="SlipCount",
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
            ],
            options={
                "indexes": [
                    models.Index(fields=["role", "office"], name="slip_count_of_office"),
                    models.Index(
                        condition=models.Q(("loose", True)),
                        fields=["role", "office"],
                        name="slip_count_loose",
                    ),
                ],
            },
        ),
    ]
