"""Taking something back runs through to every slip that relied on it, at once."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from cejc.errors import Refused, Stale
from certification.models import Case, Notice, PriorSlip, Recheck, Slip
from certification.queries.slips.recheck import path_of
from certification.services.notices import notice as notices
from certification.services.slips import recheck as services
from certification.services.slips import slip
from registry.activities.services import taking_back
from registry.machinery.audit_sentences import sentence
from registry.machinery.queries.audit import of_object
from registry.machinery.services import audit_linking
from registry.models import Activity, AuditEntry
from tests.certification.rows import make_case, on, revoke
from tests.certification.stages import at_state, cast, drafted
from tests.certification.stages import grant as seat

pytestmark = pytest.mark.django_db
REASON = "结业证书经核实系他人证书。"


@pytest.fixture
def people():
    with on("2020-05-05 09:00"):
        yield cast()


@pytest.fixture
def issued(people):
    """A slip of the years 2018 and 2019, by the whole way."""
    at_state("issued", people)
    with on("2020-06-10 09:00"):
        yield Slip.objects.get()


def award_of(year):
    return Activity.objects.get(title=f"{year}年科技奖")


def take_back(people, year=2018, **values):
    values = {"actor": people.hr, "activity": award_of(year), "reason": REASON} | values
    return taking_back.take_back(**values)


def public_page(client, paper):
    address = reverse("certification:verify-slip", args=[paper.year, paper.sequence, paper.check_code])
    return client.get(address).content.decode()


def test_activity_taken_back_puts_the_slip_in_question_at_once_with_the_path(people, issued, client):
    assert "目前有效" in public_page(client, issued)

    take_back(people)

    page = public_page(client, issued)
    assert "待重核" in page
    assert "目前有效" not in page
    row = Recheck.objects.get()
    assert (row.slip, row.cause, row.reason) == (issued, "activity", REASON)
    (lost,) = row.path
    assert (lost["year"], lost["settled"], lost["missing"]) == (2018, False, {"professional": "60"})
    assert "专业60" in lost["before"]
    assert "专业0" in lost["after"]


def test_taken_back_activity_earns_nothing_and_stays_so(people, issued):
    activity = take_back(people)

    assert activity.state == "revoked"
    assert take_back(people) == activity
    with pytest.raises(Stale):
        take_back(people, actor=people.department)
    assert Recheck.objects.count() == 1


def test_surplus_taken_back_leaves_the_year_met_and_the_slip_can_be_kept(people, issued):
    case = issued.case
    case.items.filter(activity=award_of(2018)).update(awards=[])
    take_back(people, activity=Activity.objects.get(title="2019年科技奖"))
    row = Recheck.objects.get()
    assert [one["year"] for one in row.path if not one["settled"]]

    with pytest.raises(Refused, match="不能维持"):
        services.keep(actor=people.province, recheck=row, note="x")


def test_kept_slip_is_valid_again_on_the_public_page(people, issued, client):
    notice = Notice.objects.get()
    services.annul_notice(actor=people.department, notice=notice, reason="名单张贴不足五日。")
    row = Recheck.objects.get()
    assert row.path == []

    with pytest.raises(Refused, match="依据"):
        services.keep(actor=people.province, recheck=row, note=" ")
    services.keep(actor=people.province, recheck=row, note="单位已补充张贴照片，期限足够。")

    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("kept", people.province)
    assert "目前有效" in public_page(client, issued)
    with pytest.raises(Stale):
        services.keep(actor=people.issuer, recheck=row, note="再来一次")


def test_kept_slip_is_found_in_the_log_by_its_case(people, issued):
    services.annul_notice(actor=people.department, notice=Notice.objects.get(), reason="名单张贴不足五日。")

    services.keep(actor=people.province, recheck=Recheck.objects.get(), note="期限足够。")

    (entry,) = of_object(issued.case, only="recheck.kept")
    assert sentence(entry) == f"重核后维持认定单{issued.number}有效"
    assert (entry.actor, entry.reason) == (str(people.province.public_id), "期限足够。")


@pytest.mark.parametrize("who", ["person", "outsider", "colleague", "admin"])
def test_approval_is_taken_back_by_those_in_charge_only(people, issued, who):
    with pytest.raises(Refused):
        take_back(people, actor=getattr(people, who))

    assert not Recheck.objects.exists()
    assert award_of(2018).state == "approved"


def test_own_record_is_left_to_a_colleague(people, issued):
    seat(people.person, people.employer, "hr")

    with pytest.raises(Refused, match="回避"):
        take_back(people, actor=people.person)


@pytest.mark.parametrize("who", ["hr", "department", "province"])
def test_unit_department_and_province_may_take_back(people, issued, who):
    take_back(people, actor=getattr(people, who))

    assert Recheck.objects.count() == 1


def test_reason_is_needed(people, issued):
    with pytest.raises(Refused, match="理由"):
        take_back(people, reason=" ")


def test_revoked_slip_puts_the_later_slip_in_question_that_took_its_years(people, issued):
    later = _later_slip(people, issued.number)

    revoke(people.province, people.issuer, issued)

    row = Recheck.objects.get()
    assert (row.slip, row.cause, row.cause_label) == (later, "slip", issued.number)


def test_paper_slip_taken_back_reaches_the_slips_that_relied_on_it(people, issued):
    prior = PriorSlip.objects.create(
        professional=people.person.professional,
        number="旧1",
        first_year=2018,
        last_year=2018,
        state="checked",
        checked_by=people.province,
    )
    later = _later_slip(people, "旧1")

    with pytest.raises(Refused):
        services.take_back_prior(actor=people.hr, prior=prior, reason=REASON)
    services.take_back_prior(actor=people.province, prior=prior, reason=REASON)
    services.take_back_prior(actor=people.province, prior=prior, reason=REASON)

    prior.refresh_from_db()
    assert prior.state == "refused"
    assert [row.slip for row in Recheck.objects.all()] == [later]


@pytest.fixture
def checked(people):
    """An earlier paper slip that the province accepted, and the case that relies on it."""
    prior = PriorSlip.objects.create(
        professional=people.person.professional,
        number="旧1",
        first_year=2018,
        last_year=2018,
        state="checked",
        checked_by=people.province,
    )
    _later_slip(people, "旧1")
    Case.objects.update(reached_province=True)
    return reverse("certification:prior-take-back", args=[Case.objects.get().public_id, prior.public_id])


def test_the_page_says_which_slips_will_be_in_question_and_does_it(people, checked, login):
    client = login(people.province)

    assert "湘继教认〔2021〕000001号" in client.get(checked).content.decode()
    page = client.post(checked, {"reason": REASON}, follow=True).content.decode()

    assert PriorSlip.objects.get().state == "refused"
    assert Recheck.objects.get().slip.number == "湘继教认〔2021〕000001号"
    assert REASON in page


def test_the_page_wants_a_reason(people, checked, login):
    assert login(people.province).post(checked, {"reason": " "}).status_code == 422
    assert PriorSlip.objects.get().state == "checked"


def test_take_back_prior_refused_for_an_office_that_did_not_check_it(people, checked, login):
    PriorSlip.objects.update(checked_by=people.department)

    assert login(people.province).get(checked).status_code == 404
    with pytest.raises(Refused, match="当初核对"):
        services.take_back_prior(actor=people.province, prior=PriorSlip.objects.get(), reason=REASON)


def test_the_page_of_the_case_leads_there_for_that_office_only(people, checked, login):
    case = checked.partition("prior/")[0]

    assert checked in login(people.province).get(case).content.decode()
    assert checked not in login(people.person).get(case).content.decode()


def _later_slip(people, number):
    case = make_case(
        people.person.professional, application_year=2021, span_first=2018, span_last=2018, state="issued"
    )
    case.years.update(basis="certified", basis_note=number)
    return Slip.objects.create(
        case=case,
        professional=case.professional,
        year=2021,
        sequence=1,
        number="湘继教认〔2021〕000001号",
        check_code="AAAAAAAA",
        span_first=2018,
        span_last=2018,
        content={},
        issued_by=people.issuer,
    )


def test_revocation_answers_the_open_question(people, issued):
    take_back(people)

    revoke(people.province, people.issuer, issued)

    assert Recheck.objects.get().state == "revoked"


def test_case_whose_ground_is_taken_away_after_verification_is_not_issued(people):
    case = at_state("issue", people)
    take_back(people)

    with pytest.raises(Refused, match="2018年缺专业科目60学时"), on("2020-06-11 09:00"):
        slip.issue_slip(actor=people.issuer, case=case)

    assert not Slip.objects.exists()


def test_case_whose_notice_is_annulled_is_not_issued_and_can_be_returned(people):
    case = at_state("issue", people)
    services.annul_notice(actor=people.department, notice=Notice.objects.get(), reason="名单张贴不足五日。")

    with pytest.raises(Refused, match="目前为“待公示”，不能签发认定单"):
        slip.issue_slip(actor=people.issuer, case=case)
    with on("2020-06-11 09:00"):
        again = notices.publish_notice(actor=people.hr, notice=drafted(people, case))

    assert (Case.objects.get(pk=case.pk).state, again.entries.get().case) == ("notice.open", case)


def test_open_notice_is_withdrawn_by_its_unit_and_not_annulled(people):
    at_state("notice.open", people)

    with pytest.raises(Stale), on("2020-05-12 09:00"):
        services.annul_notice(actor=people.department, notice=Notice.objects.get(), reason="x")
    with pytest.raises(Refused):
        services.annul_notice(actor=people.outsider, notice=Notice.objects.get(), reason="x")


def test_log_stays_whole(people, issued):
    take_back(people)
    revoke(people.province, people.issuer, issued)
    audit_linking.link_all()

    said = StringIO()
    call_command("verify_audit", stdout=said)
    assert said.getvalue() == f"The audit log is whole: {AuditEntry.objects.count()} entries.\n"
    assert {"slip.revoked"} <= set(AuditEntry.objects.values_list("action", flat=True))


def test_office_s_inbox_shows_it_and_the_person_is_told(people, issued, login):
    take_back(people)
    client = login(people.province)

    assert "1份认定单的依据发生变化" in client.get(reverse("certification:desk")).content.decode()
    row = Recheck.objects.get()
    listed = client.get(reverse("certification:recheck-list")).content.decode()
    assert issued.number in listed
    page = client.get(reverse("certification:recheck", args=[row.public_id])).content.decode()
    assert "不能维持" in page
    assert REASON in page
    assert people.person.messages_received.filter(kind="slip_in_question").exists()
    assert people.person.messages_received.filter(kind="activity_taken_back").exists()


@pytest.mark.parametrize("who", ["person", "hr", "department", "outsider", "admin"])
def test_pages_are_for_the_issuing_office_only(people, issued, login, who):
    take_back(people)
    client = login(getattr(people, who))

    assert client.get(reverse("certification:recheck-list")).status_code == 404
    row = Recheck.objects.get()
    assert client.get(reverse("certification:recheck", args=[row.public_id])).status_code == 404


def test_taking_back_by_hand(people, issued, login):
    address = reverse("registry:activity-take-back", args=[award_of(2018).public_id])

    for who in (people.outsider, people.person):
        assert login(who).get(address).status_code == 404
    client = login(people.hr)
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code in (200, 422)
    assert client.post(address, {"reason": REASON}).status_code == 302
    assert award_of(2018).state == "revoked"


def test_path_names_every_year_that_changed(people, issued):
    take_back(people, 2018)
    take_back(people, 2019)

    assert [row["year"] for row in path_of(issued)] == [2018, 2019]


@pytest.mark.parametrize("rows", [1, 2])
def test_list_asks_the_same_number_of_queries(people, issued, login, rows, django_assert_num_queries):
    for year in (2018, 2019)[:rows]:
        take_back(people, year)
    client = login(people.province)
    client.get(reverse("certification:recheck-list"))

    with django_assert_num_queries(8):
        client.get(reverse("certification:recheck-list"))
