"""Hours under the policies that count beside the one that governs: kept, weighed, shown, reviewed."""

from decimal import Decimal

import pytest
from django.urls import reverse

from cejc import clock
from credits.services import load_policy
from registry.activities.queries.beside import ledgers_beside
from registry.activities.services import activity as activities
from registry.activities.services import activity_review as review
from registry.models import Evidence
from registry.people.queries.governing import governing_of
from tests.credits import beside
from tests.credits.build import policy
from tests.registry.activities.activity_factories import FACTS, _kept, make_draft, make_submitted, png

pytestmark = pytest.mark.django_db
NATIONAL = {"hours_held": "30", "date": "2020-03-02"}
PAPER = FACTS["paper"] | {"date": "2020-03-01", "work": ""}


@pytest.fixture
def notices(world):
    for one in (policy(), beside.of_text(beside.cme_text()), beside.of_text(beside.accounting_text())):
        load_policy(policy=one, publish=True)


@pytest.fixture
def doctor(notices, alice):
    return of_series(alice, "health")


def of_series(user, series):
    user.professional.title_series = series
    user.professional.save(update_fields=["title_series"])
    return user


def submitted(user, kind, facts, title):
    activity = make_draft(user, kind, title=title, facts=facts)
    _kept(user, activity, "proof", png(title))
    return activities.submit(actor=user, activity=activity, edit=activity.edit)


def kept(activity):
    rows = activity.awards.order_by("ledger", "year").values_list("ledger", "year", "subject", "hours")
    return [(*row[:3], float(row[3])) for row in rows]


def year_of(user, year=2020):
    found = ledgers_beside(user.professional, governing_of(user.professional), [year])
    return next(row for one in found for row in one.years if row["year"] == year)


def test_paper_is_weighed_under_both(doctor):
    paper = make_submitted(doctor, "paper", facts={**PAPER, "work": "10.1000/1"})

    assert kept(paper) == [("", 2020, "professional", 10.0), ("cme-classes", 2020, "class_two", 5.0)]


def test_whoever_is_of_another_series_has_one_ledger(notices, alice):
    paper = make_submitted(of_series(alice, "engineering"), "paper", facts=PAPER)

    assert kept(paper) == [("", 2020, "professional", 10.0)]
    assert ledgers_beside(alice.professional, governing_of(alice.professional), [2020]) == []


def test_kind_of_a_policy_beside_is_no_hours_of_the_province(doctor, bob):
    project = submitted(doctor, "national_attend", NATIONAL, "国家级项目")
    review.approve(actor=bob, activity=project)

    assert kept(project) == [("cme-classes", 2020, "class_one", 10.0)]
    found = year_of(doctor)
    assert (found["hours"], found["pending"], found["lacks"]) == ("I类学分10", "", "II类学分15")


def test_what_waits_is_told_apart_from_what_is_approved(doctor):
    submitted(doctor, "national_attend", NATIONAL, "国家级项目")

    found = year_of(doctor)

    assert (found["hours"], found["pending"]) == ("", "I类学分10")
    assert found["state"]["label"] == "未达标"


def test_accountant_needs_two_thirds_professional(notices, alice):
    accountant = of_series(alice, "accounting")
    submitted(accountant, "exam", {"passed": 1, "date": "2020-05-01"}, "会计考试")

    found = year_of(accountant)

    assert found["pending"] == "专业科目90"
    assert found["needs"] == ["2020年专业科目须占2/3，按现有学时应为60，已有90，已达到"]
    assert found["state"]["label"] == "审核后可达标"


def test_share_that_is_missing_is_said_with_its_figure(notices, alice):
    accountant = of_series(alice, "accounting")

    found = year_of(accountant, clock.today().year)

    assert found["lacks"] == "专业科目60、合计90"
    assert "还缺60" in found["needs"][0]


def test_caps_of_the_policy_beside_are_its_own(notices, alice, bob):
    """A degree counts once a year for accountants; the second one gives way in their ledger alone."""
    accountant = of_series(alice, "accounting")
    first = submitted(accountant, "acc_degree_course", {"date": "2020-02-01"}, "课程甲")
    second = submitted(accountant, "acc_degree_course", {"date": "2020-03-01"}, "课程乙")

    assert [row[3] for row in (*kept(first), *kept(second))] == [90.0, 0.0]
    activities.withdraw(actor=accountant, activity=first)
    assert [row[3] for row in kept(second)] == [90.0]


def test_page_of_kinds_names_the_policy_beside_and_what_counts_for_it_too(doctor, login):
    page = login(doctor).get(reverse("registry:activity-new"))

    (part,) = page.context["beside"]
    assert [one["kind"].name for one in part["kinds"]][:2] == ["国家级项目参加", "国家级项目授课"]
    assert part["also"] == [policy().kinds["paper"].name]
    assert "继续医学教育学分授予与管理办法" in page.content.decode()


def test_record_page_shows_the_hours_under_each(doctor, login):
    paper = make_submitted(doctor, "paper", facts={**PAPER, "work": "10.1000/1"})

    page = login(doctor).get(reverse("registry:activity", args=[paper.public_id]))

    assert [(part["title"], part["total"]) for part in page.context["hours"]] == [
        (policy().title, Decimal(10)),
        ("继续医学教育学分授予与管理办法", Decimal(5)),
    ]
    assert "II类学分" in page.content.decode()


def test_form_says_what_it_counts_beside(doctor, login):
    facts = {"fact_author_rank": "2", "fact_cn_serial": "true", "fact_date": "2020-03-01", "title": "论文"}

    page = login(doctor).post(reverse("registry:activity-new-preview", args=["paper"]), facts | {"edit": "0"})

    assert "继续医学教育学分授予与管理办法" in page.content.decode()


def test_hr_reviews_it_in_the_same_lane(doctor, bob, login):
    project = submitted(doctor, "national_attend", NATIONAL, "国家级项目")
    client = login(bob)

    assert "国家级项目参加" in client.get(reverse("registry:review-lane")).content.decode()
    page = client.get(reverse("registry:review-item", args=[project.public_id]))
    assert page.context["refusal"] == ""
    assert "I类学分" in page.content.decode()


def test_queue_and_list_are_narrowed_by_its_kinds(doctor, bob, login):
    submitted(doctor, "national_attend", NATIONAL, "国家级项目")
    make_submitted(doctor, "paper", facts=PAPER)

    for user, name in ((bob, "registry:review-lane"), (doctor, "registry:activities")):
        page = login(user).get(reverse(name) + "?kind=national_attend")
        assert [row["title"] for row in page.context["rows"]] == ["国家级项目"]


def test_hr_of_another_unit_sees_nothing_of_it(doctor, hana, login):
    project = submitted(doctor, "national_attend", NATIONAL, "国家级项目")

    assert login(hana).get(reverse("registry:activity", args=[project.public_id])).status_code == 404


def test_person_of_another_series_has_no_such_form(notices, alice, login):
    of_series(alice, "engineering")

    answer = login(alice).get(reverse("registry:activity-create", args=["national_attend"]))

    assert answer.status_code == 302


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("registry:home", 17), ("registry:registration-mine", 33)])
def test_queries_of_the_ledgers(doctor, login, django_assert_num_queries, count, name, queries):
    for number in range(count):
        submitted(doctor, "national_attend", NATIONAL, f"项目{number}")
    client = login(doctor)
    client.get(reverse(name))

    with django_assert_num_queries(queries):
        page = client.get(reverse(name))
    assert len(page.context["beside"]) == 1
    assert Evidence.objects.count() == count


def test_record_from_before_the_policy_shows_what_it_counts_since(world, alice, bob, login):
    """Nothing of an approved record is written anew; its page and the ledger say what the policy gives."""
    load_policy(policy=policy(), publish=True)
    paper = make_submitted(of_series(alice, "health"), "paper", facts={**PAPER, "work": "10.1000/1"})
    review.approve(actor=bob, activity=paper)
    load_policy(policy=beside.of_text(beside.cme_text()), publish=True)

    page = login(alice).get(reverse("registry:activity", args=[paper.public_id]))

    assert [part["total"] for part in page.context["hours"]] == [10, 5]
    assert kept(paper) == [("", 2020, "professional", 10.0)]
    assert year_of(alice)["hours"] == "II类学分5"


def test_sum_that_lacks_more_than_its_subjects_is_said(doctor):
    assert year_of(doctor, clock.today().year)["lacks"] == "I类学分5、II类学分15、合计25"


def test_city_s_bars_are_measured_by_what_is_asked_in_all(world, alice, login):
    """72 hours of its only subject, of which the notice asks for nothing apart."""
    for one in (policy(), beside.of_text(beside.city_text())):
        load_policy(policy=one, publish=True)
    world.employer.region = "430100"
    world.employer.save(update_fields=["region"])

    page = login(alice).get(reverse("registry:home"))

    assert {one["need"] for year in page.context["years"] for one in year["segments"]} == {72}
    assert page.context["beside"] == []
