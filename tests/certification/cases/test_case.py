import pytest

from cejc.errors import Refused, Stale
from cejc.outcome import each
from certification.models import Case, PriorSlip, Slip
from certification.queries import case as queries
from certification.services import case as cases
from certification.services import prior, review
from certification.services.notices import notice as notices
from certification.services.review import approve_exemption, check_prior
from credits.engine import read_bytes
from credits.queries import bundled
from credits.services import load_policy
from registry.models import Activity
from registry.people.queries.governing import application_years
from registry.people.queries.region import region_of
from tests import factories
from tests.certification.rows import PROOF, issue, make_case, object_to, on
from tests.certification.stages import at_state, cast, complete_years, drafted, grant, open_case, published

pytestmark = pytest.mark.django_db
FILE = {"file_name": "认定单.pdf", "stored_name": "", "sha256": "0" * 64, "mime": "application/pdf"}


@pytest.fixture
def people():
    with on("2020-05-05 09:00"):
        yield cast()


@pytest.mark.parametrize(
    ("degree", "level", "series", "span"),
    [
        ("bachelor", "senior_associate", "engineering", (2015, 2019)),
        ("doctor", "senior_associate", "engineering", (2018, 2019)),
        ("master", "senior_associate", "health", (2016, 2019)),
        ("master", "senior_associate", "engineering", (2015, 2019)),
        ("doctor", "senior_associate", "health", (2018, 2019)),
        ("doctor", "senior_full", "engineering", (2015, 2019)),
    ],
)
def test_span_follows_degree_level_and_series(people, degree, level, series, span):
    case = open_case(people.person, degree=degree, title_level=level, title_series=series)

    assert (case.span_first, case.span_last) == span
    assert [row.year for row in case.years.all()] == list(range(span[0], span[1] + 1))


def test_open_refused_without_a_confirmed_employment(people):
    person = factories.make_person("nova", "新人")

    with pytest.raises(Refused, match="任职关系"):
        open_case(person)


def test_open_refused_for_a_year_without_a_policy(people):
    with pytest.raises(Refused, match="2031"):
        open_case(people.person, application_year=2031)

    assert not Case.objects.exists()


def test_open_refused_for_a_series_that_the_policy_does_not_know(people):
    with pytest.raises(Refused, match="没有这一职称系列"):
        open_case(people.person, application_year=2020, title_series="astrology")

    assert not Case.objects.exists()


def test_second_live_case_of_a_year_refused_and_allowed_after_cancelling(people):
    first = open_case(people.person)

    with pytest.raises(Refused, match="已有一项"):
        open_case(people.person)
    cases.cancel_case(actor=people.person, case=first)
    second = open_case(people.person)

    assert {first.pk, second.pk} == set(Case.objects.values_list("pk", flat=True))


def test_submit_refused_naming_what_each_year_lacks(people):
    complete_years(people.person, years=(2018,))
    case = open_case(people.person)

    with pytest.raises(Refused, match="2019年缺公需科目30学时、专业科目60学时"):
        cases.submit_case(actor=people.person, case=case)

    case.refresh_from_db()
    assert (case.state, case.submitted_at, case.round) == ("draft", None, 0)


def test_submit_twice_is_once(people):
    complete_years(people.person)
    case = open_case(people.person)

    cases.submit_case(actor=people.person, case=case)
    cases.submit_case(actor=people.person, case=case)

    assert [move.action for move in case.transitions.all()] == ["submit"]


def test_change_from_an_old_page_is_stale_and_changes_nothing(people):
    case = open_case(people.person)
    cases.change_case(actor=people.person, case=case, edit=case.edit, title_name="正高级工程师")

    with pytest.raises(Stale):
        cases.change_case(actor=people.person, case=case, edit=case.edit, title_name="高级工程师")

    case.refresh_from_db()
    assert case.title_name == "正高级工程师"


def test_withdraw_while_nobody_has_begun_only(people):
    complete_years(people.person)
    case = open_case(people.person)
    cases.submit_case(actor=people.person, case=case)
    cases.withdraw_case(actor=people.person, case=case)
    cases.submit_case(actor=people.person, case=case)
    review.begin_review(actor=people.hr, case=case)

    with pytest.raises(Stale):
        cases.withdraw_case(actor=people.person, case=case)


def test_another_person_can_do_nothing_with_a_case(people):
    case = open_case(people.person)

    for act in (cases.submit_case, cases.cancel_case):
        with pytest.raises(Refused):
            act(actor=people.colleague, case=case)


def test_paper_slip_covers_its_years_and_asks_for_the_rest_only(people):
    case = open_case(people.person, degree="bachelor")
    prior.claim_prior(
        actor=people.person, case=case, number="旧0001", first_year=2014, last_year=2018, file=FILE
    )

    rows = {row.year: (row.basis, row.result) for row in case.years.all()}

    assert rows == dict.fromkeys(range(2015, 2019), ("certified", "met")) | {2019: ("examined", "short")}


def test_paper_slip_must_be_checked_by_the_province_before_verification(people):
    complete_years(people.person, years=(2019,))
    case = open_case(people.person, degree="bachelor")
    claimed = prior.claim_prior(
        actor=people.person, case=case, number="旧0001", first_year=2014, last_year=2018, file=FILE
    )
    cases.submit_case(actor=people.person, case=case)
    Activity.objects.filter(professional=case.professional).update(state="approved")
    Case.objects.filter(pk=case.pk).update(state="verification", reached_province=True)

    with pytest.raises(Refused, match="还没有核对"):
        review.pass_case(actor=people.province, case=case)
    check_prior(actor=people.province, case=case, prior=claimed, genuine=True)
    review.pass_case(actor=people.province, case=case)

    case.refresh_from_db()
    assert case.state == "issue"


def test_paper_slip_that_is_not_genuine_covers_nothing(people):
    complete_years(people.person, years=(2019,))
    case = open_case(people.person, degree="bachelor")
    claimed = prior.claim_prior(
        actor=people.person, case=case, number="旧0001", first_year=2014, last_year=2018, file=FILE
    )
    cases.submit_case(actor=people.person, case=case)
    Case.objects.filter(pk=case.pk).update(state="verification", reached_province=True)
    Activity.objects.filter(professional=case.professional).update(state="approved")
    check_prior(actor=people.province, case=case, prior=claimed, genuine=False, note="查无此号")

    case.refresh_from_db()
    last = case.transitions.last()
    assert (case.state, last.action) == ("returned", "fall")
    assert last.reason.startswith("以往认定单旧0001不再有效（查无此号），2015年缺")


def claim(people, number, first=2014, last=2018):
    case = open_case(people.person, degree="bachelor")
    return prior.claim_prior(
        actor=people.person, case=case, number=number, first_year=first, last_year=last, file=FILE
    )


def test_paper_slip_of_another_span_is_refused(people):
    with pytest.raises(Refused, match="不在认定跨度2015—2019年内"):
        claim(people, "旧0001", 2010, 2014)


def test_paper_slip_given_twice_or_by_another_person_is_refused(people):
    claim(people, "旧0001")
    case = Case.objects.get()

    with pytest.raises(Refused, match="已经登记过"):
        prior.claim_prior(
            actor=people.person, case=case, number="旧0001", first_year=2014, last_year=2018, file=FILE
        )
    theirs = open_case(people.colleague, degree="bachelor")
    with pytest.raises(Refused, match="已由另一人登记"):
        prior.claim_prior(
            actor=people.colleague, case=theirs, number="旧0001", first_year=2014, last_year=2018, file=FILE
        )


@pytest.mark.parametrize(
    ("whose", "state", "sentence"),
    [
        ("colleague", "valid", "不是签发给您的"),
        ("person", "valid", "已自动计入"),
        ("person", "revoked", "已撤销，不能作为依据"),
    ],
)
def test_slip_of_this_portal_is_not_entered_as_paper(people, whose, state, sentence):
    slip = issue(people.issuer, getattr(people, whose).professional, application_year=2019)
    Slip.objects.filter(pk=slip.pk).update(state=state)
    case = open_case(people.person, degree="bachelor")

    for typed in (slip.number, f" {slip.number.replace('〔', '[').replace('〕', ']')} "):
        with pytest.raises(Refused, match=sentence):
            prior.claim_prior(
                actor=people.person, case=case, number=typed, first_year=2014, last_year=2018, file=FILE
            )


def test_exempt_year_needs_approval_by_the_reviewing_office(people):
    complete_years(people.person, years=(2019,))
    case = open_case(people.person)
    asked = prior.ask_exemption(
        actor=people.person, case=case, year=2018, reason="2018年尚未参加工作", file=PROOF
    )
    cases.submit_case(actor=people.person, case=case)

    with pytest.raises(Refused, match="2018年申请免于考核"):
        review.pass_case(actor=people.hr, case=case)
    approve_exemption(actor=people.hr, exemption=asked)
    review.pass_case(actor=people.hr, case=case)

    assert case.years.get(year=2018).basis == "exempt"


def test_exemption_asked_twice_for_one_year_is_refused_with_the_year(people):
    case = open_case(people.person)
    asked = {"actor": people.person, "case": case, "year": 2018, "file": PROOF}
    prior.ask_exemption(reason="2018年尚未参加工作", **asked)

    with pytest.raises(Refused, match="2018年已经申请过免于考核。"):
        prior.ask_exemption(reason="再来一次", **asked)

    assert case.exemptions.get().reason == "2018年尚未参加工作"


def test_pass_approves_the_professional_records_and_leaves_the_public_ones(people):
    complete_years(people.person)
    case = open_case(people.person)
    cases.submit_case(actor=people.person, case=case)

    review.pass_case(actor=people.hr, case=case)

    states = dict(Activity.objects.filter(professional=case.professional).values_list("title", "state"))
    assert states == {
        "2018年科技奖": "approved",
        "2019年科技奖": "approved",
        "2018年公需课程": "submitted",
        "2019年公需课程": "submitted",
    }


def test_return_sends_the_named_record_back_with_its_reason(people):
    complete_years(people.person)
    case = open_case(people.person)
    cases.submit_case(actor=people.person, case=case)
    wrong = Activity.objects.get(title="2019年科技奖")

    review.return_case(
        actor=people.hr, case=case, text="有一项需要更正", items={str(wrong.public_id): "证书上没有姓名"}
    )

    wrong.refresh_from_db()
    case.refresh_from_db()
    assert (wrong.state, case.state) == ("returned", "returned")
    assert "2019年科技奖：证书上没有姓名" in case.transitions.last().reason


def test_return_refused_without_a_reason(people):
    complete_years(people.person)
    case = open_case(people.person)
    cases.submit_case(actor=people.person, case=case)

    with pytest.raises(Refused, match="理由"):
        review.return_case(actor=people.hr, case=case)


def test_nobody_reviews_his_own_case_even_with_a_second_login(people):
    case = at_state("initial_review", people)
    twin = factories.make_user("alice2", professional=people.person.professional)
    grant(twin, people.employer, "hr")

    with on("2020-05-08 09:00"), pytest.raises(Refused, match="本人"):
        review.pass_case(actor=twin, case=case)


def test_nobody_decides_at_two_stages_even_with_a_second_login(people):
    case = at_state("confirmation", people)
    twin = factories.make_user("bob2", professional=people.hr.professional)
    grant(twin, people.department_unit, "department")

    with on("2020-05-20 09:00"), pytest.raises(Refused, match="其他环节"):
        review.pass_case(actor=twin, case=case)


def test_verifier_does_not_issue(people):
    from certification.services.slips import slip

    case = at_state("issue", people)

    with on("2020-06-03 09:00"), pytest.raises(Refused, match="其他环节"):
        slip.issue_slip(actor=people.province, case=case)


def test_bulk_pass_leaves_out_what_changed_and_says_why(people):
    case = at_state("verification", people)
    stale = Case.objects.get(pk=case.pk)
    stale.edit -= 1

    with on("2020-06-02 09:00"):
        stage = {"edit": stale.edit, "stage": "verification"}
        outcome = each([stale], lambda one: review.pass_case(actor=people.province, case=one, **stage))

    assert outcome.done == []
    assert [row.pk for row, _why in outcome.left_out] == [case.pk]
    assert "刷新" in outcome.left_out[0][1]


def test_a_year_on_a_paper_slip_waits_until_the_slip_is_checked(people):
    case = make_case(people.person.professional, state="initial_review")
    for number, year, state in (("旧1", 2015, "claimed"), ("旧2", 2016, "checked")):
        PriorSlip.objects.create(
            professional=people.person.professional,
            number=number,
            first_year=year,
            last_year=year,
            state=state,
            **FILE,
        )
        case.years.filter(year=year).update(basis="certified", basis_note=number)

    first, second, *_others = queries.page(case, people.hr)["years"]

    assert [row["state"]["label"] for row in (first, second)] == ["待核对", "已认定"]


def test_the_page_names_a_notice_once_it_is_published_and_not_its_draft(people):
    with on("2020-06-15 09:00"):
        case = make_case(people.person.professional, state="notice")
        notice = drafted(people, case)
        before = queries.page(case, people.hr)["notice_entry"]
        notices.publish_notice(actor=people.hr, notice=notice)
        after = queries.page(case, people.hr)["notice_entry"]

    assert before is None
    assert after.notice == notice


def test_history_of_a_case_tells_moves_and_objections_newest_first(people):
    notice, (case,) = published(people, "2020-06-15 09:00")
    with on("2020-06-16 09:00"):
        object_to(notice.entries.get())

    told = queries.page(case, people.hr)["history"]

    assert [one["when"] for one in told] == sorted((one["when"] for one in told), reverse=True)
    assert told[0]["sentence"] == "公示期间收到异议，核实期间暂停办理"
    assert len(told) > 1


def put_in_force(name: str, year: int, *, begins: str, ends: str = ""):
    text = bundled("hunan-2020").source_text.replace('name = "hunan-2020"', f'name = "{name}"', 1)
    text = text.replace("application_year = 2020", f"application_year = {year}\nbegins = {begins}\n{ends}", 1)
    load_policy(policy=read_bytes(text.encode(), f"{name}.toml"), publish=True)


def test_next_years_application_begins_with_its_notice(people):
    put_in_force("hunan-2020", 2020, begins="2020-02-11")
    put_in_force("hunan-2021", 2021, begins="2021-03-01")

    with pytest.raises(Refused, match="2021年度的认定自2021年3月1日起按"):
        open_case(people.person, application_year=2021)
    assert application_years(people.person.professional) == [2020]

    with on("2021-03-01 00:00"):
        case = open_case(people.person, application_year=2021)
        years = application_years(people.person.professional)

    assert (case.policy, case.application_year, years) == ("hunan-2021", 2021, [2021, 2020])


def test_application_of_a_city_with_a_notice_of_its_own_goes_by_it(people):
    put_in_force("hunan-2020", 2020, begins="2020-02-11")
    region = region_of(people.person.professional.employments.get().organisation)
    text = bundled("hunan-2020").source_text.replace('name = "hunan-2020"', 'name = "own-2020"', 1)
    text += f'\n[scope]\nregions = ["{region}"]\n'
    load_policy(policy=read_bytes(text.encode(), "own.toml"), publish=True)

    assert open_case(people.person).policy == "own-2020"
