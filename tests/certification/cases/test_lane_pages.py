"""The offices' desk and lane: what waits, one by one and many at once."""

import io

import openpyxl
import pytest
from django.urls import reverse

from cejc import clock
from certification.models import Case, Exemption, PriorSlip
from certification.queries.blockers import blockers
from certification.services import case as cases
from certification.services import prior, review
from registry.models import Activity, EvidenceFlag, Message
from tests import factories
from tests.certification.rows import PROOF, make_case, on
from tests.certification.stages import at_state, cast, complete_years, open_case
from tests.many import confirm, listed
from tests.outcome import outcome
from tests.registry.activities.activity_factories import make_submitted

pytestmark = pytest.mark.django_db
DESK = "/desk/"


@pytest.fixture
def people():
    with on("2020-05-08 09:00"):
        yield cast()


def at(name, case, *more):
    return reverse(f"certification:{name}", args=[case.public_id, *more])


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def confirmable(people, count, *, short=False):
    """Cases of `count` persons that wait for the department, every year exempt (or short)."""
    made = []
    for number in range(count):
        person = factories.employee_of(people.employer, f"p{number}", f"人员{number}").professional
        case = make_case(person, state="confirmation", reached_province=False)
        if not short:
            Exemption.objects.bulk_create(
                Exemption(
                    case=case,
                    year=year,
                    reason="援藏",
                    approved_by=people.hr,
                    approved_at="2020-01-01T00:00Z",
                )
                for year in case.span
            )
        made.append(case)
    return made


def test_desk_has_three_parts_with_counts(people, login):
    at_state("initial_review", people)
    make_case(people.colleague.professional, state="verification")
    make_case(people.hr.professional, state="issued")

    answer = login(people.hr).get(DESK)

    assert [(str(tab["label"]), tab["count"]) for tab in answer.context["tabs"]] == [
        ("待我处理", 1),
        ("办理中", 1),
        ("已办结", 1),
    ]
    assert "欧阳晓𬱖" in answer.content.decode()


def test_desk_of_another_unit_is_empty(people, login):
    at_state("initial_review", people)

    answer = login(people.outsider).get(DESK)

    assert [tab["count"] for tab in answer.context["tabs"]] == [0, 0, 0]
    assert "没有等您办理的申请" in answer.content.decode()


@pytest.mark.parametrize("sought", ["欧阳", "水利水电"])
def test_desk_finds_by_name_and_unit(people, login, sought):
    at_state("initial_review", people)

    answer = login(people.hr).get(DESK, {"q": sought})

    assert answer.context["page"].paginator.count == 1


@pytest.mark.parametrize("hostile", ["'; drop table", "\x00", "%", "<script>"])
def test_desk_takes_any_search(people, login, hostile):
    at_state("initial_review", people)

    answer = login(people.hr).get(DESK, {"q": hostile, "part": hostile, "page": hostile})

    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().replace('<script type="module"', "")


def test_desk_refuses_an_address_that_is_too_long(people, login):
    at_state("initial_review", people)
    long = "九" * 500

    assert login(people.hr).get(DESK, {"q": long, "part": long, "page": long}).status_code == 414


def test_export_holds_what_the_desk_shows_and_no_formula(people, login):
    case = at_state("initial_review", people)
    Case.objects.filter(pk=case.pk).update(title_name="=1+1")

    answer = login(people.hr).get(reverse("certification:desk-export"), {"part": "mine", "q": "欧阳"})

    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0][:2] == ("姓名", "工作单位")
    assert rows[1][0] == "欧阳晓𬱖"
    # Excel gets a moment as the clocks here show it, and a year that is a number.
    assert rows[1][2] == case.application_year
    assert rows[1][6] == case.state_since.astimezone(clock.SHANGHAI).replace(
        tzinfo=None, second=0, microsecond=0
    )
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert len(rows) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_desk_do_not_grow(people, login, django_assert_num_queries, count):
    confirmable(people, count)
    client = login(people.department)
    client.get(DESK)

    with django_assert_num_queries(20):
        client.get(DESK)


def test_lane_opens_the_longest_wait_and_reading_begins_nothing(people, login):
    case = at_state("initial_review", people)

    answer = login(people.hr).get(reverse("certification:lane"), follow=True)

    case.refresh_from_db()
    assert answer.context["case"].pk == case.pk
    assert case.state == "initial_review"
    assert f'action="{at("case-begin", case)}"' in answer.content.decode()


def test_the_person_takes_the_case_back_until_a_reviewer_has_pressed(people, login, client):
    case = at_state("initial_review", people)
    login(people.hr).get(at("lane-item", case))
    login(people.person).post(at("case-withdraw", case), {"edit": case.edit})
    case.refresh_from_db()
    assert case.state == "draft"

    with on("2020-05-08 09:30"):
        cases.submit_case(actor=people.person, case=case)
        login(people.hr).post(at("case-begin", case))
        late = login(people.person).post(at("case-withdraw", case), follow=True)

    case.refresh_from_db()
    assert case.state == "initial_review.begun"
    assert "不能撤回申请" in said(late)[-1]


def test_the_page_s_script_gets_a_piece_of_the_page(people, login):
    case = at_state("initial_review", people)

    answer = login(people.hr).post(at("case-begin", case), headers={"hx-request": "true"})

    assert "已开始审核（初审中）" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_pass_from_the_page_on_which_the_review_was_begun_is_no_conflict(people, login):
    case = at_state("initial_review", people)
    client = login(people.hr)

    client.post(at("case-begin", case))
    client.post(at("case-pass", case), {"edit": case.edit, "stage": "initial_review"})

    case.refresh_from_db()
    assert case.state == "notice"


def test_lane_shows_hours_clause_and_reason_of_every_record(people, login):
    case = at_state("initial_review", people)

    page = login(people.hr).get(at("lane-item", case)).content.decode()

    for text in ("2019年科技奖", "附二5", "60", "data-lane-approve"):
        assert text in page


def test_looking_at_a_case_of_another_stage_begins_nothing(people, login):
    case = at_state("initial_review", people)

    answer = login(people.department).get(at("lane-item", case))

    case.refresh_from_db()
    assert case.state == "initial_review"
    assert "disabled" in answer.content.decode()


def test_own_case_in_the_lane_says_who_has_to_decide(people, login):
    case = make_case(people.hr.professional, state="initial_review", reached_province=False)

    page = login(people.hr).get(at("lane-item", case))

    case.refresh_from_db()
    assert "这是您本人的认定申请" in page.content.decode()
    assert case.state == "initial_review"


def test_pass_goes_on_to_the_next_and_at_the_end_to_the_desk(people, login):
    first, second = confirmable(people, 2)
    client = login(people.department)

    on_first = client.post(at("case-pass", first), {"edit": first.edit, "stage": "confirmation"})
    on_second = client.post(at("case-pass", second), {"edit": second.edit, "stage": "confirmation"})

    assert on_first["Location"] == at("lane-item", second)
    assert on_second["Location"] == DESK
    assert set(Case.objects.values_list("state", flat=True)) == {"filing"}


def test_pass_from_a_page_that_a_colleague_has_overtaken_says_so(people, login):
    (case,) = confirmable(people, 1)
    old = case.edit
    colleague = factories.department_of(people.department_unit, "dina", people.department.display_name)
    review.begin_review(actor=colleague, case=case)

    answer = login(people.department).post(
        at("case-pass", case), {"edit": old, "stage": "confirmation"}, follow=True
    )

    assert said(answer)
    case.refresh_from_db()
    assert case.state == "confirmation.begun"


def test_return_keeps_what_was_typed_when_it_is_refused(people, login):
    case = at_state("initial_review.begun", people)

    answer = login(people.hr).post(
        at("case-return", case), {"edit": case.edit - 2, "stage": "initial_review", "text": "请换扫描件"}
    )

    assert answer.status_code == 409
    assert "请换扫描件" in answer.content.decode()
    case.refresh_from_db()
    assert case.state == "initial_review.begun"


def test_return_without_reason_is_422(people, login):
    case = at_state("initial_review.begun", people)

    answer = login(people.hr).post(at("case-return", case), {"edit": case.edit, "stage": "initial_review"})

    assert answer.status_code == 422
    assert "请说明理由" in answer.content.decode()


def test_return_with_reasons_of_the_list_and_beside_a_record(people, login, run_jobs):
    case = at_state("initial_review.begun", people)
    wrong = Activity.objects.get(title="2019年科技奖")

    login(people.hr).post(
        at("case-return", case),
        {
            "edit": case.edit,
            "stage": "initial_review",
            "reasons": ["evidence_unreadable"],
            f"item_{wrong.public_id}": "证书第二页缺失",
            "item_nonsense": "x",
        },
    )
    run_jobs()

    case.refresh_from_db()
    wrong.refresh_from_db()
    assert (case.state, wrong.state) == ("returned", "returned")
    told = Message.objects.get(recipient=people.person, kind="case_return")
    assert "材料看不清或缺页" in told.body
    assert "证书第二页缺失" in told.body


def test_bulk_shows_exactly_who_and_then_does_it(people, login):
    ready = confirmable(people, 3)
    ticked = [f"{case.public_id}:{case.edit}" for case in ready]
    client = login(people.department)

    asked = listed(client, reverse("certification:cases-pass"), {"cases": ticked})
    assert set(Case.objects.values_list("state", flat=True)) == {"confirmation"}
    done = confirm(client, asked)

    assert [row["label"] for row in asked.context["included"]] == ["人员0", "人员1", "人员2"]
    page = outcome(
        done, "已全部完成。", lambda: set(Case.objects.values_list("state", flat=True)) == {"filing"}
    )
    assert [line["label"] for line in page.context["lines"]] == ["人员0", "人员1", "人员2"]


def test_bulk_leaves_out_the_changed_and_the_short_and_says_why(people, login):
    ready = confirmable(people, 1)
    short = make_case(people.colleague.professional, state="confirmation", reached_province=False)
    short.years.filter(year=2019).update(result="short")
    gone = make_case(people.hr.professional, state="filing", reached_province=False)
    ticked = [f"{case.public_id}:{case.edit}" for case in (*ready, short, gone)]
    client = login(people.department)

    asked = listed(client, reverse("certification:cases-pass"), {"cases": ticked})
    done = confirm(client, asked)

    assert [(row["label"], row["reason"]) for row in asked.context["excluded"]] == [
        (people.colleague.professional.name, "2019年学时不足"),
        (people.hr.professional.name, "目前不在审核环节（待汇总报送）"),
    ]
    page = outcome(
        done, "已通过1人；另有2人没有办理", lambda: Case.objects.get(pk=ready[0].pk).state == "filing"
    )
    assert [row["label"] for row in page.context["left"]] == [short.professional.name, gone.professional.name]
    assert all(row["reason"] for row in page.context["left"])


@pytest.mark.parametrize("ticked", [[], ["nonsense"], ["00000000-0000-4000-8000-000000000000:1"]])
def test_bulk_of_nothing_asks_to_choose(people, login, ticked):
    answer = login(people.department).post(
        reverse("certification:cases-pass"), {"cases": ticked}, follow=True
    )

    assert "请先勾选" in said(answer)[0]


def test_cases_of_another_office_in_a_bulk_are_as_absent_as_unknown_ones(people, login):
    (case,) = confirmable(people, 1)

    stranger = login(people.outsider)
    ticked = {"cases": [f"{case.public_id}:{case.edit}"]}
    assert (
        "请先勾选要通过的人员"
        in listed(stranger, reverse("certification:cases-pass"), ticked).content.decode()
    )

    case.refresh_from_db()
    assert case.state == "confirmation"


def test_open_flag_stands_beside_the_case_with_the_way_to_both_records(people, login):
    case = at_state("initial_review", people)
    first, second = (row.evidence.first() for row in Activity.objects.order_by("pk")[:2])
    flag = EvidenceFlag.objects.create(first=first, second=second, same_person=True)

    page = login(people.hr).get(at("lane-item", case)).content.decode()

    assert reverse("registry:flag", args=[flag.public_id]) in page


def _with_course_of_no_catalogue(user):
    complete_years(user, years=(2018,))
    award = {"level": "prefectural", "rank": 3, "date": "2019-11-11"}
    make_submitted(user, "award", title="2019年科技奖", facts=award)
    facts = {"date": "2020-03-01", "subject": "public", "approved_hours": "30", "minutes": 1350}
    make_submitted(user, "online", title="某网课", facts=facts | {"attributed_year": 2019})


def test_course_of_no_catalogue_is_named_before_and_answered_in_the_lane(people, login):
    case = at_state("confirmation", people, prepare=_with_course_of_no_catalogue)
    course = Activity.objects.get(title="某网课")
    client = login(people.department)
    passing = {"edit": case.edit, "stage": "confirmation"}

    before = blockers([case])
    page = client.get(at("lane-item", case)).content.decode()
    refused = client.post(at("case-pass", case), passing, follow=True)
    case.refresh_from_db()
    state = case.state
    empty = client.post(at("case-course", case, course.public_id), {"text": " "}, follow=True)
    outcome(
        client.post(at("case-course", case, course.public_id), {"text": "经查公布的课程清单，学时相符"}),
        "“某网课”的核对依据已记入。",
        lambda: Activity.objects.get(pk=course.pk).course_answer == "经查公布的课程清单，学时相符",
    )
    after = client.get(at("lane-item", case)).content.decode()
    client.post(at("case-pass", case), {"edit": case.edit, "stage": "confirmation"})
    case.refresh_from_db()

    assert before == {case.pk: "网络课程待核对：某网课"}
    assert at("case-course", case, course.public_id) in page
    assert any("“某网课”是网络课程，未与审定课程对应" in one for one in said(refused))
    assert state.startswith("confirmation")
    assert any("请写明核对的依据" in one for one in said(empty))
    assert "核对依据：经查公布的课程清单，学时相符" in after
    assert at("case-course", case, course.public_id) not in after
    assert blockers([case]) == {}
    assert case.state == "filing"


def test_course_is_answered_by_the_stage_that_reviews_it_alone(people, login):
    case = at_state("initial_review", people, prepare=_with_course_of_no_catalogue)
    course = Activity.objects.get(title="某网课")
    client = login(people.hr)

    page = client.get(at("lane-item", case)).content.decode()
    answer = client.post(at("case-course", case, course.public_id), {"text": "相符"}, follow=True)

    course.refresh_from_db()
    assert blockers([case]) == {}
    assert at("case-course", case, course.public_id) not in page
    assert said(answer) == ["这条记录不由本环节审核。请刷新页面，查看最新情况。"]
    assert course.course_answer == ""


def test_exemption_is_approved_in_the_lane(people, login):
    complete_years(people.person, years=(2019,))
    case = open_case(people.person)
    asked = prior.ask_exemption(actor=people.person, case=case, year=2018, reason="长期病假", file=PROOF)
    Case.objects.filter(pk=case.pk).update(state="initial_review", submitted_at="2020-05-08T00:00Z")
    client = login(people.hr)
    page = client.get(at("lane-item", case)).content.decode()

    client.post(at("exemption-approve", case, asked.public_id))

    asked.refresh_from_db()
    assert "2018年申请免于考核" in page
    assert asked.approved_by == people.hr


@pytest.mark.parametrize("genuine", ["yes", "no"])
def test_paper_slip_is_checked_in_the_province_s_lane(people, login, genuine):
    case = open_case(people.person, degree="bachelor")
    claimed = prior.claim_prior(
        actor=people.person,
        case=case,
        number="旧0001",
        first_year=2014,
        last_year=2018,
        file={"file_name": "a.pdf", "stored_name": "", "sha256": "0" * 64, "mime": "application/pdf"},
    )
    Case.objects.filter(pk=case.pk).update(
        state="verification", submitted_at="2020-05-08T00:00Z", reached_province=True
    )
    client = login(people.province)
    page = client.get(at("lane-item", case)).content.decode()

    client.post(at("prior-check", case, claimed.public_id), {"genuine": genuine, "note": "查无此号"})

    claimed.refresh_from_db()
    assert "旧0001" in page
    assert claimed.state == {"yes": "checked", "no": "refused"}[genuine]


@pytest.mark.parametrize("years", [(2019,), (2017, 2018, 2019)])
def test_queries_of_a_lane_page_do_not_grow_with_its_records(people, login, django_assert_num_queries, years):
    complete_years(people.person, years=years)
    case = open_case(people.person, degree="bachelor")
    Case.objects.filter(pk=case.pk).update(state="initial_review", submitted_at="2020-05-08T00:00Z")
    client = login(people.hr)
    client.get(at("lane-item", case))

    with django_assert_num_queries(38):
        client.get(at("lane-item", case))


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_lane_page_do_not_grow_with_courses(people, login, django_assert_num_queries, count):
    def courses(user):
        _with_course_of_no_catalogue(user)
        facts = {"date": "2020-03-02", "subject": "public", "approved_hours": "1", "minutes": 45}
        for number in range(count - 1):
            make_submitted(user, "online", title=f"网课{number}", facts=facts | {"attributed_year": 2019})

    case = at_state("confirmation", people, prepare=courses)
    client = login(people.department)
    client.get(at("lane-item", case))

    with django_assert_num_queries(38):
        page = client.get(at("lane-item", case)).content.decode()
    assert page.count("记入核对依据") == count


def test_list_before_a_bulk_names_flags_exemptions_and_paper_slips(people, login):
    flagged = at_state("confirmation", people)
    first, second = (row.evidence.first() for row in Activity.objects.filter(state="submitted"))
    EvidenceFlag.objects.create(first=first, second=second, same_person=True)
    asking, claiming = confirmable(people, 2)
    asking.exemptions.filter(year=2016).update(approved_at=None)
    prior_slip = PriorSlip.objects.create(
        professional=claiming.professional, number="旧1", first_year=2015, last_year=2018
    )
    claiming.years.filter(year__lte=2018).update(basis="certified", basis_note=prior_slip.number)
    every = [flagged, asking, claiming]

    assert blockers(every) == {
        flagged.pk: "有相同材料待核对",
        asking.pk: "2016年免于考核待核定",
    }
    claiming.state = "verification"
    assert blockers(every)[claiming.pk] == "以往认定单待核对"
