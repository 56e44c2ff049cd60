"""What a case past draft rests on is held, or the case follows it: at once, and at every later step."""

from datetime import date

import pytest
from django.urls import reverse

from cejc.errors import Refused
from certification.models import Case, NoticeEntry, PriorSlip, Recheck, Transition
from certification.queries.ground import moved, why_not
from certification.services import batch as batches
from certification.services import case as cases
from certification.services import degree as degrees
from certification.services import ground as grounds
from certification.services import prior, record, review
from certification.services.notices import notice as notices
from certification.services.slips import recheck, slip
from registry.activities.services import activity_review, taking_back
from registry.machinery.models.job import Job
from registry.machinery.services.holds import why_held
from registry.models import Activity, AuditEntry, EvidenceFlag, Message
from registry.people.services import employment
from registry.yearly.services import registration as registrations
from registry.yearly.services import registration_reopening
from tests import factories
from tests.certification import ways
from tests.certification.rows import PROOF, make_case, on
from tests.certification.stages import at_state, cast, complete_years, drafted, open_case
from tests.registry.activities.activity_factories import make_submitted

pytestmark = pytest.mark.django_db
FILE = {"file_name": "slip.pdf", "stored_name": "x.pdf", "sha256": "0" * 64, "mime": "application/pdf"}
PUBLIC = "2018年公需课程"


@pytest.fixture
def people():
    with on("2020-05-06 08:00"):
        yield cast()


def record_of(title=PUBLIC):
    return Activity.objects.get(title=title)


def at(name, row, *more):
    return reverse(f"certification:{name}", args=[row.public_id, *more])


def told(user):
    return [one.subject for one in Message.objects.filter(recipient=user).order_by("pk")]


def with_surplus(user):
    """Complete years, and 60 professional hours more in 2018."""
    complete_years(user)
    facts = {"level": "prefectural", "rank": 4, "date": "2018-03-03"}
    make_submitted(user, "award", title="2018年第二个科技奖", facts=facts)


# Held: the person cannot take it back, and reads which case rests on it and the way out.


@pytest.mark.parametrize("state", ["initial_review", "notice", "notice.open", "confirmation"])
def test_person_cannot_withdraw_a_record_that_a_case_rests_on(people, login, state):
    case = at_state(state, people)
    row = record_of()
    assert row.state == "submitted"  # nobody has reviewed the public-subject part yet
    client = login(people.person)

    page = client.get(reverse("registry:activity", args=[row.public_id])).content.decode()
    answer = client.post(reverse("registry:activity-withdraw", args=[row.public_id]), follow=True)

    why = "这是欧阳晓𬱖2020年度认定申请的依据，申请目前“"
    assert why in page
    assert "撤回</button>" not in page
    assert why in answer.content.decode()
    row.refresh_from_db()
    case.refresh_from_db()
    assert (row.state, case.state) == ("submitted", state)


def test_the_record_is_free_again_once_the_case_is(people, login):
    case = at_state("initial_review", people)
    cases.withdraw_case(actor=people.person, case=case)

    answer = login(people.person).post(
        reverse("registry:activity-withdraw", args=[record_of().public_id]), follow=True
    )

    assert record_of().state == "draft"
    assert "已撤回" in answer.content.decode()
    case.refresh_from_db()
    assert case.years.get(year=2018).result == "short"  # the draft follows


def test_a_year_declared_with_the_case_is_returned_with_the_case_only(people):
    case = at_state("initial_review", people)
    row = people.person.professional.registrations.get(year=2018)

    with pytest.raises(Refused, match="2020年度认定申请的依据"):
        registrations.return_(actor=people.hr, registration=row, reason="请补充")

    case.refresh_from_db()
    assert case.state == "initial_review"


# Followed: an office takes something back, and the case goes where it can be put right.


@pytest.mark.parametrize(
    ("state", "office"),
    [("notice", "湖南省水利水电勘测设计院"), ("notice.open", "公示中"), ("confirmation", "复审")],
)
def test_a_record_returned_by_its_desk_takes_the_case_with_it(people, login, state, office):
    case = at_state(state, people)
    if state == "notice":
        drafted(people, case)

    with on("2020-05-20 09:30"):
        activity_review.return_(actor=people.department, activity=record_of(), text="证书看不清")

    case.refresh_from_db()
    last = case.transitions.last()
    assert (case.state, last.action, last.actor_label) == ("returned", "fall", "系统")
    assert last.reason == f"“{PUBLIC}”已退回本人，2018年缺公需科目30学时"
    assert not NoticeEntry.objects.filter(case=case, taken_out_at=None).exists()
    assert "认定申请所依据的情况有变动，已退回给您" in told(people.person)
    assert "欧阳晓𬱖的认定申请所依据的情况有变动" in told(people.hr)
    page = login(people.person).get(at("case", case)).content.decode()
    assert "已退回，待本人修改" in page
    assert "2018年缺公需科目30学时" in page
    assert "提交认定申请" in page


def test_a_case_that_lost_surplus_goes_on_and_says_so_in_the_next_lane(people, login):
    case = at_state("confirmation", people, prepare=with_surplus)

    with on("2020-05-20 09:30"):
        taking_back.take_back(actor=people.hr, activity=record_of("2018年第二个科技奖"), reason="重复申报")

    case.refresh_from_db()
    assert case.state == "confirmation"
    assert case.years.get(year=2018).professional_hours == 60
    page = login(people.department).get(at("lane-item", case)).content.decode()
    assert "依据有变动，重新计算" in page
    assert "2018年由“本次认定：公需30、专业120”变为“本次认定：公需30、专业60”" in page
    assert "不再计入" in page


def test_what_is_on_the_wall_and_no_longer_so_is_announced_again(people):
    case = at_state("notice.open", people, prepare=with_surplus)

    with on("2020-05-12 09:30"):
        taking_back.take_back(actor=people.hr, activity=record_of("2018年第二个科技奖"), reason="重复申报")
        case.refresh_from_db()
        assert (case.state, case.transitions.last().action) == ("notice", "notice.anew")
        again = notices.publish_notice(actor=people.hr, notice=drafted(people, case))

    years = again.entries.get().snapshot["years"]
    assert [year["professional"] for year in years] == ["60", "60"]
    with on("2020-05-20 00:00"):
        notices.close_due()
    case.refresh_from_db()
    assert case.state == "confirmation"
    assert Case.objects.filter(state="confirmation").count() == 1


def test_leaving_the_unit_brings_the_case_back(people, login):
    case = at_state("confirmation", people)
    place = people.person.professional.employments.get()
    page = reverse("registry:employment-end", args=[place.public_id])

    with on("2020-05-20 09:30"):
        client = login(people.hr)
        asked = client.get(page).content.decode()
        answer = client.post(page, {"last_day": "2020-05-20"}, follow=True)

    assert "随之退回本人" in asked
    assert "2020年度认定申请已重新计算，现为“已退回，待本人修改”" in answer.content.decode()
    case.refresh_from_db()
    assert case.transitions.last().reason == "已不在湖南省水利水电勘测设计院任职"


def test_a_degree_whose_certificate_is_not_right_brings_the_case_back(people):
    people.person.professional.degree = "bachelor"
    people.person.professional.save(update_fields=["degree"])
    complete_years(people.person)
    case = open_case(people.person, degree="doctor")
    degrees.prove_degree(actor=people.person, case=case, file=PROOF)
    cases.submit_case(actor=people.person, case=case)

    degrees.decide_degree(actor=people.hr, case=case, genuine=False, note="证书编号查无")

    case.refresh_from_db()
    assert (case.state, case.span_first) == ("returned", 2015)
    assert "学位按单位登记的学士计算" in case.transitions.last().reason
    assert "认定申请所依据的情况有变动，已退回给您" in told(people.person)


def test_an_annulled_notice_sends_those_under_way_back_to_the_wall(people):
    case = at_state("filing", people)
    notice = NoticeEntry.objects.get(case=case).notice

    with on("2020-05-21 09:00"):
        recheck.annul_notice(actor=people.department, notice=notice, reason="名单漏贴")

    case.refresh_from_db()
    assert (case.state, case.transitions.last().reason) == ("notice", "公示“公示”已被撤销：名单漏贴")
    assert "认定申请将重新公示" in told(people.person)


def test_the_year_of_a_case_under_way_is_not_opened_again(people):
    case = at_state("filing", people)
    row = people.person.professional.registrations.get(year=2018)
    assert row.is_locked

    with on("2020-05-21 09:00"), pytest.raises(Refused, match=r"2020年度认定申请的依据，申请目前“待"):
        registration_reopening.reopen(actor=people.department, registration=row, reason="漏登")

    case.refresh_from_db()
    assert case.state == "filing"


# Asked again: whatever nobody heard of is found at the step itself, in words; and in the list before it.


def _lose(title=PUBLIC):
    """Behind every service's back: what a race leaves."""
    Activity.objects.filter(title=title).update(state="discarded")


STEPS = [
    ("notice", "compose"),
    ("notice", "publish"),
    ("initial_review", "pass"),
    ("filing", "make"),
    ("filing", "file"),
    ("verification", "pass"),
    ("issue", "issue"),
]


@pytest.mark.parametrize(("state", "step"), STEPS)
def test_every_later_step_refuses_a_case_whose_ground_is_gone(people, state, step):
    case = at_state(state, people)
    with on("2020-06-04 09:00"):
        draft = drafted(people, case) if step == "publish" else None
        batch = None
        if step == "file":
            batch = batches.make_batch(
                actor=people.department, organisation=people.department_unit, cases=[case], name="一"
            )
        Activity.objects.filter(title=PUBLIC).update(state="submitted")
        _lose()
        acts = {
            "compose": lambda: drafted(people, case),
            "publish": lambda: notices.publish_notice(actor=people.hr, notice=draft),
            "make": lambda: batches.make_batch(
                actor=people.department, organisation=people.department_unit, cases=[case], name="一"
            ),
            "file": lambda: batches.file_batch(actor=people.department, batch=batch),
            "pass": lambda: review.pass_case(
                actor=people.hr if state == "initial_review" else people.province, case=case
            ),
            "issue": lambda: slip.issue_slip(actor=people.issuer, case=case),
        }
        with pytest.raises(Refused, match=f"欧阳晓𬱖：“{PUBLIC}”已作废，2018年缺公需科目30学时"):
            acts[step]()

    case.refresh_from_db()
    assert case.state == state


def test_a_notice_does_not_close_over_a_case_whose_ground_is_gone(people):
    case = at_state("notice.open", people)
    _lose()

    with on("2020-05-19 00:00"):
        notices.close_due()

    case.refresh_from_db()
    assert (case.state, case.transitions.last().action) == ("returned", "fall")


def test_a_recorded_result_is_asked_again_too():
    ours = ways.cast("provincial")
    case = ways.begin(ours, "intermediate")
    ways.walk(case, ours, "record")
    Activity.objects.filter(title="2015年公需课程", professional=ours.person.professional).update(
        state="discarded"
    )

    with on("2020-06-20 09:00"), pytest.raises(Refused, match="2015年缺公需科目30学时"):
        record.record_case(actor=ours.officers["department"][1], case=case)


def test_asking_for_many_takes_a_constant_number_of_queries(people, django_assert_num_queries):
    rows = [
        make_case(factories.employee_of(people.employer, f"q{number}", f"人员{number}").professional)
        for number in range(12)
    ]
    for count in (2, 12):
        chosen = list(
            Case.objects.filter(pk__in=[row.pk for row in rows[:count]]).select_related("professional")
        )
        with django_assert_num_queries(4):
            assert why_not(chosen) == {}


def test_a_case_that_somebody_holds_is_settled_by_the_worker(people, run_jobs, monkeypatch):
    case = at_state("confirmation", people)
    busy = Case.objects.none()
    with monkeypatch.context() as patched:
        patched.setattr(grounds, "_free", lambda key: busy.first())
        activity_review.return_(actor=people.department, activity=record_of(), text="证书看不清")
        case.refresh_from_db()
        assert case.state == "confirmation"

    assert Job.objects.filter(kind="case.settle").count() == 1
    run_jobs()

    case.refresh_from_db()
    assert case.state == "returned"


# H1: a paper slip taken back under an intermediate title that waits to be recorded.


@pytest.fixture
def on_paper():
    """An intermediate title on a paper slip of 2014–2019, confirmed; it waits to be recorded."""
    people = ways.cast("provincial")
    people.person.professional.degree = "bachelor"
    people.person.professional.save()
    with on(ways.START):
        case = open_case(people.person, title_level="intermediate", degree="bachelor")
        row = prior.claim_prior(
            actor=people.person, case=case, number="旧0001", first_year=2014, last_year=2019, file=FILE
        )
        cases.submit_case(actor=people.person, case=case)
    case.refresh_from_db()
    ways.walk(case, people, "confirmation.begun")
    officer = people.officers["department"][1]
    with on("2020-05-20 09:00"):
        review.check_prior(actor=officer, case=case, prior=row, genuine=True)
        review.pass_case(actor=officer, case=case)
    case.refresh_from_db()
    assert case.state == "record"
    return people, case, PriorSlip.objects.get(), officer


def test_paper_slip_taken_back_while_a_case_rests_on_it(on_paper, login):
    people, case, row, officer = on_paper
    page = at("prior-take-back", case, row.public_id)

    with on("2020-06-10 09:00"):
        client = login(officer)
        asked = client.get(page).content.decode()
        answer = client.post(page, {"reason": "查无此号"}, follow=True).content.decode()

    assert (
        "2020年度认定申请（待登记备查）立即重新计算" in asked or "立即重新计算，学时不足的退回本人" in asked
    )
    assert "目前没有认定单依据它签发" in asked
    assert "已列入重核" not in answer
    assert "2020年度认定申请已重新计算，现为“已退回，待本人修改”" in answer
    case.refresh_from_db()
    assert case.state == "returned"
    assert [year.result for year in case.years.all()] == ["short"] * 5
    assert "以往认定单旧0001不再有效（查无此号）" in case.transitions.last().reason
    assert {"以往认定单旧0001核对不符", "认定申请所依据的情况有变动，已退回给您"} <= set(told(people.person))
    listed = login(people.officers["department"][0]).get(reverse("certification:record")).content.decode()
    assert case.professional.name not in listed
    own = login(people.person).get(at("case", case)).content.decode()
    for text in ("已退回，待本人修改", "提交认定申请", "取消申请", "核对不符"):
        assert text in own


def test_paper_slip_taken_back_after_the_result_was_recorded(on_paper):
    people, case, row, officer = on_paper
    with on("2020-06-09 09:00"):
        record.record_case(actor=people.officers["department"][0], case=case)
    with on("2020-06-10 09:00"):
        recheck.take_back_prior(actor=officer, prior=row, reason="查无此号")

    case.refresh_from_db()
    assert (case.state, case.transitions.last().action) == ("returned", "fall")


# A8: an upheld flag.


def _twice(people):
    """The prize of 2018 entered a second time with the same paper; the case counts 60 hours too many."""
    complete_years(people.person, years=(2019,))
    facts = {"date": "2018-06-01", "subject": "public", "approved_hours": "30"}
    make_submitted(people.person, "online", title=PUBLIC, facts=facts)
    for number in (1, 2):
        facts = {"level": "prefectural", "rank": number + 2, "date": f"2018-11-1{number}"}
        make_submitted(people.person, "award", title=f"科技奖{number}", facts=facts, label="同一份证书")


def test_an_upheld_flag_takes_the_hours_out_before_the_notice(people, login):
    case = at_state("initial_review", people, prepare=lambda _user: _twice(people))
    with on("2020-05-08 09:00"):
        client = login(people.hr)
        lane = client.get(at("lane-item", case)).content.decode()
        page = reverse("registry:flag", args=[EvidenceFlag.objects.get().public_id])
        assert page in lane
        shown = client.get(page)
        answer = client.post(
            page,
            {"decision": "upheld", "note": "同一张证书", "against": shown.context["form"]["against"].value()},
            follow=True,
        ).content.decode()

    assert "“科技奖2”（已退回）不再计学时" in answer or "“科技奖2”" in answer
    assert "2020年度认定申请已重新计算，各年度仍符合要求" in answer
    assert Activity.objects.get(title="科技奖2").state == "returned"
    assert case.years.get(year=2018).professional_hours == 60
    with on("2020-05-08 09:10"):
        again = client.get(at("lane-item", case)).content.decode()
        client.post(at("case-pass", case), {"stage": "initial_review", "edit": Case.objects.get().edit})
    assert "材料重复属实：同一张证书" in again
    with on("2020-05-11 09:00"):
        case.refresh_from_db()
        notice = notices.publish_notice(actor=people.hr, notice=drafted(people, case))
    assert notice.entries.get().snapshot["years"][0]["professional"] == "60"
    with on("2020-05-19 00:00"):
        notices.close_due()
    with on("2020-05-20 09:00"):
        assert (
            "材料重复属实：同一张证书" in login(people.department).get(at("lane-item", case)).content.decode()
        )


def test_an_upheld_flag_that_leaves_a_year_short_brings_the_case_back(people, login):
    case = at_state("initial_review", people, prepare=lambda _user: _twice(people))
    flag = EvidenceFlag.objects.first()
    page = reverse("registry:flag", args=[flag.public_id])
    Activity.objects.filter(title="科技奖1").update(state="discarded")

    with on("2020-05-08 09:00"):
        answer = login(people.hr).post(page, {"decision": "upheld", "note": "他人的证书"}, follow=True)

    case.refresh_from_db()
    assert case.state == "returned"
    assert "2018年缺专业科目60学时" in case.transitions.last().reason
    assert "现为“已退回，待本人修改”" in answer.content.decode()


def test_the_reviewer_names_the_record_and_an_approved_one_loses_its_approval(people, login):
    at_state("initial_review", people, prepare=lambda _user: _twice(people))
    first = Activity.objects.get(title="科技奖1")
    Activity.objects.filter(pk=first.pk).update(state="approved")
    flag = EvidenceFlag.objects.first()

    login(people.hr).post(
        reverse("registry:flag", args=[flag.public_id]),
        {"decision": "upheld", "note": "证书姓名不符", "against": f"{first.public_id}"},
    )

    first.refresh_from_db()
    assert (first.state, Activity.objects.get(title="科技奖2").state) == ("revoked", "submitted")
    assert AuditEntry.objects.get(action="evidence_flag.upheld").reason == "证书姓名不符"


def test_the_duplicate_cannot_come_back_with_the_same_paper(people, login):
    from registry.activities.services import activity as activities

    at_state("initial_review", people, prepare=lambda _user: _twice(people))
    flag = EvidenceFlag.objects.first()
    login(people.hr).post(
        reverse("registry:flag", args=[flag.public_id]), {"decision": "upheld", "note": "同一张证书"}
    )
    second = Activity.objects.get(title="科技奖2")

    with pytest.raises(Refused, match="“科技奖2”与“科技奖1”使用同一份材料，经核对属重复"):
        activities.submit(actor=people.person, activity=second, edit=second.edit)


# C10: the paper is gone, and the case says so and what comes next.


def test_a_revoked_slip_leaves_its_case_revoked_and_open_for_a_new_start(people, login):
    case = at_state("issued", people)
    with on("2020-06-05 09:00"):
        action = slip.propose_action(
            actor=people.province, slip=case.slips.get(), kind="revoke", reason="证书不实"
        )
        slip.decide_action(actor=people.issuer, action=action, approve=True)
    case.refresh_from_db()
    client = login(people.person)

    page = client.get(at("case", case)).content.decode()
    home = client.get(reverse("registry:home")).content.decode()
    listed = client.get(reverse("certification:case-list")).content.decode()

    assert "已签发认定单" not in page
    assert "认定单湘继教认〔2020〕000001号已撤销：证书不实" in page
    for shown in (page, home, listed):
        assert "认定单已撤销" in shown
    with on("2020-06-06 09:00"):
        client = login(people.person)
        client.post(at("case-resume", case), {"edit": case.edit})
        case.refresh_from_db()
        assert case.state == "draft"
        cases.submit_case(actor=people.person, case=case)
        review.pass_case(actor=people.hr, case=case)
        notices.publish_notice(actor=people.hr, notice=drafted(people, case))
    with on("2020-06-16 09:00"):
        notices.close_due()
        review.pass_case(actor=people.department, case=case)
        batch = batches.make_batch(
            actor=people.department, organisation=people.department_unit, cases=[case], name="二"
        )
        batches.file_batch(actor=people.department, batch=batch)
        review.pass_case(actor=people.province, case=case)
        again = slip.issue_slip(actor=people.issuer, case=case)
    assert (again.number, again.state) == ("湘继教认〔2020〕000002号", "valid")


def test_employment_that_ends_after_the_slip_changes_nothing(people):
    case = at_state("issued", people)

    with on("2020-06-08 09:00"):
        employment.end(
            actor=people.hr,
            employment=people.person.professional.employments.get(),
            last_day=date(2020, 6, 8),
        )

    case.refresh_from_db()
    assert (case.state, case.slips.get().state) == ("issued", "valid")
    assert not Transition.objects.filter(case=case, action="fall").exists()


def test_a_record_sent_in_again_since_the_case_was_is_named(people):
    case = at_state("confirmation", people)
    Activity.objects.filter(title=PUBLIC).update(version=2, submitted_at="2020-06-01T00:00Z")

    (ground,) = moved([case]).values()

    assert f"“{PUBLIC}”重新提交过" in ground.what


def test_paper_slip_under_a_case_is_held_and_one_beside_it_is_not(on_paper):
    people, case, row, _officer = on_paper
    beside = PriorSlip.objects.create(
        professional=people.person.professional, number="旧0002", first_year=2012, last_year=2013, **FILE
    )

    assert why_held(row).startswith(f"这是{case.professional.name}2020年度认定申请的依据")
    assert why_held(beside) == ""


def test_what_no_case_ever_rests_on_is_free(people):
    assert why_held(people.person.professional) == ""


def test_exempt_year_opened_again_puts_the_slip_that_shows_it_in_question(world, alice, bob, dora, petra):
    with on("2020-06-01 09:00"):
        row = registrations.declare(actor=alice, year=2019, exempt_reason="长期病假", file=FILE)
        row = registrations.confirm(actor=bob, registration=row)
        row = registrations.confirm(actor=dora, registration=row)
        case = make_case(alice.professional)
        case.years.filter(year=2019).update(basis="exempt", result="met")
        slip.issue_slip(actor=petra, case=case)
    with on("2020-06-02 09:00"):
        registration_reopening.reopen(actor=dora, registration=row, reason="病历有误")

    found = Recheck.objects.get()
    assert (found.cause, found.cause_label) == ("year", "2019年年度登记（免于考核）")
