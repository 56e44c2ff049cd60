"""The list of a desk: what its filters find, its order, and acts on what was ticked or found."""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from certification.models import Case, CaseItem, CaseYear, DegreeProof, Exemption, PriorSlip
from certification.queries.blockers import blockers
from certification.queries.doubt import in_doubt
from credits.services import load_calendar
from registry.models import Activity, EvidenceFlag, Job, Letter, Message
from tests import factories
from tests.certification.rows import PROOF, make_case, on
from tests.many import confirm, listed, sheet, take
from tests.outcome import outcome
from tests.registry.activities.activity_factories import make_submitted

pytestmark = pytest.mark.django_db
DESK = reverse("certification:desk")


@pytest.fixture(autouse=True)
def june():
    with on("2020-06-10 09:00"):
        yield


def person(world, name, position="岗位"):
    user = factories.employee_of(world.employer, f"u{name}", name)
    user.professional.employments.update(position=position)
    return user


def case_of(user, **values):
    return make_case(user.professional, **({"state": "initial_review", "reached_province": False} | values))


def names(client, **asked):
    return [row["title"].partition(" ")[0] for row in client.get(DESK, asked).context["rows"]]


def test_filters_find_by_name_section_state_level_and_year(world, bob, login):
    case_of(person(world, "赵甲", "水文处 工程师"))
    case_of(person(world, "钱乙", "规划处"), state="initial_review.begun")
    case_of(person(world, "孙丙"), state="notice", title_level="senior_full")
    case_of(person(world, "李丁"), application_year=2019)
    client = login(bob)

    assert len(names(client)) == 4
    assert names(client, q="赵甲") == ["赵甲"]
    assert names(client, unit="水文处") == ["赵甲"]
    assert names(client, state="initial_review.begun") == ["钱乙"]
    assert names(client, state="notice") == ["孙丙"]
    assert names(client, level="senior_full") == ["孙丙"]
    assert names(client, year="2019") == ["李丁"]
    assert names(client, q="赵甲", state="notice") == []


def test_unit_above_is_found_by_an_office_that_has_several(world, petra, login):
    case_of(person(world, "赵甲"), state="verification", reached_province=True)
    other = factories.employee_of(world.other_employer, "o", "周戊")
    case_of(other, state="verification", reached_province=True)
    client = login(petra)

    assert sorted(names(client)) == ["周戊", "赵甲"]
    assert names(client, q=world.employer.name) == ["赵甲"]
    assert names(client, unit=world.employer.supervisor.name) == ["赵甲"]
    assert names(client, unit=other.professional.employments.get().organisation.supervisor.name) == ["周戊"]


def test_states_to_choose_are_those_in_which_something_is_open(world, bob, login):
    case_of(person(world, "赵甲"))
    form = login(bob).get(DESK).context["form"]

    assert [key for key, _label in form.fields["state"].choices] == ["", "initial_review"]


@pytest.fixture
def doubtful(world, petra):
    """One case for each reason to look, and one without any: name -> case."""
    made = {
        name: case_of(person(world, name)) for name in ("无", "不足", "免考", "学位", "相同", "课程", "以往")
    }
    CaseYear.objects.filter(case=made["不足"], year=2019).update(result="short")
    Exemption.objects.create(case=made["免考"], year=2019, reason="援藏")
    DegreeProof.objects.create(case=made["学位"], degree="doctor", **PROOF)
    same = [
        make_submitted(one.professional.users.get(), "award", title="奖")
        for one in (made["相同"], made["无"])
    ]
    CaseItem.objects.create(case=made["相同"], activity=same[0], awards=[{"subject": "professional"}])
    files = [one.evidence.first() for one in same]
    EvidenceFlag.objects.create(first=files[0], second=files[1], same_person=False)
    online = make_submitted(made["课程"].professional.users.get(), "award", title="网课")
    Activity.objects.filter(pk=online.pk).update(kind="online", facts={"date": "2020-05-01"})
    CaseItem.objects.create(case=made["课程"], activity=online, awards=[{"subject": "professional"}])
    PriorSlip.objects.create(
        professional=made["以往"].professional, number="湘A", first_year=2015, last_year=2018, **PROOF
    )
    return made


def test_doubt_is_what_keeps_a_case_from_being_passed(doubtful):
    rows = Case.objects.order_by("pk")

    found = set(rows.filter(in_doubt(rows)).values_list("pk", flat=True))

    assert found == set(blockers(list(rows)))
    assert {name for name, case in doubtful.items() if case.pk in found} == set(doubtful) - {"无", "以往"}


def test_an_earlier_slip_is_in_doubt_where_it_has_to_be_checked(doubtful):
    CaseYear.objects.filter(case=doubtful["以往"], year=2018).update(basis="certified", basis_note="湘A")
    Case.objects.update(state="verification")
    rows = Case.objects.all()

    found = set(rows.filter(in_doubt(rows)).values_list("pk", flat=True))

    assert doubtful["以往"].pk in found
    assert found == set(blockers(list(rows)))


def test_only_clean_ones_are_shown_passed_and_the_rest_stays(doubtful, bob, login):
    client = login(bob)
    assert sorted(names(client, doubt="clean")) == ["以往", "无"]
    assert sorted(names(client, doubt="doubt")) == ["不足", "免考", "学位", "相同", "课程"]
    page = client.get(DESK, {"doubt": "doubt"}).content.decode()
    assert "2019年学时不足" in page
    assert "选定列出的全部5人" in page

    here = reverse("certification:desk-act", args=["pass"]) + "?doubt=clean"
    asked = listed(client, here, {"all": "1"})
    assert [row["label"] for row in asked.context["included"]] == ["无", "以往"]


def test_the_nearest_deadline_comes_first_and_what_is_over_is_found(world, bob, login):
    """A case that hangs on the wall has to be filed by 31 July, one that does not must be published before."""
    load_calendar(years=[2020])
    case_of(person(world, "甲"), state_since="2020-06-01T00:00Z", application_year=2020)
    hung = case_of(person(world, "乙"), state="notice.open", state_since="2020-06-02T00:00Z")
    client = login(bob)
    form = client.get(DESK).context["form"]
    due = {case.state: form.deadlines.of(case)[1] for case in (hung, Case.objects.first())}
    assert due == {"notice.open": date(2020, 7, 31), "initial_review": date(2020, 7, 23)}

    case_of(person(world, "丙"), state="notice", state_since="2020-05-01T00:00Z")
    assert names(client) == ["丙", "甲"]
    assert names(client, due="over") == []
    with on("2020-07-20 09:00"):
        assert sorted(names(login(bob), due="3", sort="name")) == ["丙", "甲"]
    with on("2020-07-24 09:00"):
        client = login(bob)
        assert sorted(names(client, due="over", sort="due")) == ["丙", "甲"]
        assert names(client, part="going", due="over") == []
        assert names(client, part="going", due="7") == ["乙"]


def test_several_are_returned_with_one_reason_that_each_reads(world, bob, login, run_jobs):
    users = [person(world, name) for name in ("赵甲", "钱乙")]
    rows = [case_of(user) for user in users]
    client = login(bob)
    here = reverse("certification:desk-act", args=["return"])
    asked = listed(client, here, {"cases": [f"{one.public_id}:{one.edit}" for one in rows]})

    assert confirm(client, asked).status_code == 422
    assert set(Case.objects.values_list("state", flat=True)) == {"initial_review"}
    answer = confirm(client, asked, reasons=["evidence_unreadable"], text="请月底前更正。")
    outcome(answer, "已退回：2人", lambda: set(Case.objects.values_list("state", flat=True)) == {"returned"})
    run_jobs()
    for user in users:
        told = Message.objects.get(recipient=user, kind="case_return").body
        assert "材料看不清或缺页" in told
        assert "请月底前更正。" in told


def test_all_that_the_filter_finds_is_taken_and_nothing_else(world, bob, login):
    for number in range(35):
        case_of(person(world, f"赵{number}"))
    case_of(person(world, "钱乙"))
    case_of(person(world, "赵远"), state="notice")
    client = login(bob)

    page = client.get(DESK, {"q": "赵"})
    assert "选定列出的全部36人" in page.content.decode()
    asked = listed(client, reverse("certification:desk-act", args=["pass"]) + "?q=赵", {"all": "1"})

    job = Job.objects.get(kind="case.pass_many")
    assert len(job.payload["rows"]) + len(job.payload["named"]) == 36
    left = {one["name"]: one["why"] for one in job.payload["named"]}
    assert left["赵远"] == "目前不在审核环节（待公示）"
    assert asked.status_code == 200


def test_export_is_of_the_filter(world, bob, login):
    case_of(person(world, "赵甲"))
    case_of(person(world, "钱乙"))

    answer = login(bob).get(reverse("certification:desk-export"), {"q": "赵甲"})

    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows if row[0] in ("赵甲", "钱乙")] == ["赵甲"]


def test_an_act_that_does_not_exist_is_absent_and_another_s_case_too(world, bob, hana, login):
    row = case_of(person(world, "赵甲"))
    ticked = {"cases": f"{row.public_id}:{row.edit}"}

    assert login(bob).post(reverse("certification:desk-act", args=["burn"]), ticked).status_code == 404
    answer = listed(login(hana), reverse("certification:desk-act", args=["pass"]), ticked)
    assert "请先勾选要办理的人员" in answer.content.decode()


@pytest.mark.parametrize("query", ["?state=evil", "?due=x", "?year=1", "?doubt=%00", "?sort=evil&level=x"])
def test_what_is_not_understood_filters_nothing_and_is_said(world, bob, login, query):
    case_of(person(world, "赵甲"))

    page = login(bob).get(DESK + query)

    assert page.status_code == 200
    assert len(page.context["rows"]) == 1
    assert "筛选条件有误" in page.content.decode()


def test_sheet_of_ticked_cases_says_who_has_them_until_when_and_what_is_in_doubt(world, bob, login):
    short = case_of(person(world, "赵甲"), state_since="2020-06-01T00:00Z")
    CaseYear.objects.filter(case=short, year=2019).update(result="short")
    hung = case_of(person(world, "钱乙"), state="notice", state_since="2020-06-02T00:00Z")
    case_of(person(world, "孙丙"))
    client = login(bob)
    chosen = [f"{one.public_id}:{one.edit}" for one in (hung, short)]

    head, *lines = sheet(take(client, client.get(DESK), "导出所选", cases=chosen))

    assert head == [
        "姓名",
        "证件号码",
        "工作单位",
        "申报年度",
        "申报职称",
        "认定跨度",
        "状态",
        "办理机关",
        "到达时间",
        "期限",
        "待核对事项",
    ]
    assert [line[0] for line in lines] == ["赵甲", "钱乙"]
    assert lines[0][7] == world.employer.name
    assert lines[0][10] == "2019年学时不足"
    assert lines[0][1] == short.professional.identity_masked


@pytest.mark.parametrize(("part", "state"), [("going", "confirmation"), ("done", "cancelled")])
def test_other_parts_are_taken_and_written_to_as_well(world, bob, login, part, state):
    mine, other = case_of(person(world, "赵甲")), case_of(person(world, "钱乙"), state=state)
    client = login(bob)
    page = client.get(DESK, {"part": part})
    assert "审核通过</button>" not in page.content.decode()

    answer = take(client, page, "导出所选", all="1")
    assert [line[0] for line in sheet(answer)[1:]] == ["钱乙"]

    asked = take(client, page, "给所选人员发消息", cases=[str(other.public_id), str(mine.public_id)]).url
    client.post(asked, {"subject": "请来人事处", "text": "{姓名}您好"})
    assert [one.place.professional.name for one in Letter.objects.all()] == ["钱乙"]


def test_why_the_acts_leave_a_row_out_is_no_doubt_about_it(world, bob, login):
    case_of(person(world, "赵甲"))
    case_of(person(world, "钱乙"), state="notice")

    page = login(bob).get(DESK).content.decode()

    assert 'data-excluded="目前不在审核环节"' in page
    assert "file-flag" not in page
