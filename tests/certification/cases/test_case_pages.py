"""A person's pages of the case, and what others see of them."""

import pytest
from django.urls import reverse

from certification.models import Case, PriorSlip
from certification.services import case as cases
from registry.models import Activity
from tests.certification.rows import make_case, on
from tests.certification.stages import PATH, at_state, cast, complete_years, open_case
from tests.registry.activities.activity_factories import upload

pytestmark = pytest.mark.django_db
CHOICES = {
    "application_year": "2020",
    "title_series": "engineering",
    "title_level": "senior_associate",
    "title_name": "高级工程师",
    "degree": "doctor",
}


@pytest.fixture
def people():
    with on("2020-05-05 09:00"):
        yield cast()


def at(name, case, *more):
    return reverse(f"certification:{name}", args=[case.public_id, *more])


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def test_new_case_leads_to_its_page_with_the_span_of_the_degree(people, login):
    answer = login(people.person).post(reverse("certification:case-new"), CHOICES, follow=True)

    assert answer.status_code == 200
    assert "认定跨度：2018—2019年" in answer.content.decode()


def test_second_case_of_a_year_is_refused_and_what_was_chosen_stays(people, login):
    open_case(people.person)

    answer = login(people.person).post(reverse("certification:case-new"), CHOICES)

    assert answer.status_code == 422
    assert "您在该申报年度已有一项认定申请" in answer.content.decode()
    assert 'value="高级工程师"' in answer.content.decode()
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "hostile"),
    [("title_name", "工" * 61), ("title_series", "no-such"), ("application_year", "1"), ("degree", "<b>")],
)
def test_new_case_with_bad_values_is_422_and_makes_nothing(people, login, name, hostile):
    answer = login(people.person).post(reverse("certification:case-new"), CHOICES | {name: hostile})

    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_what_nobody_knows_of_a_person_is_asked_and_not_chosen_for_them(people, login):
    person = people.person.professional
    person.title_series, person.degree, person.title_level = "", "", "none"
    person.save(update_fields=["title_series", "degree", "title_level"])
    client = login(people.person)

    form = client.get(reverse("certification:case-new")).context["form"]
    shown = {name: str(form[name]) for name in ("title_series", "degree", "title_level")}
    answer = client.post(reverse("certification:case-new"), CHOICES | {"title_series": "", "degree": ""})

    assert 'value="" selected' in shown["title_series"]
    assert 'value="" selected' in shown["degree"]
    assert (
        'value="junior" selected' in shown["title_level"]
    )  # the one after the present, as on the first page
    assert answer.status_code == 422
    assert "请从列表中选择一项" in answer.content.decode()
    assert not Case.objects.exists()


def test_markup_in_the_title_is_shown_as_text(people, login):
    case = open_case(people.person, title_name="<script>alert(1)</script>")

    page = login(people.person).get(at("case", case)).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("state", [*PATH, "returned", "cancelled"])
def test_page_says_at_every_state_who_has_the_case_and_since_when(people, login, state):
    case = at_state(state, people)

    with on("2020-06-10 09:00"):
        page = login(people.person).get(at("case", case))

    assert page.status_code == 200
    steps = page.context["steps"]
    assert [step["label"] for step in steps][1:] == [
        "初审",
        "公示",
        "复审确认",
        "汇总报送",
        "核验",
        "办理认定单",
    ]
    assert all(step["who"] for step in steps)
    current = [step for step in steps if step["state"] in ("current", "returned")]
    assert len(current) == (0 if state == "issued" else 1)
    assert all(step["when"] for step in steps if step["state"] in ("done", "current", "returned"))


def test_page_of_a_notice_says_its_last_day_with_the_weekday(people, login):
    case = at_state("notice.open", people)

    with on("2020-05-12 09:00"):
        page = login(people.person).get(at("case", case)).content.decode()

    assert "2020年5月18日" in page
    assert "周一" in page


def test_short_years_are_named_on_the_page_and_at_submission(people, login):
    complete_years(people.person, years=(2018,))
    case = open_case(people.person)
    client = login(people.person)

    page = client.get(at("case", case)).content.decode()
    answer = client.post(at("case-submit", case), {"edit": case.edit}, follow=True)

    assert "缺公需科目30学时、专业科目60学时" in page
    assert "2019年缺公需科目30学时、专业科目60学时" in said(answer)[0]
    case.refresh_from_db()
    assert case.state == "draft"


def test_submit_twice_is_once(people, login):
    complete_years(people.person)
    case = open_case(people.person)
    client = login(people.person)

    for _press in range(2):
        answer = client.post(at("case-submit", case), {"edit": case.edit}, follow=True)

    assert "已提交" in said(answer)[0]
    assert case.transitions.count() == 1


def test_submit_from_an_old_page_changes_nothing_and_says_so(people, login):
    complete_years(people.person)
    case = open_case(people.person)
    cases.change_case(actor=people.person, case=case, edit=case.edit, title_name="工程师")

    answer = login(people.person).post(at("case-submit", case), {"edit": case.edit}, follow=True)

    assert said(answer)
    case.refresh_from_db()
    assert case.state == "draft"


def test_change_from_an_old_page_keeps_what_was_typed(people, login):
    case = open_case(people.person)
    cases.change_case(actor=people.person, case=case, edit=case.edit, title_name="工程师")

    answer = login(people.person).post(
        at("case-edit", case), CHOICES | {"edit": case.edit, "title_name": "教授级高工"}
    )

    assert answer.status_code == 422
    assert 'value="教授级高工"' in answer.content.decode()
    case.refresh_from_db()
    assert case.title_name == "工程师"


def test_withdraw_and_cancel_by_buttons(people, login):
    case = at_state("initial_review", people)

    with on("2020-05-07 10:00"):
        client = login(people.person)
        client.post(at("case-withdraw", case), {"edit": case.edit})
        asked = client.get(at("case-cancel", case))
        client.post(at("case-cancel", case))

    case.refresh_from_db()
    assert asked.status_code == 200
    assert case.state == "cancelled"


def test_withdraw_after_the_office_began_is_refused_with_a_sentence(people, login):
    case = at_state("initial_review.begun", people)

    answer = login(people.person).post(at("case-withdraw", case), {"edit": case.edit}, follow=True)

    assert "初审中" in said(answer)[0]
    case.refresh_from_db()
    assert case.state == "initial_review.begun"


def test_returned_case_shows_the_reason_and_the_button_to_submit_again(people, login):
    case = at_state("returned", people)

    page = login(people.person).get(at("case", case)).content.decode()

    assert "请换成清晰的扫描件。" in page
    assert reverse("certification:case-submit", args=[case.public_id]) in page


def test_paper_slip_with_its_scan_is_entered_and_seen_by_those_who_see_the_case(people, login):
    case = open_case(people.person)
    values = {"number": "湘认2018-001", "first_year": "2014", "last_year": "2018", "file": upload("认定单")}

    answer = login(people.person).post(at("prior-add", case), values, follow=True)

    prior = PriorSlip.objects.get()
    assert "湘认2018-001" in answer.content.decode()
    scan = login(people.person).get(at("prior-file", case, prior.public_id))
    assert scan["Content-Disposition"].startswith("attachment")
    assert scan["X-Content-Type-Options"] == "nosniff"
    assert login(people.outsider).get(at("prior-file", case, prior.public_id)).status_code == 404


def test_forged_scan_is_refused_in_words_and_nothing_is_kept(people, login):
    case = open_case(people.person)
    forged = upload("认定单", "认定单.pdf")
    forged.file.seek(0)
    values = {"number": "1", "first_year": "2014", "last_year": "2018", "file": forged}

    answer = login(people.person).post(at("prior-add", case), values)

    assert answer.status_code == 422
    assert not PriorSlip.objects.exists()


def test_exemption_is_asked_for_and_taken_back(people, login):
    case = open_case(people.person)
    client = login(people.person)

    client.post(at("exemption-ask", case), {"year": "2018", "reason": "尚未参加工作", "file": upload("证明")})
    asked = case.exemptions.get()
    paper = client.get(at("exemption-file", case, asked.public_id))
    client.post(at("exemption-drop", case, asked.public_id))

    assert paper.status_code == 200
    # A copy without what the camera wrote into it; the original stays sealed.
    assert b"".join(paper.streaming_content).startswith(b"\xff\xd8\xff")
    assert not case.exemptions.exists()


def test_exemption_outside_the_span_is_refused_in_words(people, login):
    case = open_case(people.person)

    answer = login(people.person).post(
        at("exemption-ask", case), {"year": "2014", "reason": "病假", "file": upload("证明")}
    )

    assert answer.status_code == 422
    assert "2018—2019" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "state", "status"),
    [
        ("hr", "draft", 404),
        ("hr", "initial_review", 200),
        ("department", "initial_review", 200),
        ("province", "confirmation", 404),
        ("province", "verification", 200),
        ("outsider", "verification", 404),
        ("colleague", "verification", 404),
        ("admin", "verification", 404),
    ],
)
def test_case_and_its_files_are_absent_for_those_who_have_nothing_to_do_with_it(
    people, login, who, state, status
):
    case = at_state(state, people)
    proof = Activity.objects.filter(professional=case.professional).first().evidence.first()

    with on("2020-06-10 09:00"):
        client = login(getattr(people, who))
        assert client.get(at("case", case)).status_code == status
        assert client.get(at("case-evidence", case, proof.public_id)).status_code == status
        picture = at("case-evidence-preview", case, proof.public_id, 1, "small")
        assert client.get(picture).status_code == status


def test_file_of_another_case_is_not_reached_through_one_s_own(people, login):
    mine = make_case(people.colleague.professional, state="verification")
    theirs = at_state("verification", people)
    proof = Activity.objects.filter(professional=theirs.professional).first().evidence.first()

    answer = login(people.colleague).get(at("case-evidence", mine, proof.public_id))

    assert answer.status_code == 404


@pytest.mark.parametrize("act", ["case-edit", "case-submit", "case-withdraw", "case-cancel", "prior-add"])
def test_acts_of_the_person_are_absent_for_everybody_else(people, login, act):
    case = at_state("initial_review", people)

    for who in (people.hr, people.department, people.province, people.colleague, people.outsider):
        answer = login(who).post(at(act, case), {"edit": case.edit})
        assert answer.status_code == 404

    case.refresh_from_db()
    assert case.state == "initial_review"


def test_identity_number_is_masked_on_the_pages(people, login):
    case = at_state("initial_review", people)
    number = people.person.professional.identity_number

    page = login(people.hr).get(reverse("certification:lane-item", args=[case.public_id])).content.decode()

    assert number not in page
    assert people.person.professional.identity_masked in page


@pytest.mark.parametrize("years", [(2019,), (2017, 2018, 2019)])
def test_queries_of_the_page_do_not_grow_with_its_records(people, login, django_assert_num_queries, years):
    complete_years(people.person, years=years)
    case = open_case(people.person, degree="bachelor")
    client = login(people.person)
    client.get(at("case", case))

    with django_assert_num_queries(18):
        client.get(at("case", case))


def test_list_shows_one_s_own_cases_only(people, login):
    open_case(people.person)
    review_case = make_case(people.colleague.professional, state="notice")

    page = login(people.person).get(reverse("certification:case-list")).content.decode()

    assert str(review_case.public_id) not in page
    assert "草稿" in page
