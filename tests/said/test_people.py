"""What the pages about people, accounts, years and booklets say they
did, and what the database then holds."""

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from certification.models import Case
from registry.enums import ALWAYS_AT_ONCE, MailTopic
from registry.models import (
    Activity,
    AnnualRegistration,
    Death,
    Deputy,
    Employment,
    Erasure,
    Handbook,
    HandbookClaim,
    HandbookClaimEntry,
    HandbookEdition,
    IdentityChange,
    Job,
    Membership,
    Merge,
    Message,
    Organisation,
    Portrait,
    Professional,
    RegistrationArrangement,
    Reminding,
    SeatRequest,
    SheetImport,
    TitleRecord,
    User,
)
from registry.people.services import activation
from registry.people.services.professional import enter
from registry.yearly.services import handbook_claim
from tests import factories
from tests.cejc.test_urls import people, shared, things  # noqa: F401  (fixtures)
from tests.outcome import outcome
from tests.registry.activities import history_books
from tests.registry.yearly.test_handbook import photo
from tests.said.walk import Walk, prepared, scan, told, undone

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PASSWORD = "qian-tang-jiang-2020"


def test_what_the_administrator_is_told(people, things):  # noqa: F811
    walk, admin, login = Walk(things), people.admin, things.login
    with undone():
        User.objects.filter(pk=login.pk).update(locked_until=timezone.now() + timezone.timedelta(minutes=10))
        outcome(
            walk.press(admin, "registry:account-lift-lock"),
            f"已解除{login}的锁定。",
            lambda: User.objects.get(pk=login.pk).locked_until is None,
        )
    with undone():
        outcome(
            walk.press(admin, "registry:account-deactivate", {"reason": "离岗"}),
            f"已停用{login}的账号。",
            lambda: not User.objects.get(pk=login.pk).is_active,
        )
    with undone():
        User.objects.filter(pk=login.pk).update(is_active=False)
        outcome(
            walk.press(admin, "registry:account-reactivate", {"reason": "返岗"}),
            f"已恢复{login}的账号。",
            lambda: User.objects.get(pk=login.pk).is_active,
        )
    with undone():
        Authenticator.objects.create(user=login, type="totp", data={})
        outcome(
            walk.press(admin, "registry:account-reset-factor", {"reason": "更换手机"}),
            f"已重置{login}的二次验证。",
            lambda: not Authenticator.objects.filter(user=login).exists(),
        )
    with undone():
        held = set(Membership.objects.filter(user=login))
        outcome(
            walk.press(
                admin,
                "registry:membership-add",
                {
                    "organisation": str(things.unit.public_id),
                    "role": "hr",
                    "valid_from": "2020-06-10",
                    "valid_until": "",
                },
            ),
            f"已为{login}提出角色申请，安全管理员确认后生效。",
            lambda: (
                SeatRequest.objects.filter(
                    user=login, organisation=things.unit, role="hr", state="asked"
                ).exists()
                and set(Membership.objects.filter(user=login)) == held
            ),
        )
    with undone():
        seat = Membership.objects.get(pk=things.seat.pk)
        outcome(
            walk.press(admin, "registry:membership-end", {"reason": "轮岗"}),
            "已终止该角色，已通知本人。",
            lambda: (
                Membership.objects.get(pk=seat.pk).valid_until is not None
                and told(seat.user, "membership_ended")
            ),
        )
    unit = {"short_name": "", "kind": "employer", "region": "430000", "route": "provincial", "contact": ""}
    with undone():
        outcome(
            walk.press(
                admin,
                "registry:organisation-add",
                unit
                | {
                    "name": "湖南省水文局",
                    "credit_code": factories.credit_code(777),
                    "supervisor": str(people.department_unit.public_id),
                },
            ),
            "已建立机构“湖南省水文局”。",
            lambda: Organisation.objects.get(name="湖南省水文局").supervisor == people.department_unit,
        )
    with undone():
        row = things.unit
        outcome(
            walk.press(
                admin,
                "registry:organisation-edit",
                unit
                | {
                    "name": row.name,
                    "credit_code": row.credit_code,
                    "contact": "人事处 0731-85480000",
                    "closed_on": "",
                },
            ),
            "机构信息已保存。",
            lambda: Organisation.objects.get(pk=row.pk).contact == "人事处 0731-85480000",
        )
    with undone():
        other = factories.make_department("湖南省交通运输厅")
        outcome(
            walk.press(
                admin,
                "registry:organisation-move",
                {"supervisor": str(other.public_id), "reason": "机构改革"},
            ),
            "主管部门已调整。",
            lambda: Organisation.objects.get(pk=things.unit.pk).supervisor == other,
        )


def test_what_hr_is_told_about_people(people, things):  # noqa: F811
    walk, hr = Walk(things), people.hr
    place = things.employment
    with undone():
        outcome(
            walk.press(
                hr,
                "registry:person-add",
                {
                    "name": "谭新来",
                    "identity_type": "resident_card",
                    "number": factories.resident_number(991),
                    "phone": "",
                    "position": "工程师",
                    "staff_number": "",
                    "degree": "bachelor",
                    "title_series": "",
                    "title_level": "none",
                    "valid_from": "2020-06-01",
                },
            ),
            "已将谭新来加入本单位人员名单。",
            lambda: Employment.objects.get(professional__name="谭新来").organisation == people.employer,
        )
    with undone():
        number = factories.resident_number(992)
        enter(
            actor=None,
            name="谭再来",
            identity_type="resident_card",
            number=number,
            degree="other",
            phone="13800000000",
        )
        said = outcome(
            walk.press(
                hr,
                "registry:person-add",
                {
                    "name": "谭再来",
                    "identity_type": "resident_card",
                    "number": number,
                    "phone": "13911111111",
                    "position": "工程师",
                    "staff_number": "",
                    "degree": "bachelor",
                    "title_series": "",
                    "title_level": "none",
                    "valid_from": "2020-06-01",
                },
            ),
            "已将谭再来加入本单位人员名单。",
            lambda: Employment.objects.get(professional__name="谭再来").organisation == people.employer,
        )
        assert "这次填写的最高学位、手机号码与登记的不同，没有采用" in said.content.decode()
        assert Professional.objects.get(name="谭再来").degree == "other"
    with undone():
        Employment.objects.filter(pk=place.pk).update(state="pending")
        outcome(
            walk.press(hr, "registry:employment-confirm"),
            f"已确认{place.professional.name}为本单位人员，已通知本人。",
            lambda: (
                Employment.objects.get(pk=place.pk).state == "confirmed"
                and told(people.person, "registration_confirmed")
            ),
        )
    with undone():
        Employment.objects.filter(pk=place.pk).update(state="pending")
        outcome(
            walk.press(hr, "registry:employment-refuse", {"reason": "不是本单位人员"}),
            f"已退回{place.professional.name}的申请，已通知本人。",
            lambda: (
                Employment.objects.get(pk=place.pk).state == "refused"
                and told(people.person, "registration_refused")
            ),
        )
    with undone():
        outcome(
            walk.press(hr, "registry:employment-end", {"last_day": "2020-06-09"}),
            f"已为{place.professional.name}办理离职。",
            lambda: Employment.objects.get(pk=place.pk).valid_until == date(2020, 6, 9),
        )
    with undone():
        Deputy.objects.all().delete()
        outcome(
            walk.press(
                hr,
                "registry:deputies",
                {
                    "seat": str(things.seat.pk),
                    "username": people.colleague.username,
                    "first_day": "2020-07-06",
                    "last_day": "2020-07-08",
                    "reason": "出差",
                },
            ),
            "委托已登记，已通知受托同事。",
            lambda: (
                Deputy.objects.filter(seat__user=people.colleague).exists()
                and told(people.colleague, "deputy_named")
            ),
        )
    with undone():
        outcome(
            walk.press(hr, "registry:deputy-end"),
            "这项委托已结束，已通知对方。",
            lambda: (
                not Membership.objects.filter(deputy=things.deputy, valid_until__gte="2020-07-01").exists()
            ),
        )
    with undone():
        outcome(
            walk.press(
                hr,
                "registry:history-replace",
                {"file": SimpleUploadedFile("更正.xlsx", history_books.book(), XLSX)},
            ),
            "已更换工作簿，可以重新核对。",
            lambda: SheetImport.objects.get(pk=things.history.pk).sha256 != "0" * 64,
        )
    with undone():
        outcome(
            walk.press(hr, "registry:history-start"),
            "已开始核对。",
            lambda: (
                SheetImport.objects.get(pk=things.history.pk).state == "reading"
                and Job.objects.filter(kind="sheet.read").exists()
            ),
        )


def test_what_a_newcomer_is_told(people, things):  # noqa: F811
    walk = Walk(things)
    person = factories.make_professional("柳新")
    factories.make_employment(person, people.employer)
    login = {"username": "liuxin", "password1": PASSWORD, "password2": PASSWORD, "email": ""}
    with undone():
        code = activation.issue(actor=people.hr, employment=person.employments.get())
        outcome(
            walk.press(
                None,
                "registry:activate",
                login
                | {
                    "name": "柳新",
                    "identity_type": person.identity_type,
                    "number": str(person.identity_number),
                    "code": code,
                },
            ),
            "账号已开通。您可以开始填报继续教育活动。",
            lambda: User.objects.get(username="liuxin").professional == person,
        )
    with undone():
        typed = {
            "name": "文自来",
            "identity_type": "resident_card",
            "number": factories.resident_number(992),
            "position": "工程师",
            "degree": "bachelor",
            "phone": "13900000001",
            "email": "wen@example.org",
        }
        outcome(
            walk.press(None, "registry:register-at", login | typed),
            f"注册已提交，正在等待{people.employer}确认。确认后会给您发消息。",
            lambda: Employment.objects.get(professional__name="文自来").state == "pending",
        )
    with undone():
        Employment.objects.filter(professional=people.person.professional).update(valid_until="2020-01-01")
        outcome(
            walk.press(people.person, "registry:employment-request-at", {"position": "工程师"}),
            f"申请已提交，正在等待{people.employer}确认。",
            lambda: Employment.objects.filter(
                professional=people.person.professional, state="pending"
            ).exists(),
        )
    with undone():
        user = User.objects.get(pk=people.person.pk)
        address = [user.public_id, default_token_generator.make_token(user)]
        outcome(
            walk.press(
                None, "registry:password-set", {"password1": PASSWORD, "password2": PASSWORD}, address
            ),
            "密码已重设，请用新密码登录。",
            lambda: User.objects.get(pk=user.pk).check_password(PASSWORD),
        )
    with undone():
        outcome(
            walk.press(
                people.person,
                "registry:profile",
                {
                    "degree": "master",
                    "title_series": "engineering",
                    "title_level": "intermediate",
                    "phone": "13900000002",
                    "email": "",
                },
            ),
            "个人信息已保存。",
            lambda: Professional.objects.get(pk=people.person.professional_id).phone == "13900000002",
        )
    with undone():
        ways = {topic: "daily" for topic in MailTopic if topic not in ALWAYS_AT_ONCE}
        outcome(
            walk.press(people.person, "registry:messages-settings", ways),
            "邮件通知方式已保存，从下一条消息起按此发送。",
            lambda: set(people.person.mail_preferences.values_list("way", flat=True)) == {"daily"},
        )
    with undone():
        count = Message.objects.filter(recipient=people.person, read_at=None).count()
        outcome(
            walk.press(people.person, "registry:messages-read-all"),
            f"已将{count}条消息标为已读。",
            lambda: count and not Message.objects.filter(recipient=people.person, read_at=None).exists(),
        )


def test_what_is_said_about_years(people, things):  # noqa: F811
    walk, declared, locked = Walk(things), things.declared, things.locked
    person = people.person
    # What a case rests on is held; here nothing rests on these years.
    Case.objects.filter(professional=person.professional).update(state="cancelled")
    with undone():
        AnnualRegistration.objects.filter(pk=declared.pk).update(state="open", exempt_reason="")
        outcome(
            walk.press(
                person,
                "registry:registration-year",
                {"true": "on", "edit": declared.edit, "exempt_reason": "", "late_reason": ""},
                [2019],
            ),
            f"已申报2019年度登记，待{people.employer}确认。",
            lambda: AnnualRegistration.objects.get(pk=declared.pk).state == "declared",
        )
    with undone():
        outcome(
            walk.press(person, "registry:registration-withdraw"),
            "已撤回申报。",
            lambda: AnnualRegistration.objects.get(pk=declared.pk).state == "open",
        )
    with undone():
        outcome(
            walk.press(person, "registry:registration-ask", {"reason": "遗漏一项培训"}),
            "已提出申请，办理结果会通知您。",
            lambda: AnnualRegistration.objects.get(pk=locked.pk).reopen_reason == "遗漏一项培训",
        )
    with undone():
        outcome(
            walk.press(
                people.hr, "registry:registration-return", {"reason": "请补充证明", "edit": declared.edit}
            ),
            "已退回，本人会收到理由。",
            lambda: (
                AnnualRegistration.objects.get(pk=declared.pk).state == "open"
                and told(person, "registration_returned")
            ),
        )
    with undone():
        Activity.objects.filter(professional=people.person.professional).exclude(state="draft").update(
            state="approved"
        )
        outcome(
            walk.press(people.hr, "registry:registration-confirm", {"edit": declared.edit}),
            f"已确认{declared}。",
            lambda: AnnualRegistration.objects.get(pk=declared.pk).state == "confirmed",
        )
    with undone():
        outcome(
            walk.press(people.department, "registry:registration-reopen", {"reason": "遗漏属实"}),
            "已重新开启，已通知本人。",
            lambda: (
                AnnualRegistration.objects.get(pk=locked.pk).state == "open"
                and told(person, "registration_reopened")
            ),
        )
    with undone():
        AnnualRegistration.objects.filter(pk=locked.pk).update(
            reopen_reason="遗漏", reopen_asked_at=timezone.now()
        )
        outcome(
            walk.press(
                people.department, "registry:registration-reopen", {"reason": "材料不足"}, answer="no"
            ),
            "未予重新开启，已通知本人。",
            lambda: (
                AnnualRegistration.objects.get(pk=locked.pk).state == "locked"
                and told(person, "registration_reopen_refused")
            ),
        )
    with undone():
        outcome(
            walk.press(
                people.department,
                "registry:registration-arrangements",
                {"year": "2019", "closes_on": "2020-09-30", "office_confirms": "on"},
            ),
            "已保存，对此后的申报生效。",
            lambda: (
                RegistrationArrangement.objects.get(organisation=people.department_unit, year=2019).closes_on
                == date(2020, 9, 30)
            ),
        )


def test_what_is_said_about_reminders(people, things):  # noqa: F811
    walk, row = Walk(things), things.reminding
    one = row.letters.filter(outcome="waiting").earliest("pk")
    ticked = {"letters": [str(one.public_id)]}
    now = lambda: Reminding.objects.get(pk=row.pk)  # noqa: E731
    with undone():
        outcome(
            walk.press(
                people.hr, "registry:reminder-write", {"subject": "请登记", "text": "速办", "edit": row.edit}
            ),
            "文字已修改。",
            lambda: (now().subject, now().text) == ("请登记", "速办"),
        )
    with undone():
        outcome(
            walk.press(people.hr, "registry:reminder-choose", ticked | {"decision": "out"}),
            "已去掉1人，不向他们发送。",
            lambda: row.letters.get(pk=one.pk).outcome == "out",
        )
        outcome(
            walk.press(people.hr, "registry:reminder-choose", ticked | {"decision": "name"}),
            "已选入1人。",
            lambda: row.letters.get(pk=one.pk).outcome == "waiting",
        )
    with undone():
        outcome(
            walk.press(people.hr, "registry:reminder-release", {"edit": row.edit}),
            "已开始发送，完成后给您发消息。",
            lambda: now().state == "sending" and Job.objects.filter(kind="reminding.send").count() == 1,
        )
    with undone():
        outcome(
            walk.press(people.hr, "registry:reminder-drop"),
            "已放弃，没有通知任何人。",
            lambda: now().state == "dropped" and not Message.objects.filter(kind="reminding").exists(),
        )


def test_what_is_said_about_booklets(people, things):  # noqa: F811
    walk, book, office = Walk(things), things.book, people.department
    with undone():
        outcome(
            walk.press(people.person, "registry:handbook-loss", {"on": "2020-06-09", "reason": "遗失于途中"}),
            "已挂失，由省人社厅专技处补发，编号不变。",
            lambda: Handbook.objects.get(pk=book.pk).state == "lost",
        )
    with undone():
        Handbook.objects.filter(pk=book.pk).update(state="granted", handed_on=None, received_by="")
        outcome(
            walk.press(
                office,
                "registry:job-before",
                {"on": "2020-06-10", "received_by": "毕明"},
                args=[prepared(walk, office, "registry:handbook-hand-out", {"chosen": str(book.public_id)})],
            ),
            "已登记发放：1本",
            lambda: Handbook.objects.get(pk=book.pk).received_by == "毕明",
        )
    with undone():
        Handbook.objects.filter(pk=book.pk).update(state="lost", lost_on="2020-06-09")
        outcome(
            walk.press(people.province, "registry:handbook-reissue", {"issue": "1"}),
            "已补发，编号不变，本人会收到消息。",
            lambda: (
                Handbook.objects.get(pk=book.pk).issue == 2
                and Handbook.objects.get(pk=book.pk).number == book.number
            ),
        )
    with undone():
        outcome(
            walk.press(people.person, "registry:handbook-edition"),
            "正在生成电子登记手册，稍候刷新本页即可下载。",
            lambda: (
                Job.objects.filter(kind="handbook.render", state="queued").exists()
                or HandbookEdition.objects.filter(handbook=book).exists()
            ),
        )
    with undone():
        outcome(
            walk.press(people.person, "registry:portrait", {"file": photo()}),
            "照片已保存，重新生成电子登记手册后印在封面上。",
            lambda: (
                Portrait.objects.filter(professional=people.person.professional)
                .exclude(pk=things.photo.pk)
                .exists()
            ),
        )
    title = {
        "level": "intermediate",
        "series": "engineering",
        "name": "工程师",
        "since": "2012-05-01",
        "unit": "湖南省水利厅",
        "evidence": "湘职改〔2012〕1号",
    }
    with undone():
        outcome(
            walk.press(people.person, "registry:titles", title),
            "已保存，等待单位人事确认。",
            lambda: TitleRecord.objects.get(since="2012-05-01").state == "pending",
        )
    with undone():
        outcome(
            walk.press(people.hr, "registry:titles", title),
            "已保存。",
            lambda: TitleRecord.objects.get(since="2012-05-01").entered_by == people.hr,
        )
    with undone():
        outcome(
            walk.press(people.hr, "registry:title-confirm"),
            "已确认。",
            lambda: TitleRecord.objects.get(pk=things.title.pk).state == "confirmed",
        )
    with undone():
        outcome(
            walk.press(people.hr, "registry:title-refuse", {"reason": "证书不符"}),
            "未确认，本人会看到理由。",
            lambda: TitleRecord.objects.get(pk=things.title.pk).reason == "证书不符",
        )
    sent, act = things.sent_claim, "registry:handbook-claim-act"
    with undone():
        outcome(
            walk.press(people.province, act, {"edit": sent.edit}, [sent.public_id, "grant"]),
            "已核发，编号已填入领取表。",
            lambda: Handbook.objects.filter(claim=sent).exclude(number="").count() == sent.entries.count(),
        )
    with undone():
        outcome(
            walk.press(people.province, act, {"reason": "单位有误"}, [sent.public_id, "return"]),
            "领取表已退回。",
            lambda: HandbookClaim.objects.get(pk=sent.pk).state == "draft",
        )
    with undone():
        outcome(
            walk.press(office, act, {}, [sent.public_id, "withdraw"]),
            "领取表已撤回。",
            lambda: HandbookClaim.objects.get(pk=sent.pk).state == "draft",
        )
    entry = things.claim_entry
    with undone():
        outcome(
            walk.press(people.province, "registry:handbook-claim-strike", {"reason": "已有手册"}),
            f"已划去{entry.name}。",
            lambda: HandbookClaimEntry.objects.get(pk=entry.pk).struck_reason == "已有手册",
        )
    with undone():
        handbook_claim.strike(actor=people.province, entry=entry, reason="已有手册")
        outcome(
            walk.press(people.province, "registry:handbook-claim-strike", {}, answer="keep"),
            f"已恢复{entry.name}。",
            lambda: HandbookClaimEntry.objects.get(pk=entry.pk).struck_reason == "",
        )
    with undone():
        outcome(
            walk.press(office, "registry:handbook-claim-draw", {}, [sent.public_id]),
            "正在生成PDF，稍候刷新本页即可下载。",
            lambda: Job.objects.filter(
                kind="handbook_claim.render", key__contains=str(sent.public_id)
            ).exists(),
        )
    handbook_claim.withdraw(actor=office, claim=sent)
    sent = HandbookClaim.objects.get(pk=sent.pk)
    with undone():
        whole = sent.entries.count()
        outcome(
            walk.press(office, "registry:handbook-claim-compose"),
            f"没有新增人员，领取表仍为{whole}人。",
            lambda: sent.entries.count() == whole,
        )
    with undone():
        factories.make_employment(
            factories.make_professional("新来者", title_level="intermediate", title_series="engineering"),
            people.employer,
        )
        outcome(
            walk.press(office, "registry:handbook-claim-compose"),
            f"新列入1人，领取表现有{whole + 1}人，请核对。",
            lambda: sent.entries.count() == whole + 1,
        )
    with undone():
        outcome(
            walk.press(
                office,
                "registry:handbook-claim-take-out",
                {"chosen": [str(entry.public_id)]},
                [sent.public_id],
            ),
            "已移出1人。",
            lambda: not HandbookClaimEntry.objects.filter(pk=entry.pk).exists(),
        )
    with undone():
        outcome(
            walk.press(
                office, act, {"contact": "杜若 0731-1", "edit": sent.edit}, [sent.public_id, "submit"]
            ),
            "领取表已报送省人社厅专技处。",
            lambda: HandbookClaim.objects.get(pk=sent.pk).state == "submitted",
        )
    with undone():
        outcome(
            walk.press(office, act, {}, [sent.public_id, "discard"]),
            "领取表已作废。",
            lambda: HandbookClaim.objects.get(pk=sent.pk).state == "discarded",
        )


def test_what_is_said_about_changes_of_a_file(people, things):  # noqa: F811
    walk, change, confirmed = Walk(things), things.change, things.confirmed_change
    named = {"name": "张又改", "identity_type": "", "number": "", "reason": "户口簿已更正"}
    with undone():
        IdentityChange.objects.filter(pk=change.pk).update(state="withdrawn")
        outcome(
            walk.press(people.person, "registry:change-identity", named | {"file": scan()}),
            "已提交，由单位人事核对原件后报上级机关审批。",
            lambda: IdentityChange.objects.filter(
                professional=people.person.professional, state="asked"
            ).exists(),
        )
    with undone():
        IdentityChange.objects.filter(pk=change.pk).update(state="withdrawn")
        outcome(
            walk.press(people.hr, "registry:change-identity-for", named | {"file": scan()}),
            "已提交，由上级机关的另一位经办人审批；已通知本人。",
            lambda: (
                IdentityChange.objects.filter(
                    professional=people.person.professional, state="confirmed"
                ).exists()
                and told(people.person, "person_request_opened")
            ),
        )
    with undone():
        outcome(
            walk.press(
                people.hr,
                "registry:change-death",
                {"died_on": "2020-06-01", "reason": "死亡证明", "file": scan()},
            ),
            "已登记，由上级机关确认。",
            lambda: Death.objects.filter(professional=people.person.professional).exists(),
        )
    with undone():
        leaver = factories.make_person("leaver", "退休")
        outcome(
            walk.press(leaver, "registry:change-erasure", {"reason": "退休", "understood": "on"}),
            "已提交，由省人社厅专技处决定；决定以前可以撤回。",
            lambda: Erasure.objects.filter(professional=leaver.professional).exists(),
        )
    with undone():
        kept, again = (factories.make_professional("重名") for _number in range(2))
        outcome(
            walk.press(
                people.province,
                "registry:change-merge",
                {
                    "kept": str(kept.identity_number),
                    "duplicate": str(again.identity_number),
                    "reason": "同一人",
                    "file": scan(),
                },
            ),
            "已提出，由另一位经办人批准。",
            lambda: Merge.objects.get().professional == kept,
        )
    with undone():
        outcome(
            walk.press(people.hr, "registry:change-confirm"),
            "已确认，转上级机关审批。",
            lambda: IdentityChange.objects.get(pk=change.pk).state == "confirmed",
        )
    with undone():
        outcome(
            walk.press(people.person, "registry:change-withdraw"),
            "已撤回。",
            lambda: IdentityChange.objects.get(pk=change.pk).state == "withdrawn",
        )
    with undone():
        outcome(
            walk.press(people.hr, "registry:change-refuse", {"reason": "原件不符"}),
            "已退回，申请人会看到理由。",
            lambda: (
                IdentityChange.objects.get(pk=change.pk).state == "refused"
                and told(people.person, "person_request_refused")
            ),
        )
    with undone():
        outcome(
            walk.press(people.department, "registry:change-approve"),
            "已办结，变更立即生效。",
            lambda: Professional.objects.get(pk=people.colleague.professional_id).name == "张又改名",
        )
    assert confirmed.state == "confirmed"
