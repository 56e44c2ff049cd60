"""What the pages about records, courses, sessions and keys say they did, and what the database then holds."""

from datetime import date

import pytest
from django.utils import timezone

from registry.activities.services import activity_review
from registry.models import (
    Activity,
    ApiClient,
    Attendee,
    AuditEntry,
    Completion,
    CompletionBatch,
    Course,
    CourseMaterial,
    CourseReview,
    CrossReview,
    CrossReviewSample,
    Evidence,
    EvidenceFlag,
    Expert,
    ExpertOpinion,
    Filing,
    Job,
    MissingHours,
    PlatformKey,
    SignIn,
    Suspension,
    TrainingBase,
    TrainingSession,
    Webhook,
)
from registry.results.services.completion import receive
from registry.training.services import course, course_review, filing
from tests import factories
from tests.cejc.test_urls import people, shared, things  # noqa: F401  (fixtures)
from tests.certification.rows import on
from tests.outcome import outcome
from tests.registry.activities.activity_factories import make_submitted, upload
from tests.registry.results import completion_factories as platform
from tests.registry.training import training_factories
from tests.said.walk import Walk, scan, told, undone

pytestmark = pytest.mark.django_db


def test_what_a_person_is_told_about_a_record(people, things):  # noqa: F811
    walk, person, draft = Walk(things), people.person, things.draft
    with undone():
        outcome(
            walk.press(
                person,
                "registry:activity-edit",
                {"do": "save", "title": "新题目", "edit": draft.edit},
                [draft.public_id],
            ),
            "草稿已保存。",
            lambda: Activity.objects.get(pk=draft.pk).title == "新题目",
        )
    with undone():
        outcome(
            walk.press(
                person,
                "registry:activity-edit",
                {
                    "do": "upload",
                    "title": "题目",
                    "edit": draft.edit,
                    "document_kind": things.proof.document_kind,
                    "files": upload("另一份", "另一份.png"),
                },
                [draft.public_id],
            ),
            "“另一份.png”已上传。",
            lambda: Evidence.objects.filter(activity=draft, file_name="另一份.png").exists(),
        )
    with undone():
        outcome(
            walk.press(
                person,
                "registry:activity-edit",
                {"do": f"remove:{things.proof.public_id}", "title": "题目", "edit": draft.edit},
                [draft.public_id],
            ),
            f"“{things.proof.file_name}”已移除。",
            lambda: not Evidence.objects.current().filter(pk=things.proof.pk).exists(),
        )
    EvidenceFlag.objects.all().delete()
    with undone():
        outcome(
            walk.press(person, "registry:activity-discard", {}, [draft.public_id]),
            "草稿已删除。",
            lambda: not Activity.objects.filter(pk=draft.pk).exists(),
        )
    sent = make_submitted(person, "computer_exam")
    with undone():
        outcome(
            walk.press(person, "registry:activity-withdraw", {}, [sent.public_id]),
            "已撤回，记录恢复为草稿，可以修改后重新提交。",
            lambda: Activity.objects.get(pk=sent.pk).state == "draft",
        )
    with undone():
        Activity.objects.filter(pk=sent.pk).update(state="returned")
        outcome(
            walk.press(person, "registry:activity-discard", {}, [sent.public_id]),
            "记录已作废，曾提交的内容留存备查。",
            lambda: Activity.objects.get(pk=sent.pk).state == "discarded",
        )
    with undone():
        Activity.objects.filter(pk=sent.pk).update(state="returned", edit=5)
        data = {"do": "submit", "title": sent.title, "note": "", "edit": "5"}
        data |= {f"fact_{key}": value for key, value in sent.facts.items()}
        outcome(
            walk.press(person, "registry:activity-edit", data, [sent.public_id]),
            "已提交审核。结果会发消息告诉您。",
            lambda: Activity.objects.get(pk=sent.pk).state == "submitted",
        )


def test_what_a_reviewer_is_told(people, things):  # noqa: F811
    walk, hr = Walk(things), people.hr
    EvidenceFlag.objects.all().update(state="cleared")
    sent = make_submitted(people.person, "computer_exam")
    with undone():
        outcome(
            walk.press(hr, "registry:review-approve", {"edit": sent.edit}, [sent.public_id]),
            f"“{sent}”已认可。",
            lambda: (
                Activity.objects.get(pk=sent.pk).state == "approved"
                and told(people.person, "activity_approved")
            ),
        )
    with undone():
        outcome(
            walk.press(
                hr, "registry:review-return", {"edit": sent.edit, "text": "请补充成绩单"}, [sent.public_id]
            ),
            f"“{sent}”已退回，本人会收到退回理由。",
            lambda: (
                Activity.objects.get(pk=sent.pk).state == "returned"
                and told(people.person, "activity_returned")
            ),
        )
    with undone():
        EvidenceFlag.objects.filter(pk=things.flag.pk).update(state="open")
        outcome(
            walk.press(hr, "registry:flag", {"decision": "cleared", "note": "同一通知"}),
            "核对结果已记录，可以继续审核。",
            lambda: EvidenceFlag.objects.get(pk=things.flag.pk).state == "cleared",
        )
    with undone():
        Activity.objects.filter(pk=things.draft.pk).update(state="submitted")
        EvidenceFlag.objects.filter(pk=things.flag.pk).update(state="open")
        outcome(
            walk.press(
                hr,
                "registry:flag",
                {"decision": "upheld", "note": "同一材料", "against": str(things.sent.public_id)},
            ),
            f"核对结果已记录：重复属实。“{things.sent}”（已退回）不再计学时，已通知本人。",
            lambda: Activity.objects.get(pk=things.sent.pk).state == "returned",
        )
    with undone():
        activity_review.approve(actor=hr, activity=sent)
        outcome(
            walk.press(hr, "registry:activity-take-back", {"reason": "证书有误"}, [sent.public_id]),
            "已撤销认可，已通知本人。",
            lambda: (
                Activity.objects.get(pk=sent.pk).state == "revoked"
                and told(people.person, "activity_taken_back")
            ),
        )
    with undone():
        outcome(
            walk.press(
                people.province,
                "registry:suspensions",
                {"first_day": "2020-08-01", "last_day": "2020-08-05", "citation": "四(一)"},
            ),
            "停办期已登记，其间的活动会提示审核人。",
            lambda: Suspension.objects.filter(first_day="2020-08-01", last_day="2020-08-05").exists(),
        )
    with undone():
        outcome(
            walk.press(people.province, "registry:suspension-end", {"last_day": "2020-06-09"}),
            "停办期的结束日期已登记。",
            lambda: Suspension.objects.get(pk=things.suspension.pk).last_day == date(2020, 6, 9),
        )


def test_what_a_base_is_told_about_courses(people, things):  # noqa: F811
    walk, clerk, row = Walk(things), people.base, things.course
    typed = {
        "title": "水利新课",
        "code": "NEW1",
        "form": "online",
        "subject": "professional",
        "theme_year": "",
        "minutes": "90",
        "live_on": "2020-12-01",
        "teachers": "谢教授",
        "textbook": "讲义",
        "outline": "纲要",
        "price": "",
        "price_reason": "",
    }
    with undone():
        outcome(
            walk.press(clerk, "registry:course-new", typed),
            "课程已建立，补齐后即可发布。",
            lambda: Course.objects.get(code="NEW1").state == "draft",
        )
    with undone():
        outcome(
            walk.press(
                clerk,
                "registry:course-edit",
                typed | {"code": row.code, "title": "改名的课", "edit": row.edit, "reason": "更正"},
            ),
            "课程已更新。",
            lambda: Course.objects.get(pk=row.pk).title == "改名的课",
        )
    with undone():
        outcome(
            walk.press(clerk, "registry:course-publish"),
            "课程已发布，公众可以在课程目录中查到。",
            lambda: Course.objects.get(pk=row.pk).state == "published",
        )
    with undone():
        course.publish(actor=clerk, course=row)
        outcome(
            walk.press(clerk, "registry:course-withdraw", {"reason": "改版"}),
            "课程已停开。",
            lambda: Course.objects.get(pk=row.pk).state == "withdrawn",
        )
    with undone():
        outcome(
            walk.press(
                clerk,
                "registry:course-material-add",
                {"title": "教案二", "file": scan("教案.pdf"), "url": "", "sha256": ""},
            ),
            "材料已添加。",
            lambda: CourseMaterial.objects.filter(course=row, title="教案二").exists(),
        )
    with undone():
        outcome(
            walk.press(clerk, "registry:course-material-remove"),
            f"已移除“{things.material.title}”。",
            lambda: CourseMaterial.objects.get(pk=things.material.pk).removed_at is not None,
        )
    officer, review = people.department, things.review
    CourseMaterial.objects.filter(pk=things.material.pk).update(removed_at=timezone.now())
    training_factories.make_material(row, clerk)
    with undone():
        outcome(
            walk.press(officer, "registry:course-convene", {"experts": [str(things.expert.public_id)]}),
            "已送专家审定，专家会收到通知。",
            lambda: (
                CourseReview.objects.filter(course=row, state="convened").exists()
                and told(things.expert.user, "opinion_asked")
            ),
        )
    with undone():
        outcome(
            walk.press(officer, "registry:course-review-urge", {}, [review.public_id]),
            "已催请1位专家。",
            lambda: (
                AuditEntry.objects.filter(action="course_review.urged", subject=str(review.public_id)).count()
                == 1
            ),
        )
    with undone():
        outcome(
            walk.press(
                officer,
                "registry:course-review-replace",
                {"expert": str(things.expert.public_id)},
                [review.public_id, things.opinion.public_id],
            ),
            "已改请专家，专家会收到通知。",
            lambda: (
                review.opinions.filter(expert=things.expert).exists()
                and told(things.expert.user, "opinion_asked")
            ),
        )
    with undone():
        outcome(
            walk.press(people.colleague, "registry:opinion", {"verdict": "pass", "text": "内容准确"}),
            "意见已提交。审定形成结论之前可以修改。",
            lambda: ExpertOpinion.objects.get(pk=things.opinion.pk).verdict == "pass",
        )
    with undone():
        course_review.give_opinion(
            actor=people.colleague, opinion=things.opinion, verdict="pass", text="内容准确"
        )
        course_review.conclude(
            actor=officer, review=review, conclusion="pass", text="同意", hours=10, upload=scan("结论.pdf")
        )
        outcome(
            walk.press(officer, "registry:course-review-submit"),
            "审定结论已提交省人社厅专技处。",
            lambda: (
                CourseReview.objects.get(pk=review.pk).state == "submitted"
                and told(people.province, "conclusion_submitted")
            ),
        )
    with undone():
        other = training_factories.make_expert("other9", "别家", base=platform.make_base("JDOTHER"))
        outcome(
            walk.press(people.province, "registry:cross-review-assign", {"expert": str(other.public_id)}),
            "已请专家审查，专家会收到通知。",
            lambda: (
                CrossReview.objects.get(pk=things.cross.pk).expert == other
                and told(other.user, "cross_asked")
            ),
        )
    with undone():
        outcome(
            walk.press(people.colleague, "registry:cross-opinion", {"verdict": "pass", "text": "内容准确"}),
            "意见已提交。省人社厅决定之前可以修改。",
            lambda: CrossReview.objects.get(pk=things.cross.pk).verdict == "pass",
        )
    with undone():
        platform.conclude(platform.make_online(people.training_base, "KCCR"), "2020-04-20")
        outcome(
            walk.press(people.province, "registry:cross-samples", {"seed": "2020-06", "size": "1"}),
            "已抽取，请为每门课程指定专家。",
            lambda: CrossReviewSample.objects.get(seed="2020-06").cross_reviews.count() == 1,
        )


def test_what_is_said_about_bases_and_experts(people, things):  # noqa: F811
    walk, province, base = Walk(things), people.province, people.training_base
    shown = {
        "address": "长沙市",
        "contact": "0731-1",
        "platform_name": "",
        "platform_url": "",
        "introduction": "",
        "approved_on": "2019-01-01",
    }
    with undone():
        outcome(
            walk.press(
                province,
                "registry:base-new",
                shown
                | {
                    "code": "JDNEW",
                    "name": "湖南水利培训中心",
                    "credit_code": factories.credit_code(778),
                    "organisation": "",
                    "supervising_unit": str(people.department_unit.public_id),
                    "supervisor": str(people.department_unit.public_id),
                },
            ),
            "已登记基地“湖南水利培训中心”。经办人的账号和角色请系统管理员授予。",
            lambda: TrainingBase.objects.get(code="JDNEW").supervising_unit == people.department_unit,
        )
    with undone():
        outcome(
            walk.press(
                province,
                "registry:base-edit",
                shown
                | {
                    "address": "株洲市",
                    "edit": base.edit,
                    "supervising_unit": str(base.supervising_unit.public_id),
                    "personnel_office": "",
                },
            ),
            "基地信息已更新。",
            lambda: TrainingBase.objects.get(pk=base.pk).address == "株洲市",
        )
    with undone():
        outcome(
            walk.press(province, "registry:base-close", {"last_day": "2020-12-31", "reason": "转制"}),
            "已登记撤销。",
            lambda: (
                TrainingBase.objects.get(pk=base.pk).closed_on == date(2020, 12, 31)
                or TrainingBase.objects.get(pk=base.pk).closed_on is not None
            ),
        )
    with undone():
        outcome(
            walk.press(
                province,
                "registry:experts",
                {"username": people.auditor.username, "base": "", "field": "水文"},
            ),
            "已列入专家名单。",
            lambda: Expert.objects.get(user=people.auditor).field == "水文",
        )
    with undone():
        outcome(
            walk.press(province, "registry:expert-dismiss", {"reason": "本人申请"}),
            "已移出专家名单。",
            lambda: Expert.objects.get(pk=things.expert.pk).valid_until is not None,
        )
    with undone():
        outcome(
            walk.press(province, "registry:api-client-revoke", {"reason": "停用"}),
            "接口凭据已停用。",
            lambda: ApiClient.objects.get(pk=things.access.pk).revoked_at is not None,
        )
    with undone():
        Webhook.objects.create(
            client=things.access,
            url="https://platform.example.org/hook",
            secret="x",
            set_by=people.base,
            set_at=timezone.now(),
        )
        outcome(
            walk.press(people.base, "registry:api-webhook-remove"),
            "已取消通知。",
            lambda: not Webhook.objects.filter(client=things.access).exists(),
        )


def test_what_is_said_about_keys_and_results(people, things):  # noqa: F811
    walk, base = Walk(things), people.training_base
    keeper = platform.office_login(base)
    TrainingBase.objects.filter(pk=base.pk).update(platform_name="湘学网")
    secret = "一个很长的口令-2020"
    with undone():
        PlatformKey.objects.filter(base=base).update(state="lost")
        outcome(
            walk.press(
                keeper,
                "registry:key-make",
                {"passphrase": secret, "again": secret, "reason": "更换"},
                [base.public_id, 2020, "A"],
            ),
            "2020年的秘钥A已登记。",
            lambda: (
                PlatformKey.objects.get(base=base, part="A", year=2020, state="active").custodian == keeper
            ),
        )
    with undone():
        outcome(
            walk.press(keeper, "registry:key-end", {"what": "lost", "reason": "介质损坏"}),
            "已登记2020年秘钥A的遗失或泄露，有关人员会收到消息。",
            lambda: PlatformKey.objects.get(pk=things.key.pk).state == "lost",
        )
    again = platform.make_online(base, "KCAGN")
    platform.conclude(again)
    receive(
        actor=None,
        base=base,
        reported=[
            platform.reported(
                people.person.professional, "RAGN", course_code=again.code, passed_on=date(2020, 6, 3)
            )
        ],
    )
    with undone():
        outcome(
            walk.press(people.base, "registry:key-batches"),
            "已收集1条学习结果。",
            lambda: Completion.objects.get(external_id="RAGN").batch is not None,
        )
    with undone():
        Completion.objects.filter(external_id="RAGN").update(batch=things.key_batch)
        outcome(
            walk.press(people.base, "registry:key-batch-freeze"),
            "批次已封存，等待秘钥A签署。",
            lambda: CompletionBatch.objects.get(pk=things.key_batch.pk).state == "frozen",
        )
    with undone():
        batch = platform.frozen_batch(base, [Completion.objects.get(external_id="RAGN")])
        outcome(
            walk.press(people.base, "registry:key-batch-void", {"reason": "清单有误"}, [batch.public_id]),
            "批次已作废，其中的结果可以重新收集。",
            lambda: CompletionBatch.objects.get(pk=batch.pk).state == "void",
        )
    row = things.result
    with undone():
        outcome(
            walk.press(people.base, "registry:completion-withdraw", {"reason": "报错"}),
            "学习结果已撤回。",
            lambda: Completion.objects.get(pk=row.pk).state == "withdrawn",
        )
    with undone():
        Completion.objects.filter(pk=row.pk).update(state="held", code="unfiled")
        outcome(
            walk.press(people.province, "registry:completion-overrule", {"reason": "补报备案"}),
            "已决定计入，正在记入个人档案。",
            lambda: (
                Completion.objects.get(pk=row.pk).overruled == "补报备案"
                and Job.objects.filter(kind="completion.settle", state="queued").exists()
            ),
        )
    with undone():
        MissingHours.objects.all().delete()
        outcome(
            walk.press(
                people.person,
                "registry:missing-hours-new",
                {
                    "base": base.code,
                    "title": "安全生产",
                    "passed_on": "2020-06-02",
                    "note": "",
                    "file": scan(),
                },
            ),
            "查询已送达，答复会发消息告诉您。",
            lambda: MissingHours.objects.get().base == base and told(people.base, "missing_hours_asked"),
        )
    with undone():
        outcome(
            walk.press(people.person, "registry:missing-hours-withdraw"),
            "查询已撤回。",
            lambda: MissingHours.objects.get(pk=things.missing.pk).state == "withdrawn",
        )
    with undone():
        outcome(
            walk.press(people.base, "registry:missing-hours-detail", {"found": "no", "text": "查无学习记录"}),
            "答复已送达本人。",
            lambda: told(people.person, "missing_hours_answered"),
        )


def test_what_is_said_about_filings(people, things):  # noqa: F811
    Suspension.objects.all().delete()
    walk, clerk, act = Walk(things), people.base, "registry:filing-act"
    sent, draft = things.sent_filing, things.to_file
    with undone():
        outcome(
            walk.press(people.province, act, {"edit": sent.edit}, [sent.public_id, "accept"]),
            "备案已受理。",
            lambda: Filing.objects.get(pk=sent.pk).number != "",
        )
    with undone():
        outcome(
            walk.press(people.province, act, {"reason": "地点不明"}, [sent.public_id, "return"]),
            "备案已退回。",
            lambda: Filing.objects.get(pk=sent.pk).state == "returned",
        )
    with undone():
        outcome(
            walk.press(clerk, act, {}, [sent.public_id, "withdraw"]),
            "备案已撤回，可以修改后重新提交。",
            lambda: Filing.objects.get(pk=sent.pk).state == "draft",
        )
    with undone():
        outcome(
            walk.press(clerk, act, {"edit": draft.edit}, [draft.public_id, "submit"]),
            "备案已提交省人社厅专技处。",
            lambda: Filing.objects.get(pk=draft.pk).state == "submitted",
        )
    with undone():
        outcome(
            walk.press(clerk, act, {}, [draft.public_id, "discard"]),
            "已放弃。",
            lambda: (
                not Filing.objects.filter(pk=draft.pk).exists()
                or Filing.objects.get(pk=draft.pk).state == "discarded"
            ),
        )
    accepted = filing.accept(actor=people.province, filing=sent, edit=sent.edit)
    with undone():
        outcome(
            walk.press(clerk, act, {}, [accepted.public_id, "change"]),
            "请修改后提交变更。",
            lambda: (
                Filing.objects.filter(number=accepted.number, state="draft").exists()
                or Filing.objects.filter(replaces=accepted).exists()
            ),
        )
    with undone():
        outcome(
            walk.press(clerk, act, {"reason": "停办"}, [accepted.public_id, "cancel"]),
            "备案已撤销。",
            lambda: Filing.objects.get(pk=accepted.pk).state == "withdrawn",
        )
    with undone():
        outcome(
            walk.press(clerk, "registry:filing-draw", {}, [draft.public_id]),
            "正在生成PDF，稍候刷新本页即可下载。",
            lambda: Job.objects.filter(kind="filing.render", key__contains=str(draft.public_id)).exists(),
        )


def test_what_is_said_about_sessions(people, things):  # noqa: F811
    Suspension.objects.all().delete()
    walk, clerk, row, act = Walk(things), people.base, things.running, "registry:session-act"
    with undone():
        person = people.colleague.professional
        outcome(
            walk.press(
                clerk,
                "registry:session-person-add",
                {
                    "name": person.name,
                    "identity_type": person.identity_type,
                    "number": str(person.identity_number),
                    "note": "",
                },
            ),
            f"已将{person.name}列入名单。",
            lambda: Attendee.objects.filter(session=row, name=person.name).exists(),
        )
    with undone():
        outcome(
            walk.press(clerk, "registry:session-person-remove"),
            f"已将{things.listed.name}移出名单。",
            lambda: not Attendee.objects.filter(pk=things.listed.pk).exists(),
        )
    with undone():
        slot = things.slot
        type(slot).objects.filter(pk=slot.pk).update(date="2020-06-09")
        outcome(
            walk.press(clerk, "registry:session-mark", {"there": [str(things.listed.pk)], "before": []}),
            "签到已登记：新到1人，取消0人。",
            lambda: SignIn.objects.filter(attendee=things.listed, slot=slot).count() == 1,
        )
    with undone():
        outcome(
            walk.press(clerk, act, {"reason": "讲师生病"}, [row.public_id, "cancel"]),
            "班次已取消。",
            lambda: TrainingSession.objects.get(pk=row.pk).state == "cancelled",
        )
    with undone():
        TrainingSession.objects.filter(pk=row.pk).update(state="planned")
        outcome(
            walk.press(clerk, act, {}, [row.public_id, "start"]),
            "已开班。",
            lambda: TrainingSession.objects.get(pk=row.pk).state == "open",
        )
    with undone(), on("2020-12-20 09:00"):
        listed = str(things.listed.pk)
        TrainingSession.objects.filter(pk=row.pk).update(version=1)  # the world has a first version
        walk.press(clerk, "registry:session-mark", {"there": [listed], "before": []})
        outcome(
            walk.press(clerk, "registry:session-results", {f"result-{listed}": "pass"}),
            "考核结果已登记，改动1人。",
            lambda: Attendee.objects.get(pk=things.listed.pk).passed is True,
        )
        edit = TrainingSession.objects.get(pk=row.pk).edit
        outcome(
            walk.press(clerk, act, {"edit": edit}, [row.public_id, "close"]),
            "已结班，学习结果正在记入个人记录。",
            lambda: (
                TrainingSession.objects.get(pk=row.pk).state == "closed"
                and Completion.objects.filter(session=row).count() == 1
            ),
        )
        outcome(
            walk.press(clerk, act, {"reason": "漏签一人"}, [row.public_id, "correct"]),
            "可以更正名单、签到和考核结果，改好后请重新结班。",
            lambda: TrainingSession.objects.get(pk=row.pk).state == "open",
        )
