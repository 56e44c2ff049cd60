"""What the first screen of the records says of the case."""

import re

import pytest
from django.urls import reverse

from certification.models import Case
from certification.queries.policy import table_of
from registry.machinery.audit_sentences import sentence
from registry.models import Activity, AuditEntry
from tests.certification.rows import on
from tests.certification.stages import at_state, cast, complete_years, open_case
from tests.registry.activities.activity_factories import make_draft

pytestmark = pytest.mark.django_db
MAY_APPLY = "可以申请认定"


@pytest.fixture
def people():
    with on("2020-05-05 09:00"):
        yield cast()


@pytest.fixture
def first_screen(people, login):
    def page():
        return login(people.person).get(reverse("registry:home")).content.decode()

    return page


def test_complete_years_without_a_case_lead_to_a_new_one(people, first_screen):
    people.person.professional.degree = "doctor"
    people.person.professional.save()
    complete_years(people.person)
    Activity.objects.update(state="approved")

    page = first_screen()

    assert MAY_APPLY in page
    assert reverse("certification:case-new") in page


def test_short_years_are_named_and_nothing_is_offered(people, first_screen):
    page = first_screen()

    assert "还缺" in page
    assert MAY_APPLY not in page
    assert reverse("certification:case-new") not in page


def test_live_case_is_named_with_its_state(people, first_screen):
    case = at_state("notice.open", people)

    page = first_screen()

    assert "2020年度认定申请：公示中" in page
    assert reverse("certification:case", args=[case.public_id]) in page
    assert MAY_APPLY not in page


def test_returned_case_stands_first_among_what_is_to_be_put_right(people, first_screen):
    case = at_state("returned", people)

    part = first_screen().partition("需要您更正")[2].partition("</section>")[0]

    assert reverse("certification:case", args=[case.public_id]) in part
    assert "按退回理由更正后，请重新提交。" in part


def test_cancelled_case_is_not_named(people, first_screen):
    at_state("cancelled", people)

    assert "年度认定申请：" not in first_screen()


def test_certified_years_ask_for_nothing_more(people, first_screen):
    at_state("issued", people)

    page = first_screen()

    assert "均已认定，不需要再次申请" in page
    assert MAY_APPLY not in page
    assert "报送截止" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_first_screen_asks_the_same_number_of_queries(people, login, django_assert_num_queries, rows):
    open_case(people.person)
    for _row in range(rows):
        make_draft(people.person)
    client = login(people.person)
    client.get(reverse("registry:home"))

    with django_assert_num_queries(17):
        client.get(reverse("registry:home"))

    assert Case.objects.count() == 1


def test_the_first_screen_says_the_real_last_day_before_anything_is_submitted(people, first_screen):
    page = first_screen()

    assert "最迟公示" in page
    assert 'datetime="2020-07-23"' in page
    assert "5个完整工作日" in page


def test_the_first_screen_follows_the_level_that_was_applied_for(people, first_screen):
    open_case(people.person, title_level="intermediate", title_name="工程师", degree="bachelor")

    page = first_screen()

    assert "申报中级职称" in re.sub(r"\s", "", page)
    assert "最迟公示" not in page  # below senior there is neither notice nor handing in
    assert "报送截止" not in page


def test_the_story_of_a_case_names_each_step_as_its_own_route_does(people):
    case = at_state("confirmation", people)

    passed = AuditEntry.objects.get(action="case.initial_review.passed", subject=case.public_id)

    assert sentence(passed) == f"{stage_name(case, 'initial_review')}通过"


def stage_name(case, stage):
    return table_of(case).stage(stage).name


def test_a_year_of_records_that_wait_is_not_green(people, login, first_screen):
    complete_years(people.person)
    case = open_case(people.person)
    case_page = reverse("certification:case", args=[case.public_id])

    shown = login(people.person).get(case_page).content.decode()
    assert shown.count("按已填报计算可达标，待审核") == len(case.span)
    assert "合格" not in re.sub("考核合格", "", shown.partition('id="years"')[2].partition('id="items"')[0])
    assert "按已填报计算可达标，待审核" in first_screen()

    Activity.objects.update(state="approved")
    shown = login(people.person).get(case_page).content.decode()
    assert "按已填报计算可达标，待审核" not in shown
    assert shown.count("合格") >= len(case.span)
    assert "按已填报计算可达标，待审核" not in first_screen()
