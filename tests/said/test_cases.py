"""What the pages of certification say they did, and what the database then holds."""

from datetime import date

import pytest

from certification.models import (
    Allotment,
    AllottedNumber,
    Batch,
    BureauSetting,
    Case,
    Exemption,
    Notice,
    Objection,
    PriorSlip,
    Recheck,
    Slip,
    SlipAction,
    Transition,
    WindowException,
)
from certification.services import allotment
from tests.cejc.test_urls import people, shared, things  # noqa: F401  (fixtures)
from tests.certification import rows
from tests.certification.rows import make_case, on
from tests.certification.stages import complete_years
from tests.outcome import outcome
from tests.said.walk import Walk, scan, told, undone

pytestmark = pytest.mark.django_db


def test_what_a_person_is_told_about_the_case(people, things):  # noqa: F811
    walk, person = Walk(things), people.person
    case = Case.objects.get(pk=things.case.pk)
    with undone():
        Case.objects.filter(pk=case.pk).delete()
        outcome(
            walk.press(
                person,
                "certification:case-new",
                {
                    "application_year": "2020",
                    "title_series": "engineering",
                    "title_level": "senior_associate",
                    "title_name": "高级工程师",
                    "degree": "doctor",
                },
            ),
            "已建立认定申请，请核对下面各年度的学时，再提交。",
            lambda: Case.objects.filter(
                professional=person.professional, state="draft", title_name="高级工程师"
            ).exists(),
        )
    with undone():
        outcome(
            walk.press(
                person,
                "certification:case-edit",
                {
                    "application_year": "2020",
                    "title_series": "engineering",
                    "title_level": "senior_associate",
                    "title_name": "正高级",
                    "degree": "doctor",
                    "edit": case.edit,
                },
            ),
            "已保存。",
            lambda: Case.objects.get(pk=case.pk).title_name == "正高级",
        )
    with undone():
        outcome(
            walk.press(person, "certification:case-cancel", {"edit": case.edit}),
            "已取消。需要时可以重新申请。",
            lambda: Case.objects.get(pk=case.pk).state == "cancelled",
        )
    with undone():
        outcome(
            walk.press(
                person,
                "certification:prior-add",
                {"number": "旧9", "first_year": "2019", "last_year": "2019", "file": scan()},
            ),
            "已登记。认定单上的年度不再审查，由受理机关核对一次原件。",
            lambda: PriorSlip.objects.get(number="旧9").professional == person.professional,
        )
    with undone():
        revoked = rows.issue(people.issuer, person.professional, application_year=2016).case
        rows.revoke(people.province, people.issuer, revoked.slips.get())
        revoked = Case.objects.get(pk=revoked.pk)
        outcome(
            walk.press(person, "certification:case-resume", {"edit": revoked.edit}, [revoked.public_id]),
            "已重新开始。请核对各年度的学时，补齐后再次提交。",
            lambda: Case.objects.get(pk=revoked.pk).state in ("draft", "returned"),
        )
    with undone():
        outcome(
            walk.press(person, "certification:prior-drop"),
            "已删除。",
            lambda: not PriorSlip.objects.filter(pk=things.claimed.pk).exists(),
        )
    with undone():
        Exemption.objects.filter(pk=things.asked.pk).delete()
        outcome(
            walk.press(
                person, "certification:exemption-ask", {"year": "2019", "reason": "长期病假", "file": scan()}
            ),
            "已登记，由审核单位核定。",
            lambda: Exemption.objects.filter(case=case, year=2019, reason="长期病假").exists(),
        )
    with undone():
        outcome(
            walk.press(person, "certification:exemption-drop"),
            "已删除。",
            lambda: not Exemption.objects.filter(pk=things.asked.pk).exists(),
        )


def test_submitting_withdrawing_and_urging(people, things):  # noqa: F811
    walk, person = Walk(things), people.person
    case = things.case
    PriorSlip.objects.filter(pk=things.claimed.pk).delete()
    Exemption.objects.filter(pk=things.asked.pk).delete()
    complete_years(person)
    outcome(
        walk.press(person, "certification:case-submit", {"edit": Case.objects.get(pk=case.pk).edit}),
        "已提交。单位人事部门办理后，您会收到消息。",
        lambda: Case.objects.get(pk=case.pk).state == "initial_review",
    )
    with undone():
        outcome(
            walk.press(person, "certification:case-withdraw", {"edit": Case.objects.get(pk=case.pk).edit}),
            "已撤回，可以修改后再次提交。",
            lambda: Case.objects.get(pk=case.pk).state == "draft",
        )
    with on("2020-08-03 09:00"):
        outcome(
            walk.press(person, "certification:case-nudge"),
            f"已催办：已通知{people.employer}的1名经办人员。",
            lambda: told(people.hr, "case_nudged"),
        )


def test_what_the_lane_says(people, things):  # noqa: F811
    walk, case = Walk(things), things.filed
    with undone():
        outcome(
            walk.press(people.province, "certification:exemption-approve"),
            "已核定免于考核。",
            lambda: Exemption.objects.get(pk=things.to_approve.pk).approved_by == people.province,
        )
    with undone():
        outcome(
            walk.press(people.province, "certification:prior-check", {"genuine": "yes"}),
            "已记录核对结果。",
            lambda: PriorSlip.objects.get(pk=things.to_check.pk).state == "checked",
        )
    with undone():
        outcome(
            walk.press(
                people.province,
                "certification:case-return",
                {"edit": case.edit, "stage": "verification", "text": "请补充", "reasons": []},
            ),
            f"{case.professional.name}：已退回，理由已发给本人。",
            lambda: (
                Case.objects.get(pk=case.pk).state == "returned" and told(people.colleague, "case_return")
            ),
        )
    with undone():
        Exemption.objects.filter(case=case).delete()
        Exemption.objects.bulk_create(
            Exemption(
                case=case,
                year=year,
                reason="援藏",
                approved_by=people.issuer,
                approved_at="2020-01-01T00:00Z",
            )
            for year in case.span
        )
        outcome(
            walk.press(
                people.province, "certification:case-pass", {"edit": case.edit, "stage": "verification"}
            ),
            f"{case.professional.name}：已通过。",
            lambda: Transition.objects.filter(
                case=case, action="verification.pass", to_state="issue"
            ).exists(),
        )
        outcome(
            walk.press(people.province, "certification:case-undo"),
            f"{case.professional.name}：通过已收回，申请仍在您这里审核，本人会收到更正。",
            lambda: Case.objects.get(pk=case.pk).state == "verification.begun",
        )


def test_what_notices_say(people, things):  # noqa: F811
    walk, hr = Walk(things), people.hr
    words = {"title": "公示", "text": "现予公示。", "contact": "人事部", "working_days": "5"}
    with undone():
        case = make_case(people.colleague.professional, state="notice", application_year=2016)
        outcome(
            walk.press(hr, "certification:notice-new", words | {"whom": "all:2016"}),
            "拟稿已保存，列入1人，请核对名单后发布。",
            lambda: Notice.objects.filter(state="draft", entries__case=case).exists(),
        )
    draft = things.drafted
    with undone():
        outcome(
            walk.press(hr, "certification:notice-edit", words | {"title": "新标题", "edit": draft.edit}),
            "已保存。",
            lambda: Notice.objects.get(pk=draft.pk).title == "新标题",
        )
    with undone():
        outcome(
            walk.press(hr, "certification:notice-publish", {"edit": draft.edit}),
            "公示已发布，名单不能再改动。",
            lambda: (
                Notice.objects.get(pk=draft.pk).state == "open"
                and Case.objects.filter(notice_entries__notice=draft, state="notice.open").count() == 1
            ),
        )
    with undone():
        outcome(
            walk.press(hr, "certification:notice-discard", {"edit": draft.edit}),
            "拟稿已删除。",
            lambda: not Notice.objects.filter(pk=draft.pk).exists(),
        )
    hung = things.hung
    with undone():
        entry = hung.entries.get()
        outcome(
            walk.press(hr, "certification:notice-strike", {"reason": "学历填报有误"}),
            f"{entry.case.professional.name}已移出公示，申请退回本人。",
            lambda: (
                hung.entries.get().taken_out_reason == "学历填报有误"
                and Case.objects.get(pk=entry.case_id).state == "returned"
            ),
        )
    with undone():
        outcome(
            walk.press(hr, "certification:notice-withdraw", {"edit": hung.edit, "reason": "名单有误"}),
            "公示已撤回，名单上的人员可以重新公示。",
            lambda: (
                Notice.objects.get(pk=hung.pk).state == "withdrawn"
                and Case.objects.filter(notice_entries__notice=hung, state="notice").count() == 1
            ),
        )
    with undone():
        outcome(
            walk.press(
                people.department,
                "certification:objection-answer",
                {"upheld": "no", "answer": "经核对，签到表属实。"},
            ),
            "已答复。提出异议的人凭回执码可以看到。",
            lambda: Objection.objects.get(pk=things.objection.pk).state == "dismissed",
        )
    Notice.objects.filter(pk=hung.pk).update(state="closed", published_by=hr)
    with undone():
        outcome(
            walk.press(people.department, "certification:notice-annul", {"reason": "公示期计算有误"}),
            "公示已撤销，没有认定单依据它签发。",
            lambda: (
                Notice.objects.get(pk=hung.pk).annulled_at
                and not Recheck.objects.filter(cause="notice").exists()
            ),
        )
    with undone():
        entry = hung.entries.get()
        Case.objects.filter(pk=entry.case_id).update(state="issue")
        rows.slips.issue_slip(actor=people.issuer, case=Case.objects.get(pk=entry.case_id))
        outcome(
            walk.press(people.department, "certification:notice-annul", {"reason": "公示期计算有误"}),
            "公示已撤销，1份认定单列入重核。",
            lambda: Recheck.objects.filter(cause="notice", state="open").count() == 1,
        )


def test_what_batches_say(people, things):  # noqa: F811
    walk, officer, batch = Walk(things), people.department, things.batch
    with undone():
        case = make_case(
            people.hr.professional, state="filing", application_year=2020, reached_province=False
        )
        outcome(
            walk.press(
                officer,
                "certification:batch-new",
                {"name": "第二批", "note": "", "whom": "all:2020-provincial"},
            ),
            "批次已建立，列入1人，核对后即可报送。",
            lambda: Batch.objects.get(name="第二批").cases.get() == case,
        )
    with undone():
        case = make_case(
            people.hr.professional, state="filing", application_year=2020, reached_province=False
        )
        outcome(
            walk.press(
                officer,
                "certification:batch-people",
                {"cases": [str(case.public_id)]},
                [batch.public_id, "extend"],
            ),
            "名单已加入1人。",
            lambda: batch.cases.count() == 2,
        )
    with undone():
        outcome(
            walk.press(
                officer,
                "certification:batch-people",
                {"cases": [str(things.filing.public_id)]},
                [batch.public_id, "reduce"],
            ),
            "名单已移出1人。",
            lambda: batch.cases.count() == 0,
        )
    with undone():
        outcome(
            walk.press(officer, "certification:batch-file", {"edit": batch.edit}),
            "已报送省人社厅专技处，共1人，不能再改动。",
            lambda: (
                Batch.objects.get(pk=batch.pk).state == "filed"
                and Case.objects.get(pk=things.filing.pk).state == "verification"
            ),
        )
    with undone():
        outcome(
            walk.press(officer, "certification:batch-discard"),
            "批次已解散，人员等待加入其他批次。",
            lambda: (
                not Batch.objects.filter(pk=batch.pk).exists()
                and Case.objects.get(pk=things.filing.pk).batch is None
            ),
        )
    with undone():
        outcome(
            walk.press(
                people.province,
                "certification:window-grant",
                {
                    "organisation": str(people.department_unit.pk),
                    "route": "provincial",
                    "application_year": "2020",
                    "opens": "2020-08-03",
                    "closes": "2020-08-10",
                    "reason": "汛期",
                },
            ),
            "已批准例外。",
            lambda: (
                WindowException.objects.get(organisation=people.department_unit).closes == date(2020, 8, 10)
            ),
        )


def test_nobody_is_added_when_one_of_the_ticked_has_moved_on(people, things):  # noqa: F811
    """A batch names whoever is not there any more, and takes in nobody."""
    walk, batch = Walk(things), things.batch
    kept = make_case(people.hr.professional, state="filing", application_year=2020, reached_province=False)
    ids = [str(kept.public_id), str(things.filed.public_id)]

    page = walk.press(
        people.department, "certification:batch-people", {"cases": ids}, [batch.public_id, "extend"]
    )

    said = [str(one) for one in page.wsgi_request._messages]
    assert f"{things.filed.professional.name}的情况刚刚发生变化，名单没有改动。请核对后再次勾选。" in said
    assert batch.cases.count() == 1


def test_what_slips_and_numbers_say(people, things):  # noqa: F811
    walk, slip, first = Walk(things), things.slip, things.action
    with undone():
        outcome(
            walk.press(people.issuer, "certification:slip-decide", {"approve": "yes", "note": ""}),
            "认定单已撤销，查验页面已同步更新。",
            lambda: Slip.objects.get(pk=slip.pk).state == "revoked",
        )
    with undone():
        outcome(
            walk.press(people.issuer, "certification:slip-decide", {"approve": "no", "note": "理由不足"}),
            "没有同意，认定单仍然有效。",
            lambda: (
                Slip.objects.get(pk=slip.pk).state == "valid"
                and SlipAction.objects.get(pk=things.action.pk).state == "refused"
            ),
        )
    with undone():
        rows.slips.decide_action(actor=people.issuer, action=first, approve=False, note="理由不足")
        things.action = rows.slips.propose_action(
            actor=people.province,
            slip=slip,
            kind="reissue",
            reason="职称有误",
            changes={"title_name": "工程师"},
        )
        outcome(
            walk.press(people.issuer, "certification:slip-decide", {"approve": "yes", "note": ""}),
            "认定单已换发，查验页面已同步更新。",
            lambda: (
                Slip.objects.get(pk=slip.pk).state == "superseded"
                and Slip.objects.get(supersedes=slip).state == "valid"
            ),
        )
    with undone():
        rows.slips.decide_action(actor=people.issuer, action=first, approve=False, note="理由不足")
        outcome(
            walk.press(
                people.province, "certification:slip-propose", {"kind": "revoke", "reason": "证书系他人"}
            ),
            "已提出，待另一位经办人复核后执行。",
            lambda: SlipAction.objects.get(slip=slip, state="proposed").kind == "revoke",
        )
    Exemption.objects.bulk_create(
        Exemption(
            case=slip.case,
            year=year,
            reason="援藏",
            approved_by=people.issuer,
            approved_at="2020-01-01T00:00Z",
        )
        for year in slip.case.span
    )
    with undone():
        outcome(
            walk.press(people.province, "certification:recheck", {"reason": "另有材料证明"}),
            "已维持有效，查验页面已同步更新。",
            lambda: (
                Recheck.objects.get(pk=things.recheck.pk).state == "kept"
                and Slip.objects.get(pk=slip.pk).state == "valid"
            ),
        )
    with undone():
        Recheck.objects.create(slip=slip, cause="slip", cause_key="k2", cause_label="y", reason="y")
        outcome(
            walk.press(people.province, "certification:recheck", {"reason": "另有材料证明"}),
            "这一项已维持有效；该认定单还有其他待重核的事项，查验页面仍显示待重核。",
            lambda: Recheck.objects.filter(slip=slip, state="open").count() == 1,
        )
    things.action = first
    claim = things.claim
    with undone():
        outcome(
            walk.press(people.province, "certification:allotment-decide", {"count": "7"}),
            "已核发7个编号。",
            lambda: AllottedNumber.objects.filter(allotment=claim, state="stock").count() == 7,
        )
    with undone():
        outcome(
            walk.press(
                people.province, "certification:allotment-decide", {"refuse": "1", "reason": "上批尚未用完"}
            ),
            "未予核发，申领单位可以看到理由。",
            lambda: Allotment.objects.get(pk=claim.pk).state == "refused",
        )
    with undone():
        allotment.grant(actor=people.province, allotment=claim, count=10)
        outcome(
            walk.press(
                people.bureau,
                "certification:allotment-void",
                {"first": "1", "last": "2", "reason": "打印作废"},
            ),
            "已作废2个编号。",
            lambda: AllottedNumber.objects.filter(allotment=claim, state="void").count() == 2,
        )
    with undone():
        Allotment.objects.filter(pk=claim.pk).delete()
        outcome(
            walk.press(people.bureau, "certification:allotment-claim", {"count": "5", "note": ""}),
            "已申领，等待省人社厅专技处核发。",
            lambda: Allotment.objects.get(organisation=people.city).claimed == 5,
        )
    with undone():
        outcome(
            walk.press(
                people.bureau,
                "certification:bureau-setting",
                {"notice": "on", "notice_days": "7", "county_review": "on"},
            ),
            "设定已保存，对此后提交的申请生效。",
            lambda: BureauSetting.objects.get(organisation=people.city).notice_days == 7,
        )


def test_taking_an_earlier_paper_slip_back_says_what_rests_on_it(people, things):  # noqa: F811
    walk = Walk(things)
    with undone():
        outcome(
            walk.press(people.province, "certification:prior-take-back", {"reason": "查无此单"}),
            "已撤销，已通知本人。",
            lambda: (
                PriorSlip.objects.get(pk=things.accepted.pk).state == "refused"
                and not Recheck.objects.filter(cause="prior").exists()
            ),
        )
    with undone():
        case = make_case(people.colleague.professional, state="issue", application_year=2018)
        case.years.filter(year=2016).update(basis="certified", basis_note=things.accepted.number)
        rows.slips.issue_slip(actor=people.issuer, case=case)
        outcome(
            walk.press(people.province, "certification:prior-take-back", {"reason": "查无此单"}),
            "已撤销，已通知本人。",
            lambda: (
                Recheck.objects.filter(cause="prior", state="open").count() == 1
                and told(people.colleague, "slip_in_question")
            ),
        )
